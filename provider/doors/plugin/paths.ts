import { type JsonObject, same } from "../../core/json";
import { isUnknown } from "../../core/unknown";
import { isObject } from "../../http/responseBody";

export type Change = "add" | "delete" | "update";

const isAbsent = (value: unknown): boolean => value === undefined || value === null;

function joined(path: string, key: string): string {
  if (!/^[A-Za-z_$][\w$]*$/.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === "" ? key : `${path}.${key}`;
}

/** Every path at which two values differ, as the engine writes paths: `triggers.commit`, `userTags[1]`. */
export function differingPaths(before: unknown, after: unknown, path = ""): Map<string, Change> {
  if (!isUnknown(after) && same(before, after)) return new Map();
  const inner = isObject(before) && isObject(after) ? inObjects(before, after, path) : inLists(before, after, path);
  if (inner.size > 0) return inner;
  return new Map([[path, isAbsent(before) ? "add" : isAbsent(after) ? "delete" : "update"]]);
}

function inObjects(before: JsonObject, after: JsonObject, path: string): Map<string, Change> {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return new Map([...keys].flatMap((key) => [...differingPaths(before[key], after[key], joined(path, key))]));
}

function inLists(before: unknown, after: unknown, path: string): Map<string, Change> {
  if (!Array.isArray(before) || !Array.isArray(after)) return new Map();
  const indices = Array.from({ length: Math.max(before.length, after.length) }, (_, index) => index);
  return new Map(indices.flatMap((index) => [...differingPaths(before[index], after[index], `${path}[${index}]`)]));
}
