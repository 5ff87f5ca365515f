// Backups of volumes while they are made.

import { ApiError, duplicateKey, internal, operation } from "../core/errors";
import { newUuid } from "../core/ids";
import type { BackupRow, BackupStorageRow, VmInstanceRow, VolumeRow } from "../core/model";
import type { World } from "../world";
import { addRef, anyRefOn, chainOf, markBroken, removeBackup } from "./backupChains";
import { noMetadataTag } from "./backupStoreSync";
import { addTag } from "./tags";

export interface BackupRequest {
  uuid: string;
  name: string;
  description: string | undefined;
  full: boolean;
  groupUuid: string | undefined;
  storage: BackupStorageRow;
  /** Who asks: the backup is this account's, whoever owns the volume. */
  accountUuid: string;
  /** What it builds on; undefined for a full one. */
  parent?: BackupRow | undefined;
}

const increment = 10_485_760;

export function checkStorageType(storage: BackupStorageRow): void {
  if (storage.type === "ImageStoreBackupStorage") return;
  throw operation(`Unexpected backup storage[type:${storage.type},uuid:${storage.uuid}]`);
}

export function checkStorageState(storage: BackupStorageRow, message: string): void {
  if (storage.state === "Enabled") return;
  const allowed = "allowed states are [Enabled]";
  throw operation(
    `current backup storage state[${storage.state}] doesn't allow to proceed message[${message}], ${allowed}`,
  );
}

/** Only image stores that are enabled take backups; whether they are connected is not looked at. */
export function checkStorage(storage: BackupStorageRow, message: string): void {
  checkStorageType(storage);
  checkStorageState(storage, message);
}

/** System tags of backups belong to the image store: a creation takes ephemeral ones only. */
export function checkBackupTags(world: World, tags: readonly string[], message: string): void {
  const refused = tags.find((tag) => !tag.startsWith("ephemeral::"));
  if (refused === undefined) return;
  if (!world.atLeast(5, 4)) throw internal(`API message[${message}] doesn't define resource type by @TagResourceType`);
  throw new ApiError("SYS.1007", `no system tag matches[${refused}] for resourceType[VolumeBackupVO]`);
}

/** While it is made: Creating, Disabled, empty, without a copy anywhere. */
export function beginBackup(world: World, volume: VolumeRow, request: BackupRequest): BackupRow {
  const { backups } = world.database.tables;
  if (world.database.resource(request.uuid) !== undefined) throw duplicateKey();
  const row = backups.insert({
    ...world.database.base(request.uuid, request.accountUuid),
    volumeUuid: volume.uuid,
    name: request.name,
    description: request.description,
    type: volume.type,
    state: "Disabled",
    status: "Creating",
    size: 0,
    volumeSize: volume.size,
    groupUuid: request.groupUuid,
    mode: request.groupUuid === undefined ? modeOf(request) : undefined,
    vmInstanceUuid: volume.vmInstanceUuid,
    image: newUuid(),
    parentImage: request.parent?.image,
  });
  addTag(world, request.accountUuid, "System", "VolumeBackupVO", row.uuid, noMetadataTag(request.storage.uuid));
  return row;
}

/** What was asked for, not what was made. */
function modeOf({ full }: BackupRequest): "full" | "auto" {
  return full ? "full" : "auto";
}

export function completeBackup(
  world: World,
  row: BackupRow,
  volume: VolumeRow,
  request: BackupRequest,
  name: string,
): BackupRow {
  const { backups, systemTags, vmInstances, volumes } = world.database.tables;
  if (!backups.has(row.uuid)) throw internal(`the record of volume backup[uuid:${row.uuid}] is gone`);
  const { parent, storage } = request;
  const below = parent === undefined ? undefined : anyRefOn(world, parent, storage.uuid);
  const chain = below === undefined ? newUuid() : chainOf(below.installPath);
  addRef(world, row, storage.uuid, `zstore://${chain}/${row.image}`, "Ready");
  // What it was being made on was deleted meanwhile: increments that are being made keep nothing.
  if (parent !== undefined && below === undefined) markBroken(world, row, storage.uuid, parent.uuid);
  for (const tag of systemTags.by("resourceUuid", row.uuid)) {
    if (tag.tag === noMetadataTag(storage.uuid)) systemTags.remove(tag.uuid);
  }
  volumes.update(volume, { lastBackupUuid: row.uuid });
  const vm = vmInstances.get(volume.vmInstanceUuid ?? "");
  return backups.update(row, {
    name,
    state: "Enabled",
    status: "Ready",
    size: parent === undefined ? (volume.actualSize ?? volume.size) : increment,
    mode: modeOf(request),
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
