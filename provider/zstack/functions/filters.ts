// Filters of functions: validation, query conditions, and the exact match.

import { fits } from "../../core/functions/pattern";
import { RefusedError } from "../../http/errors";
import type { Condition } from "../client/query";
import { beginningWith, equalTo, givenMoment, like, serverClock } from "./conditions";

/** A row with data from separate queries. */
export interface Candidate<T> {
  readonly row: T;
  readonly createDate: string | undefined;
  /** User tags; empty unless a filter needs them. */
  readonly tags: readonly string[];
}

/** One filter of one function. */
export interface Filter<T> {
  /** Why the value is invalid, as the rest of a sentence; undefined if it is valid. */
  wrong(value: string): string | undefined;
  /** Query conditions that every matching row meets. */
  conditions(value: string): Condition[];
  /** Whether the row matches. */
  matches(value: string, candidate: Candidate<T>): boolean;
  /** Whether the user tags have to be known for that. */
  readonly needsTags?: boolean;
}

const nothingWrong = (): undefined => undefined;
const anyRow = (): boolean => true;

/**
 * A uuid in the field of that name. Without `get` the row does not show it, and the server's match counts: uuids contain
 * neither upper case nor operators.
 */
export function uuidFilter<T>(field: string, get?: (row: T) => readonly (string | undefined)[]): Filter<T> {
  return {
    wrong: (value) =>
      /^[0-9a-f]{32}$/.test(value)
        ? undefined
        : "is not a ZStack uuid; give 32 lower-case hexadecimal digits without dashes",
    conditions: (value) => equalTo(field, value),
    matches: get === undefined ? anyRow : (value, { row }) => get(row).includes(value),
  };
}

/** An exact text. */
export function textFilter<T>(field: string, get: (row: T) => string | undefined): Filter<T> {
  return {
    wrong: nothingWrong,
    conditions: (value) => equalTo(field, value),
    matches: (value, { row }) => get(row) === value,
  };
}

/** One of a few words. */
export function wordFilter<T>(field: string, words: readonly string[], get: (row: T) => string | undefined): Filter<T> {
  return {
    ...textFilter(field, get),
    wrong: (value) =>
      words.includes(value) ? undefined : `is not one of ${words.map((word) => JSON.stringify(word)).join(", ")}`,
  };
}

interface Named {
  readonly uuid: string;
  readonly name: string;
}

function moment<T>(later: boolean): Filter<T> {
  return {
    wrong(value) {
      const read = givenMoment(value);
      return typeof read === "string" ? read : undefined;
    },
    // The server writes dates without a zone and compares them with one that only it knows.
    conditions: () => [],
    matches(value, { createDate }) {
      const limit = givenMoment(value);
      const made = serverClock(createDate);
      if (made === undefined || typeof limit === "string") {
        throw new RefusedError(
          "unexpected-response",
          `an object has ${createDate === undefined ? "no createDate" : `the createDate "${createDate}"`}, which cannot be compared; ` +
            "remove createdAfter and createdBefore",
        );
      }
      return later ? made > limit : made < limit;
    },
  };
}

/** Filters that need nothing of the row but its name. */
function namedFilters<T>(name: (row: T) => string): Record<"namePattern" | "userTag" | Dates, Filter<T>> {
  return {
    namePattern: {
      wrong: nothingWrong,
      conditions: (value) => like("name", value),
      matches: (value, { row }) => fits(name(row), value),
    },
    userTag: {
      wrong: nothingWrong,
      conditions: (value) => equalTo("__userTag__", value),
      matches: (value, { tags }) => tags.includes(value),
      needsTags: true,
    },
    createdAfter: moment(true),
    createdBefore: moment(false),
  };
}

type Dates = "createdAfter" | "createdBefore";

/** Filters of all objects that are rows of their own. */
export function commonFilters<T extends Named>(): Record<
  "uuid" | "name" | "namePattern" | "userTag" | Dates,
  Filter<T>
> {
  return {
    uuid: uuidFilter("uuid", (row) => [row.uuid]),
    name: textFilter("name", (row) => row.name),
    ...namedFilters((row) => row.name),
  };
}

const timestamp = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+$/;

/** Whether the server made `given` out of `name`: it appends the time and cuts the whole to 255 characters. */
function renamed(given: string, name: string): boolean {
  if (given === name) return true;
  if (!given.startsWith(`${name}-`)) return given.length === 255 && name.startsWith(given);
  const rest = given.slice(name.length + 1);
  return timestamp.test(rest) || (given.length === 255 && /^[\d .:-]*$/.test(rest));
}

/** Filters of VM backups by name: the server appends the time to the name that was asked for. */
export function vmBackupNameFilters<T>(
  name: (row: T) => string,
): Record<"name" | "namePattern" | "userTag" | Dates, Filter<T>> {
  return {
    name: {
      wrong: nothingWrong,
      conditions: (value) => beginningWith("name", value.slice(0, 200)),
      matches: (value, { row }) => renamed(name(row), value),
    },
    ...namedFilters(name),
  };
}

/** Filters with the values that were given for them. */
export class FilterSet<T> {
  private constructor(private readonly given: readonly { filter: Filter<T>; name: string; value: string }[]) {}

  /** Throws `invalid-input` if a name is unknown or a value is invalid. */
  static read<T>(
    filters: Readonly<Record<string, Filter<T>>>,
    values: Readonly<Record<string, unknown>>,
  ): FilterSet<T> {
    const given = Object.entries(values).flatMap(([name, value]) => {
      const filter = Object.hasOwn(filters, name) ? filters[name] : undefined;
      if (filter === undefined) throw invalid(unknownFilter(name, Object.keys(filters)));
      if (value === undefined) return [];
      if (typeof value !== "string") throw invalid(`${name} is ${JSON.stringify(value)}; give a text`);
      const wrong = filter.wrong(value);
      if (wrong !== undefined) throw invalid(`${name}: ${JSON.stringify(value)} ${wrong}`);
      return [{ filter, name, value }];
    });
    return new FilterSet(given);
  }

  get conditions(): Condition[] {
    return this.given.flatMap(({ filter, value }) => filter.conditions(value));
  }

  get needsTags(): boolean {
    return this.given.some(({ filter }) => filter.needsTags === true);
  }

  fits(candidate: Candidate<T>): boolean {
    return this.given.every(({ filter, value }) => filter.matches(value, candidate));
  }

  /** For messages; empty without filters. */
  toString(): string {
    return this.given.map(({ name, value }) => `${name} ${JSON.stringify(value)}`).join(", ");
  }
}

const invalid = (message: string): RefusedError => new RefusedError("invalid-input", message);

function unknownFilter(name: string, known: readonly string[]): string {
  return `unknown filter "${name}"; the filters are ${known.join(", ")}`;
}
