// Reverting a group: its members one after the other, each with a result of its own.

import { ApiError, internal, invalid, operation } from "../core/errors";
import { type Inventory, type Json, tagged } from "../core/inventories";
import type { GroupRefRow, GroupRow } from "../core/model";
import type { World } from "../world";
import { effectiveSnapshots, refsOf, unavailable } from "./groups";
import { checkRevert, revert } from "./revert";
import { beginSafetyGroup, takeIntoGroup, wantsSafetySnapshots } from "./safetySnapshots";
import { startVm } from "./vms";

/** Looked at before anything else, without a place in the text. */
export function refuseGroup(world: World, row: GroupRow): void {
  // What a refused revert left of a safety group.
  if (refsOf(world, row).length === 0) throw internal("Op.IN value cannot be null or empty");
  const { snapshots } = world.database.tables;
  const disabled = refsOf(world, row).filter((ref) => snapshots.get(ref.volumeSnapshotUuid)?.state === "Disabled");
  if (disabled.length > 0) {
    const uuids = disabled.map((ref) => ref.volumeSnapshotUuid).join(", ");
    throw operation(`volume snapshot[uuids:[${uuids}]] is in state Disabled, cannot revert volume to it`);
  }
  const state = world.database.tables.vmInstances.get(row.vmInstanceUuid)?.state;
  // The text says the opposite of the rule.
  if (memoryOf(world, row) !== undefined && (state === "Running" || state === "Paused")) {
    throw invalid("Can not take memory snapshot, expected vm states are [Running, Paused]");
  }
}

export function refuseUnavailable(world: World, row: GroupRow): void {
  const reason = unavailable(world, row);
  if (reason !== "") {
    throw operation(reason, { location: "VolumeSnapshotGroupBase.java: revert-volume-snapshots (location:1/2)" });
  }
}

/** The memory that was taken with the group, where it was and is still there. */
function memoryOf(world: World, row: GroupRow): GroupRefRow | undefined {
  return refsOf(world, row).find((ref) => ref.volumeType === "Memory" && !ref.snapshotDeleted);
}

/**
 * One member after the other, a step each, which adds its result. The call succeeds whatever becomes of each member.
 * The memory is no member in that, but what the VM is started from at the end.
 */
export function revertSteps(world: World, row: GroupRow, results: Inventory[]): (() => void)[] {
  const effective = effectiveSnapshots(world, row).sort((a, b) => (a.snapshot.uuid < b.snapshot.uuid ? -1 : 1));
  const vm = world.database.tables.vmInstances.get(row.vmInstanceUuid);
  const safety =
    vm !== undefined && wantsSafetySnapshots(world) ? beginSafetyGroup(world, vm, effective.length) : undefined;
  const members = effective.filter(({ ref }) => ref.volumeType !== "Memory");
  const revertMember = ({ ref, snapshot }: (typeof members)[number]): Inventory => {
    const result = { snapshotUuid: ref.volumeSnapshotUuid, volumeUuid: ref.volumeUuid };
    const name = "org.zstack.header.storage.snapshot.group.RevertSnapshotGroupResult";
    try {
      const volume = checkRevert(world, snapshot, true);
      if (safety !== undefined) takeIntoGroup(world, safety, volume);
      revert(world, snapshot, volume, true);
      return tagged(name, { ...result, success: true });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return tagged(name, { ...result, success: false, error: plain(error, world) });
    }
  };
  return members.map((member) => () => {
    results.push(revertMember(member));
  });
}

/** From the memory, where there is one; without, the VM stays off. */
export function resumeFromMemory(world: World, row: GroupRow): void {
  const vm = world.database.tables.vmInstances.get(row.vmInstanceUuid);
  if (vm !== undefined && memoryOf(world, row) !== undefined) startVm(world, vm);
}

/** As a part of a result. */
export function plain(error: ApiError, world: World): Json {
  return JSON.parse(JSON.stringify(error.body(true, world.atLeast(5, 4)))) as Json;
}
