// A volume snapshot: a restore point of one volume, kept on its primary storage in a tree with the volume's others.
// @API GET /v1/volume-snapshots
// @API GET /v1/volume-snapshots/{uuid}
// @API POST /v1/volumes/{volumeUuid}/volume-snapshots
// @API PUT /v1/volume-snapshots/{uuid}/actions
// @API DELETE /v1/volume-snapshots/{uuid}

import { freshUuid, identityPrefix } from "../core/identity";
import { same, type Values } from "../core/json";
import type { Call, Failure, Fields, Kind, Unsettled } from "../core/kind";
import { oneAtATime } from "../core/serial";
import type { Settings } from "../core/settings";
import { FinalError, NotFoundError } from "../http/errors";
import type { ZStackApi } from "./api";
import { makeByJob, resumeByJob } from "./attempts";
import { connection } from "./connection";
import { commonFields, commonRules, deletionPolicy, uuid } from "./inputs";
import {
  findByIdentity,
  getObject,
  type ObjectType,
  rememberedObjects,
  type Seen,
  sightingOf,
  type ZStackSighting,
} from "./objects";
import { glanceAt } from "./readBatch";
import { zstackEndpoint } from "./settings";
import { deleteSnapshot, snapshotResourceType } from "./snapshotDeletion";
import { type SnapshotInventory, snapshotSchema } from "./snapshotTree";
import { changeTags, markOwned, markRetained, tagsOf } from "./tags";

type Snapshot = Seen<SnapshotInventory>;
type SnapshotSighting = ZStackSighting<SnapshotInventory>;

const noun = "volume snapshot";

const fields: Fields = {
  volumeUuid: { schema: uuid, change: "replace" },
  ...commonFields,
  deletionPolicy: deletionPolicy("delete", "retain", "cascade"),
};

const type: ObjectType<SnapshotInventory> = {
  path: "/v1/volume-snapshots",
  resourceType: snapshotResourceType,
  schema: snapshotSchema,
  ready: (inventory) => inventory.status === "Ready",
  gone: (inventory) => inventory.status === "Deleted",
};

/** Seconds a server allows the creation by itself. */
const serverLimit = 3 * 3600;

const apiOf = (call: Call): ZStackApi => connection(call.settings, call.around);
const volumeOf = (call: Call): string => String(call.inputs["volumeUuid"]);

export const volumeSnapshot: Kind<Snapshot> = {
  token: "zstack.VolumeSnapshot",
  noun,
  fields,

  rules(news: Values, olds: Values): Failure[] {
    return commonRules(fields, news, olds);
  },

  endpoint: (settings: Settings) => zstackEndpoint(settings),
  origin: (call: Call) => apiOf(call).origin(),

  async hidden(call: Call, id: string): Promise<string | undefined> {
    // Tags of other accounts can be seen, and they go with their object.
    const rows = await tagsOf(apiOf(call), [id]);
    return rows.length === 0 ? undefined : `it still has ${rows.length === 1 ? "a tag" : `${rows.length} tags`}`;
  },

  find: (call: Call) => findByIdentity(apiOf(call), type, call),
  get: (call: Call, id: string) => getObject(apiOf(call), type, id),
  glance: (call: Call, id: string) => glanceAt(apiOf(call), type, id),

  remembered(call: Call, unmarked: readonly SnapshotSighting[]): Promise<Unsettled<Snapshot>[]> {
    return rememberedObjects(apiOf(call), call, unmarked);
  },

  create(call: Call, seen: ReadonlySet<string>): Promise<SnapshotSighting> {
    // The server works on one snapshot of a volume at a time anyway; waiting here keeps the deadline honest.
    return oneAtATime(call.around, volumeOf(call), () => make(call, seen));
  },

  resume: (call: Call, id: string, job: string, wait: boolean) => resumeByJob(apiOf(call), call, type, id, job, wait),

  mismatch(call: Call, sighting: SnapshotSighting): string | undefined {
    const { volumeUuid } = sighting.object.inventory;
    if (!sighting.ready) return `${noun} ${sighting.id} is ${sighting.object.inventory.status}, not Ready`;
    if (volumeUuid === call.inputs["volumeUuid"]) return undefined;
    const actual = volumeUuid === undefined ? "a volume that is deleted" : `volume ${volumeUuid}`;
    return `${noun} ${sighting.id} is of ${actual}, not of volumeUuid ${volumeOf(call)}`;
  },

  async mark(call: Call, sighting: SnapshotSighting): Promise<SnapshotSighting> {
    const rows = await markOwned(apiOf(call), call, type.resourceType, sighting.id);
    return sightingOf(type, sighting.object.inventory, rows);
  },

  async update(call: Call, sighting: SnapshotSighting, olds: Values): Promise<SnapshotSighting> {
    const api = apiOf(call);
    let { inventory } = sighting.object;
    const wanted = { name: String(call.inputs["name"]), ...describe(call.inputs, olds) };
    const current = { name: inventory.name, description: inventory.description ?? "" };
    const changed = Object.fromEntries(
      Object.entries(wanted).filter(([key, value]) => current[key as keyof typeof current] !== value),
    );
    if (Object.keys(changed).length > 0) {
      const write = {
        method: "PUT" as const,
        path: `${type.path}/${sighting.id}/actions`,
        body: { updateVolumeSnapshot: changed },
      };
      const result = await api.run(write, `${call.label}: updating ${noun} ${sighting.id}`, call.timeout);
      inventory = snapshotSchema.parse(result["inventory"]);
    }
    const tags = wantedTags(call.inputs, olds, sighting.tags);
    const target = { resourceType: type.resourceType, uuid: sighting.id };
    return sightingOf(type, inventory, await changeTags(api, call, target, sighting.object.rows, tags));
  },

  remove(call: Call, id: string): Promise<void> {
    return oneAtATime(call.around, volumeOf(call), () => deleteSnapshot(apiOf(call), call, id));
  },

  async retain(call: Call, id: string): Promise<void> {
    if ((await getObject(apiOf(call), type, id)) !== undefined)
      await markRetained(apiOf(call), call, type.resourceType, id);
  },

  verify(_call: Call, sighting: SnapshotSighting): string[] {
    const { status } = sighting.object.inventory;
    return status === "Ready" ? [] : [`${noun} ${sighting.id} is ${status}, not Ready`];
  },

  toOutputs(sighting: SnapshotSighting, olds: Values): Values {
    const { inventory } = sighting.object;
    return {
      uuid: inventory.uuid,
      volumeType: inventory.volumeType ?? olds["volumeType"],
      primaryStorageUuid: inventory.primaryStorageUuid ?? olds["primaryStorageUuid"],
      format: inventory.format ?? olds["format"],
      // Others' snapshots and size requests change what the server shows later; the record of the creation stays.
      size: olds["size"] ?? inventory.size,
      createDate: olds["createDate"] ?? inventory.createDate,
    };
  },

  toInputs(sighting: SnapshotSighting, declared: Values): Values {
    const { inventory } = sighting.object;
    return {
      name: inventory.name,
      ...(declared["description"] === undefined ? {} : { description: inventory.description ?? "" }),
      ...(declared["userTags"] === undefined ? {} : { userTags: inDeclaredOrder(sighting.tags, declared["userTags"]) }),
    };
  },
};

