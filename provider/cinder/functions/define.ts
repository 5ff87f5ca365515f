// What the definitions of functions have in common.

import { z } from "zod";
import { int32 } from "../../core/contract/properties";
import { defineFunction, type RowDefinition, type RowFilters } from "../../core/functions/definition";
import type { FilterSet } from "../../core/functions/filter";
import type { CinderApi } from "../client/client";
import { isoTime } from "../models/rows";
import { type Parameter, summaryOf } from "./filters";

interface Rows<Row> {
  readonly path: "/volumes" | "/snapshots" | "/backups";
  readonly schema: z.ZodType<Row>;
  /** Microversion of the request, and parameters besides those of the filters. */
  version?(api: CinderApi, given: (filter: string) => unknown): Promise<Version>;
}

interface Version {
  readonly at: string;
  readonly parameters?: Readonly<Record<string, string>>;
}

/** A function that finds the objects of one path. */
export function defineRowFunction<
  Row extends Parameters<typeof summaryOf>[0],
  F extends RowFilters<Row, Parameter, CinderApi>,
  R extends z.ZodObject,
>({
  path,
  schema,
  version = async () => ({ at: "3.0" }),
  ...definition
}: Omit<RowDefinition<Row, Parameter, CinderApi, F, R>, "rows" | "summary" | "api"> & Rows<Row>) {
  const list = path.slice(1);
  const member = list.slice(0, -1);

  /** The object with the given id, or all that the service finds with the filters that it may be given. */
  async function rows(api: CinderApi, filters: FilterSet<Row, Parameter, CinderApi>): Promise<readonly Row[]> {
    const { at, parameters } = await version(api, (name) => filters.value(name));
    const id = filters.value("id");
    if (id === undefined) {
      return api.list(`${path}/detail`, list, { ...Object.fromEntries(filters.queries), ...parameters }, schema, {
        at,
      });
    }
    const row = (await api.get(`${path}/${id}`, z.object({ [member]: schema }), { at }))?.[member];
    return row === undefined ? [] : [row];
  }

  return defineFunction<Row, Parameter, CinderApi, F, R>({
    ...definition,
    api: [`GET ${path}/detail`, `GET ${path}/{id}`],
    rows,
    summary: summaryOf,
  });
}

export const utc = (time: string | null | undefined): string | undefined =>
  typeof time === "string" ? isoTime(time) : undefined;

export const text = (description: string) => z.string().optional().describe(description);
export const idText = (what: string) => text(`id of ${what}.`);
export const flag = (description: string) => z.boolean().optional().describe(description);

/** Members of all results. */
export const common = {
  id: z.string().describe("uuid in lower case with dashes."),
  name: z.string().describe("Empty if it has none."),
  description: text("Description."),
  status: z.string().describe("As the service writes it."),
};

export const size = int32(z.int()).describe("Size of the volume at that time, in GiB.");
export const metadata = z.record(z.string(), z.string());

export const times = {
  createdAt: text("When it was created: ISO 8601 in UTC."),
  updatedAt: text("When it last changed: ISO 8601 in UTC."),
};

interface Common {
  readonly name?: string | null | undefined;
  readonly size?: number | null | undefined;
  readonly created_at?: string | null | undefined;
  readonly updated_at?: string | null | undefined;
}

/** What the results of all functions show of a row in the same way. */
export const commonOf = (row: Common) => ({
  name: row.name ?? "",
  size: row.size ?? 0,
  createdAt: utc(row.created_at),
  updatedAt: utc(row.updated_at),
});
