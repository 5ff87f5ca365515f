// Compiles the conditions of a query into tests of rows, and finds the smallest set of candidates by index.

import { internal } from "../core/errors";
import type { BaseRow } from "../core/table";
import type { World } from "../world";
import { compile, likePrefix, type Test } from "./compare";
import type { Condition } from "./conditions";
import { type Registry, type Resource, rowsOf, tableOf } from "./resources";

/** Names come from anybody: "constructor" is none of ours. */
export function ownValue<T>(values: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(values, name) ? values[name] : undefined;
}

export type RowTest = (row: BaseRow) => boolean;

const cloudRuntime = (text: string) => internal(`org.zstack.header.exception.CloudRuntimeException: ${text}`);

export function rowTest(condition: Condition, resource: Resource, registry: Registry, world: World): RowTest {
  if (condition.name === "__userTag__" || condition.name === "__systemTag__") return tagTest(condition, world);
  const dot = condition.name.indexOf(".");
  if (dot >= 0) {
    const first = condition.name.slice(0, dot);
    const join = ownValue(resource.joins, first);
    const target = join === undefined ? undefined : registry[join.to];
    if (join === undefined || target === undefined) {
      const printed = `class ${resource.inventory.name}`;
      throw cloudRuntime(
        `invalid nested query condition[] on ${printed},the expanded target[${printed}] have no expanded query[${first}]`,
      );
    }
    const inner = rowTest({ ...condition, name: condition.name.slice(dot + 1) }, target, registry, world);
    return (row) => join.rows(world, row).some(inner);
  }
  const joined = ownValue(resource.joinedFields ?? {}, condition.name);
  if (joined !== undefined) {
    const test = compile(condition, joined.kind);
    return (row) => joined.values(world, row).some((value) => test(value));
  }
  const kind = ownValue(resource.inventory.fields, condition.name);
  if (kind === undefined) {
    // `name=q>=1` is read as a comparison of "name=q"; the parser then stumbles over the last word.
    const word = condition.name.slice(condition.name.lastIndexOf("=") + 1);
    throw cloudRuntime(`inventory class[class ${resource.inventory.name}] not having field[${word}]`);
  }
  const test = compile(condition, kind);
  return (row) => test((row as unknown as Record<string, unknown>)[condition.name]);
}

/** Negations mean "has no such tag", not "has some other tag". */
function tagTest(condition: Condition, world: World): RowTest {
  const { userTags, systemTags } = world.database.tables;
  const table = condition.name === "__userTag__" ? userTags : systemTags;
  const tags = (row: BaseRow) => table.by("resourceUuid", row.uuid).map((tag) => tag.tag);
  if (condition.operator === "is null") return (row) => tags(row).length === 0;
  if (condition.operator === "not null") return (row) => tags(row).length > 0;
  const positive = { "!=": "=", "!?=": "?=", "!~=": "~=" } as const;
  const negated = condition.operator in positive;
  const operator = negated ? positive[condition.operator as keyof typeof positive] : condition.operator;
  const test: Test = compile({ ...condition, operator }, "string");
  return (row) => tags(row).some((tag) => test(tag)) !== negated;
}

/** Rows that can match at all: by uuid, by uuid prefix or by an indexed column where the query allows it. */
export function candidates(conditions: readonly Condition[], resource: Resource, world: World): Iterable<BaseRow> {
  const table = tableOf(resource, world);
  if (table !== undefined) {
    const byUuid = conditions.find(({ name, operator }) => name === "uuid" && (operator === "=" || operator === "?="));
    if (byUuid !== undefined) {
      const wanted = byUuid.operator === "=" ? [byUuid.value] : byUuid.value.split(",");
      const unique = new Set(wanted.map((uuid) => uuid.toLowerCase()));
      return [...unique].map((uuid) => table.get(uuid)).filter((row) => row !== undefined);
    }
    for (const condition of conditions) {
      const narrowed = resource.narrow?.(world, condition);
      if (narrowed !== undefined) return narrowed;
      if (condition.operator === "=" && condition.value !== "") {
        const indexed = table.indexedBy(condition.name, condition.value.toLowerCase());
        if (indexed !== undefined) return indexed;
      }
      if (condition.operator === "?=" && table.indexedBy(condition.name, "") !== undefined) {
        const wanted = new Set(condition.value.toLowerCase().split(","));
        return [...wanted].flatMap((value) => [...(table.indexedBy(condition.name, value) ?? [])]);
      }
    }
    const prefix = conditions.find(({ name, operator }) => name === "uuid" && operator === "~=");
    if (prefix !== undefined) return table.startingWith(likePrefix(prefix.value).toLowerCase());
  }
  return rowsOf(resource, world);
}
