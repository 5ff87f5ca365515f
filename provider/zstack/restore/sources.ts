import type { Failure } from "../../core/contract/resourceDefinition";
import { RefusedError } from "../../http/errors";
import { getStorage, isUp, storageState } from "../backup/checks";
import type { ZStackApi } from "../client/client";
import { type BackupInventory, backupSchema, backupsPath, holds, isReady } from "../models/backup";
import { type SnapshotInventory, snapshotSchema, snapshotsPath } from "../models/volumeSnapshot";
import { unseen } from "../resource/operationErrors";

// What new objects are made from. It is looked at before anything is sent; later it may be gone, which is no drift.

/** Throws if nothing can be restored from the snapshot now. */
export async function checkSnapshotSource(api: ZStackApi, field: string, uuid: string): Promise<SnapshotInventory> {
  const snapshot = await api.one(snapshotsPath, snapshotSchema, uuid);
  if (snapshot === undefined) throw unseen(field, "volume snapshot", uuid);
  if (snapshot.status === "Ready") return snapshot;
  throw new RefusedError(
    "wrong-state",
    `${field}: volume snapshot ${uuid} "${snapshot.name}" is ${snapshot.status}, not Ready; wait for it or give another one`,
  );
}

/**
 * Throws if nothing can be restored from the backup now.
 * @param storageUuid the backup storage that is to be read; `storageField` is the input that names it
 */
export async function checkBackupSource(
  api: ZStackApi,
  field: string,
  uuid: string,
  storageUuid: string | undefined,
  storageField = "backupStorageUuid",
): Promise<BackupInventory> {
  const backup = await api.one(backupsPath, backupSchema, uuid);
  if (backup === undefined) throw unseen(field, "volume backup", uuid);
  const named = `volume backup ${uuid} "${backup.name}"`;
  if (!isReady(backup)) {
    const status = backup.status ?? "without a status";
    throw new RefusedError(
      "wrong-state",
      `${field}: ${named} is ${status}, not Ready; wait for it or give another one`,
    );
  }
  await checkCopies(api, field, [backup], storageUuid, storageField);
  return backup;
}

/** Throws if one of the backups cannot be read now: from this storage, or from any. */
export async function checkCopies(
  api: ZStackApi,
  field: string,
  backups: readonly BackupInventory[],
  storageUuid: string | undefined,
  storageField = "backupStorageUuid",
): Promise<void> {
  if (storageUuid !== undefined) return checkCopiesOn(api, backups, storageUuid, storageField);
  const lost = backups.find(({ backupStorageRefs }) => !backupStorageRefs.some(({ status }) => status === "Ready"));
  if (lost === undefined) return;
  throw new RefusedError(
    "no-complete-copy",
    `${field}: volume backup ${lost.uuid} "${lost.name}" has no Ready copy on any backup storage; give another one, or recover ` +
      "it from a remote storage",
  );
}

/** Throws if the storage does not have copies of the backups that can be read now. */
async function checkCopiesOn(
  api: ZStackApi,
  backups: readonly BackupInventory[],
  storageUuid: string,
  field: string,
): Promise<void> {
  const storage = await getStorage(api, storageUuid);
  if (storage === undefined) throw unseen(field, "backup storage", storageUuid);
  const lacking = backups.find((backup) => !holds(backup, storageUuid));
  if (lacking !== undefined) {
    throw new RefusedError(
      "no-complete-copy",
      `${field}: backup storage ${storageUuid} "${storage.name}" has no Ready copy of volume backup ${lacking.uuid}; give one that has`,
    );
  }
  if (!isUp(storage)) {
    throw new RefusedError(
      "storage-unavailable",
      `${field}: backup storage ${storageUuid} "${storage.name}" is ${storageState(storage)}; make it available or give another one`,
    );
  }
}

/** Exactly one of these inputs must be given; a value that is not known yet is given. */
export function exactlyOneSource(proposed: Readonly<Record<string, unknown>>, names: readonly string[]): Failure[] {
  const given = names.filter((name) => proposed[name] !== undefined);
  if (given.length === 1) return [];
  const [first = "", second = ""] = given.length === 0 ? names : given;
  const list = `${names.slice(0, -1).join(", ")} or ${names.at(-1)}`;
  const reason =
    given.length === 0
      ? `${first}: give what to restore from: exactly one of ${list}`
      : `${second}: ${first} names what to restore from already; remove one of the two`;
  return [{ property: given.length === 0 ? first : second, reason }];
}

/** Inputs that the server ignores, or that mean nothing, for this source. */
export function onlyWith(
  proposed: Readonly<Record<string, unknown>>,
  names: readonly string[],
  source: string,
  why: string,
): Failure[] {
  return names
    .filter((name) => proposed[name] !== undefined && proposed[source] === undefined)
    .map((name) => ({ property: name, reason: `${name}: ${why}; remove it, or restore from ${source}` }));
}

/** A server that chooses the uuid cannot be given one. */
export function noChosenUuid(
  proposed: { readonly resourceUuid: unknown; readonly adopt: unknown },
  source: string,
): Failure[] {
  if (proposed.resourceUuid === undefined || proposed.adopt === true) return [];
  if (typeof proposed.adopt === "symbol") return [];
  const reason =
    `resourceUuid: the server chooses the uuid of what it makes from ${source}; remove resourceUuid, or set adopt: true ` +
    "to manage an existing one";
  return [{ property: "resourceUuid", reason }];
}
