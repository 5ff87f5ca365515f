import { z } from "zod";

/** Where volume backups are asked for; members of VM backups are volume backups too. */
export const backupsPath = "/v1/volume-backups";

/** Entity that tags of volume backups name. */
export const backupResourceType = "VolumeBackupVO";

const ref = z.object({
  /** Counts up. */
  id: z.number().optional(),
  backupStorageUuid: z.string(),
  status: z.string().optional(),
  installPath: z.string().optional(),
  createDate: z.string().optional(),
});

/** The backup of one volume. The samples of the vendor's pages leave out everything that is optional here. */
export const backupSchema = z.object({
  uuid: z.string(),
  name: z.string().default(""),
  description: z.string().optional(),
  volumeUuid: z.string(),
  type: z.string().optional(),
  state: z.string().optional(),
  status: z.string().optional(),
  size: z.number().default(0),
  mode: z.string().optional(),
  groupUuid: z.string().optional(),
  vmInstanceUuid: z.string().optional(),
  createDate: z.string().optional(),
  lastOpDate: z.string().optional(),
  backupStorageRefs: z.array(ref).default([]),
});
export type BackupInventory = z.infer<typeof backupSchema>;

/** Seconds a server allows the creation of a volume backup, and of a VM backup, by itself. */
export const backupLimits = { volume: 24 * 3600, vm: 36 * 3600 } as const;

export const isReady = (backup: BackupInventory): boolean => backup.status === "Ready";

/** A row that lingers until the chain it belongs to is gone: the backup itself cannot be restored any more. */
export const isDeleted = (backup: BackupInventory): boolean => backup.status === "Deleted";

/** Backups by their VM backup: the server has no such object, only backups with the same group uuid. */
export function byGroup(backups: readonly BackupInventory[]): Map<string, BackupInventory[]> {
  const groups = new Map<string, BackupInventory[]>();
  for (const backup of backups) {
    if (backup.groupUuid === undefined) continue;
    groups.set(backup.groupUuid, [...(groups.get(backup.groupUuid) ?? []), backup]);
  }
  return groups;
}

/** Members of a VM backup, without deleted rows: the root volume's first, then by volume. */
export function membersOf(backups: readonly BackupInventory[]): BackupInventory[] {
  const key = (one: BackupInventory): string => `${one.type === "Root" ? 0 : 1} ${one.volumeUuid} ${one.uuid}`;
  return backups.filter((one) => !isDeleted(one)).sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

export const rootsOf = (members: readonly BackupInventory[]): BackupInventory[] =>
  members.filter((one) => one.type === "Root");

/** Whether a VM backup has everything that a restore needs: exactly one root, and all Ready. */
export const isWhole = (members: readonly BackupInventory[]): boolean =>
  members.every(isReady) && rootsOf(members).length === 1;

/** Whether this storage has a copy that can be restored. */
export function holds(backup: BackupInventory, storageUuid: string): boolean {
  return backup.backupStorageRefs.some((one) => one.backupStorageUuid === storageUuid && one.status === "Ready");
}

/** Whether this storage has a copy in whatever state: the backup was made, or copied, there. */
export function isOn(backup: BackupInventory, storageUuid: string): boolean {
  return backup.backupStorageRefs.some((one) => one.backupStorageUuid === storageUuid);
}

/** When the record of an unfinished copy on this storage appeared. */
export const copyBegunAt = (backup: BackupInventory, storageUuid: string): string | undefined =>
  backup.backupStorageRefs.find((one) => one.backupStorageUuid === storageUuid && one.status === "Creating")
    ?.createDate;

/**
 * Backup storages that hold a copy of every one of these backups, sorted. A copy counts if it is Ready: one in another
 * status may never become one. `Creating` is also what the server leaves of a copy that was interrupted, and a record of
 * a parent's copy that never was on the storage is `Deleted`. Functions say the same: a program may delete what it
 * believes to be elsewhere.
 */
export function holders(backups: readonly BackupInventory[]): string[] {
  const [first, ...others] = backups.map((backup) => backup.backupStorageRefs.filter((ref) => ref.status === "Ready"));
  const storages = [...new Set((first ?? []).map((ref) => ref.backupStorageUuid))];
  return storages.filter((uuid) => others.every((refs) => refs.some((ref) => ref.backupStorageUuid === uuid))).sort();
}

/** The part of an install path (`zstore://<chain>/<layer>`) that a full backup and its increments have in common. */
export function chainOf(installPath: string | undefined): string | undefined {
  return /^zstore:\/\/([^/]+)\//.exec(installPath ?? "")?.[1];
}

/** The chain that the copy on each storage is part of, and when the copy was recorded, compared with others. */
export function chainsOn(backup: BackupInventory): { storage: string; chain: string | undefined; order: number }[] {
  return backup.backupStorageRefs.map((one) => ({
    storage: one.backupStorageUuid,
    chain: chainOf(one.installPath),
    order: one.id ?? 0,
  }));
}

/** The chain of the copy on this storage. */
export function chainOn(backup: BackupInventory, storageUuid: string | undefined): string | undefined {
  return chainsOn(backup).find(({ storage }) => storage === storageUuid)?.chain;
}
