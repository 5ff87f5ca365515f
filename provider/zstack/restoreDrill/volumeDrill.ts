import { readersOf } from "../../core/contract/readers";
import type { RequestContext } from "../../core/contract/resourceDefinition";
import type { DrillDefinition } from "../../core/drills/drill";
import { identityPrefix, ownerLabel } from "../../core/identity/identity";
import type { JsonObject } from "../../core/json";
import { byUuids } from "../client/byUuids";
import { volumeSchema, volumesPath } from "../models/volume";
import { ownershipOf, tagsOf } from "../ownership/tags";
import { apiOf } from "../resource/base";
import type { TaggedInventory } from "../resource/objectType";
import { type RestoredInventory, restoredVolumeType } from "../restoredVolume/objectType";
import { restoredVolume } from "../restoredVolume/resource";
import { commonDrillInputs } from "./names";
import { restoreDrillProperties } from "./properties";

const { declared } = readersOf(restoreDrillProperties);

function source(inputs: JsonObject): JsonObject {
  const { volumeSnapshotUuid, volumeBackupUuid } = declared(inputs);
  return { volumeSnapshotUuid, volumeBackupUuid };
}

function inputs(ctx: RequestContext): JsonObject {
  const { volumeSnapshotUuid, volumeBackupUuid, backupStorageUuid, primaryStorageUuid } = declared(ctx.inputs);
  const given = { volumeSnapshotUuid, volumeBackupUuid, backupStorageUuid, primaryStorageUuid };
  return commonDrillInputs(ctx, given);
}

/** A drill that was killed between delete and expunge has left its volume in the recycle bin. */
async function sweep(ctx: RequestContext): Promise<void> {
  const api = apiOf(ctx);
  // A volume from a backup has a uuid that the server chose: its job tells it.
  const attempts = (await restoredVolume.attempts?.(ctx)) ?? [];
  const made = attempts.flatMap(({ id }) => (id === undefined ? [] : [id]));
  const rows = [
    ...(await restoredVolumeType.byPrefix(api, identityPrefix(ctx.owner, ctx.identity))),
    ...(await byUuids(api, volumesPath, volumeSchema, made)),
  ].filter((row) => restoredVolumeType.gone(row));
  for (const uuid of new Set(rows.map((row) => row.uuid))) {
    if (ownershipOf(await tagsOf(api, [uuid])).owner !== ownerLabel(ctx.owner)) continue;
    // Its adoption is in no state.
    await restoredVolume.remove({ ...ctx, operation: "delete", holder: () => undefined }, uuid);
  }
}

/** A volume is restored from a snapshot or a backup. */
export const volumeDrill: DrillDefinition<TaggedInventory<RestoredInventory>> = {
  restored: restoredVolume,
  source,
  inputs,
  sweep,
};
