// Taking snapshots and the book-keeping of snapshot trees: one `latest` per tree, distances, disk files.

import { ApiError, duplicateKey, operation } from "../core/errors";
import { newUuid } from "../core/ids";
import type { SnapshotRow, TreeRow, VolumeRow } from "../core/model";
import type { World } from "../world";
import { diskFolder, isIndividual, newDisk } from "./disks";
import { longestChain } from "./globalConfigs";

export interface SnapshotRequest {
  uuid: string;
  name: string;
  description: string | undefined;
}

/** The place that failures of a create name. */
export const createLocation = (volumeUuid: string) =>
  `VolumeBase.java: create-snapshot-for-volume-${volumeUuid} (location:1/2)`;

export const createMessage = "org.zstack.header.storage.snapshot.CreateVolumeSnapshotMsg";

/** The row appears as Creating; it has taken over `latest` already. */
export function beginSnapshot(world: World, volume: VolumeRow, request: SnapshotRequest): SnapshotRow {
  const { snapshots, trees } = world.database.tables;
  if (world.database.resource(request.uuid) !== undefined) throw duplicateKey(createLocation(volume.uuid));
  const owner = volume.accountUuid;
  const individual = isIndividual(world, volume);
  const current = individual ? undefined : trees.by("volumeUuid", volume.uuid).find((tree) => tree.current);
  const parent = current === undefined ? undefined : latestOf(world, current);
  const full = parent !== undefined && parent.distance >= maxIncrements(world, volume);
  const tree = current !== undefined && !full ? current : newTree(world, volume);
  const continued = full ? undefined : parent;
  if (continued !== undefined) snapshots.update(continued, { latest: false });
  return snapshots.insert({
    ...world.database.base(request.uuid, owner),
    name: request.name,
    description: request.description,
    volumeUuid: volume.uuid,
    treeUuid: tree.uuid,
    parentUuid: continued?.uuid,
    volumeType: volume.type,
    format: volume.format ?? "qcow2",
    latest: true,
    size: 0,
    distance: full ? 0 : (continued?.distance ?? 0) + 1,
    state: "Enabled",
    status: "Creating",
    actualSize: 0,
    volumeSize: volume.size,
  });
}

/** The disk file is taken: the volume writes to a new one, named after the snapshot. */
export function completeSnapshot(world: World, snapshot: SnapshotRow, volume: VolumeRow): SnapshotRow {
  const { snapshots, volumes, trees } = world.database.tables;
  if (volume.snapshotFails !== undefined) {
    throw operation(`operation error, because:${volume.snapshotFails}`, { location: createLocation(volume.uuid) });
  }
  if (isIndividual(world, volume)) return completeIndividual(world, snapshot, volume);
  const top = `${diskFolder(volume)}/snapshots/${snapshot.uuid}.qcow2`;
  if (volume.files?.includes(snapshot.uuid) === true) throw fileExists(top, createLocation(volume.uuid));
  const size = snapshot.parentUuid === undefined ? (volume.actualSize ?? volume.size) : increment;
  snapshots.update(snapshot, {
    type: "Hypervisor",
    primaryStorageUuid: volume.primaryStorageUuid,
    primaryStorageInstallPath: volume.installPath,
    status: "Ready",
    size,
    actualSize: size + 65_536,
  });
  const files = [...(volume.files ?? []), snapshot.uuid];
  volumes.update(volume, { installPath: top, files, actualSize: (volume.actualSize ?? 0) + increment });
  const tree = trees.get(snapshot.treeUuid);
  if (tree !== undefined && tree.status === "Creating") trees.update(tree, { status: "Completed" });
  return snapshot;
}

/** On Ceph the storage itself takes it: the volume writes on where it was, and no size is ever recorded. */
function completeIndividual(world: World, snapshot: SnapshotRow, volume: VolumeRow): SnapshotRow {
  const path = volume.installPath ?? newDisk(world.database, volume).installPath;
  return world.database.tables.snapshots.update(snapshot, {
    type: "Storage",
    primaryStorageUuid: volume.primaryStorageUuid,
    primaryStorageInstallPath: `${path}@${snapshot.uuid}`,
    status: "Ready",
  });
}

/** What an increment adds in this simulation. */
const increment = 1_310_720;

/** A failed create leaves nothing: the row goes, the parent is `latest` again, an emptied tree goes too. */
export function abortSnapshot(world: World, snapshot: SnapshotRow): void {
  const { snapshots } = world.database.tables;
  if (!snapshots.has(snapshot.uuid)) return;
  const parent = snapshot.parentUuid === undefined ? undefined : snapshots.get(snapshot.parentUuid);
  world.database.removeResource("snapshots", snapshot.uuid);
  if (parent !== undefined && snapshot.latest) snapshots.update(parent, { latest: true });
  dropEmptyTree(world, snapshot.treeUuid);
}

export function latestOf(world: World, tree: TreeRow): SnapshotRow | undefined {
  return world.database.tables.snapshots.by("treeUuid", tree.uuid).find((snapshot) => snapshot.latest);
}

export function dropEmptyTree(world: World, treeUuid: string): void {
  const { snapshots, trees } = world.database.tables;
  if (trees.has(treeUuid) && snapshots.by("treeUuid", treeUuid).length === 0)
    world.database.removeResource("trees", treeUuid);
}

export function newTree(world: World, volume: VolumeRow): TreeRow {
  const { trees } = world.database.tables;
  for (const other of trees.by("volumeUuid", volume.uuid)) {
    if (other.current) trees.update(other, { current: false });
  }
  const base = world.database.base(newUuid(), volume.accountUuid);
  return trees.insert({ ...base, volumeUuid: volume.uuid, current: true, status: "Completed" });
}

function maxIncrements(world: World, volume: VolumeRow): number {
  const prefix = "volumeMaxIncrementalSnapshotNum::";
  const tag = world.database.tables.systemTags
    .by("resourceUuid", volume.uuid)
    .find((row) => row.tag.startsWith(prefix));
  const usual = longestChain(world.database);
  return tag === undefined ? usual : Number(tag.tag.slice(prefix.length)) || usual;
}

/** A uuid that was used on this volume before: its disk file is still there. */
function fileExists(file: string, location: string): ApiError {
  const lines = [
    `HTTP ERROR 500 ${file} already exists`,
    "URI: /vm/volume/takesnapshot",
    "STATUS: 500",
    `MESSAGE: ${file} already exists`,
    "SERVLET: ZStack Dispatcher Servlet",
    "",
  ];
  return new ApiError("SYS.1015", `500 Server Error: "${lines.join("<EOL>")}"`, { location });
}
