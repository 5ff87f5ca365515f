// Going back to a backup: the volume keeps its uuid, and gets the disk of another volume that is made from the backup.

import { internal, operation } from "../core/errors";
import { newUuid } from "../core/ids";
import type { BackupRow, VolumeRow } from "../core/model";
import type { World } from "../world";
import { refsOf } from "./backupChains";
import { newDisk } from "./disks";
import { addTag } from "./tags";

/** Only onto a volume that is still where it was, of a stopped VM. */
export function checkRevertible(world: World, row: BackupRow): VolumeRow {
  const { volumes, vmInstances } = world.database.tables;
  if (row.state !== "Enabled") {
    throw operation(`volume backup[uuid:${row.uuid}] is in state ${row.state}, cannot revert volume to it`);
  }
  const volume = volumes.get(row.volumeUuid);
  if (volume === undefined) throw internal("java.lang.NullPointerException");
  if (volume.status === "Deleted") {
    throw operation(`original volume for backup[uuid:${row.uuid}] has been deleted, cannot revert volume to it`);
  }
  if (volume.vmInstanceUuid !== row.vmInstanceUuid) {
    const what = `original volume[uuid:${volume.uuid}] for backup[uuid:${row.uuid}]`;
    throw operation(`${what} is no longer attached to vm[uuid:${row.vmInstanceUuid}]`);
  }
  const vm = vmInstances.get(volume.vmInstanceUuid ?? "");
  if (row.type === "Root" && vm === undefined) throw operation(`VM not found with volume backup[uuid:${row.uuid}]`);
  if (vm !== undefined && vm.state !== "Stopped") throw operation(`VM is not in stopped state: ${vm.state}`);
  return volume;
}

/** Whether the data are where they are to be taken from: on the store given, or on any that is not remote. */
export function checkLocation(world: World, row: BackupRow, storageUuid: string | undefined): void {
  const stores = refsOf(world, row).filter(({ status }) => status === "Ready");
  const what = `Volume backup[uuid:${row.uuid}] not found on`;
  if (storageUuid === undefined) {
    if (stores.some((ref) => !isRemote(world, ref.backupStorageUuid))) return;
    throw operation(`${what} any backup storage`);
  }
  if (stores.some((ref) => ref.backupStorageUuid === storageUuid)) return;
  throw operation(`${what} backup storage[uuid:${storageUuid}]`);
}

/** A store at another site, as its tag says. */
export function isRemote(world: World, storageUuid: string): boolean {
  return world.database.tables.systemTags.by("resourceUuid", storageUuid).some(({ tag }) => tag === "remotebackup");
}

export function refuseRestore({ restoreFails }: BackupRow): void {
  if (restoreFails !== undefined) throw operation(`operation error, because:${restoreFails}`);
}

/** Snapshots stay, but the next one begins a tree of its own; the next backup is full. */
export function restoreVolume(world: World, row: BackupRow, volume: VolumeRow): void {
  refuseRestore(row);
  const { snapshots, trees, vmInstances, volumes } = world.database.tables;
  const transient = newUuid();
  // A temporary image, which is deleted again.
  const imageUuid = newUuid();
  const { installPath } = newDisk(world.database, { ...volume, uuid: transient });
  const size = row.volumeSize ?? volume.size;
  volumes.update(volume, { installPath, size, actualSize: size, rootImageUuid: imageUuid, lastBackupUuid: undefined });
  for (const snapshot of snapshots.by("volumeUuid", volume.uuid)) {
    if (snapshot.latest) snapshots.update(snapshot, { latest: false });
  }
  for (const tree of trees.by("volumeUuid", volume.uuid)) {
    if (tree.current) trees.update(tree, { current: false });
  }
  addTag(world, volume.accountUuid, "System", "VolumeVO", volume.uuid, `overwriteBy::volume::${transient}`);
  const vm = vmInstances.get(volume.vmInstanceUuid ?? "");
  if (vm !== undefined && volume.type === "Root") vmInstances.update(vm, { imageUuid, hostUuid: undefined });
}
