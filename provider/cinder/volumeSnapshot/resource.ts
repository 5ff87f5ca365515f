// A volume snapshot: a restore point of one volume, kept by the storage that holds the volume.
// @API GET /v3/{project_id}/snapshots/detail
// @API GET /v3/{project_id}/snapshots/{snapshot_id}
// @API POST /v3/{project_id}/snapshots
// @API PUT /v3/{project_id}/snapshots/{snapshot_id}
// @API POST /v3/{project_id}/snapshots/{snapshot_id}/metadata
// @API DELETE /v3/{project_id}/snapshots/{snapshot_id}/metadata/{key}
// @API DELETE /v3/{project_id}/snapshots/{snapshot_id}

import { z } from "zod";
import type { Call, Failure, Fields, Kind } from "../../core/contract/resourceDefinition";
import type { Values } from "../../core/json";
import { oneAtATime } from "../../core/runtime/locks";
import type { Json } from "../../openstack/responses";
import type { CinderApi } from "../client/client";
import { identityKey, identityMetadata, identityValue } from "../models/metadata";
import type { CinderSighting, CinderType } from "../models/objectType";
import { type Metadata, type SnapshotRow, snapshotRow } from "../models/rows";
import { apiOf, commonOutputs, objectKind } from "../resource/base";
import { makeOnce } from "../resource/create";
import { deletionLimit, removeObject } from "../resource/delete";
import { commonFields, id, namingRules } from "../resource/inputs";
import { metadataFilter } from "../resource/readBatch";
import { bringText } from "../resource/update";
import { whenVolumeAllows } from "../resource/volumeState";
import { refuseBeyond, snapshotLimit } from "./limit";

type SnapshotSighting = CinderSighting<SnapshotRow>;

const noun = "volume snapshot";

const fields: Fields = { ...commonFields, snapshotId: { schema: id.optional(), change: "replace" } };

const made = z.object({ snapshot: z.object({ id: z.string().min(1) }) });

export const snapshotType: CinderType<SnapshotRow> = {
  noun,
  path: "/snapshots",
  member: "snapshot",
  list: "snapshots",
  schema: snapshotRow,
  at: undefined,
  // A snapshot from which a backup is made, or to which its volume is set back, stays a restore point.
  usable: ["available", "backing-up", "restoring"],
  limit: 3600,

  async look(api: CinderApi, call: Call): Promise<SnapshotRow[]> {
    const whole = (await snapshotLimit(api, call.settings)) !== undefined || !(await api.supports(metadataFilter));
    return whole ? snapshotsOfVolume(api, call) : snapshotsOfIdentity(api, call);
  },
  metadata: "merged",
};

const type = snapshotType;

const volumeOf = (call: Call): string => String(call.inputs["volumeId"]);

function snapshotsOfIdentity(api: CinderApi, call: Call): Promise<SnapshotRow[]> {
  const metadata = JSON.stringify({ [identityKey]: identityValue(call.owner, call.identity) });
  const query = { volume_id: volumeOf(call), metadata };
  return api.list("/snapshots/detail", "snapshots", query, snapshotRow, { at: metadataFilter });
}

/** The last list of each call, and the number of creations on the volume before it. */
const lists = new WeakMap<Call, { readonly rows: SnapshotRow[]; readonly posts: number }>();
const posts = new WeakMap<CinderApi, Map<string, number>>();

const postsOn = (api: CinderApi, call: Call): number => posts.get(api)?.get(volumeOf(call)) ?? 0;

async function snapshotsOfVolume(api: CinderApi, call: Call): Promise<SnapshotRow[]> {
  const before = postsOn(api, call);
  const rows = await api.list("/snapshots/detail", "snapshots", { volume_id: volumeOf(call) }, snapshotRow);
  lists.set(call, { rows, posts: before });
  return rows;
}

export const volumeSnapshot: Kind<SnapshotRow> = {
  ...objectKind(type),
  token: "cinder.VolumeSnapshot",
  fields,
  namedBy: "snapshotId",

  rules(news: Values, olds: Values): Failure[] {
    return namingRules(fields, "snapshotId", news, olds);
  },

  create(call: Call, seen: ReadonlySet<string>): Promise<SnapshotSighting> {
    const api = apiOf(call);
    const deadline = call.deadline(type.limit);
    return makeOnce(api, call, {
      type,
      seen,
      deadline,
      mismatch: (sighting) => volumeSnapshot.mismatch(call, sighting),
      // One after the other, so that each counts what the others made.
      post: () =>
        oneAtATime(api, [volumeOf(call)], async () => {
          await preflight(api, call);
          const answer = await whenVolumeAllows(api, call, noun, deadline, () =>
            api.post("/snapshots", bodyOf(call), made, { deadline }),
          );
          return answer.snapshot.id;
        }),
    });
  },

  mismatch(call: Call, sighting: SnapshotSighting): string | undefined {
    const { volume_id } = sighting.object;
    return volume_id === call.inputs["volumeId"]
      ? undefined
      : `${noun} ${sighting.id} is of volume ${volume_id}, not of volumeId ${volumeOf(call)}`;
  },

  update(call: Call, sighting: SnapshotSighting, olds: Values): Promise<SnapshotSighting> {
    return bringText(apiOf(call), call, type, sighting, olds);
  },

  async remove(call: Call, snapshot: string): Promise<void> {
    await removeObject(apiOf(call), type, snapshot, call.deadline(deletionLimit));
  },

  toOutputs(sighting: SnapshotSighting, olds: Values): Values {
    return commonOutputs(sighting.object, olds);
  },
};

/** Whether the volume may have one more; the list that looked for the identity has been made anyway. */
async function preflight(api: CinderApi, call: Call): Promise<void> {
  const limit = await snapshotLimit(api, call.settings);
  if (limit !== undefined) {
    const known = lists.get(call);
    const fresh = known !== undefined && known.posts === postsOn(api, call);
    refuseBeyond(limit, call, fresh ? known.rows : await snapshotsOfVolume(api, call));
  }
  const counts = posts.get(api) ?? new Map<string, number>();
  posts.set(api, counts.set(volumeOf(call), postsOn(api, call) + 1));
}

function bodyOf(call: Call): Json {
  const { name, description, metadata, force } = call.inputs;
  return {
    snapshot: {
      volume_id: volumeOf(call),
      name,
      ...(description === undefined ? {} : { description }),
      // From microversion 3.66 on `false` is refused; requests are sent below it, and leave it out all the same.
      ...(force === true ? { force: true } : {}),
      metadata: { ...(metadata as Metadata | undefined), ...identityMetadata(call.owner, call.identity) },
    },
  };
}
