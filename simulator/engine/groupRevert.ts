// Reverting a group: its members one after the other, each with a result of its own.

import { ApiError, operation } from "../core/errors";
import { type Inventory, type Json, tagged } from "../core/inventories";
import type { GroupRow } from "../core/model";
import type { World } from "../world";
import { effectiveSnapshots, unavailable } from "./groups";
import { checkRevert, revert } from "./revert";

export function refuseGroupRevert(world: World, row: GroupRow): void {
  const reason = unavailable(world, row);
  if (reason !== "") {
    throw operation(reason, { location: "VolumeSnapshotGroupBase.java: revert-volume-snapshots (location:1/2)" });
  }
  const disabled = effectiveSnapshots(world, row).filter(({ snapshot }) => snapshot.state !== "Enabled");
  if (disabled.length === 0) return;
  const uuids = disabled.map(({ snapshot }) => snapshot.uuid).join(", ");
  throw operation(`volume snapshot[uuids:[${uuids}]] is in state Disabled, cannot revert volume to it`);
}

/** The call succeeds whatever becomes of each member. */
export function revertGroup(world: World, row: GroupRow): Inventory[] {
  const members = effectiveSnapshots(world, row).sort((a, b) => (a.snapshot.uuid < b.snapshot.uuid ? -1 : 1));
  return members.map(({ ref, snapshot }) => {
    const result = { snapshotUuid: ref.volumeSnapshotUuid, volumeUuid: ref.volumeUuid };
    const name = "org.zstack.header.storage.snapshot.group.RevertSnapshotGroupResult";
    try {
      revert(world, snapshot, checkRevert(world, snapshot, true));
      return tagged(name, { ...result, success: true });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return tagged(name, { ...result, success: false, error: plain(error, world) });
    }
  });
}

/** As a part of a result. */
export function plain(error: ApiError, world: World): Json {
  return JSON.parse(JSON.stringify(error.body(true, world.atLeast(5, 4)))) as Json;
}
