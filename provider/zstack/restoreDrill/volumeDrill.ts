import { readersOf } from "../../core/contract/readers";
import type { Observed, RequestContext } from "../../core/contract/resourceDefinition";
import { type DrillDefinition, isOfDrill, mismatchOf, sourceIn } from "../../core/drills/definition";
import { otherThan, takingAwayEarlier } from "../../core/drills/leftovers";
import { identityPrefix, ownerLabel, ownerTag } from "../../core/identity/identity";
import type { JsonObject } from "../../core/json";
import { byUuids } from "../client/byUuids";
import { volumeSchema, volumesPath } from "../models/volume";
import { ownershipOf, tagsBeginning, tagsOf } from "../ownership/tags";
import { apiOf } from "../resource/base";
import { observedFrom, type TaggedInventory } from "../resource/objectType";
import { restoreVolume } from "../restoredVolume/create";
import { type RestoredInventory, restoredVolumeType as type } from "../restoredVolume/objectType";
import { restoredVolume } from "../restoredVolume/resource";
import { commonDrillInputs } from "./names";
import { restoreDrillProperties, volumeSources } from "./properties";

type ObservedVolume = Observed<TaggedInventory<RestoredInventory>>;

const { declared } = readersOf(restoreDrillProperties);

function inputs(ctx: RequestContext): JsonObject {
  const { volumeSnapshotUuid, volumeBackupUuid, backupStorageUuid, primaryStorageUuid } = declared(ctx.inputs);
  const given = { volumeSnapshotUuid, volumeBackupUuid, backupStorageUuid, primaryStorageUuid };
  return commonDrillInputs(ctx, given);
}

/**
 * Volumes that the drill may have made, also in the recycle bin. One from a backup has a uuid that the server chose, and from its
 * owner tag on only that, and its description, tell.
 */
async function rowsOf(ctx: RequestContext): Promise<RestoredInventory[]> {
  const api = apiOf(ctx);
  const own = ownerTag(ctx.owner);
  const byPrefix = await type.byPrefix(api, identityPrefix(ctx.owner, ctx.identity));
  const tagged = (await tagsBeginning(api, own)).filter(({ tag }) => tag === own);
  const known = new Set(byPrefix.map(({ uuid }) => uuid));
  const uuids = tagged.map(({ resourceUuid }) => resourceUuid).filter((uuid) => !known.has(uuid));
  const others = await byUuids(api, volumesPath, volumeSchema, uuids);
  return [...byPrefix, ...others.filter((row) => row.type === "Data" && isOfDrill(ctx, row.description))];
}

async function find(ctx: RequestContext): Promise<ObservedVolume[]> {
  const rows = (await rowsOf(ctx)).filter((row) => !type.gone(row));
  const tags = await tagsOf(
    apiOf(ctx),
    rows.map(({ uuid }) => uuid),
  );
  return rows.map((row) =>
    observedFrom(
      type,
      row,
      tags.filter(({ resourceUuid }) => resourceUuid === row.uuid),
    ),
  );
}

/** A drill that was killed between delete and expunge has left its volume in the recycle bin. */
async function sweep(ctx: RequestContext): Promise<void> {
  const api = apiOf(ctx);
  for (const { uuid } of (await rowsOf(ctx)).filter((row) => type.gone(row))) {
    const { owner, retained } = ownershipOf(await tagsOf(api, [uuid]));
    // One without an owner was deleted by a run that took it away: only its job proves whose it is.
    const isOwn = (owner ?? retained) === undefined ? await isMade(ctx, uuid) : owner === ownerLabel(ctx.owner);
    if (!isOwn) continue;
    const holder = otherThan([ownerLabel(ctx.owner)]);
    const removed = restoredVolume.remove({ ...ctx, operation: "delete", holder }, uuid);
    await takingAwayEarlier(`${restoredVolume.noun} ${uuid}`, removed);
  }
}

const isMade = async (ctx: RequestContext, uuid: string): Promise<boolean> =>
  ((await restoredVolume.attempts?.(ctx)) ?? []).some(({ id }) => id === uuid);

const mismatch = mismatchOf(restoredVolume);

/** A volume is restored from a snapshot or a backup. */
export const volumeDrill: DrillDefinition<TaggedInventory<RestoredInventory>> = {
  restored: {
    ...restoredVolume,
    find,
    mismatch,
    create: (ctx, existing) => restoreVolume(ctx, existing, (observed) => mismatch(ctx, observed)),
  },
  source: (values) => sourceIn(declared(values), volumeSources),
  inputs,
  sweep,
};
