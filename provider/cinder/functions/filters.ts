// Filters of functions. What the service is asked for is a superset: a service that does not know a filter ignores it.

import { z } from "zod";
import { anyFlag, anyText, commonFilters, type Filter, filter, type Summary } from "../../core/functions/filter";
import type { CinderApi } from "../client/client";
import { isoTime, type Metadata, moment } from "../models/rows";
import { id as idSchema } from "../resource/inputs";

/** A parameter of the query. */
export type Parameter = readonly [name: string, value: string];

type CinderFilter<Row, Value> = Filter<Row, Parameter, CinderApi, Value>;

interface Row {
  readonly id: string;
  readonly name?: string | null | undefined;
  readonly status: string;
  readonly created_at?: string | null | undefined;
  readonly metadata: Metadata;
}

/**
 * A value that the service takes as it stands. Others it may read as a literal of its own language: `1e3` as a number,
 * `None` as nothing.
 */
const isHarmless = (value: string): boolean =>
  /^[A-Za-z][A-Za-z0-9 _.-]*$/.test(value) && !/^(True|False|None)$/.test(value);

const id = anyText.refine((value) => idSchema.safeParse(value).success, {
  error: "is not an id; use a lower-case uuid with dashes",
});

/** An exact text; `field` is the service's own name for it, if it has a filter. */
export const textFilter = <Row>(
  description: string,
  get: (row: Row) => string | null | undefined,
  field?: string,
): CinderFilter<Row, string> =>
  filter({
    description,
    schema: anyText,
    query: (value) => (field !== undefined && isHarmless(value) ? [[field, value]] : []),
    matches: (value, row) => (get(row) ?? "") === value,
  });

/** An id among those that the row has. */
export const idFilter = <Row>(
  description: string,
  get: (row: Row) => readonly (string | null | undefined)[],
  field?: string,
): CinderFilter<Row, string> =>
  filter({
    description,
    schema: id,
    query: (value) => (field === undefined ? [] : [[field, value]]),
    matches: (value, row) => get(row).includes(value),
  });

/** What the service does not show is not so. */
export const flagFilter = <Row>(
  description: string,
  get: (row: Row) => boolean | null | undefined,
): CinderFilter<Row, boolean> =>
  filter({ description, schema: anyFlag, matches: (value, row) => (get(row) ?? false) === value });

const metadata = z.record(
  z.string(),
  z.string({ error: ({ path }) => `has a value that is not a string under ${JSON.stringify(path?.at(-1))}` }),
  { error: "is not a mapping of keys to strings" },
);

const metadataFilter = <T extends Row>(): CinderFilter<T, Record<string, string>> =>
  filter({
    description: "Metadata that the object must have: these keys with exactly these values, besides any others.",
    schema: metadata,
    matches: (value, row) =>
      Object.entries(value).every(([key, text]) => Object.hasOwn(row.metadata, key) && row.metadata[key] === text),
  });

const isoDate = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?$/;

function readDate(text: string): number | string {
  const time = isoDate.test(text) ? Date.parse(text.includes("T") ? isoTime(text) : text) : Number.NaN;
  return Number.isNaN(time) ? 'is not a date; use the form "2026-11-21" or "2026-11-21T09:30:00Z"' : time;
}

export function summaryOf({ id, name, status, created_at }: Row): Summary {
  const created = moment(created_at);
  return {
    id,
    name: name ?? "",
    state: status,
    date: typeof created_at === "string" ? isoTime(created_at) : undefined,
    created: Number.isNaN(created) ? undefined : created,
  };
}

/** Filters of all objects. */
export const rowFilters = <T extends Row>() => {
  const { namePattern, ...created } = commonFilters<T, Parameter, CinderApi>({
    summary: summaryOf,
    dates: "ISO 8601 such as `2026-11-21` or `2026-11-21T09:30:00+01:00`; UTC without a time zone",
    readDate,
  });
  return {
    id: idFilter<T>("uuid in lower case with dashes.", (row) => [row.id]),
    name: textFilter<T>("Exact name, case included; any characters are allowed.", (row) => row.name, "name"),
    namePattern,
    status: textFilter<T>(
      "`available`, `in-use`, `creating`, `error` …, as the service writes it.",
      (row) => row.status,
      "status",
    ),
    metadata: metadataFilter<T>(),
    ...created,
  };
};
