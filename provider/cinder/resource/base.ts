import type { Call, Finding, Kind } from "../../core/contract/resourceDefinition";
import type { Values } from "../../core/json";
import { cinderEndpoint } from "../../openstack/config";
import type { CinderApi } from "../client/client";
import { connectionOf } from "../client/connections";
import { retainedBy } from "../models/metadata";
import {
  type CinderSighting,
  type CinderType,
  findByIdentity,
  getObject,
  hasFailed,
  isLeaving,
} from "../models/objectType";
import { type CinderRow, isoTime } from "../models/rows";
import { changeMetadata } from "../ownership/changeMetadata";
import { markObject } from "../ownership/owner";
import { discard, rememberedObjects, resumed } from "./create";
import { reasonFor } from "./failureReason";
import { glanceAt } from "./readBatch";
import { shownMetadata } from "./update";

/** The connection that belongs to a call. */
export const apiOf = (call: Call): CinderApi => connectionOf(call);

type Common =
  | "noun"
  | "shadowed"
  | "endpoint"
  | "origin"
  | "hidden"
  | "find"
  | "get"
  | "glance"
  | "remembered"
  | "resume"
  | "failed"
  | "reason"
  | "leaving"
  | "discard"
  | "unadoptable"
  | "mark"
  | "retain"
  | "verify"
  | "toInputs";

/** What all kinds of Cinder objects do in the same way: finding, marking and following them. */
export function objectKind<T extends CinderRow>(type: CinderType<T>): Pick<Kind<T>, Common> {
  return {
    noun: type.noun,
    shadowed: [],
    endpoint: (settings) => cinderEndpoint(settings),
    origin: (call) => apiOf(call).origin(),
    // Nothing that another project has can be seen, not even that it is there.
    hidden: async () => undefined,

    find: (call) => findByIdentity(apiOf(call), type, call),
    get: (call, id) => getObject(apiOf(call), type, id),
    glance: (call, id) => glanceAt(apiOf(call), type, call, id),
    remembered: async (call, unmarked) => rememberedObjects(apiOf(call), call, type, unmarked),
    failed: (sighting) => hasFailed(sighting.object),
    reason: (call, sighting) => reasonFor(apiOf(call), sighting.object),
    leaving: (sighting) => isLeaving(sighting.object),
    unadoptable: (_call, { ready, id, object }) =>
      ready ? undefined : `${type.noun} ${id} is ${object.status}, not available`,
    discard: (call, left) => discard(apiOf(call), call, type, left),
    resume: (call, id, _job, wait) => resumed(apiOf(call), call, type, id, wait),

    mark: (call, sighting, claim) => markObject(apiOf(call), call, type, sighting, claim),

    async retain(call, id) {
      const api = apiOf(call);
      await changeMetadata(api, type, id, { change: ({ metadata }) => retainedBy(metadata, call.owner) });
    },

    verify(_call: Call, sighting: CinderSighting<T>): Finding[] {
      const { status, size } = sighting.object;
      const what = `${type.noun} ${sighting.id}`;
      if (!sighting.ready) return [{ check: "status", reason: `${what} is ${status}, not available` }];
      return size === 0 ? [{ check: "size", reason: `${what} has a size of 0 GiB` }] : [];
    },

    toInputs(sighting: CinderSighting<T>, declared: Values): Values {
      const { name, description, metadata } = sighting.object;
      return {
        name: name ?? "",
        ...(declared["description"] === undefined ? {} : { description: description ?? "" }),
        ...(declared["metadata"] === undefined ? {} : { metadata: shownMetadata(metadata, declared["metadata"]) }),
      };
    },
  };
}

/** Outputs that all kinds have; what is recorded of the creation stays. */
export function commonOutputs(row: CinderRow, olds: Values): Values {
  return {
    size: olds["size"] ?? row.size ?? undefined,
    createdAt: olds["createdAt"] ?? (row.created_at == null ? undefined : isoTime(row.created_at)),
  };
}
