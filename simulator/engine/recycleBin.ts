// Where deleted data volumes are for three days, and how they leave it for good.

import type { VolumeRow } from "../core/model";
import type { World } from "../world";
import { removeClone, removeSnapshotsOfVolume } from "./deletion";

const keptFor = 259_200_000;

/** What a volume shows once it is on no VM any more. */
export function detachment({ clock }: World, row: VolumeRow): Partial<VolumeRow> {
  return {
    vmInstanceUuid: undefined,
    deviceId: undefined,
    lastDetachDate: clock.timestamp(),
    lastVmInstanceUuid: row.vmInstanceUuid,
  };
}

/** One that is attached is detached first, without a word, also from a VM that runs. */
export function recycle(world: World, row: VolumeRow): void {
  const deletedAt = world.clock.now();
  const detached = row.vmInstanceUuid === undefined ? {} : detachment(world, row);
  world.database.tables.volumes.update(row, { ...detached, status: "Deleted", deletedAt });
  // At its turn.
  world.clock.after(keptFor, () => {
    const leave = world.queues.enter([`volume-${row.uuid}`], () => {
      if (row.status === "Deleted" && row.deletedAt === deletedAt) expunge(world, row);
      leave();
    });
  });
}

export function expunge(world: World, row: VolumeRow): void {
  removeClone(world, row.uuid);
  removeSnapshotsOfVolume(world, row.uuid);
  world.database.removeResource("volumes", row.uuid);
}
