// A new VM out of restore points: a root volume, data volumes, and a network card for each network.

import { newUuid } from "../core/ids";
import type { VmInstanceRow } from "../core/model";
import { addVm, networkCard } from "../fixture/default";
import type { World } from "../world";
import { newDisk } from "./disks";

export interface NewDisk {
  name?: string;
  size: number;
  primaryStorageUuid: string | undefined;
}

export interface NewVm {
  uuid: string;
  accountUuid: string;
  name: string;
  state: "Running" | "Created" | "Stopped";
  root: NewDisk;
  data: readonly NewDisk[];
  networks: readonly string[];
  /** What is undefined stays as it is usual. */
  columns: { [C in keyof VmInstanceRow]?: VmInstanceRow[C] | undefined };
}

export function makeVm(world: World, vm: NewVm): VmInstanceRow {
  const { database } = world;
  const { vmInstances, volumes } = database.tables;
  const { uuid, accountUuid, name, state, root, data, networks } = vm;
  const internalId = 1 + [...vmInstances.all()].reduce((most, row) => Math.max(most, row.internalId), 0);
  const rootVolumeUuid = newUuid();
  const spec = { uuid, name, rootVolumeUuid, dataVolumeUuids: [], state, internalId };
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
  const storageOf = (disk: NewDisk) => disk.primaryStorageUuid ?? rootVolume?.primaryStorageUuid;
  if (rootVolume !== undefined) {
    const primaryStorageUuid = storageOf(root);
    const disk = newDisk(database, { ...rootVolume, primaryStorageUuid });
    volumes.update(rootVolume, { ...disk, rootImageUuid: imageUuid, primaryStorageUuid, actualSize: root.size });
  }
  for (const [index, disk] of data.entries()) {
    const base = database.base(newUuid(), accountUuid);
    const primaryStorageUuid = storageOf(disk);
    volumes.insert({
      ...base,
      ...newDisk(database, { ...base, type: "Data", primaryStorageUuid }),
      name: disk.name ?? `DATA-for-${name}-${index + 1}`,
      primaryStorageUuid,
      vmInstanceUuid: uuid,
      type: "Data",
      size: disk.size,
      actualSize: disk.size,
      deviceId: index + 1,
      state: "Enabled",
      status: "Ready",
      isShareable: false,
      lastAttachDate: base.createDate,
    });
  }
  return row;
}
