// The setting that has a snapshot taken before each revert: what is lost by the revert is kept in it.

import { localFields } from "../core/clock";
import { ApiError } from "../core/errors";
import { newUuid } from "../core/ids";
import type { GroupRow, SnapshotRow, VmInstanceRow, VolumeRow } from "../core/model";
import type { World } from "../world";
import { isSwitchedOn } from "./globalConfigs";
import { addMember } from "./groups";
import { abortSnapshot, beginSnapshot, completeSnapshot } from "./snapshots";

export function wantsSafetySnapshots(world: World): boolean {
  return isSwitchedOn(world.database, "volumeSnapshot/snapshot.before.revertvolume");
}

/** The server's `yyyyMMddHHmmss`, in its own zone. */
function stamp({ clock }: World): string {
  const local = clock.inZone(() => localFields(clock.now()));
  return local.toISOString().replace(/\D/g, "").slice(0, 14);
}

/** Its row appears, without tags, as the child of what is current. */
export function beginSafetySnapshot(world: World, volume: VolumeRow): SnapshotRow {
  return beginSnapshot(world, volume, {
    uuid: newUuid(),
    name: `revert-volume-point-${volume.uuid}-${stamp(world)}`,
    description: `save snapshot for revert volume [uuid:${volume.uuid}]`,
  });
}

/** Where the storage takes none, nothing of it is left and the revert ends here. */
export function completeSafetySnapshot(world: World, row: SnapshotRow, volume: VolumeRow, ofGroup = false): void {
  try {
    completeSnapshot(world, row, volume);
  } catch (error) {
    abortSnapshot(world, row);
    if (!(error instanceof ApiError)) throw error;
    const step = ofGroup ? "2/7" : "2/6";
    const location = `VolumeSnapshotTreeBase.java: create-snapshot-for-current-volume-first (location:${step})`;
    throw new ApiError(error.code, error.details, { ...error.extras, location });
  }
}

/** The row comes first: it stays, empty, where no member could be taken. */
export function beginSafetyGroup(world: World, vm: VmInstanceRow, members: number): GroupRow {
  return world.database.tables.groups.insert({
    ...world.database.base(newUuid(), vm.accountUuid),
    snapshotCount: members,
    name: `revert-vm-point-${vm.uuid}-${stamp(world)}`,
    description: `save snapshot for revert vm [uuid:${vm.uuid}]`,
    vmInstanceUuid: vm.uuid,
  });
}

export function takeIntoGroup(world: World, group: GroupRow, volume: VolumeRow): void {
  const row = beginSafetySnapshot(world, volume);
  completeSafetySnapshot(world, row, volume, true);
  addMember(world, group, { snapshot: row, volume });
}
