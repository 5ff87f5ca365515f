// The definition of a function, from which come its check, its search, and its text in the SDK, the schema and the docs.

import { z } from "zod";
import { isObject } from "../../http/responseBody";
import type { JsonObject } from "../json";
import { type Filter, FilterSet, type Summary } from "./filter";
import type { Match } from "./select";

/** Bodies of programs, without imports. */
interface Examples {
  readonly one: string;
  readonly oneOutput: string;
  readonly all: string;
  readonly allOutput: string;
}

/** What a function shows of itself in the SDK, the schema and the docs. */
interface Description {
  /** Of the function for one object; the one for all has an `s` more. */
  readonly token: `${string}:get${string}`;
  /** What is found, for messages and docs. */
  readonly noun: string;
  /** What both forms have to be known for; may be empty. */
  readonly description: string;
  /** Requests, e.g. `GET /v1/volumes`. */
  readonly api: readonly string[];
  readonly examples: Examples;
}

export type RowFilters<Row, Query, Api> = Readonly<Record<string, Filter<Row, Query, Api>>>;

/** What a function is defined by; `Row` is what the platform shows of one object. */
export interface RowDefinition<Row, Query, Api, F extends RowFilters<Row, Query, Api>, R extends z.ZodObject>
  extends Description {
  readonly filters: F;
  readonly result: R;
  /** At least all rows that match, without those of deleted objects. */
  rows(api: Api, filters: FilterSet<Row, Query, Api>): Promise<readonly Row[]>;
  summary(row: Row): Summary;
  /** Pure. Members that the result schema does not name are left out, and so is what is undefined or null. */
  toResult(row: Row): Loose<z.input<R>>;
}

/** A value in which an optional member may also be null, as platforms write it. */
export type Loose<T> = T extends readonly (infer Item)[]
  ? readonly Loose<Item>[]
  : T extends object
    ? { readonly [K in keyof T]: undefined extends T[K] ? Loose<T[K]> | null | undefined : Loose<T[K]> }
    : T;

/** A result: an optional member is there or not. */
export type Present<T> = T extends readonly (infer Item)[]
  ? readonly Present<Item>[]
  : T extends object
    ? { readonly [K in keyof T]: Present<Exclude<T[K], undefined>> }
    : T;

/** What is public of the filters of a function. */
export type Filters = Readonly<Record<string, { readonly description: string; readonly schema: z.ZodType }>>;

/** A defined function of a platform. */
export interface PlatformFunction<Api, Result, F extends Filters = Filters> extends Description {
  readonly filters: F;
  readonly result: z.ZodObject;
  /** Checks the filters, which needs no connection; `run` returns the matches in any order. */
  search(given: JsonObject): { readonly wanted: string; run(api: Api): Promise<Match<Result>[]> };
}

/** The arguments of a function for all objects. */
export type FunctionArgs<T extends { readonly filters: Filters }> = {
  readonly [K in keyof T["filters"]]?: z.output<T["filters"][K]["schema"]>;
};

/** Results by what is found. */
export type FunctionResults<T> = {
  readonly [K in keyof T]: T[K] extends PlatformFunction<never, infer Result> ? Result : never;
};

export function defineFunction<Row, Query, Api, F extends RowFilters<Row, Query, Api>, R extends z.ZodObject>(
  definition: RowDefinition<Row, Query, Api, F, R>,
): PlatformFunction<Api, Present<z.output<R>>, F> {
  const { rows, summary, toResult, ...shown } = definition;
  return {
    ...shown,
    search(given) {
      const filters = FilterSet.read<Row, Query, Api>(definition.filters, given);
      const run = async (api: Api) =>
        (await filters.select(await rows(api, filters), api)).map((row) => {
          const { id, name, state, date, created } = summary(row);
          const label = `${JSON.stringify(name)} (${[id, state, date ?? "no date"].join(", ")})`;
          return { result: present(definition.result, toResult(row)), created, id, label };
        });
      return { wanted: filters.toString(), run };
    },
  };
}

/**
 * The members that the schema names, without those that are undefined or null. Nothing is checked: what a platform shows
 * is returned, even if it goes beyond what the schema says.
 */
function present<R extends z.ZodType>(schema: R, value: Loose<z.input<R>>): Present<z.output<R>> {
  return shaped(schema, value) as Present<z.output<R>>;
}

function shaped(schema: unknown, value: unknown): unknown {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodReadonly) return shaped(schema.unwrap(), value);
  if (schema instanceof z.ZodArray && Array.isArray(value)) return value.map((item) => shaped(schema.element, item));
  if (!(schema instanceof z.ZodObject) || !isObject(value)) return value;
  const members = Object.entries(schema.shape).map(([name, member]): [string, unknown] => [
    name,
    shaped(member, value[name] ?? undefined),
  ]);
  return Object.fromEntries(members.filter(([, member]) => member !== undefined));
}
