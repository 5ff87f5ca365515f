// Reverting a volume to a snapshot: the snapshot becomes the tip from which the next one branches off.

import { type ApiError, operation, wrongStatus } from "../core/errors";
import { newUuid } from "../core/ids";
import type { SnapshotRow, VolumeRow } from "../core/model";
import type { World } from "../world";
import { isIndividual } from "./disks";

/** Of a single revert, and of one member of a group. */
const single = "VolumeSnapshotTreeBase.java: pre-check (location:1/6)";
const member = "VolumeSnapshotTreeBase.java: pre-check (location:1/7)";

/** Looked at before anything else, in this order, without a place in the text. */
export function refuseRevert(world: World, snapshot: SnapshotRow): void {
  const { uuid, state, volumeUuid } = snapshot;
  if (state !== "Enabled")
    throw operation(`volume snapshot[uuid:${uuid}] is in state ${state}, cannot revert volume to it`);
  if (!world.database.tables.volumes.has(volumeUuid ?? "")) throw volumeGone(snapshot);
  if (snapshot.status !== "Ready") {
    throw wrongStatus(snapshot, "org.zstack.header.storage.snapshot.APIRevertVolumeFromSnapshotMsg");
  }
}

function volumeGone({ uuid }: SnapshotRow): ApiError {
  return operation(`original volume for snapshot[uuid:${uuid}] has been deleted, cannot revert volume to it`);
}

/** Every VM that has the volume must be off, exactly. */
export function checkRevert(world: World, snapshot: SnapshotRow, ofGroup = false): VolumeRow {
  const location = ofGroup ? member : single;
  const { volumes, vmInstances } = world.database.tables;
  const volume = snapshot.volumeUuid === undefined ? undefined : volumes.get(snapshot.volumeUuid);
  if (volume === undefined) throw volumeGone(snapshot);
  const vm = volume.vmInstanceUuid === undefined ? undefined : vmInstances.get(volume.vmInstanceUuid);
  if (vm !== undefined && vm.state !== "Stopped") {
    const what = `unable to reset volume[uuid:${volume.uuid}] to snapshot[uuid:${snapshot.uuid}]`;
    const why = `the vm[uuid:${vm.uuid}] volume attached to is not in Stopped state, current state is ${vm.state}`;
    throw operation(`${what}, ${why}`, { location });
  }
  return volume;
}

/** The place that failures of the storage name; the revert of a group's member has one step more. */
export function revertLocation(ofGroup: boolean): string {
  const step = ofGroup ? "5/7" : "4/6";
  return `VolumeSnapshotTreeBase.java: revert-volume-from-volume-snapshot-on-primary-storage (location:${step})`;
}

export function revert(world: World, snapshot: SnapshotRow, volume: VolumeRow, ofGroup = false): void {
  if (snapshot.revertFails !== undefined) {
    const location = revertLocation(ofGroup);
    throw operation(`operation error, because:${snapshot.revertFails}`, { location });
  }
  const { snapshots, trees, volumes } = world.database.tables;
  for (const other of snapshots.by("treeUuid", snapshot.treeUuid)) {
    if (other.latest && other.uuid !== snapshot.uuid) snapshots.update(other, { latest: false });
  }
  if (!snapshot.latest) snapshots.update(snapshot, { latest: true });
  for (const tree of trees.by("volumeUuid", volume.uuid)) {
    const current = tree.uuid === snapshot.treeUuid;
    if (tree.current !== current) trees.update(tree, { current });
  }
  const directory = (snapshot.primaryStorageInstallPath ?? "").replace(/\/[^/]*$/, "");
  volumes.update(volume, {
    // A volume that was extended since shrinks back.
    size: snapshot.volumeSize || volume.size,
    // Ceph rolls back in place.
    ...(isIndividual(world, volume) ? {} : { installPath: `${directory}/${newUuid()}.qcow2` }),
  });
}
