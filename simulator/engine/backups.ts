// Backups of volumes: rows in progress, chains of increments, copies on several image stores, deletion.

import { duplicateKey, operation } from "../core/errors";
import { newUuid } from "../core/ids";
import type { BackupRefRow, BackupRow, BackupStorageRow, VmInstanceRow, VolumeRow } from "../core/model";
import type { World } from "../world";

export interface BackupRequest {
  uuid: string;
  name: string;
  description: string | undefined;
  full: boolean;
  groupUuid: string | undefined;
  storage: BackupStorageRow;
}

const maxIncrements = 64;
const increment = 10_485_760;

/** Only image stores that are enabled take backups. */
export function checkStorage(storage: BackupStorageRow, message: string): void {
  if (storage.type !== "ImageStoreBackupStorage") {
    throw operation(`Unexpected backup storage[type:${storage.type},uuid:${storage.uuid}]`);
  }
  if (storage.state !== "Enabled") {
    const allowed = "allowed states are [Enabled]";
    throw operation(
      `current backup storage state[${storage.state}] doesn't allow to proceed message[${message}], ${allowed}`,
    );
  }
}

/** While it is made: Creating, Disabled, empty. */
export function beginBackup(world: World, volume: VolumeRow, request: BackupRequest): BackupRow {
  const { backups } = world.database.tables;
  if (world.database.resource(request.uuid) !== undefined) throw duplicateKey();
  return backups.insert({
    ...world.database.base(request.uuid, volume.accountUuid),
    volumeUuid: volume.uuid,
    name: request.name,
    description: request.description,
    type: volume.type,
    state: "Disabled",
    status: "Creating",
    size: 0,
    groupUuid: request.groupUuid,
    mode: request.full ? "full" : "auto",
    vmInstanceUuid: volume.vmInstanceUuid,
  });
}

export function completeBackup(
  world: World,
  row: BackupRow,
  volume: VolumeRow,
  request: BackupRequest,
  name: string,
): BackupRow {
  const { backups, vmInstances } = world.database.tables;
  const parent = request.full ? undefined : tipOfChain(world, row, request.storage.uuid);
  addRef(world, row, request.storage.uuid);
  const vm = vmInstances.get(volume.vmInstanceUuid ?? "");
  return backups.update(row, {
    name,
    state: "Enabled",
    status: "Ready",
    size: parent === undefined ? (volume.actualSize ?? volume.size) : increment,
    mode: parent === undefined ? "full" : "incremental",
    parentUuid: parent?.uuid,
    metadata: metadata(world, volume, vm, name, request.description),
  });
}

export function abortBackup(world: World, row: BackupRow): void {
  removeBackup(world, row);
}

function metadata(
  world: World,
  volume: VolumeRow,
  vm: VmInstanceRow | undefined,
  name: string,
  description: string | undefined,
): string {
  const disks = vm === undefined ? [] : world.database.tables.volumes.by("vmInstanceUuid", vm.uuid);
  return JSON.stringify({
    type: volume.type,
    name,
    description,
    vmName: vm?.name,
    vmDescription: vm?.description,
    vmInstanceUuid: vm?.uuid,
    vmSystemTags: [],
    platform: vm?.platform,
    guestOsType: vm?.guestOsType,
    architecture: vm?.architecture,
    virtio: true,
    dataVolumeUuids: disks.filter((disk) => disk.type === "Data").map((disk) => disk.uuid),
  });
}

/** The newest backup of the volume on this store, if the chain may grow. */
function tipOfChain(world: World, row: BackupRow, storageUuid: string): BackupRow | undefined {
  const { backups } = world.database.tables;
  const earlier = backups
    .by("volumeUuid", row.volumeUuid)
    .filter(
      (other) => other.uuid !== row.uuid && other.status === "Ready" && refOn(world, other, storageUuid) !== undefined,
    );
  const parents = new Set(earlier.map((other) => other.parentUuid));
  const tip = earlier.filter((other) => !parents.has(other.uuid)).at(-1);
  return tip === undefined || ancestors(world, tip).length >= maxIncrements ? undefined : tip;
}

function ancestors(world: World, row: BackupRow): BackupRow[] {
  const found: BackupRow[] = [];
  let next = row.parentUuid === undefined ? undefined : world.database.tables.backups.get(row.parentUuid);
  while (next !== undefined) {
    found.push(next);
    next = next.parentUuid === undefined ? undefined : world.database.tables.backups.get(next.parentUuid);
  }
  return found;
}

