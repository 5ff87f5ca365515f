// Reverting a group: its members one after the other, each with a result of its own.

import { ApiError, internal, operation } from "../core/errors";
import { type Inventory, type Json, tagged } from "../core/inventories";
import type { GroupRow } from "../core/model";
import type { World } from "../world";
import { effectiveSnapshots, refsOf, unavailable } from "./groups";
import { checkRevert, revert } from "./revert";
import { beginSafetyGroup, takeIntoGroup, wantsSafetySnapshots } from "./safetySnapshots";

export function refuseGroupRevert(world: World, row: GroupRow): void {
  // What a refused revert left of a safety group.
  if (refsOf(world, row).length === 0) throw internal("Op.IN value cannot be null or empty");
  const reason = unavailable(world, row);
  if (reason !== "") {
    throw operation(reason, { location: "VolumeSnapshotGroupBase.java: revert-volume-snapshots (location:1/2)" });
  }
  const disabled = effectiveSnapshots(world, row).filter(({ snapshot }) => snapshot.state !== "Enabled");
  if (disabled.length === 0) return;
  const uuids = disabled.map(({ snapshot }) => snapshot.uuid).join(", ");
  throw operation(`volume snapshot[uuids:[${uuids}]] is in state Disabled, cannot revert volume to it`);
}

/**
 * One member after the other, a step each, which adds its result. The call succeeds whatever becomes of each member.
 */
export function revertSteps(world: World, row: GroupRow, results: Inventory[]): (() => void)[] {
  const members = effectiveSnapshots(world, row).sort((a, b) => (a.snapshot.uuid < b.snapshot.uuid ? -1 : 1));
  const vm = world.database.tables.vmInstances.get(row.vmInstanceUuid);
  const safety =
    vm !== undefined && wantsSafetySnapshots(world) ? beginSafetyGroup(world, vm, members.length) : undefined;
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

/** As a part of a result. */
export function plain(error: ApiError, world: World): Json {
  return JSON.parse(JSON.stringify(error.body(true, world.atLeast(5, 4)))) as Json;
}
