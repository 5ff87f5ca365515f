import type { ErrorCode } from "../../http/errorCodes";

/** A comparison of the query language. */
export type Operator = "=" | "!=" | ">" | ">=" | "<" | "<=" | "~=" | "!~=" | "?=" | "!?=";

export interface Condition {
  readonly field: string;
  readonly operator: Operator;
  readonly value: string;
}

// The order in which the server looks for an operator anywhere in a condition; the first one found divides it.
const scanOrder = ["!=", ">=", "<=", "!?=", "!~=", "~=", "?=", "=", ">", "<", "is null", "not null"] as const;

/** A value that the query language cannot express. */
export class UnqueryableError extends Error {
  readonly code: ErrorCode = "invalid-input";

  constructor(condition: Condition, why: string) {
    super(`ZStack cannot query ${condition.field} ${condition.operator} ${JSON.stringify(condition.value)}: ${why}`);
    this.name = "UnqueryableError";
  }
}

/** How the server will divide the text of a condition. */
export function divide(text: string): { field: string; operator: string; value: string } | undefined {
  const operator = scanOrder.find((one) => text.includes(one));
  if (operator === undefined) return undefined;
  const at = text.indexOf(operator);
  return { field: text.slice(0, at).trim(), operator, value: text.slice(at + operator.length) };
}

/** The text of a condition; throws if the server would parse it differently. */
export function conditionText(condition: Condition): string {
  const { field, operator, value } = condition;
  // An apostrophe anywhere breaks the server's own query text.
  if (value.includes("'")) throw new UnqueryableError(condition, "the server does not support apostrophes");
  const text = `${field}${operator}${value}`;
  const read = divide(text);
  if (read === undefined || read.field !== field || read.operator !== operator || read.value !== value) {
    throw new UnqueryableError(
      condition,
      `the server would read it as ${read?.field} ${read?.operator} ${read?.value}`,
    );
  }
  return text;
}

export interface QueryOptions {
  readonly limit?: number;
  readonly start?: number;
  /** `+uuid`, `-createDate`; without it the order is random. */
  readonly sort?: string;
  /** Names, with commas between them; default: all. */
  readonly fields?: string;
}

/** Query string with its question mark, or nothing. */
export function queryString(conditions: readonly Condition[], options: QueryOptions = {}): string {
  const pairs = conditions.map((condition) => `q=${encodeURIComponent(conditionText(condition))}`);
  for (const [name, value] of Object.entries(options)) {
    if (value !== undefined) pairs.push(`${name}=${encodeURIComponent(String(value))}`);
  }
  return pairs.length === 0 ? "" : `?${pairs.join("&")}`;
}

export function chunks<T>(items: readonly T[], size: number): T[][] {
  const result: T[][] = [];
  for (let at = 0; at < items.length; at += size) result.push(items.slice(at, at + size));
  return result;
}