async function make(call: Call, seen: ReadonlySet<string>): Promise<SnapshotSighting> {
  const { name, description, userTags, resourceUuid } = call.inputs;
  const fresh = freshUuid(identityPrefix(call.owner, call.identity), call.around.random);
  const chosen = typeof resourceUuid === "string" ? resourceUuid : fresh;
  const params = { name, resourceUuid: chosen, ...(description === undefined ? {} : { description }) };
  try {
    return await makeByJob(apiOf(call), call, {
      type,
      noun,
      uuid: chosen,
      seen,
      write: {
        method: "POST",
        path: `/v1/volumes/${volumeOf(call)}/volume-snapshots`,
        body: { params, ...(Array.isArray(userTags) && userTags.length > 0 ? { userTags } : {}) },
        ...(call.timeout !== undefined && call.timeout > serverLimit ? { serverTimeout: call.timeout } : {}),
      },
    });
  } catch (error) {
    throw explained(call, error);
  }
}

function explained(call: Call, error: unknown): unknown {
  const facts = (failed: FinalError) => ({
    request: failed.request,
    ...(failed.code === undefined ? {} : { code: failed.code }),
  });
  if (error instanceof NotFoundError) {
    const text = `volumeUuid: this account sees no volume ${volumeOf(call)}; correct the uuid or use the account that owns it`;
    return new NotFoundError(`${text}: ${error.message}`, facts(error), { cause: error });
  }
  if (error instanceof FinalError && error.code === "SYS.1006") {
    const text = `volumeUuid: the server takes no snapshot of volume ${volumeOf(call)} as it is now`;
    return new FinalError(
      `${text}: ${error.message}; bring the volume into a state that allows it, then run again`,
      facts(error),
      {
        cause: error,
      },
    );
  }
  return error;
}

/** An input that was declared before and no longer is goes back to nothing; one never declared is left alone. */
function describe(news: Values, olds: Values): { description?: string } {
  if (news["description"] !== undefined) return { description: String(news["description"]) };
  return olds["description"] === undefined ? {} : { description: "" };
}

function wantedTags(news: Values, olds: Values, current: readonly string[]): readonly string[] {
  const declared = news["userTags"];
  if (Array.isArray(declared)) return declared.map(String);
  const before = olds["userTags"];
  return Array.isArray(before) ? current.filter((tag) => !before.includes(tag)) : current;
}

function inDeclaredOrder(tags: readonly string[], declared: unknown): readonly string[] {
  if (!Array.isArray(declared)) return tags;
  const kept = declared.map(String).filter((tag) => tags.includes(tag));
  const all = [...kept, ...tags.filter((tag) => !kept.includes(tag))];
  return same(all, declared) ? declared : all;
}
