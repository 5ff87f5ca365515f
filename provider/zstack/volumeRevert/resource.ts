// A volume that goes back to one of its snapshots or backups, in place and once.
// @API PUT /v1/volume-snapshots/{uuid}/actions
// @API PUT /v1/volume-backups/{uuid}/actions
// @API GET /v1/volume-snapshots/{uuid}
// @API GET /v1/volume-backups/{uuid}
// @API GET /v1/volumes/{uuid}

import type { ActionDefinition } from "../../core/actions/definition";
import { readersOf } from "../../core/contract/readers";
import type { RequestContext } from "../../core/contract/resourceDefinition";
import { RefusedError } from "../../http/errors";
import type { ZStackApi } from "../client/client";
import { type BackupInventory, backupSchema, backupsPath, holds, isReady } from "../models/backup";
import type { VolumeInventory } from "../models/volume";
import { type SnapshotInventory, snapshotSchema, snapshotsPath } from "../models/volumeSnapshot";
import { apiOf } from "../resource/base";
import { unseen } from "../resource/operationErrors";
import { getVolume } from "../resource/vmTarget";
import { exactlyOneSource, onlyWith } from "../restore/sources";
import { revertAction } from "../reverts/action";
import { type ZStackRevert, zstackRevert } from "../reverts/definition";
import type { RevertSource } from "../reverts/source";
import { volumeRevertProperties } from "./properties";

const { declared, proposed } = readersOf(volumeRevertProperties);

/** Seconds a server allows by itself. */
const serverLimits = { snapshot: 24 * 3600, backup: 72 * 3600 } as const;

const kind: ZStackRevert = {
  noun: "volume",
  targetInput: "volumeUuid",
  resourceType: "VolumeVO",
  source(inputs) {
    const { volumeSnapshotUuid, volumeBackupUuid } = declared(inputs);
    return { volumeSnapshotUuid, volumeBackupUuid };
  },
  target: (ctx) => declared(ctx.inputs).volumeUuid,
  exists: async (api, uuid) => (await getVolume(api, uuid)) !== undefined,

  async resolve(api, ctx) {
    const volume = await checkedVolume(api, ctx);
    const { volumeSnapshotUuid, volumeBackupUuid } = declared(ctx.inputs);
    if (volumeSnapshotUuid !== undefined) {
      const snapshot = await api.one(snapshotsPath, snapshotSchema, volumeSnapshotUuid);
      checkSnapshot(ctx, volumeSnapshotUuid, snapshot);
      return sourceOf(ctx, volume, snapshot);
    }
    const uuid = volumeBackupUuid ?? "";
    const backup = await api.one(backupsPath, backupSchema, uuid);
    checkBackup(ctx, uuid, backup);
    return sourceOf(ctx, volume, backup);
  },

  async recall(api, ctx) {
    const { volumeUuid, volumeSnapshotUuid, volumeBackupUuid } = declared(ctx.inputs);
    const volume = await getVolume(api, volumeUuid);
    const inventory =
      volumeSnapshotUuid !== undefined
        ? await api.one(snapshotsPath, snapshotSchema, volumeSnapshotUuid)
        : await api.one(backupsPath, backupSchema, volumeBackupUuid ?? "");
    return sourceOf(ctx, volume, inventory);
  },
};

export const volumeReverting = zstackRevert(kind);

const common = revertAction(kind, volumeReverting);

export const volumeRevert: ActionDefinition = {
  ...volumeRevertProperties,
  ...common,
  rules(news) {
    const given = proposed(news);
    const failures = exactlyOneSource(given, ["volumeSnapshotUuid", "volumeBackupUuid"]);
    if (failures.length > 0) return failures;
    return onlyWith(given, ["backupStorageUuid"], "volumeBackupUuid", "only a backup is read from one");
  },

  async run(ctx) {
    const outputs = await common.run(ctx);
    return { ...outputs, size: (await getVolume(apiOf(ctx), declared(ctx.inputs).volumeUuid))?.size };
  },
};