function descendants(world: World, row: BackupRow): BackupRow[] {
  const found: BackupRow[] = [...world.database.tables.backups.by("parentUuid", row.uuid)];
  for (let index = 0; index < found.length; index++) {
    const here = found[index];
    if (here !== undefined) found.push(...world.database.tables.backups.by("parentUuid", here.uuid));
  }
  return found;
}

export function refsOf(world: World, row: BackupRow): BackupRefRow[] {
  return world.database.tables.backupRefs.by("volumeBackupUuid", row.uuid);
}

export function refOn(world: World, row: BackupRow, storageUuid: string): BackupRefRow | undefined {
  return refsOf(world, row).find((ref) => ref.backupStorageUuid === storageUuid && ref.status === "Ready");
}

export function addRef(world: World, row: BackupRow, storageUuid: string): BackupRefRow {
  const { backupRefs } = world.database.tables;
  return backupRefs.insert({
    ...world.database.base(`${row.uuid}/${storageUuid}`, row.accountUuid),
    id: backupRefs.size + 1,
    volumeBackupUuid: row.uuid,
    backupStorageUuid: storageUuid,
    installPath: `zstore://${row.volumeUuid}/${newUuid()}`,
    status: "Ready",
  });
}

export function removeBackup(world: World, row: BackupRow): void {
  for (const ref of refsOf(world, row)) world.database.tables.backupRefs.remove(ref.uuid);
  world.database.removeResource("backups", row.uuid);
}

/** From the stores given, or from all. With `handleDependency` a backup that others build on only becomes Deleted. */
export function deleteBackup(
  world: World,
  row: BackupRow,
  storageUuids: readonly string[],
  handleDependency: boolean,
): void {
  const { backupRefs, backups } = world.database.tables;
  const all = refsOf(world, row);
  const chosen = storageUuids.length === 0 ? all : all.filter((ref) => storageUuids.includes(ref.backupStorageUuid));
  const needed = handleDependency && descendants(world, row).some((one) => one.status !== "Deleted");
  if (needed) {
    for (const ref of chosen) backupRefs.update(ref, { status: "Deleted" });
    if (refsOf(world, row).every((ref) => ref.status === "Deleted")) backups.update(row, { status: "Deleted" });
    return;
  }
  for (const ref of chosen) backupRefs.remove(ref.uuid);
  if (refsOf(world, row).some((ref) => ref.status === "Ready")) return;
  const chain = [...ancestors(world, row), ...descendants(world, row)];
  removeBackup(world, row);
  if (chain.every((one) => one.status === "Deleted")) for (const one of chain) removeBackup(world, one);
}

/** Copies a backup from one image store to another. */
export function checkCopy(
  world: World,
  row: BackupRow,
  source: BackupStorageRow,
  target: BackupStorageRow,
  message: string,
): void {
  checkStorage(source, message);
  checkStorage(target, message);
  if (refOn(world, row, source.uuid) === undefined) {
    throw operation(`volume backup[uuid:${row.uuid}] is not on backup storage[uuid:${source.uuid}]`);
  }
  if (refOn(world, row, target.uuid) !== undefined) {
    throw operation(`volume backup[uuid:${row.uuid}] is already on backup storage[uuid:${target.uuid}]`);
  }
}

/** Compares the records with what the image store holds. */
export function syncStore(
  world: World,
  storage: BackupStorageRow,
  vm: boolean,
): { deletedBackupCount: number; newBackupCount: number } {
  const { backups, backupStorages, backupRefs } = world.database.tables;
  const here = backupRefs.by("backupStorageUuid", storage.uuid);
  const rows = here.map((ref) => backups.get(ref.volumeBackupUuid)).filter((row) => row !== undefined);
  const candidates = rows.filter((row) => (row.groupUuid !== undefined) === vm && row.status === "Ready");
  const lost = candidates.slice(0, storage.lostBackups ?? 0);
  for (const row of lost) deleteBackup(world, row, [storage.uuid], false);
  const fresh = storage.unknownBackups ?? 0;
  for (let index = 0; index < fresh; index++) found(world, storage, vm, index);
  backupStorages.update(storage, { lostBackups: undefined, unknownBackups: undefined });
  return { deletedBackupCount: lost.length, newBackupCount: fresh };
}

/** A backup that some other cloud left in the store. */
function found(world: World, storage: BackupStorageRow, vm: boolean, index: number): void {
  const row = world.database.tables.backups.insert({
    ...world.database.base(newUuid(), world.administrator.uuid),
    volumeUuid: newUuid(),
    name: `found-${index + 1}`,
    type: "Root",
    state: "Enabled",
    status: "Ready",
    size: increment,
    mode: "full",
    groupUuid: vm ? newUuid() : undefined,
  });
  addRef(world, row, storage.uuid);
}
