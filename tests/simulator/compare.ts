// Compares an answer with a recorded one: same keys in the same order, same types, same texts. Uuids are identities: the
// first time a recorded one meets an actual one they are bound to each other, from then on they must go together.

import type { Json } from "./support";

/** Numbers that must be equal; of others only the type counts. */
const exactNumbers = new Set(["apiTimeout", "total", "distance", "snapshotCount", "deviceId", "diskSize"]);

export class Bindings {
  constructor(private readonly map = new Map<string, string>()) {}

  /** What the running server calls the recorded identity. */
  actual(recorded: string): string {
    return this.map.get(recorded) ?? recorded;
  }

  bind(recorded: string, actual: string): boolean {
    const known = this.map.get(recorded);
    if (known !== undefined) return known === actual;
    this.map.set(recorded, actual);
    return true;
  }

  attempt<T>(run: (copy: Bindings) => T | undefined): T | undefined {
    const copy = new Bindings(new Map(this.map));
    const result = run(copy);
    if (result === undefined) return undefined;
    for (const [recorded, actual] of copy.map) this.map.set(recorded, actual);
    return result;
  }

  substitute(text: string): string {
    return text.replace(uuid, (recorded) => this.actual(recorded));
  }
}

const uuid = /(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])/g;

/** The first difference, or `undefined`. */
export function difference(
  expected: Json,
  actual: Json | undefined,
  bindings: Bindings,
  path = "",
): string | undefined {
  if (actual === undefined) return `${path}: missing`;
  if (expected === "<any>") return undefined;
  if (typeof expected === "string") return differentText(expected, actual, bindings, path);
  if (expected === null || typeof expected !== "object") {
    if (typeof expected !== typeof actual) return `${path}: ${typeof actual} instead of ${typeof expected}`;
    const key = path.split(".").at(-1) ?? "";
    const exact = typeof expected === "boolean" || exactNumbers.has(key);
    return exact && expected !== actual ? `${path}: ${String(actual)} instead of ${String(expected)}` : undefined;
  }
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual)) return `${path}: no list`;
    if (expected.length !== actual.length) return `${path}: ${actual.length} elements instead of ${expected.length}`;
    return differentList(expected, actual, bindings, path);
  }
  if (actual === null || typeof actual !== "object" || Array.isArray(actual)) return `${path}: no object`;
  if (path === ".schema") return differentSchema(expected, actual);
  const wanted = Object.keys(expected).join();
  const given = Object.keys(actual).join();
  if (wanted !== given) return `${path}: keys ${given} instead of ${wanted}`;
  for (const key of Object.keys(expected)) {
    const found = difference(expected[key] as Json, actual[key], bindings, `${path}.${key}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The children of a tree have no order either: where they branch, the same classes must be there equally often. */
function differentSchema(expected: Record<string, Json>, actual: Record<string, Json>): string | undefined {
  const same = JSON.stringify(expected) === JSON.stringify(actual);
  const branching = Object.keys(expected).some((key) => key.includes("children[1]"));
  const values = (schema: Record<string, Json>) => Object.values(schema).sort().join();
  if (same || (branching && values(expected) === values(actual))) return undefined;
  return `schema ${JSON.stringify(actual)} instead of ${JSON.stringify(expected)}`;
}

/** A page without an order may hold any rows: their number, class and columns are what can be compared. */
export function differentPage(
  expected: Record<string, Json>,
  actual: Record<string, Json>,
  fields: boolean,
): string | undefined {
  const schema = differentSchema(expected["schema"] as Record<string, Json>, actual["schema"] as Record<string, Json>);
  if (schema !== undefined) return schema;
  const wanted = (expected["inventories"] as Record<string, Json>[]).map((row) => Object.keys(row).join());
  const given = (actual["inventories"] as Record<string, Json>[]).map((row) => Object.keys(row).join());
  if (wanted.length !== given.length) return `${given.length} rows instead of ${wanted.length}`;
  return fields && wanted.join(";") !== given.join(";")
    ? `columns ${given.join(";")} instead of ${wanted.join(";")}`
    : undefined;
}

function differentText(expected: string, actual: Json, bindings: Bindings, path: string): string | undefined {
  if (typeof actual !== "string") return `${path}: ${typeof actual} instead of a string`;
  if (expected === "<date>") {
    return /^[A-Z][a-z]{2} \d{1,2}, \d{4} \d{1,2}:\d\d:\d\d [AP]M$/.test(actual)
      ? undefined
      : `${path}: no date: ${actual}`;
  }
  if (expected === "<cost>") return /^\d+ms$/.test(actual) ? undefined : `${path}: no cost: ${actual}`;
  const local = actual.replace(/^http:\/\/[^/]+\/zstack/, "<base>");
  // Where a disk is on its storage is up to the storage's agent: one that was recorded has a folder for it, another none.
  const found = expected.includes("/snapshots/") ? local : local.replace("/snapshots/", "/");
  const given = expected.includes("<time>") ? found.replace(/-\d{14}$/, "-<time>") : found;
  const recordedIds = expected.match(uuid) ?? [];
  const actualIds = given.match(uuid) ?? [];
  const same = expected.replace(uuid, "#") === given.replace(uuid, "#");
  const bound = same && recordedIds.every((recorded, index) => bindings.bind(recorded, actualIds[index] ?? ""));
  return bound
    ? undefined
    : `${path}: ${JSON.stringify(given)} instead of ${JSON.stringify(bindings.substitute(expected))}`;
}

/** The order of lists is nobody's promise, except where the request sorted: there the elements fit one by one at once. */
function differentList(expected: Json[], actual: Json[], bindings: Bindings, path: string): string | undefined {
  const assigned = bindings.attempt((copy) => assign(expected, actual, copy, path));
  if (assigned !== undefined) return undefined;
  const first = difference(expected[0] as Json, actual[0], new Bindings(), `${path}[0]`);
  return `${path}: no matching order; ${first ?? "uuids differ"}`;
}

function assign(expected: Json[], left: Json[], bindings: Bindings, path: string): true | undefined {
  const [wanted, ...rest] = expected;
  if (wanted === undefined) return true;
  for (const candidate of left) {
    const others = left.filter((other) => other !== candidate);
    const done = bindings.attempt((copy) => {
      if (difference(wanted, candidate, copy, path) !== undefined) return undefined;
      return assign(rest, others, copy, path);
    });
    if (done === true) return true;
  }
  return undefined;
}
