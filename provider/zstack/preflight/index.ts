import type { RequestContext } from "../../core/contract/resourceDefinition";
import { refuseFull } from "../backup/checks";
import { backupReaders } from "../backup/inputs";
import type { ZStackApi } from "../client/client";
import type { Storage } from "../models/backupStorage";
import type { VolumeInventory } from "../models/volume";
import { endedChains, warnOfFullCopies } from "./chains";
import { gibibytes, refuseOverQuota } from "./quotas";

// Checks before a creation is submitted: refuses what would certainly fail and warns of what may.

/** Before snapshots of these volumes. */
export async function beforeSnapshots(
  api: ZStackApi,
  ctx: RequestContext,
  volumeUuids: readonly string[],
): Promise<void> {
  const need = { quota: "snapshot.volume.num", least: volumeUuids.length } as const;
  await Promise.all([refuseOverQuota(api, ctx, need), endedChains(api)]);
  await warnOfFullCopies(api, ctx, volumeUuids);
}

/** Before backups of these volumes on these storages; requests only quotas. */
export async function beforeBackups(
  api: ZStackApi,
  ctx: RequestContext,
  volumes: readonly VolumeInventory[],
  storages: readonly Storage[],
): Promise<void> {
  // The most that a full backup needs; the server does not say which mode an automatic one gets.
  const size = volumes.reduce((sum, one) => sum + (one.actualSize ?? one.size ?? 0), 0);
  const { backupStorageUuid } = backupReaders.declared(ctx.inputs);
  for (const storage of storages) {
    refuseFull(storage.uuid === backupStorageUuid ? "backupStorageUuid" : "replicas", storage);
  }
  await refuseOverQuota(api, ctx, { quota: "volume.backup.num", least: volumes.length });
  await refuseOverQuota(api, ctx, { quota: "volume.backup.size", least: 1, likely: size });
  for (const { uuid, totalCapacity = 0, availableCapacity } of storages) {
    // A storage that has never connected reports no capacities.
    if (totalCapacity <= 0 || availableCapacity === undefined || availableCapacity >= size) continue;
    ctx.runtime.say(
      `${ctx.label}: warning: backup storage ${uuid} has ${gibibytes(availableCapacity)} left, and a full backup needs ` +
        `up to ${gibibytes(size)}. Free some space or choose another backup storage.`,
    );
  }
}
