// Adds objects past the API, for situations that would take too long to make, or cannot be made, through it.

import { newUuid } from "../core/ids";
import type { SnapshotRow, VolumeRow } from "../core/model";
import { newTree } from "../engine/snapshots";
import { addTag } from "../engine/tags";
import type { World } from "../world";

interface BulkSnapshots {
  volumeUuid: string;
  count: number;
  /** First characters of the uuids, at most 12. */
  uuidPrefix?: string;
  namePrefix?: string;
  /** Each one gets these tags. */
  userTags?: string[];
}

interface Objects {
  volumeSnapshots?: BulkSnapshots;
  /** Linked clones: volumes that keep a snapshot from being deleted. */
  references?: { volumeSnapshotUuid: string; volumeUuids: string[] };
  userTag?: { resourceType: string; resourceUuid: string; tag: string; accountName?: string };
  /** Columns of existing rows, for states that no API call leads to. */
  patch?: {
    table: "snapshots" | "volumes" | "primaryStorages" | "backupStorages" | "backups" | "backupRefs" | "vmInstances";
    uuid: string;
    columns: object;
  };
}

export function addObjects(world: World, given: unknown): Record<string, unknown> {
  const objects = given as Objects;
  const result: Record<string, unknown> = {};
  const known = ["volumeSnapshots", "references", "userTag", "patch"];
  for (const key of Object.keys(objects)) {
    if (!known.includes(key)) throw new Error(`unknown field ${key}; known are ${known.join(", ")}`);
  }
  if (objects.volumeSnapshots !== undefined) result["volumeSnapshots"] = bulk(world, objects.volumeSnapshots);
  if (objects.references !== undefined) {
    const { volumeSnapshotUuid, volumeUuids } = objects.references;
    const row = world.database.tables.snapshots.get(volumeSnapshotUuid);
    if (row === undefined) throw new Error(`no volume snapshot ${volumeSnapshotUuid}`);
    world.database.tables.snapshots.update(row, { references: volumeUuids });
  }
  if (objects.userTag !== undefined) {
    const { resourceType, resourceUuid, tag, accountName } = objects.userTag;
    const account = world.accounts.find((one) => one.name === accountName) ?? world.administrator;
    result["userTag"] = addTag(world, account.uuid, "User", resourceType, resourceUuid, tag).uuid;
  }
  if (objects.patch !== undefined) {
    const { table, uuid, columns } = objects.patch;
    const rows = world.database.tables[table];
    const row = rows?.get(uuid);
    if (row === undefined) throw new Error(`no row ${uuid} in ${table}`);
    // JSON has no undefined: null empties a column.
    const patch = Object.fromEntries(Object.entries(columns).map(([column, value]) => [column, value ?? undefined]));
    (rows as { update(row: unknown, patch: object): unknown }).update(row, patch);
  }
  return result;
}

/** A forest of finished snapshots on one volume: chains of at most 64, as the product would make them. */
function bulk(
  world: World,
  { volumeUuid, count, uuidPrefix = "", namePrefix = "bulk", userTags = [] }: BulkSnapshots,
): string[] {
  const volume = world.database.tables.volumes.get(volumeUuid);
  if (volume === undefined) throw new Error(`no volume ${volumeUuid}`);
  if (!/^[0-9a-f]{0,12}$/.test(uuidPrefix)) throw new Error("uuidPrefix is at most 12 hexadecimal digits");
  const uuids: string[] = [];
  let parent: SnapshotRow | undefined;
  for (let index = 0; index < count; index++) {
    const uuid = uuidPrefix + newUuid().slice(uuidPrefix.length);
    parent = addSnapshot(world, volume, parent?.distance === 64 ? undefined : parent, uuid, `${namePrefix}-${index}`);
    for (const tag of userTags) addTag(world, volume.accountUuid, "User", "VolumeSnapshotVO", uuid, tag);
    uuids.push(uuid);
  }
  return uuids;
}

function addSnapshot(
  world: World,
  volume: VolumeRow,
  parent: SnapshotRow | undefined,
  uuid: string,
  name: string,
): SnapshotRow {
  const { snapshots } = world.database.tables;
  if (parent !== undefined) snapshots.update(parent, { latest: false });
  const treeUuid = parent?.treeUuid ?? newTree(world, volume).uuid;
  return snapshots.insert({
    ...world.database.base(uuid, volume.accountUuid),
    name,
    type: "Hypervisor",
    volumeUuid: volume.uuid,
    treeUuid,
    parentUuid: parent?.uuid,
    primaryStorageUuid: volume.primaryStorageUuid,
    primaryStorageInstallPath: volume.installPath,
    volumeType: volume.type,
    format: volume.format ?? "qcow2",
    latest: true,
    size: 1_310_720,
    distance: (parent?.distance ?? 0) + 1,
    state: "Enabled",
    status: "Ready",
    actualSize: 1_310_720,
    volumeSize: volume.size,
  });
}
