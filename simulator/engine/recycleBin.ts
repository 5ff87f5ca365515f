// Where deleted data volumes are for three days, and deleted images, and how they leave it for good.

import { operation } from "../core/errors";
import type { ImageRow, VolumeRow } from "../core/model";
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

/** An image is in the bin of each store by itself, and Deleted once it is on none any more. */
export function recycleImage(world: World, row: ImageRow, storageUuids: readonly string[]): void {
  const deletedOn = row.storageUuids.filter((uuid) => storageUuids.includes(uuid) || row.deletedOn?.includes(uuid));
  const status = deletedOn.length === row.storageUuids.length ? "Deleted" : row.status;
  world.database.tables.images.update(row, { deletedOn, status });
}

/** Those given, or all on which it is deleted; throws where it is not. */
export function storesInBin(row: ImageRow, storageUuids: readonly string[]): readonly string[] {
  const what = `the image[uuid:${row.uuid}, name:${row.name}] is not deleted on`;
  const { deletedOn = [] } = row;
  if (storageUuids.length === 0) {
    if (deletedOn.length === 0) throw operation(`${what} any backup storage`);
    return deletedOn;
  }
  const other = storageUuids.find((uuid) => !deletedOn.includes(uuid));
  if (other !== undefined) throw operation(`${what} the backup storage[uuid:${other}]`);
  return storageUuids;
}

export function recoverImage(world: World, row: ImageRow, storageUuids: readonly string[]): ImageRow {
  const deletedOn = row.deletedOn?.filter((uuid) => !storageUuids.includes(uuid));
  return world.database.tables.images.update(row, { deletedOn, status: "Ready" });
}

export function expungeImage(world: World, row: ImageRow, storageUuids: readonly string[]): void {
  const left = row.storageUuids.filter((uuid) => !storageUuids.includes(uuid));
  if (left.length === 0) {
    world.database.removeResource("images", row.uuid);
    return;
  }
  const deletedOn = row.deletedOn?.filter((uuid) => left.includes(uuid));
  world.database.tables.images.update(row, { storageUuids: left, deletedOn });
}
