// Deleting snapshots: the whole subtree (or, on newer servers, one of them), and what happens to groups and trees.

import { ApiError, deleteFailed, operation } from "../core/errors";
import { newUuid } from "../core/ids";
import type { SnapshotRow, TreeRow } from "../core/model";
import type { World } from "../world";
import { dropEmptyTree } from "./snapshots";

/** The snapshot and all its descendants, parents first. */
export function subtree(world: World, root: SnapshotRow): SnapshotRow[] {
  const { snapshots } = world.database.tables;
  const found = [root];
  for (let index = 0; index < found.length; index++) {
    const here = found[index];
    if (here !== undefined) found.push(...snapshots.by("parentUuid", here.uuid));
  }
  return found;
}

const failed = "batch delete volume snapshot error";

/** A linked clone keeps its snapshot, and what that builds on, from being deleted until it is expunged. */
export function addClone(world: World, row: SnapshotRow, volumeUuid: string): void {
  world.database.tables.snapshots.update(row, { references: [...(row.references ?? []), volumeUuid] });
}

export function removeClone(world: World, volumeUuid: string): void {
  const { snapshots } = world.database.tables;
  for (const row of snapshots.all()) {
    if (row.references?.includes(volumeUuid) !== true) continue;
    snapshots.update(row, { references: row.references.filter((uuid) => uuid !== volumeUuid) });
  }
}

export function refuseReferenced(rows: readonly SnapshotRow[]): void {
  const references = rows.flatMap((row) => row.references ?? []);
  if (references.length === 0) return;
  const text = `snapshot or its desendant has reference volume[uuids:[${references.join(", ")}]]`;
  const refused = operation(text, {
    location: "VolumeSnapshotTreeBase.java: check-snapshot-reference (location:1/7)",
    opaque: { SNAPSHOT_UUID: rows[0]?.uuid ?? "" },
  });
  const location = "VolumeSnapshotTreeBase.java: org.zstack.storage.snapshot.VolumeSnapshotTreeBase$43 (location:2/2)";
  const batch = new ApiError("VOLUME_SNAPSHOT.1002", failed, { location, causes: [refused], unhandled: true });
  throw deleteFailed(failed, batch);
}

/** One that a killed management node left `Deleting` is refused once, which makes it Ready: the next delete works. */
export function markDeleting(world: World, rows: readonly SnapshotRow[]): void {
  const stuck = rows.filter((row) => row.status === "Deleting");
  if (stuck.length > 0) {
    unmarkDeleting(world, stuck);
    throw new ApiError("SYS.1004", "cannot find next status for current status[Deleting] on transaction event[delete]");
  }
  for (const row of rows) world.database.tables.snapshots.update(row, { status: "Deleting" });
}

export function unmarkDeleting(world: World, rows: readonly SnapshotRow[]): void {
  const { snapshots } = world.database.tables;
  for (const row of rows) {
    if (snapshots.has(row.uuid) && row.status === "Deleting") snapshots.update(row, { status: "Ready" });
  }
}

export function deleteSubtree(world: World, root: SnapshotRow): void {
  const { snapshots } = world.database.tables;
  const rows = subtree(world, root);
  const parent = root.parentUuid === undefined ? undefined : snapshots.get(root.parentUuid);
  const hadLatest = rows.some((row) => row.latest);
  for (const row of rows) removeRow(world, row);
  if (parent !== undefined && hadLatest) snapshots.update(parent, { latest: true });
  dropEmptyTree(world, root.treeUuid);
}

/** `scope=single`: the children move up to the parent; without one they become trees of their own. */
export function deleteSingle(world: World, row: SnapshotRow): void {
  const { snapshots, trees } = world.database.tables;
  const parent = row.parentUuid === undefined ? undefined : snapshots.get(row.parentUuid);
  const children = snapshots.by("parentUuid", row.uuid);
  const tree = trees.get(row.treeUuid);
  const current = tree?.current ?? false;
  removeRow(world, row);
  if (parent !== undefined && row.latest) snapshots.update(parent, { latest: true });
  for (const child of children) {
    const branch = subtree(world, child);
    snapshots.update(child, { parentUuid: parent?.uuid });
    const treeUuid =
      parent === undefined && tree !== undefined ? splitTree(world, tree, branch, current) : row.treeUuid;
    for (const member of branch) snapshots.update(member, { treeUuid, distance: member.distance - 1 });
  }
  dropEmptyTree(world, row.treeUuid);
}

function splitTree(world: World, old: TreeRow, branch: readonly SnapshotRow[], current: boolean): string {
  const { snapshots, trees } = world.database.tables;
  const latest = branch.find((member) => member.latest);
  const uuid = newUuid();
  const base = world.database.base(uuid, old.accountUuid);
  const isCurrent = current && latest !== undefined;
  trees.insert({ ...base, volumeUuid: old.volumeUuid, current: isCurrent, status: "Completed" });
  const deepest = [...branch].sort((a, b) => b.distance - a.distance)[0];
  if (latest === undefined && deepest !== undefined) snapshots.update(deepest, { latest: true });
  return uuid;
}

function removeRow(world: World, row: SnapshotRow): void {
  world.database.removeResource("snapshots", row.uuid);
  leaveGroup(world, row);
}

/** The group of a deleted root snapshot goes; that of another one remembers the loss. */
function leaveGroup(world: World, row: SnapshotRow): void {
  const { groupRefs, groups } = world.database.tables;
  const ref = groupRefs.get(row.uuid);
  if (ref === undefined) return;
  if (row.volumeType === "Root") {
    removeGroup(world, ref.volumeSnapshotGroupUuid);
    return;
  }
  groupRefs.update(ref, { snapshotDeleted: true });
  if (!groups.has(ref.volumeSnapshotGroupUuid)) groupRefs.remove(ref.uuid);
}

/** The row of the group only: its members live on as plain snapshots. */
export function removeGroup(world: World, groupUuid: string): void {
  const { groupRefs } = world.database.tables;
  for (const ref of groupRefs.by("volumeSnapshotGroupUuid", groupUuid)) groupRefs.remove(ref.uuid);
  world.database.removeResource("groups", groupUuid);
}

/** With an expunged volume all its snapshots go, and the trees. */
export function removeSnapshotsOfVolume(world: World, volumeUuid: string): void {
  const { snapshots, trees } = world.database.tables;
  for (const row of snapshots.by("volumeUuid", volumeUuid)) removeRow(world, row);
  for (const tree of trees.by("volumeUuid", volumeUuid)) world.database.removeResource("trees", tree.uuid);
}
