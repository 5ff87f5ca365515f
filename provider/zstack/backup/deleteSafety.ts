import type { RequestContext } from "../../core/contract/resourceDefinition";
import { Deadline } from "../../http/clock";
import { RefusedError } from "../../http/errors";
import { notYet, waitFor } from "../../http/waitFor";
import { byUuids } from "../client/byUuids";
import type { ZStackApi } from "../client/client";
import { serverDate } from "../client/serverDates";
import { type BackupInventory, backupLimits, backupSchema, backupsPath, chainsOn, isDeleted } from "../models/backup";
import { backupStoragesPath, type Storage, storageSchema } from "../models/backupStorage";
import { refuseHeld } from "../ownership/ownerTag";
import { isAbandoned, restartedMeanwhile } from "../resource/deadJobs";
import { isUp, storageState } from "./checks";
import type { Backup } from "./requests";

// What has to be true before copies of a backup are deleted.
// @API GET /v1/backup-storage
// @API GET /v1/volume-backups

/** Seconds to wait for a backup of the same volume that is being created. */
const waitLimit = 60;

/**
 * Seconds beyond a server's own limit in which a creation may still be running: its request may have set a longer limit,
 * and a base that is deleted under it cannot be restored.
 */
const extraLimit = 12 * 3600;

/** Throws unless the copies of a backup, on one storage or on all, may be deleted. */
export async function refuseUnsafeDelete(
  api: ZStackApi,
  ctx: RequestContext,
  backup: Backup,
  members: readonly BackupInventory[],
  storageUuid?: string,
): Promise<void> {
  const [creations] = await Promise.all([
    creationsInProgress(api, members),
    refuseUnreachableStores(api, backup, members, storageUuid),
    refuseHeld(api, ctx, backup.what, backup.tagged(members)),
  ]);
  if (creations.length > 0) throw new RefusedError("operation-in-progress", inProgressMessage(api, backup, creations));
}

/** Waits a while for creations of backups of the same volumes; the condition of the delete refuses if some remain. */
export async function awaitCreations(
  api: ZStackApi,
  ctx: RequestContext,
  members: readonly BackupInventory[],
): Promise<void> {
  const deadline = new Deadline(ctx.runtime.clock, Math.min(ctx.timeout ?? waitLimit, waitLimit));
  const look = async () => ((await creationsInProgress(api, members)).length === 0 ? undefined : notYet);
  await waitFor(deadline, look, { late: () => undefined });
}

/**
 * A server does not check whether a storage is reachable: it reports success, keeps the data, and restores the record at
 * the next synchronization.
 */
async function refuseUnreachableStores(
  api: ZStackApi,
  backup: Backup,
  members: readonly BackupInventory[],
  storageUuid: string | undefined,
): Promise<void> {
  const all = members.flatMap((one) => one.backupStorageRefs.map((ref) => ref.backupStorageUuid));
  const uuids = [...new Set(all)].filter((uuid) => storageUuid === undefined || uuid === storageUuid).sort();
  const stores = await byUuids<Storage>(api, backupStoragesPath, storageSchema, uuids);
  for (const uuid of uuids) {
    const store = stores.find((one) => one.uuid === uuid);
    if (store !== undefined && isUp(store)) continue;
    const what =
      store === undefined
        ? `backup storage ${uuid}, which is not visible to this account`
        : `backup storage ${uuid} "${store.name}", which is ${storageState(store)}`;
    throw new RefusedError(
      "storage-unavailable",
      `${backup.what} was not deleted: it has a copy on ${what}. The server would report success, keep the data ` +
        `there and restore the record at the next synchronization. Make the storage Enabled and Connected and run again, ` +
        `or keep the backup with deletionPolicy: "retain".`,
    );
  }
}

/**
 * Backups of the same volumes that are being created. They may be based on the ones to delete, and a server does not
 * take them into account while they are Creating.
 */
async function creationsInProgress(api: ZStackApi, members: readonly BackupInventory[]): Promise<BackupInventory[]> {
  const volumes = [...new Set(members.map((one) => one.volumeUuid))];
  const own = new Set(members.map((one) => one.uuid));
  const rows = await byUuids(api, backupsPath, backupSchema, volumes, "volumeUuid", [creating]);
  return (await stillRunning(api, rows)).filter((one) => !own.has(one.uuid));
}

/** Every backup that is being created and visible to this account. */
export async function allCreationsInProgress(api: ZStackApi): Promise<BackupInventory[]> {
  return stillRunning(api, await api.query(backupsPath, backupSchema, [creating]));
}

async function stillRunning(api: ZStackApi, rows: readonly BackupInventory[]): Promise<BackupInventory[]> {
  const creating = rows.filter((one) => one.status === "Creating");
  if (creating.length === 0) return [];
  const dead = await Promise.all(creating.map((one) => isAbandoned(api, one, limitOf(one))));
  return creating.filter((_, index) => dead[index] !== true);
}

const creating = { field: "status", operator: "=", value: "Creating" } as const;

const limitOf = ({ groupUuid }: BackupInventory): number =>
  extraLimit + (groupUuid === undefined ? backupLimits.volume : backupLimits.vm);

function inProgressMessage(
  api: ZStackApi,
  backup: Pick<Backup, "what">,
  creations: readonly BackupInventory[],
): string {
  return (
    `${backup.what} was not deleted: ${named(creations)} of the same volume is still being created and may be based on ` +
    `it. Run again once that has ended. ${restartedMeanwhile(api)} To continue without waiting, delete that record on the ` +
    `platform or set deletionPolicy: "retain".`
  );
}

/** Each backup by its uuid, with its VM backup. */
export function named(backups: readonly BackupInventory[]): string {
  return backups
    .map(({ uuid, name, groupUuid }) => {
      const group = groupUuid === undefined ? "" : ` of VM backup ${groupUuid}`;
      return `volume backup ${uuid} "${name}"${group}`;
    })
    .join(", ");
}

/** Warns about newer backups that may need the data that is deleted. */
export async function warnOfDependents(
  api: ZStackApi,
  ctx: RequestContext,
  backup: Backup,
  members: readonly BackupInventory[],
): Promise<void> {
  const volumes = [...new Set(members.map((one) => one.volumeUuid))];
  const all = await byUuids(api, backupsPath, backupSchema, volumes, "volumeUuid");
  const above = all.filter(
    (other) => !isDeleted(other) && members.some((one) => one.uuid !== other.uuid && buildsOn(other, one)),
  );
  if (above.length === 0) return;
  ctx.runtime.say(
    `${ctx.label}: warning: handleDependency is false: deleting the data of ${backup.what}, although ${above.length} newer ` +
      `${above.length === 1 ? "backup is" : "backups are"} based on it and may no longer be restorable: ${named(above)}`,
  );
}

/** Whether `other` is newer and of the same chain on a storage; if a server shows no paths, of the same volume. */
function buildsOn(other: BackupInventory, one: BackupInventory): boolean {
  if (other.volumeUuid !== one.volumeUuid) return false;
  const [made, before] = [serverDate(other.createDate), serverDate(one.createDate)];
  if (made !== undefined && before !== undefined && made < before) return false;
  return chainsOn(one).some(
    ({ storage, chain }) =>
      chain === undefined ||
      chainsOn(other).some((there) => there.storage === storage && (there.chain ?? chain) === chain),
  );
}
