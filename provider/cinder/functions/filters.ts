// Filters of functions: valid values, the query that the service gets, and which rows match.

import { fits } from "../../core/functions/pattern";
import { RefusedError } from "../../http/errors";
import { isObject } from "../../http/responseBody";
import { isoTime, type Metadata, moment } from "../models/rows";
import { id as idSchema } from "../resource/inputs";
import type { CommonFilters } from "./types";

export type Query = Readonly<Record<string, string>>;

/** One filter of one kind of object. */
export interface Filter<T> {
  /** What is wrong with the value, as the rest of a sentence about it. */
  wrong(value: unknown): string | undefined;
  /**
   * What the service may be asked for: every wanted row meets it. A service that does not know a filter ignores it, so
   * that the rows are looked through here in any case.
   */
  query?(value: unknown): Query;
  wanted(value: unknown, row: T): boolean;
}

/**
 * A value that the service takes as it stands. Others it may read as a literal of its own language: `1e3` as a number,
 * `None` as nothing.
 */
const harmless = (value: string): boolean =>
  /^[A-Za-z][A-Za-z0-9 _.-]*$/.test(value) && !/^(True|False|None)$/.test(value);

const isText = (value: unknown): string | undefined => (typeof value === "string" ? undefined : "is not a string");

/** An exact text; `field` is the service's own name for it, where it has a filter. */
export function textFilter<T>(get: (row: T) => string | null | undefined, field?: string): Filter<T> {
  return {
    wrong: isText,
    query: (value) => (field !== undefined && harmless(String(value)) ? { [field]: String(value) } : {}),
    wanted: (value, row) => (get(row) ?? "") === value,
  };
}

/** An id among those that the row has. */
export function idFilter<T>(get: (row: T) => readonly (string | null | undefined)[], field?: string): Filter<T> {
  return {
    wrong: (value) =>
      idSchema.safeParse(value).success ? undefined : "is not an id; use a lower-case uuid with dashes",
    query: (value) => (field === undefined ? {} : { [field]: String(value) }),
    wanted: (value, row) => get(row).some((one) => one === value),
  };
}

export function flagFilter<T>(get: (row: T) => boolean | undefined): Filter<T> {
  return {
    wrong: (value) => (typeof value === "boolean" ? undefined : "is not a boolean"),
    // Where the service says nothing, it is not so.
    wanted: (value, row) => (get(row) ?? false) === value,
  };
}

const date = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?$/;

/** Milliseconds; NaN where it is no moment. */
function givenMoment(value: unknown): number {
  if (typeof value !== "string" || !date.test(value)) return Number.NaN;
  return Date.parse(value.includes("T") ? isoTime(value) : value);
}

interface Row {
  readonly id: string;
  readonly name?: string | null | undefined;
  readonly status: string;
  readonly created_at?: string | null | undefined;
  readonly metadata: Metadata;
}

function dateFilter<T extends Row>(later: boolean): Filter<T> {
  return {
    wrong: (value) =>
      Number.isNaN(givenMoment(value))
        ? 'is not a date; use the form "2026-11-21" or "2026-11-21T09:30:00Z"'
        : undefined,
    wanted(value, row) {
      const made = moment(row.created_at);
      if (Number.isNaN(made)) {
        throw new RefusedError(
          "unexpected-response",
          `${row.id} has the creation date ${JSON.stringify(row.created_at ?? null)}, which cannot be compared; remove ` +
            "createdAfter and createdBefore",
        );
      }
      return later ? made > givenMoment(value) : made < givenMoment(value);
    },
  };
}

function metadataWrong(value: unknown): string | undefined {
  if (!isObject(value)) return "is not a mapping of keys to strings";
  const bad = Object.entries(value).find(([, text]) => typeof text !== "string");
  return bad === undefined ? undefined : `has a value that is not a string under ${JSON.stringify(bad[0])}`;
}

function hasMetadata(value: unknown, row: Row): boolean {
  const wanted = Object.entries(isObject(value) ? value : {});
  return wanted.every(([key, text]) => Object.hasOwn(row.metadata, key) && row.metadata[key] === text);
}

/** Filters of all objects. */
export function commonFilters<T extends Row>(): Record<keyof CommonFilters, Filter<T>> {
  return {
    id: idFilter((row) => [row.id]),
    name: textFilter((row) => row.name, "name"),
    namePattern: { wrong: isText, wanted: (value, row) => fits(row.name ?? "", String(value)) },
    status: textFilter((row) => row.status, "status"),
    metadata: { wrong: metadataWrong, wanted: hasMetadata },
    createdAfter: dateFilter(true),
    createdBefore: dateFilter(false),
  };
}

/** Filters with the values that were given for them. */
export class FilterSet<T> {
  private constructor(private readonly given: readonly { filter: Filter<T>; name: string; value: unknown }[]) {}

  /** Throws where a name is unknown or a value is not what it has to be. */
  static read<T>(
    filters: Readonly<Record<string, Filter<T>>>,
    values: Readonly<Record<string, unknown>>,
  ): FilterSet<T> {
    const given = Object.entries(values).flatMap(([name, value]) => {
      const filter = Object.hasOwn(filters, name) ? filters[name] : undefined;
      if (filter === undefined) {
        throw new RefusedError(
          "invalid-input",
          `unknown filter "${name}"; available: ${Object.keys(filters).join(", ")}`,
        );
      }
      if (value === undefined) return [];
      const wrong = filter.wrong(value);
      if (wrong !== undefined) throw new RefusedError("invalid-input", `${name}: ${JSON.stringify(value)} ${wrong}`);
      return [{ filter, name, value }];
    });
    return new FilterSet(given);
  }

  /** What was given for a filter. */
  value(name: string): unknown {
    return this.given.find((one) => one.name === name)?.value;
  }

  get query(): Query {
    return Object.assign({}, ...this.given.map(({ filter, value }) => filter.query?.(value) ?? {}));
  }

  fits(row: T): boolean {
    return this.given.every(({ filter, value }) => filter.wanted(value, row));
  }

  /** For messages; empty where nothing was asked for. */
  toString(): string {
    return this.given.map(({ name, value }) => `${name} ${JSON.stringify(value)}`).join(", ");
  }
}
