// The checks every API runs before its own: mandatory, length, shape; then existence; then ownership; then tags.

import type { EntityName } from "../core/database";
import {
  type ApiError,
  invalid,
  mandatory,
  notFound,
  notOwner,
  resourceMissing,
  resourcesMissing,
  tooLong,
  validator,
} from "../core/errors";
import { isUuid, uuidPattern } from "../core/ids";
import type { World } from "../world";
import type { Account, Api, ParamSpec, Params } from "./api";

export type Verdict = "proceed" | "already gone";

/** Objects that belong to the cloud, not to an account. */
const shared: ReadonlySet<EntityName> = new Set([
  "BackupStorageVO",
  "PrimaryStorageVO",
  "DiskOfferingVO",
  "TagPatternVO",
]);

export function validate(api: Api, params: Params, account: Account, world: World): Verdict {
  const specs = Object.entries(api.params ?? {});
  for (const [name, spec] of specs) checkShape(name, spec, params);
  for (const [name, spec] of specs) {
    if (checkExistence(name, spec, params, world) === "already gone") return "already gone";
  }
  for (const [name, spec] of specs) checkOwner(name, spec, params, account, world);
  return "proceed";
}

function checkShape(name: string, spec: ParamSpec, params: Params): void {
  const value = params.raw(name);
  if (value === undefined) {
    if (spec.required === true) throw mandatory(name);
    return;
  }
  if (typeof value === "string") {
    if (spec.max !== undefined && value.length > spec.max) throw tooLong(name, spec.max, value.length);
    if (spec.values !== undefined && !spec.values.includes(value)) {
      throw invalid(
        `valid value for field[${name}] of message[${validator}] are [${spec.values.join(", ")}], but ${value} found`,
      );
    }
    if (spec.uuid === true && !isUuid(value)) throw badUuid(value);
  }
  if (typeof value === "number") {
    const [low, high] = spec.range ?? [spec.min ?? Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
    if (value < low || value > high) {
      const limit = Number.isFinite(high) ? high : "9223372036854775807";
      throw invalid(`field[${name}] must be in range of [${low}, ${limit}]`);
    }
  }
  if (Array.isArray(value) && spec.nonempty === true && value.length === 0) {
    throw invalid(`field[${name}] must be a nonempty list`);
  }
}

function badUuid(value: string): ApiError {
  const advice = "A valid uuid is a UUID(v4 recommended) with '-' stripped.";
  const see = "see http://en.wikipedia.org/wiki/Universally_unique_identifier for format of UUID";
  const pattern = `the regular expression uses to validate a UUID is '${uuidPattern}'`;
  return invalid(`resourceUuid[${value}] is not a valid uuid. ${advice} ${see}, ${pattern}`);
}

function checkExistence(name: string, spec: ParamSpec, params: Params, world: World): Verdict {
  const value = params.raw(name);
  if (spec.resource === undefined || value === undefined) return "proceed";
  const resource = spec.resource;
  const printed = spec.printedAs ?? resource;
  if (Array.isArray(value)) {
    const missing = value.filter((uuid) => world.database.entity(resource, uuid) === undefined);
    if (missing.length > 0) throw resourcesMissing(name, missing, printed);
    return "proceed";
  }
  const uuid = String(value);
  if (world.database.entity(resource, uuid) !== undefined) return "proceed";
  if (spec.missingIsSuccess !== true) throw resourceMissing(name, uuid, printed);
  if (!/^[0-9a-f]{32}$/i.test(uuid)) throw notFound(`invalid value[${uuid}] of field [${name}]`);
  return "already gone";
}

function checkOwner(name: string, spec: ParamSpec, params: Params, account: Account, world: World): void {
  const value = params.raw(name);
  if (account.admin || spec.resource === undefined || value === undefined || shared.has(spec.resource)) return;
  for (const uuid of Array.isArray(value) ? value : [String(value)]) {
    const row = world.database.entity(spec.resource, uuid);
    if (row !== undefined && row.accountUuid !== account.uuid) {
      throw notOwner(account.uuid, uuid, spec.printedAs ?? spec.resource);
    }
  }
}

/** Creates accept ephemeral system tags only. */
export function checkSystemTags(tags: readonly string[]): void {
  const refused = tags.find((tag) => !tag.startsWith("ephemeral::"));
  if (refused !== undefined) throw invalid(`no system tag matches ${refused}`);
}
