// Texts and dates in functions. The server is queried for a superset, and the exact match is decided here: the server
// ignores case and does not support a few characters.

import { patternParts } from "../../core/functions/pattern";
import { type Condition, conditionText, UnqueryableError } from "../client/query";
import { serverDate } from "../client/serverDates";

// Besides the parts of operators: an apostrophe breaks the server's own query text, and a quote or a backslash may mean
// something on the way from there to the database.
const troublesome = /[!<>?~='"\\]/;

/** A character as a LIKE pattern takes it, wider where the server could misread it. */
function masked(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  // Half of a pair cannot be sent, and how many characters the database counts beyond U+FFFF is its own affair.
  if (code > 0xffff || (code >= 0xd800 && code <= 0xdfff)) return "%";
  return code < 0x20 || troublesome.test(character) ? "_" : character;
}

/** Drops a condition that cannot be queried: the rows are filtered here anyway. */
function askable(condition: Condition): Condition[] {
  try {
    conditionText(condition);
    return [condition];
  } catch (error) {
    if (error instanceof UnqueryableError) return [];
    throw error;
  }
}

/** Asks for at least the rows whose `field` is exactly `value`. */
export function equalTo(field: string, value: string): Condition[] {
  // Whether a server takes a condition without a value depends on its version.
  if (value === "") return [];
  const pattern = [...value].map(masked).join("");
  return askable(pattern === value ? { field, operator: "=", value } : { field, operator: "~=", value: pattern });
}

/** Asks for at least the rows whose `field` begins with `value`. */
export function beginningWith(field: string, value: string): Condition[] {
  return askable({ field, operator: "~=", value: `${[...value].map(masked).join("")}%` });
}

/** Asks for at least the rows whose `field` fits the pattern. */
export function like(field: string, pattern: string): Condition[] {
  if (pattern === "") return [];
  // One of ours may stand for a character that the database counts as two.
  const value = patternParts(pattern).map((part) => ("literal" in part ? masked(part.literal) : "%"));
  return askable({ field, operator: "~=", value: value.join("").replace(/%+/g, "%") });
}

const isoDate = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,3})\d*)?)?)?(Z|[+-]\d\d:?\d\d)?$/;

/** A date by the hands of the clock that it was read from, whatever zone it names. */
function isoClock(text: string): { time: number; zoned: boolean } | undefined {
  const read = isoDate.exec(text);
  if (read === null) return undefined;
  const [, year, month, day, hour = "00", minute = "00", second = "00", fraction = "0", zone] = read;
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}.${fraction.padEnd(3, "0")}Z`);
  return Number.isNaN(time) ? undefined : { time, zoned: zone !== undefined };
}

/** A `createDate` of the server, in milliseconds of its clock; undefined if it cannot be read. */
export function serverClock(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  return isoClock(text)?.time ?? serverDate(text);
}

/** Parses a moment of the server's clock; a text is the reason why it is invalid. */
export function givenMoment(text: string): number | string {
  const iso = isoClock(text);
  if (iso?.zoned === true)
    return `has a time zone, but dates of the server have none; give the server's local time without a time zone`;
  const time = iso?.time ?? (/^[A-Z][a-z]{2} \d/.test(text) ? serverDate(text) : undefined);
  return time ?? `is not a date; write it like "2026-11-21 09:30:00", or like a createDate of the server`;
}
