// A backup that only remote storages have is recovered to one that the server restores from, before anything else.

import { type Recovery, readingOf, recover } from "../../../provider/zstack/backup/recovery";
import { vmBackup, backupOf as vmBackupOf } from "../../../provider/zstack/vmBackup/resource";
import { volumeBackup, backupOf as volumeBackupOf } from "../../../provider/zstack/volumeBackup/resource";
import { commandContext } from "../context";
import type { Way } from "../way";
import type { FoundPoint } from "./point";

/**
 * The way with the recovery as its first step, if there has to be one.
 *
 * @param wayWith the way to restore once the backup can be read from this storage, or from any that the server chooses
 */
export async function recoveringFirst(
  found: FoundPoint,
  given: string | undefined,
  wayWith: (backupStorageUuid: string | undefined) => Promise<Way>,
): Promise<Way> {
  const { api, point } = found;
  const { kind, uuid, name, backups } = point;
  if (backups.length === 0) return wayWith(given);
  const what = `${kind === "vmBackup" ? "VM" : "volume"} backup ${uuid} "${name}"`;
  const { storageUuid, recovery } = await readingOf(api, what, backups, given);
  if (recovery === undefined) return wayWith(storageUuid);
  // What the restore will be asked for is not there yet.
  const way = await wayWith(undefined);
  const { summary, steps } = way.plan;
  return {
    ...way,
    plan: { summary, steps: [recovery.step, ...steps] },
    async restore() {
      await recoverTo(found, recovery);
      return (await wayWith(storageUuid)).restore();
    },
  };
}

async function recoverTo({ settings, runtime, point }: FoundPoint, recovery: Recovery): Promise<void> {
  const { kind, uuid, name, targetUuid, backups } = point;
  const isVm = kind === "vmBackup";
  const inputs = {
    ...(isVm ? { vmInstanceUuid: targetUuid } : { volumeUuid: targetUuid }),
    ...{ name, backupStorageUuid: recovery.target.uuid, replicas: [recovery.source.uuid] },
  };
  const ctx = commandContext(isVm ? vmBackup : volumeBackup, { settings, runtime }, uuid, inputs);
  await recover(ctx, isVm ? vmBackupOf(ctx, uuid) : volumeBackupOf(ctx, uuid), backups, recovery);
}
