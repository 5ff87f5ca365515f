// Snapshot groups: one snapshot of every volume of a VM, taken together.

import { duplicateKey } from "../core/errors";
import { newUuid, shuffle } from "../core/ids";
import type { GroupRefRow, GroupRow, SnapshotRow, VmInstanceRow, VolumeRow } from "../core/model";
import type { World } from "../world";
import { newDisk } from "./disks";
import { abortSnapshot, beginSnapshot, completeSnapshot } from "./snapshots";

export const groupLocation = "VolumeBase.java: take-snapshots (location:2/5)";

export interface GroupRequest {
  uuid: string;
  name: string;
  description: string | undefined;
}

export interface Member {
  volume: VolumeRow;
  snapshot: SnapshotRow;
}

/** What the memory of a VM is written to: one for all its groups, attached like a disk. */
export function memoryVolume(world: World, vm: VmInstanceRow): VolumeRow {
  const { volumes } = world.database.tables;
  const attached = volumes.by("vmInstanceUuid", vm.uuid);
  const known = attached.find(({ type }) => type === "Memory");
  if (known !== undefined) return known;
  const base = world.database.base(newUuid(), vm.accountUuid);
  const primaryStorageUuid = attached.find(({ type }) => type === "Root")?.primaryStorageUuid;
  return volumes.insert({
    ...base,
    ...newDisk(world.database, { ...base, type: "Memory", primaryStorageUuid }),
    name: `memory-volume-${vm.uuid}`,
    primaryStorageUuid,
    vmInstanceUuid: vm.uuid,
    type: "Memory",
    size: vm.memorySize,
    actualSize: vm.memorySize,
    state: "Enabled",
    status: "Ready",
    isShareable: false,
  });
}

export function beginMembers(world: World, volumes: readonly VolumeRow[], request: GroupRequest): Member[] {
  const members: Member[] = [];
  for (const volume of volumes) {
    const name = `${request.name}-${volume.name}`;
    const snapshot = beginSnapshot(world, volume, { uuid: newUuid(), name, description: request.description });
    members.push({ volume, snapshot });
  }
  return members;
}

export function abortMembers(world: World, members: readonly Member[]): void {
  for (const { snapshot } of members) abortSnapshot(world, snapshot);
}

/** The row of the group comes last: where its uuid is taken, the finished snapshots stay behind. */
export function completeGroup(
  world: World,
  vm: VmInstanceRow,
  members: readonly Member[],
  request: GroupRequest,
): GroupRow {
  const { groups } = world.database.tables;
  for (const { snapshot, volume } of members) completeSnapshot(world, snapshot, volume);
  if (world.database.resource(request.uuid) !== undefined) throw duplicateKey(groupLocation, true);
  const group = groups.insert({
    ...world.database.base(request.uuid, vm.accountUuid),
    snapshotCount: members.length,
    name: request.name,
    description: request.description,
    vmInstanceUuid: vm.uuid,
  });
  for (const member of members) addMember(world, group, member);
  return group;
}

export function addMember(world: World, group: GroupRow, { snapshot, volume }: Member): void {
  world.database.tables.groupRefs.insert({
    ...world.database.base(snapshot.uuid, group.accountUuid),
    volumeSnapshotUuid: snapshot.uuid,
    volumeSnapshotGroupUuid: group.uuid,
    deviceId: volume.deviceId ?? 0,
    snapshotDeleted: false,
    volumeUuid: volume.uuid,
    volumeName: volume.name,
    volumeType: volume.type,
    volumeSnapshotInstallPath: snapshot.primaryStorageInstallPath,
    volumeSnapshotName: snapshot.name,
    volumeLastAttachDate: volume.lastAttachDate,
  });
}

export function refsOf(world: World, group: GroupRow): GroupRefRow[] {
  return world.database.tables.groupRefs.by("volumeSnapshotGroupUuid", group.uuid);
}

/** Members that still exist, on volumes that are still attached: the ones a delete of the group reaches. */
export function effectiveSnapshots(world: World, group: GroupRow): { ref: GroupRefRow; snapshot: SnapshotRow }[] {
  const { snapshots, volumes } = world.database.tables;
  return shuffle(refsOf(world, group)).flatMap((ref) => {
    const snapshot = snapshots.get(ref.volumeSnapshotUuid);
    const attached = volumes.get(ref.volumeUuid)?.vmInstanceUuid === group.vmInstanceUuid;
    return snapshot === undefined || ref.snapshotDeleted || !attached ? [] : [{ ref, snapshot }];
  });
}

/** Why the group cannot be reverted as a whole; empty when it can. */
export function unavailable(world: World, group: GroupRow): string {
  const { volumes } = world.database.tables;
  const refs = refsOf(world, group);
  const attached = volumes.by("vmInstanceUuid", group.vmInstanceUuid);
  const list = (entries: { uuid: string; name: string }[]) =>
    entries.map(({ uuid, name }) => `[uuid:${uuid}, name:${name}]`).join(", ");
  const deleted = refs.filter((ref) => ref.snapshotDeleted);
  const detached = refs.filter((ref) => !attached.some((volume) => volume.uuid === ref.volumeUuid));
  const added = attached.filter(
    (volume) => volume.type !== "Memory" && !refs.some((ref) => ref.volumeUuid === volume.uuid),
  );
  const reasons: string[] = [];
  if (deleted.length > 0) {
    const what = list(deleted.map((ref) => ({ uuid: ref.volumeSnapshotUuid, name: ref.volumeSnapshotName })));
    reasons.push(`snapshot(s) ${what} in the group has been deleted, can only revert one by one.`);
  }
  if (detached.length > 0) {
    const what = list(detached.map((ref) => ({ uuid: ref.volumeUuid, name: ref.volumeName })));
    const advice = "If you need to group revert, please re-attach it.";
    reasons.push(`volume(s) ${what} is no longer attached, can only revert one by one. ${advice}`);
  }
  if (added.length > 0) {
    const advice = "If you need to group revert, please detach it.";
    reasons.push(`new volume(s) ${list(added)} attached after snapshot point, can only revert one by one. ${advice}`);
  }
  return reasons.join("\n");
}
