// Runs a query: conditions, visibility, order, page, fields. Without a sort the order is shuffled on purpose, because the
// server promises none.

import { type ApiError, internal, invalid } from "../core/errors";
import { shuffle } from "../core/ids";
import { type Inventory, schemaOf, simpleName } from "../core/inventories";
import type { BaseRow } from "../core/table";
import type { Account } from "../rest/api";
import type { World } from "../world";
import { comparable } from "./compare";
import type { Condition, Query } from "./conditions";
import { candidates, ownValue, rowTest } from "./filter";
import type { Registry, Resource } from "./resources";

const grammar = "javax.persistence.PersistenceException: org.hibernate.exception.SQLGrammarException";
const parser = "org.antlr.v4.runtime.misc.ParseCancellationException";

export function runQuery(
  resource: Resource,
  registry: Registry,
  query: Query,
  account: Account,
  world: World,
): Inventory {
  if (query.filterName !== undefined && !/^[^:]+:.+$/.test(query.filterName)) {
    throw invalid("filterName must be formatted as [filterType:condition(s)]");
  }
  const tests = query.conditions.map((condition) => rowTest(condition, resource, registry, world));
  const only = selected(query, resource);
  checkSort(query, resource);
  if (query.limit < 0) throw internal("java.lang.IllegalArgumentException: max-results cannot be negative");
  if (query.start < 0) {
    throw internal(`java.lang.IllegalArgumentException: first-result value cannot be negative : ${query.start}`);
  }
  const found: BaseRow[] = [];
  for (const row of candidates(query.conditions, resource, world)) {
    if (resource.visible(row, account) && tests.every((test) => test(row))) found.push(row);
  }
  if (query.count) return { schema: {}, total: found.length };
  const page = ordered(found, query).slice(query.start, query.start + query.limit);
  const inventories = page.map((row) => resource.render(world, row, only));
  const schema = schemaOf({ inventories });
  return query.replyWithCount ? { schema, total: found.length, inventories } : { schema, inventories };
}

/** `GET …/{uuid}`: nothing else of the query string counts. */
export function getOne(resource: Resource, uuid: string, account: Account, world: World): Inventory {
  const conditions: Condition[] = [{ name: "uuid", operator: "=", value: uuid }];
  const rows = [...candidates(conditions, resource, world)].filter(
    (row) => row.uuid === uuid.toLowerCase() && resource.visible(row, account),
  );
  const inventories = rows.map((row) => resource.render(world, row));
  return { schema: schemaOf({ inventories }), inventories };
}

function ordered(rows: BaseRow[], query: Query): BaseRow[] {
  const mixed = shuffle(rows);
  const { sort } = query;
  if (sort === undefined) return mixed;
  const keyed = mixed.map((row) => ({ row, key: (row as unknown as Record<string, unknown>)[sort.field] }));
  const direction = sort.descending ? -1 : 1;
  keyed.sort((a, b) => direction * order(a.key, b.key));
  return keyed.map(({ row }) => row);
}

function order(left: unknown, right: unknown): number {
  if (left === undefined || right === undefined) return Number(left !== undefined) - Number(right !== undefined);
  const a = comparable(left);
  const b = comparable(right);
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Columns a query may select, or `undefined` for all. Which lists fail, and how, is the server's own. */
function selected(query: Query, resource: Resource): ReadonlySet<string> | undefined {
  if (query.fields === undefined) return undefined;
  if (query.fields.length === 0) {
    const name = query.conditions[0]?.name ?? "limit";
    const place = `line 1:${resource.zql.length + 8}, ${resource.zql.slice(-8)}. where ${name.slice(0, 4)}`;
    throw internal(`${parser}: error no viable alternative at input '${resource.zql}.where' at ${place}`);
  }
  for (const field of query.fields) {
    const kind = ownValue(resource.inventory.fields, field);
    if (kind === undefined) {
      const first = field.split(".")[0] ?? "";
      const text = `inventory[\${selfInventoryClass}] has no field[${first}]`;
      throw internal(`org.zstack.header.exception.CloudRuntimeException: ${text}`);
    }
    const isColumn = resource.elsewhere?.includes(field) !== true;
    if (!isColumn || ownValue(resource.joinedFields ?? {}, field) !== undefined)
      throw noDataType(field, query.fields, query.conditions, resource);
    if (kind === "list") throw internal(`${grammar}: could not extract ResultSet`);
  }
  return new Set(query.fields);
}

function noDataType(field: string, fields: string[], conditions: readonly Condition[], resource: Resource): ApiError {
  const branch = fields.indexOf(field) === fields.length - 1 ? "\\-" : "+-";
  const node = `${branch}[IDENT] IdentNode: '${field}' {originalText=${field}}`;
  const alias = simpleName(resource.inventory);
  const sql: Record<string, string> = { "~=": "like", "!~=": "not like" };
  const where = conditions.map(({ name, operator, value }) => {
    const test = operator.endsWith("null") ? operator : `${sql[operator] ?? operator} '${value}'`;
    return `${alias}.${name} ${test}`;
  });
  const tail = where.length === 0 ? "" : ` WHERE ${where.join(" AND ")}`;
  const hql = `[SELECT ${fields.join(",")} FROM ${resource.entity} ${alias}${tail}]`;
  const exception = "java.lang.IllegalArgumentException: org.hibernate.QueryException: No data type for node:";
  return internal(`${exception} org.hibernate.hql.internal.ast.tree.IdentNode \n ${node}\n ${hql}`);
}

function checkSort(query: Query, resource: Resource): void {
  if (query.sort === undefined) return;
  if (query.sort.field === "") {
    const text = "error mismatched input 'asc' expecting {'(', ID} at line 1:95, order by  asc limit ";
    throw internal(`${parser}: ${text}`);
  }
  if (ownValue(resource.inventory.fields, query.sort.field) === undefined) {
    const text = `invalid order by clause, inventory[${simpleName(resource.inventory)}] doesnt have field[{1}]`;
    throw internal(`org.zstack.zql.ast.visitors.ZQLError: ${text}`);
  }
}

/** The server writes `q=` conditions into a text of its own query language and trips over apostrophes. */
export function refuseApostrophes(resource: Resource, { conditions }: Query): void {
  for (const condition of conditions) refuseApostrophe(condition, resource, conditions);
}

function refuseApostrophe(condition: Condition, resource: Resource, all: readonly Condition[]): void {
  if (!condition.value.includes("'")) return;
  const words: Record<string, string> = { "~=": "like", "!~=": "not like", "?=": "in", "!?=": "not in" };
  const written = ({ name, operator, value }: Condition) =>
    `${name} ${words[operator] ?? operator} '${value.replaceAll("'", "\\'")}'`;
  const before = all.slice(0, all.indexOf(condition)).map((one) => `${written(one)} and `);
  const text = `query ${resource.zql} where ${before.join("")}${written(condition)}`;
  if (/' or /.test(condition.value)) {
    const column = text.indexOf("' or ") + 5;
    const excerpt = text.slice(text.indexOf("'%") - 2);
    throw internal(
      `${parser}: error mismatched input '${text[column] ?? ""}' expecting {'(', ID} at line 1:${column}, ${excerpt} l`,
    );
  }
  const offset = text.length - 1;
  const length = text.length + " limit 1000".length;
  throw internal(
    `java.lang.StringIndexOutOfBoundsException: offset ${offset}, count ${length - offset + 1}, length ${length}`,
  );
}
