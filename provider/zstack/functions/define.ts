// What the definitions of functions have in common.

import { z } from "zod";
import { defineFunction, type RowDefinition, type RowFilters } from "../../core/functions/definition";
import type { ZStackApi } from "../client/client";
import type { Condition } from "../client/query";
import { type Named, summaryOf } from "./filters";

interface Rows<Row> {
  readonly path: `/v1/${string}`;
  readonly schema: z.ZodType<Row>;
  /** Whether the row is only the record of a deleted object. */
  isGone?(row: Row): boolean;
}

/** A function that finds rows of one path. */
export function defineRowFunction<
  Row extends Named,
  F extends RowFilters<Row, Condition, ZStackApi>,
  R extends z.ZodObject,
>({
  path,
  schema,
  isGone,
  ...definition
}: Omit<RowDefinition<Row, Condition, ZStackApi, F, R>, "rows" | "summary" | "api"> & Rows<Row>) {
  return defineFunction<Row, Condition, ZStackApi, F, R>({
    ...definition,
    api: [`GET ${path}`],
    async rows(api, { queries }) {
      return once(await api.query(path, schema, queries)).filter((row) => isGone?.(row) !== true);
    },
    summary: summaryOf,
  });
}

/** Removes duplicates: a row can move to another page while the pages are read. */
export function once<T extends { readonly uuid: string }>(rows: readonly T[]): T[] {
  return [...new Map(rows.map((row) => [row.uuid, row])).values()];
}

export const text = (description: string) => z.string().optional().describe(description);
export const uuidText = (what: string) => text(`uuid of ${what}.`);
/** ZStack adds values from version to version, and an unknown one must not fail: a string. */
export const status = (values: string) => z.string().describe(`${values} …, as the server writes it.`);
export const state = text("`Enabled` or `Disabled`.");
export const bytes = (description: string) => z.int().describe(description);
export const createDate = text("When it was created: the server's own text, in its local time.");

/** Members of all results but those of VM backups. */
export const identity = {
  uuid: z.string().describe("32 lower-case hexadecimal digits."),
  name: z.string().describe("Name."),
  description: text("Description."),
};

export const enabled = ["Enabled", "Disabled"] as const;
export const volumeTypes = ["Root", "Data", "Memory", "Cache"] as const;
