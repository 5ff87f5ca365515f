// The query string: `q=` conditions and the paging parameters, taken apart the way the server does it.

import { TextError } from "../core/errors";

/** In the order in which the server looks for them: the first one found anywhere in a condition wins. */
export const operators = ["!=", ">=", "<=", "!?=", "!~=", "~=", "?=", "=", ">", "<", "is null", "not null"] as const;

export type Operator = (typeof operators)[number];

export interface Condition {
  name: string;
  operator: Operator;
  value: string;
}

export interface Query {
  conditions: Condition[];
  limit: number;
  start: number;
  count: boolean;
  replyWithCount: boolean;
  sort?: { field: string; descending: boolean };
  fields?: string[];
  filterName?: string;
}

export function parseCondition(text: string): Condition {
  const operator = operators.find((candidate) => text.includes(candidate));
  if (operator === undefined) {
    const known = `Valid query operators are [[${operators.join(", ")}]]`;
    throw new TextError(
      400,
      `Invalid query parameter. The '${text}' in the parameter[q] doesn't contain any query operator. ${known}`,
    );
  }
  const at = text.indexOf(operator);
  const name = text.slice(0, at).trim();
  if (name === "") {
    throw new TextError(
      400,
      `Invalid query parameter. The '${text}' in parameter[q] is not a key-value pair split by ${operator}`,
    );
  }
  return { name, operator, value: text.slice(at + operator.length) };
}

export function parseQuery(parameters: URLSearchParams): Query {
  const query: Query = {
    conditions: parameters.getAll("q").map(parseCondition),
    limit: integer(parameters, "limit") ?? 1000,
    start: integer(parameters, "start") ?? 0,
    count: parameters.get("count") === "true",
    replyWithCount: parameters.get("replyWithCount") === "true",
  };
  const sort = parameters.get("sort");
  if (sort !== null) {
    const descending = sort.startsWith("-");
    query.sort = { field: sort.replace(/^[-+ ]/, "").trim(), descending };
  }
  const fields = parameters.get("fields");
  if (fields !== null) query.fields = fields === "" ? [] : fields.split(",").map((field) => field.trim());
  const filterName = parameters.get("filterName");
  if (filterName !== null) query.filterName = filterName;
  return query;
}

function integer(parameters: URLSearchParams, name: string): number | undefined {
  const text = parameters.get(name);
  if (text === null) return undefined;
  if (!/^[-+]?\d+$/.test(text)) throw new TextError(400, `Invalid query parameter. '${name}' must be an integer`);
  return Number(text);
}
