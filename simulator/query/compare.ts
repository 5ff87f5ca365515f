// Comparing a column with the text of a condition as the database does: case-insensitive strings, numbers read from the
// front of the text, booleans as true/false/1/0.

import { parseDate } from "../core/clock";
import { internal } from "../core/errors";
import type { FieldKind } from "../core/inventories";
import type { Condition } from "./conditions";

export type Test = (value: unknown) => boolean;

const grammar = () =>
  internal(
    "javax.persistence.PersistenceException: org.hibernate.exception.SQLGrammarException: could not extract ResultSet",
  );

/** A test of one column value; null columns satisfy `is null` only. */
export function compile(condition: Condition, kind: FieldKind): Test {
  const { operator, value } = condition;
  if (operator === "is null") return (column) => column === undefined || column === null;
  if (operator === "not null") return (column) => column !== undefined && column !== null;
  const test = compileValue(operator, value, kind);
  return (column) => column !== undefined && column !== null && test(column);
}

function compileValue(operator: Condition["operator"], value: string, kind: FieldKind): Test {
  switch (operator) {
    case "~=":
    case "!~=": {
      const pattern = like(value);
      const wanted = operator === "~=";
      return (column) => pattern(String(column)) === wanted;
    }
    case "?=":
    case "!?=": {
      const wanted = new Set(value.split(",").map((part) => operand(part, kind)));
      return (column) => wanted.has(comparable(column)) === (operator === "?=");
    }
    default: {
      const right = operand(value, kind);
      return (column) => ordered(operator, comparable(column), right);
    }
  }
}

function ordered(operator: Condition["operator"], left: string | number, right: string | number): boolean {
  switch (operator) {
    case "=":
      return left === right;
    case "!=":
      return left !== right;
    case ">":
      return left > right;
    case ">=":
      return left >= right;
    case "<":
      return left < right;
    default:
      return left <= right;
  }
}

export function comparable(value: unknown): string | number {
  if (typeof value === "number") return value;
  if (typeof value === "boolean") return value ? 1 : 0;
  return String(value).toLowerCase();
}

function operand(text: string, kind: FieldKind): string | number {
  switch (kind) {
    case "long":
    case "int":
      return leadingNumber(text);
    case "boolean": {
      const word = text.toLowerCase();
      if (word === "true" || word === "1") return 1;
      if (word === "false" || word === "0") return 0;
      throw grammar();
    }
    case "date":
      return parseDate(text) ?? 0;
    default:
      return text.toLowerCase();
  }
}

/** Text that is no number counts as 0, silently. */
function leadingNumber(text: string): number {
  const found = /^\s*[-+]?\d+(\.\d+)?/.exec(text);
  return found === null ? 0 : Number(found[0]);
}

const anything = Symbol("%");
const one = Symbol("_");

/** Looks for each piece between two `%` where it first fits: no text and no pattern takes long. */
export function like(pattern: string): (text: string) => boolean {
  const wanted: (string | typeof anything | typeof one)[] = [];
  const characters = [...pattern.toLowerCase()];
  for (let index = 0; index < characters.length; index++) {
    const character = characters[index] ?? "";
    if (character === "%") wanted.push(anything);
    else if (character === "_") wanted.push(one);
    else if (character === "\\" && index + 1 < characters.length) wanted.push(characters[++index] ?? "");
    else wanted.push(character);
  }
  return (text) => fits(wanted, [...text.toLowerCase()]);
}

function fits(wanted: readonly (string | symbol)[], text: readonly string[]): boolean {
  let at = 0;
  let position = 0;
  // Where the last % stands, and how much it has taken so far.
  let retry: { at: number; position: number } | undefined;
  while (position < text.length) {
    const next = wanted[at];
    if (next === anything) {
      retry = { at: ++at, position };
    } else if (next === one || (next !== undefined && next === text[position])) {
      at++;
      position++;
    } else if (retry !== undefined) {
      at = retry.at;
      position = ++retry.position;
    } else {
      return false;
    }
  }
  return wanted.slice(at).every((rest) => rest === anything);
}

/** What every match of a LIKE pattern begins with. */
export function likePrefix(pattern: string): string {
  return /^[^%_\\]*/.exec(pattern)?.[0] ?? "";
}
