// Chains of backups on image stores: a full backup and the increments that build on it, each a layer with its own image.

import type { BackupRefRow, BackupRow, BackupStorageRow, VolumeRow } from "../core/model";
import type { World } from "../world";

/** Layers of a chain, after which the next backup is full. */
export const maxLayers = 64;

export function refsOf(world: World, row: BackupRow): BackupRefRow[] {
  return world.database.tables.backupRefs.by("volumeBackupUuid", row.uuid);
}

/** The record of a copy on this store, whatever its status. */
export function anyRefOn(world: World, row: BackupRow, storageUuid: string): BackupRefRow | undefined {
  const there = refsOf(world, row).filter((ref) => ref.backupStorageUuid === storageUuid);
  return there.find((ref) => ref.status === "Ready") ?? there[0];
}

export function addRef(
  world: World,
  row: BackupRow,
  storageUuid: string,
  installPath: string,
  status: BackupRefRow["status"],
): BackupRefRow {
  const { backupRefs } = world.database.tables;
  const id = 1 + [...backupRefs.all()].reduce((most, ref) => Math.max(most, ref.id), 0);
  const uuid = `${row.uuid}/${storageUuid}`;
  return backupRefs.insert({
    ...world.database.base(backupRefs.has(uuid) ? `${uuid}/${id}` : uuid, row.accountUuid),
    id,
    volumeBackupUuid: row.uuid,
    backupStorageUuid: storageUuid,
    installPath,
    status,
  });
}

/** The part of an install path that all layers of a chain share. */
export function chainOf(installPath: string): string {
  return installPath.slice("zstore://".length).split("/")[0] ?? "";
}

/** The layers below, the nearest first. */
export function ancestors(world: World, row: BackupRow): BackupRow[] {
  const { backups } = world.database.tables;
  const found: BackupRow[] = [];
  for (let image = row.parentImage; image !== undefined; ) {
    const [next] = backups.by("image", image);
    if (next === undefined) break;
    found.push(next);
    image = next.parentImage;
  }
  return found;
}

/**
 * The backup that the next one of this volume builds on: the last one, where that is on the same store. The history is
 * deleted by being read, so that a failed attempt, too, makes the next one full.
 */
export function takeHistory(world: World, volume: VolumeRow, storageUuid: string): BackupRow | undefined {
  const { backups, volumes } = world.database.tables;
  const last = backups.get(volume.lastBackupUuid ?? "");
  if (volume.lastBackupUuid !== undefined) volumes.update(volume, { lastBackupUuid: undefined });
  return last === undefined || anyRefOn(world, last, storageUuid) === undefined ? undefined : last;
}

export function isLong(world: World, tip: BackupRow | undefined): boolean {
  return tip !== undefined && ancestors(world, tip).length + 1 >= maxLayers;
}

/** What starts and live migrations of a VM do: the dirty bitmaps are gone. */
export function forgetHistory(world: World, vmInstanceUuid: string): void {
  const { volumes } = world.database.tables;
  for (const volume of volumes.by("vmInstanceUuid", vmInstanceUuid)) {
    if (volume.lastBackupUuid !== undefined) volumes.update(volume, { lastBackupUuid: undefined });
  }
}

export function removeBackup(world: World, row: BackupRow): void {
  const { backupRefs, volumes } = world.database.tables;
  for (const ref of refsOf(world, row)) backupRefs.remove(ref.uuid);
  const volume = volumes.get(row.volumeUuid);
  if (volume?.lastBackupUuid === row.uuid) volumes.update(volume, { lastBackupUuid: undefined });
  world.database.removeResource("backups", row.uuid);
}

/** Says that a layer under this increment is gone from a store. */
export function markBroken(world: World, increment: BackupRow, backupStorageUuid: string, base: string): void {
  const { backupRefs } = world.database.tables;
  world.brokenIncrements.push({ uuid: increment.uuid, backupStorageUuid, base });
  const ref = anyRefOn(world, increment, backupStorageUuid);
  if (ref !== undefined) backupRefs.update(ref, { lostBase: base });
}

/**
 * From the stores given, or from all. With `handleDependency` a backup stays as Deleted while another one of its chain
 * is in use on the store, unless it is the newest of the chain; without, its data go and nobody looks at the increments.
 */
export function deleteBackup(
  world: World,
  row: BackupRow,
  storageUuids: readonly string[],
  handleDependency: boolean,
): void {
  const { backupRefs, backups } = world.database.tables;
  const all = refsOf(world, row);
  const chosen = storageUuids.length === 0 ? all : all.filter((ref) => storageUuids.includes(ref.backupStorageUuid));
  for (const ref of chosen) backupRefs.update(ref, { status: "Deleted" });
  for (const ref of chosen) {
    const chain = chainOn(world, row, ref);
    const others = chain.filter((one) => one.row !== row);
    if (others.every((one) => one.ref.status === "Deleted")) {
      for (const one of others) removeLayer(world, one.row, one.ref);
      removeLayer(world, row, ref);
    } else if (!handleDependency || chain[0]?.row === row) {
      removeLayer(world, row, ref);
    }
  }
  const left = refsOf(world, row);
  if (left.length === 0) removeBackup(world, row);
  else if (left.every((ref) => ref.status === "Deleted")) backups.update(row, { status: "Deleted" });
}

interface Layer {
  row: BackupRow;
  ref: BackupRefRow;
}

/** Backups in the chain of a copy on its store, the newest first; those that are being made do not count. */
function chainOn(world: World, row: BackupRow, ref: BackupRefRow): Layer[] {
  const chain = chainOf(ref.installPath);
  return world.database.tables.backups
    .by("volumeUuid", row.volumeUuid)
    .filter((one) => one === row || one.status === "Ready" || one.status === "Deleted")
    .flatMap((one) => {
      const there = one === row ? ref : anyRefOn(world, one, ref.backupStorageUuid);
      return there === undefined || chainOf(there.installPath) !== chain ? [] : [{ row: one, ref: there }];
    })
    .reverse()
    .sort((a, b) => b.row.createDate - a.row.createDate);
}

/** The data go where the store can be reached; the record goes in any case. */
function removeLayer(world: World, row: BackupRow, ref: BackupRefRow): void {
  const { backupRefs, backups, backupStorages } = world.database.tables;
  const storage = backupStorages.get(ref.backupStorageUuid);
  if (storage !== undefined && !isUp(storage)) {
    backupStorages.update(storage, {
      leftBehind: [...(storage.leftBehind ?? []), { row: { ...row }, ref: { ...ref } }],
    });
  } else {
    for (const other of backups.by("volumeUuid", row.volumeUuid)) {
      const there = anyRefOn(world, other, ref.backupStorageUuid);
      if (there === undefined || there.status === "Deleted" || !ancestors(world, other).includes(row)) continue;
      markBroken(world, other, ref.backupStorageUuid, row.uuid);
    }
  }
  backupRefs.remove(ref.uuid);
  if (refsOf(world, row).length === 0) removeBackup(world, row);
}

/** Data are deleted only on stores that are Enabled and Connected. */
export function isUp({ state, status }: BackupStorageRow): boolean {
  return state === "Enabled" && (status ?? "Connected") === "Connected";
}
