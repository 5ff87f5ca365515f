// Filters of functions. The server is asked for a superset, and the exact match is made here.

import { anyText, commonFilters, type Filter, filter, oneOf, type Summary } from "../../core/functions/filter";
import type { ZStackApi } from "../client/client";
import type { Condition } from "../client/query";
import { tagsOf } from "../ownership/tags";
import { beginningWith, equalTo, givenMoment, like, serverClock } from "./conditions";

type ZStackFilter<Row, Value = string> = Filter<Row, Condition, ZStackApi, Value>;

/** What the server shows of an object that has a name and tags. */
export interface Named {
  readonly uuid: string;
  readonly name: string;
  readonly createDate?: string | undefined;
  readonly status?: string | undefined;
  readonly state?: string | undefined;
}

export const uuid = anyText.regex(
  /^[0-9a-f]{32}$/,
  "is not a ZStack uuid; give 32 lower-case hexadecimal digits without dashes",
);

/** Members of a row that are texts. */
type TextOf<Row> = { [K in keyof Row]-?: Row[K] extends string | undefined ? K : never }[keyof Row] & string;

/** Filters by what the server shows of a row, or is asked for. */
export function filtersOf<Row>() {
  const equal = <Value extends string>(
    description: string,
    schema: ZStackFilter<Row, Value>["schema"],
    field: string,
    get?: (row: Row) => readonly unknown[],
  ): ZStackFilter<Row, Value> =>
    filter({
      description,
      schema,
      query: (value) => equalTo(field, value),
      ...(get === undefined ? {} : { matches: (value, row) => get(row).includes(value) }),
    });
  return {
    uuid: (description: string, field: TextOf<Row>) => equal(description, uuid, field, (row) => [row[field]]),
    /** A uuid among several of the row. */
    uuidIn: (description: string, field: string, get: (row: Row) => readonly (string | undefined)[]) =>
      equal(description, uuid, field, get),
    /** A uuid that the row does not show: the server's match counts, as uuids have neither upper case nor operators. */
    uuidAsked: (description: string, field: string) => equal(description, uuid, field),
    text: (description: string, field: TextOf<Row>) => equal(description, anyText, field, (row) => [row[field]]),
    word: <const Words extends readonly string[]>(description: string, field: TextOf<Row>, words: Words) =>
      equal(description, oneOf(words), field, (row) => [row[field]]),
  };
}

/** The same for all rows. */
export const summaryOf = ({ uuid, name, createDate, status, state }: Named): Summary => ({
  id: uuid,
  name,
  state: (status === "" ? undefined : status) ?? state ?? "",
  date: createDate,
  created: serverClock(createDate),
});

const dates =
  "`2026-11-21`, `2026-11-21 09:30:00`, or the `createDate` of another result. It is compared with the server's local " +
  "time, and has no time zone";

/** Filters by name, tag and date; `carrier` is the object that has them. */
export function namedFilters<Row>(carrier: (row: Row) => Named) {
  const { namePattern, ...created } = commonFilters<Row, Condition, ZStackApi>({
    summary: (row) => summaryOf(carrier(row)),
    namePatternQuery: (pattern) => like("name", pattern),
    dates,
    readDate: givenMoment,
  });
  const userTag: ZStackFilter<Row> = filter({
    description: "A user tag of the object: its whole text.",
    schema: anyText,
    query: (tag) => equalTo("__userTag__", tag),
    async select(tag, rows, api) {
      const tags = await tagsOf(
        api,
        rows.map((row) => carrier(row).uuid),
      );
      const tagged = new Set(tags.filter((one) => one.tag === tag).map((one) => one.resourceUuid));
      return rows.filter((row) => tagged.has(carrier(row).uuid));
    },
  });
  return { namePattern, userTag, ...created };
}

/** Filters of all objects that are rows of their own. */
export function rowFilters<Row extends Named>() {
  const name: ZStackFilter<Row> = filter({
    description: "Exact name, case included; any characters are allowed.",
    schema: anyText,
    query: (value) => equalTo("name", value),
    matches: (value, row) => row.name === value,
  });
  const byUuid: ZStackFilter<Row> = filter({
    description: "32 lower-case hexadecimal digits.",
    schema: uuid,
    query: (value) => equalTo("uuid", value),
    matches: (value, row) => row.uuid === value,
  });
  return { uuid: byUuid, name, ...namedFilters<Row>((row) => row) };
}

const timestamp = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+$/;

/** Whether the server made `given` out of `name`: it appends the time and cuts the whole to 255 characters. */
function renamed(given: string, name: string): boolean {
  if (given === name) return true;
  if (!given.startsWith(`${name}-`)) return given.length === 255 && name.startsWith(given);
  const rest = given.slice(name.length + 1);
  return timestamp.test(rest) || (given.length === 255 && /^[\d .:-]*$/.test(rest));
}

/** The name of a VM backup. */
export function requestedNameFilter<Row>(name: (row: Row) => string): ZStackFilter<Row> {
  return filter({
    description: "The name that was requested; the server appends the time to it.",
    schema: anyText,
    query: (value) => beginningWith("name", value.slice(0, 200)),
    matches: (value, row) => renamed(name(row), value),
  });
}
