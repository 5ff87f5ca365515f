// A new VM out of restore points: a root volume, data volumes, and a network card for each network.

import { newUuid } from "../core/ids";
import type { VmInstanceRow, VolumeRow } from "../core/model";
import { addVm, networkCard } from "../fixture/default";
import type { World } from "../world";
import { newDisk } from "./disks";

export interface NewDisk {
  size: number;
  primaryStorageUuid: string | undefined;
}

export interface NamedDisk extends NewDisk {
  name: string;
  description?: string;
  /** The image that it is made from, if it is made from one. */
  rootImageUuid?: string;
}

export interface NewVm {
  uuid: string;
  accountUuid: string;
  name: string;
  root: NewDisk;
  networks: readonly string[];
  /** What is undefined stays as it is usual. */
  columns: { [C in keyof VmInstanceRow]?: VmInstanceRow[C] | undefined };
}

/** The VM as it shows while it is made: with its root volume. */
export function makeVm(world: World, vm: NewVm): VmInstanceRow {
  const { database } = world;
  const { vmInstances, volumes } = database.tables;
  const { uuid, accountUuid, name, root, networks } = vm;
  const internalId = 1 + [...vmInstances.all()].reduce((most, row) => Math.max(most, row.internalId), 0);
  const rootVolumeUuid = newUuid();
  const spec = { uuid, name, rootVolumeUuid, dataVolumeUuids: [], state: "Starting", internalId };
  const row = addVm(database, accountUuid, { ...spec, rootSize: root.size, dataSize: 0 });
  // The temporary image that it was made from is deleted again.
  const imageUuid = newUuid();
  const given = Object.fromEntries(Object.entries(vm.columns).filter(([, value]) => value !== undefined));
  vmInstances.update(row, {
    ...given,
    imageUuid,
    vmNics: networks.map((network, index) => networkCard(row, network, index)),
    defaultL3NetworkUuid: vm.columns.defaultL3NetworkUuid ?? networks[0],
  });
  const rootVolume = volumes.get(rootVolumeUuid);
  if (rootVolume !== undefined) {
    const primaryStorageUuid = root.primaryStorageUuid ?? rootVolume.primaryStorageUuid;
    const disk = newDisk(database, { ...rootVolume, primaryStorageUuid });
    volumes.update(rootVolume, { ...disk, rootImageUuid: imageUuid, primaryStorageUuid, actualSize: root.size });
  }
  return row;
}

/** A data volume that no VM has yet. */
export function makeDataVolume(world: World, accountUuid: string, disk: NamedDisk): VolumeRow {
  const { database } = world;
  const base = database.base(newUuid(), accountUuid);
  const { name, description, rootImageUuid, size, primaryStorageUuid } = disk;
  return database.tables.volumes.insert({
    ...base,
    ...newDisk(database, { ...base, type: "Data", primaryStorageUuid }),
    name,
    description,
    rootImageUuid,
    primaryStorageUuid,
    type: "Data",
    size,
    actualSize: size,
    state: "Enabled",
    status: "Ready",
    isShareable: false,
  });
}
