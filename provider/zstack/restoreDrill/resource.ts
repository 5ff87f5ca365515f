// A restore drill: a volume is restored, verified and taken away again.
// @API GET /v1/volumes
// @API GET /v1/volumes/{uuid}
// @API POST /v1/volumes/data/from/volume-snapshots/{volumeSnapshotUuid}
// @API POST /v1/volumes/data-volume/from/volume-template/{backupUuid}
// @API PUT /v1/volumes/{uuid}/actions
// @API DELETE /v1/volumes/{uuid}
// @API GET /v1/volume-snapshots
// @API GET /v1/volume-snapshots/{uuid}
// @API GET /v1/volume-backups/{uuid}
// @API GET /v1/backup-storage/{uuid}

import type { ActionDefinition } from "../../core/actions/definition";
import { runDrill } from "../../core/actions/drill";
import { readersOf } from "../../core/contract/readers";
import type { RequestContext } from "../../core/contract/resourceDefinition";
import { identityPrefix, ownerLabel } from "../../core/identity/identity";
import type { JsonObject } from "../../core/json";
import { byUuids } from "../client/byUuids";
import { zstackEndpoint } from "../config";
import { volumeSchema, volumesPath } from "../models/volume";
import { ownershipOf, tagsOf } from "../ownership/tags";
import { apiOf } from "../resource/base";
import { exactlyOneSource, onlyWith } from "../restore/sources";
import { restoredVolumeType } from "../restoredVolume/objectType";
import { restoredVolume } from "../restoredVolume/resource";
import { restoreDrillProperties } from "./properties";

const { declared, proposed } = readersOf(restoreDrillProperties);

export const restoreDrill: ActionDefinition = {
  ...restoreDrillProperties,
  noun: "restore drill",
  destroys: "delete the volume that it makes",
  endpoint: (settings) => zstackEndpoint(settings),
  origin: (ctx) => apiOf(ctx).origin(),

  rules(news) {
    const given = proposed(news);
    const failures = exactlyOneSource(given, ["volumeSnapshotUuid", "volumeBackupUuid"]);
    if (failures.length > 0) return failures;
    const why = "a snapshot is restored on its own storage";
    return onlyWith(given, ["primaryStorageUuid", "backupStorageUuid"], "volumeBackupUuid", why);
  },

  run: (ctx) => runDrill({ restored: restoredVolume, source, inputs, sweep }, ctx),
  // Nothing is left, so there is nothing that could be gone.
  targetExists: async () => true,
};

function source(inputs: JsonObject): JsonObject {
  const { volumeSnapshotUuid, volumeBackupUuid } = declared(inputs);
  return { volumeSnapshotUuid, volumeBackupUuid };
}

function inputs(ctx: RequestContext) {
  const { triggers, ...source } = declared(ctx.inputs);
  const given = Object.entries({ ...source }).filter(([, value]) => value !== undefined);
  const hidden = Object.entries(ctx.inputs).filter(([name]) => name.startsWith("__"));
  const name = `restore-drill-${ctx.owner.name}`.slice(0, 255).trim();
  return { ...Object.fromEntries([...given, ...hidden]), name, expungeOnDelete: true };
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
