// A volume snapshot: a restore point of one volume, kept by the storage that holds the volume.
// @API GET /v3/{project_id}/snapshots/detail
// @API GET /v3/{project_id}/snapshots/{snapshot_id}
// @API POST /v3/{project_id}/snapshots
// @API PUT /v3/{project_id}/snapshots/{snapshot_id}
// @API POST /v3/{project_id}/snapshots/{snapshot_id}/metadata
// @API DELETE /v3/{project_id}/snapshots/{snapshot_id}/metadata/{key}
// @API DELETE /v3/{project_id}/snapshots/{snapshot_id}

import { z } from "zod";
import { defineResource, type ShownBy } from "../../core/contract/defineResource";
import { type DeclaredBy, type GivenBy, type RecordedBy, readersOf } from "../../core/contract/readers";
import type { Failure, RequestContext, ResourceDefinition } from "../../core/contract/resourceDefinition";
import type { JsonObject } from "../../core/json";
import { withLocks } from "../../core/runtime/locks";
import type { Json } from "../../openstack/responses";
import type { CinderApi } from "../client/client";
import { identityKey, identityMetadata, identityValue } from "../models/metadata";
import type { CinderType, ObservedCinder } from "../models/objectType";
import { snapshotPath } from "../models/paths";
import { type SnapshotRow, snapshotRow } from "../models/rows";
import { apiOf, commonDefinition, commonImportedInputs, commonOutputs } from "../resource/base";
import { createOnce } from "../resource/create";
import { deleteObject, deletionLimit } from "../resource/delete";
import { namingRules } from "../resource/inputs";
import { metadataFilter } from "../resource/readBatch";
import { updateNameAndDescription } from "../resource/update";
import { retryWhileVolumeBusy } from "../resource/volumeState";
import { refuseBeyond, snapshotLimit } from "./limit";
import { volumeSnapshotProperties } from "./properties";

type ObservedSnapshot = ObservedCinder<SnapshotRow>;
type Properties = typeof volumeSnapshotProperties;

const { noun } = snapshotPath;

const createResponse = z.object({ snapshot: z.object({ id: z.string().min(1) }) });

export const snapshotType: CinderType<SnapshotRow> = {
  ...snapshotPath,
  // A snapshot remains a restore point while a backup is made from it or its volume is reverted to it.
  usable: ["available", "backing-up", "restoring"],
  limit: 3600,

  async look(api: CinderApi, ctx: RequestContext): Promise<SnapshotRow[]> {
    const whole = (await snapshotLimit(api, ctx.settings)) !== undefined || !(await api.supports(metadataFilter));
    return whole ? snapshotsOfVolume(api, ctx) : snapshotsOfIdentity(api, ctx);
  },
};

const type = snapshotType;
const { declared } = readersOf(volumeSnapshotProperties);

const volumeOf = (ctx: RequestContext): string => declared(ctx.inputs).volumeId;

function snapshotsOfIdentity(api: CinderApi, ctx: RequestContext): Promise<SnapshotRow[]> {
  const metadata = JSON.stringify({ [identityKey]: identityValue(ctx.owner, ctx.identity) });
  const query = { volume_id: volumeOf(ctx), metadata };
  return api.list("/snapshots/detail", "snapshots", query, snapshotRow, { at: metadataFilter });
}

/** The last list of each request, and the number of creations on the volume before it. */
const lists = new WeakMap<RequestContext, { readonly rows: SnapshotRow[]; readonly posts: number }>();
const posts = new WeakMap<CinderApi, Map<string, number>>();

const postsOn = (api: CinderApi, ctx: RequestContext): number => posts.get(api)?.get(volumeOf(ctx)) ?? 0;

async function snapshotsOfVolume(api: CinderApi, ctx: RequestContext): Promise<SnapshotRow[]> {
  const before = postsOn(api, ctx);
  const rows = await api.list("/snapshots/detail", "snapshots", { volume_id: volumeOf(ctx) }, snapshotRow);
  lists.set(ctx, { rows, posts: before });
  return rows;
}

export const volumeSnapshot: ResourceDefinition<SnapshotRow> = defineResource(volumeSnapshotProperties, {
  ...commonDefinition(type),
  importInput: "snapshotId",

  rules(news: JsonObject, olds: JsonObject): Failure[] {
    return namingRules(volumeSnapshotProperties.inputs, "snapshotId", news, olds);
  },

  create(ctx: RequestContext, existing: ReadonlySet<string>): Promise<ObservedSnapshot> {
    const api = apiOf(ctx);
    const deadline = ctx.deadline(type.limit);
    return createOnce(api, ctx, {
      type,
      existing,
      deadline,
      mismatch: (observed) => volumeSnapshot.mismatch(ctx, observed),
      // One at a time, so that each counts the snapshots of the others.
      post: () =>
        withLocks(api, [volumeOf(ctx)], async () => {
          await preflight(api, ctx);
          const response = await retryWhileVolumeBusy(api, ctx, noun, deadline, () =>
            api.post("/snapshots", bodyOf(ctx), createResponse, { deadline }),
          );
          return response.snapshot.id;
        }),
    });
  },

  mismatch(wanted: DeclaredBy<Properties>, observed: ObservedSnapshot): string | undefined {
    const { volume_id } = observed.object;
    return volume_id === wanted.volumeId
      ? undefined
      : `${noun} ${observed.id} belongs to volume ${volume_id}, not to volumeId ${wanted.volumeId}`;
  },

  update(ctx: RequestContext, observed: ObservedSnapshot, olds: GivenBy<Properties>): Promise<ObservedSnapshot> {
    return updateNameAndDescription(apiOf(ctx), ctx, type, observed, olds);
  },

  async remove(ctx: RequestContext, snapshot: string): Promise<void> {
    await deleteObject(apiOf(ctx), ctx, type, snapshot, ctx.deadline(deletionLimit));
  },

  importedInputs: ({ object }) => ({ volumeId: object.volume_id, ...commonImportedInputs(object) }),

  toOutputs(observed: ObservedSnapshot, before: RecordedBy<Properties>): ShownBy<Properties> {
    return commonOutputs(observed.object, before);
  },
});

/** Checks the limit of snapshots per volume, with the list that the search for the identity made anyway. */
async function preflight(api: CinderApi, ctx: RequestContext): Promise<void> {
  const limit = await snapshotLimit(api, ctx.settings);
  if (limit !== undefined) {
    const known = lists.get(ctx);
    const fresh = known !== undefined && known.posts === postsOn(api, ctx);
    refuseBeyond(limit, ctx, fresh ? known.rows : await snapshotsOfVolume(api, ctx));
  }
  const counts = posts.get(api) ?? new Map<string, number>();
  posts.set(api, counts.set(volumeOf(ctx), postsOn(api, ctx) + 1));
}

function bodyOf(ctx: RequestContext): Json {
  const { name, description, metadata, force } = declared(ctx.inputs);
  return {
    snapshot: {
      volume_id: volumeOf(ctx),
      name,
      ...(description === undefined ? {} : { description }),
      // From microversion 3.66 on `false` is refused; requests are sent below it, and leave it out all the same.
      ...(force === true ? { force: true } : {}),
      metadata: { ...metadata, ...identityMetadata(ctx.owner, ctx.identity) },
    },
  };
}