async function checkedVolume(api: ZStackApi, ctx: RequestContext): Promise<VolumeInventory> {
  const { volumeUuid } = declared(ctx.inputs);
  const volume = await getVolume(api, volumeUuid);
  if (volume === undefined) throw unseen("volumeUuid", "volume", volumeUuid);
  if (volume.status === "Ready") return volume;
  throw new RefusedError(
    "wrong-state",
    `volumeUuid: volume ${volumeUuid} "${volume.name}" is ${volume.status} and has to be Ready` +
      (volume.status === "Deleted"
        ? "; recover it from the recycle bin first"
        : "; wait, or repair it on the platform"),
  );
}

function checkSnapshot(
  ctx: RequestContext,
  uuid: string,
  snapshot: SnapshotInventory | undefined,
): asserts snapshot is SnapshotInventory {
  if (snapshot === undefined) throw unseen("volumeSnapshotUuid", "volume snapshot", uuid);
  const field = `volumeSnapshotUuid: volume snapshot ${uuid}`;
  refuseOther(ctx, field, snapshot.volumeUuid);
  const state = snapshot.status !== "Ready" ? snapshot.status : snapshot.state === "Disabled" ? "Disabled" : "Ready";
  if (state !== "Ready") throw notReady(field, state);
}

function checkBackup(
  ctx: RequestContext,
  uuid: string,
  backup: BackupInventory | undefined,
): asserts backup is BackupInventory {
  if (backup === undefined) throw unseen("volumeBackupUuid", "volume backup", uuid);
  const field = `volumeBackupUuid: volume backup ${uuid}`;
  refuseOther(ctx, field, backup.volumeUuid);
  if (!isReady(backup)) throw notReady(field, backup.status ?? "in an unknown state");
  if (backup.state === "Disabled") throw notReady(field, backup.state);
  const { backupStorageUuid } = declared(ctx.inputs);
  if (backupStorageUuid === undefined || holds(backup, backupStorageUuid)) return;
  throw new RefusedError(
    "no-complete-copy",
    `backupStorageUuid: backup storage ${backupStorageUuid} has no Ready copy of volume backup ${uuid}; name one that has, or copy it there first`,
  );
}

/** The volume that is named confirms what is overwritten. */
function refuseOther(ctx: RequestContext, field: string, actual: string | undefined): void {
  const { volumeUuid } = declared(ctx.inputs);
  if (actual === volumeUuid) return;
  throw new RefusedError(
    "not-as-declared",
    `${field} is of ${actual === undefined ? "a deleted volume" : `volume ${actual}`}, not of volumeUuid ${volumeUuid}; correct one of the two. Nothing was overwritten.`,
  );
}

const notReady = (field: string, state: string): RefusedError =>
  new RefusedError("wrong-state", `${field} is ${state} and has to be Ready and Enabled; choose another restore point`);

function sourceOf(
  ctx: RequestContext,
  volume: VolumeInventory | undefined,
  inventory: { readonly name: string; readonly createDate?: string | undefined } | undefined,
): RevertSource {
  const { volumeUuid, volumeSnapshotUuid, volumeBackupUuid, backupStorageUuid } = declared(ctx.inputs);
  const isSnapshot = volumeSnapshotUuid !== undefined;
  const uuid = volumeSnapshotUuid ?? volumeBackupUuid ?? "";
  const storage = backupStorageUuid === undefined ? {} : { backupStorageUuid };
  return {
    named: `volume ${isSnapshot ? "snapshot" : "backup"} ${uuid} "${inventory?.name ?? ""}"`,
    createDate: inventory?.createDate,
    members: [{ volumeUuid, snapshotUuid: volumeSnapshotUuid }],
    vmUuid: volume?.vmInstanceUuid,
    secured: { volumeUuid },
    path: isSnapshot ? `/v1/volume-snapshots/${uuid}/actions` : `/v1/volume-backups/${uuid}/actions`,
    body: isSnapshot ? { revertVolumeFromSnapshot: {} } : { revertVolumeFromVolumeBackup: storage },
    serverLimit: isSnapshot ? serverLimits.snapshot : serverLimits.backup,
  };
}
