// Where the disk of a volume is, by the type of its primary storage.

import type { Database } from "../core/database";
import type { VolumeRow } from "../core/model";
import type { World } from "../world";

/** A new disk of a volume. */
export function newDisk(
  database: Database,
  volume: Pick<VolumeRow, "uuid" | "accountUuid" | "type" | "primaryStorageUuid">,
): { installPath: string; format: string } {
  if (isCeph(database, volume.primaryStorageUuid)) {
    return { installPath: `ceph://pool/${volume.uuid}`, format: "raw" };
  }
  return { installPath: `${diskFolder(volume)}/${volume.uuid}.qcow2`, format: "qcow2" };
}

export function diskFolder(volume: Pick<VolumeRow, "uuid" | "accountUuid" | "type">): string {
  const kind = volume.type === "Root" ? "rootVolumes" : "dataVolumes";
  return `/local_ps/${kind}/acct-${volume.accountUuid}/vol-${volume.uuid}`;
}

/** Whether each snapshot of the volume stands alone. */
export function isIndividual(world: World, volume: VolumeRow): boolean {
  return world.options.storage === "individual" || isCeph(world.database, volume.primaryStorageUuid);
}

function isCeph(database: Database, primaryStorageUuid: string | undefined): boolean {
  return database.tables.primaryStorages.get(primaryStorageUuid ?? "")?.type === "Ceph";
}
