// Filters of functions: which values are valid, what the platform is asked for, and which rows match exactly.

import { z } from "zod";
import { RefusedError } from "../../http/errors";
import type { JsonObject } from "../json";
import { fits } from "./pattern";

interface Matching<Row, Query, Api, Value> {
  /** For the docs of every language. */
  readonly description: string;
  readonly schema: z.ZodType<Value>;
  /** Parts of the platform's query that every matching row meets; without it all rows are asked for. */
  query?(value: Value): readonly Query[];
  /** Without it the platform's own match counts. */
  matches?(value: Value, row: Row): boolean;
  /** In place of `matches`, if the rows alone do not say it. */
  select?(value: Value, rows: readonly Row[], api: Api): Promise<readonly Row[]>;
}

/** A filter with the value that a program gives it. */
export interface GivenFilter<Row, Query, Api> {
  readonly name: string;
  readonly value: unknown;
  readonly queries: readonly Query[];
  matches(row: Row): boolean;
  readonly select: ((rows: readonly Row[], api: Api) => Promise<readonly Row[]>) | undefined;
}

/** One filter of one function. */
export interface Filter<Row, Query, Api, Value = unknown> {
  readonly description: string;
  readonly schema: z.ZodType<Value>;
  /** Throws `invalid-input` if the value is invalid. */
  given(name: string, value: unknown): GivenFilter<Row, Query, Api>;
}

export function filter<Row, Query, Api, Value>(
  matching: Matching<Row, Query, Api, Value>,
): Filter<Row, Query, Api, Value> {
  const { description, schema, query, matches, select } = matching;
  return {
    description,
    schema,
    given(name, value) {
      if (!isOf(schema, value)) {
        const failure = schema.safeParse(value).error?.issues[0]?.message;
        throw new RefusedError("invalid-input", `${name}: ${JSON.stringify(value)} ${failure}`);
      }
      return {
        name,
        value,
        queries: query?.(value) ?? [],
        matches: (row) => matches?.(value, row) ?? true,
        select: select === undefined ? undefined : (rows, api) => select(value, rows, api),
      };
    },
  };
}

/** Schemas of filters check and never convert: what a program gives is what is searched for. */
function isOf<Value>(schema: z.ZodType<Value>, value: unknown): value is Value {
  return schema.safeParse(value).success;
}

export const anyText = z.string("is not a string");
export const anyFlag = z.boolean("is not a boolean");

/** One of these words. */
export function oneOf<const Words extends readonly string[]>(words: Words) {
  return z.enum(words, { error: `is not one of ${words.map((word) => JSON.stringify(word)).join(", ")}` });
}

/** A moment; `read` returns milliseconds, or why the text is none. */
function momentText(read: (text: string) => number | string) {
  const failure = (text: string): string | undefined => {
    const moment = read(text);
    return typeof moment === "string" ? moment : undefined;
  };
  return anyText.refine((text) => failure(text) === undefined, { error: ({ input }) => failure(String(input)) });
}

/** How messages name a row, and when it was created. */
export interface Summary {
  readonly id: string;
  readonly name: string;
  readonly state: string;
  /** As the platform shows it. */
  readonly date: string | undefined;
  /** Milliseconds; undefined if the date cannot be read. */
  readonly created: number | undefined;
}

/** Filters of all functions of all platforms. */
export function commonFilters<Row, Query, Api>(platform: {
  summary(row: Row): Summary;
  namePatternQuery?(pattern: string): readonly Query[];
  /** How dates are written, for the docs. */
  readonly dates: string;
  /** A moment in milliseconds, or why the text is none. */
  readDate(text: string): number | string;
}) {
  const { summary, namePatternQuery, dates, readDate } = platform;
  const date = (description: string, isBeyond: (created: number, limit: number) => boolean) =>
    // The platform is not asked: it may compare dates in a time zone that only it knows.
    filter<Row, Query, Api, string>({
      description,
      schema: momentText(readDate),
      matches(value, row) {
        const { id, date, created } = summary(row);
        if (created !== undefined) return isBeyond(created, Number(readDate(value)));
        throw new RefusedError(
          "unexpected-response",
          `${id} has ${date === undefined ? "no creation date" : `the creation date ${JSON.stringify(date)}`}, which ` +
            "cannot be compared; remove createdAfter and createdBefore",
        );
      },
    });
  return {
    namePattern: filter<Row, Query, Api, string>({
      description:
        "SQL pattern of the whole name: `%` is any text, `_` any one character. A backslash before `%`, `_` or a " +
        "backslash takes that character literally.",
      schema: anyText,
      ...(namePatternQuery === undefined ? {} : { query: namePatternQuery }),
      matches: (pattern, row) => fits(summary(row).name, pattern),
    }),
    createdAfter: date(`Created later than this time: ${dates}.`, (created, limit) => created > limit),
    createdBefore: date(
      "Created earlier than this time; the same form as `createdAfter`.",
      (created, limit) => created < limit,
    ),
  };
}

/** The filters of one call. */
export class FilterSet<Row, Query, Api> {
  private constructor(private readonly given: readonly GivenFilter<Row, Query, Api>[]) {}

  /** Throws `invalid-input` if a name is unknown or a value is invalid. */
  static read<Row, Query, Api>(
    filters: Readonly<Record<string, Filter<Row, Query, Api>>>,
    values: JsonObject,
  ): FilterSet<Row, Query, Api> {
    const given = Object.entries(values).flatMap(([name, value]) => {
      const known = Object.hasOwn(filters, name) ? filters[name] : undefined;
      if (known === undefined) {
        const names = Object.keys(filters).join(", ");
        throw new RefusedError("invalid-input", `unknown filter "${name}"; the filters are ${names}`);
      }
      return value === undefined ? [] : [known.given(name, value)];
    });
    return new FilterSet(given);
  }

  /** The value given for a filter. */
  value(name: string): unknown {
    return this.given.find((one) => one.name === name)?.value;
  }

  get queries(): Query[] {
    return this.given.flatMap(({ queries }) => queries);
  }

  /** The rows that match all filters. */
  async select(rows: readonly Row[], api: Api): Promise<Row[]> {
    let selected = rows;
    for (const { select } of this.given) selected = (await select?.(selected, api)) ?? selected;
    return selected.filter((row) => this.given.every((one) => one.matches(row)));
  }

  /** For messages; empty without filters. */
  toString(): string {
    return this.given.map(({ name, value }) => `${name} ${JSON.stringify(value)}`).join(", ");
  }
}
