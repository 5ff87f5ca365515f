// New volumes out of snapshots, and what new VMs have in common.

import { duplicateKey, internal, wrongStatus } from "../core/errors";
import { newUuid } from "../core/ids";
import type { SnapshotRow, VmInstanceRow, VolumeRow } from "../core/model";
import { addClone } from "../engine/deletion";
import { newDisk } from "../engine/disks";
import { storeTags } from "../engine/tags";
import { addVm } from "../fixture/default";
import { vmInventory, volumeInventory } from "../query/registry";
import {
  type Api,
  type Call,
  createParams,
  descriptionParam,
  hours,
  nameParam,
  type ParamSpec,
  type Work,
} from "../rest/api";

export const newVolumeParams: Record<string, ParamSpec> = {
  name: nameParam,
  description: descriptionParam,
  primaryStorageUuid: { kind: "string", resource: "PrimaryStorageVO" },
  ...createParams,
};

export const newVmParams: Record<string, ParamSpec> = {
  name: nameParam,
  description: descriptionParam,
  instanceOfferingUuid: { kind: "string" },
  cpuNum: { kind: "long", min: 1 },
  memorySize: { kind: "long", min: 1 },
  l3NetworkUuids: { kind: "list" },
  zoneUuid: { kind: "string" },
  clusterUuid: { kind: "string" },
  hostUuid: { kind: "string" },
  strategy: { kind: "string", values: ["InstantStart", "JustCreate", "CreateStopped"] },
  ...createParams,
};

export interface Source {
  name: string;
  size: number;
  primaryStorageUuid: string | undefined;
  /** Where it is one: a linked clone goes on depending on it. */
  snapshot?: SnapshotRow;
}

/** Makes the new volume a linked clone; it is not stored. */
const linked = "ephemeral::volume::fastCreate";

/** A data volume that nobody uses, with the contents of the source. */
export function planVolume(call: Call, source: Source): Work {
  const { world, params, account } = call;
  const uuid = params.str("resourceUuid") ?? newUuid();
  let row: VolumeRow | undefined;
  return {
    location: "VolumeSnapshotTreeBase.java: create-data-volume-on-primary-storage (location:1/2)",
    start: () => {
      if (world.database.isTaken(uuid)) throw duplicateKey();
      // At once, with its tags; size, format and disk come with the data. The storage given was only looked for.
      row = world.database.tables.volumes.insert({
        ...world.database.base(uuid, account.uuid),
        name: params.need("name"),
        description: params.str("description"),
        type: "Data",
        size: 0,
        state: "Enabled",
        status: "Creating",
        isShareable: false,
      });
      storeTags(call, "VolumeVO", uuid);
    },
    abort: () => {
      if (row === undefined || !world.database.tables.volumes.has(uuid)) return;
      world.database.removeResource("volumes", uuid);
      world.database.burn(uuid);
    },
    finish: () => {
      const { primaryStorageUuid, size, snapshot } = source;
      if (row === undefined) throw internal("the volume was never begun");
      const disk = newDisk(world.database, { ...row, primaryStorageUuid });
      const isClone = snapshot !== undefined && call.systemTags.includes(linked);
      const made = { ...disk, primaryStorageUuid, size, actualSize: isClone ? 1024 : size, status: "Ready" };
      if (isClone) addClone(world, snapshot, uuid);
      return { inventory: volumeInventory(world.database.tables.volumes.update(row, made)) };
    },
  };
}

/** A VM with a root volume and data volumes of the sizes given. */
export function planVm(call: Call, template: VmInstanceRow | undefined, root: Source, data: readonly Source[]): Work {
  const { world, params, account } = call;
  const strategy = params.str("strategy") ?? "InstantStart";
  const uuid = params.str("resourceUuid") ?? newUuid();
  let begun = false;
  return {
    start: () => {
      if (world.database.isTaken(uuid)) throw duplicateKey();
      begun = true;
    },
    // Nothing of it can be seen, but its uuid cannot be used again.
    abort: () => {
      if (begun && !world.database.isTaken(uuid)) world.database.burn(uuid);
    },
    finish: () => {
      if (world.database.isTaken(uuid)) throw duplicateKey();
      const row = addVm(world.database, account.uuid, {
        uuid,
        name: params.need("name"),
        rootVolumeUuid: newUuid(),
        dataVolumeUuids: data.map(() => newUuid()),
        state: strategy === "InstantStart" ? "Running" : strategy === "JustCreate" ? "Created" : "Stopped",
        internalId: world.database.tables.vmInstances.size + 1,
        rootSize: root.size,
        dataSize: Math.max(0, ...data.map((source) => source.size)),
      });
      world.database.tables.vmInstances.update(row, {
        description: params.str("description"),
        cpuNum: params.num("cpuNum") ?? template?.cpuNum ?? row.cpuNum,
        memorySize: params.num("memorySize") ?? template?.memorySize ?? row.memorySize,
        instanceOfferingUuid: params.str("instanceOfferingUuid") ?? row.instanceOfferingUuid,
      });
      storeTags(call, "VmInstanceVO", uuid);
      return { inventory: vmInventory(world, row) };
    },
  };
}

export function snapshotSource({ world, params }: Call): Source {
  const row = world.database.tables.snapshots.get(params.need("volumeSnapshotUuid"));
  if (row === undefined) throw internal("the snapshot went away");
  if (row.status !== "Ready") {
    throw wrongStatus(row, "org.zstack.header.volume.APICreateDataVolumeFromVolumeSnapshotMsg");
  }
  const volume = world.database.tables.volumes.get(row.volumeUuid ?? "");
  const { name, primaryStorageUuid } = row;
  return { name, size: volume?.size ?? row.size, primaryStorageUuid, snapshot: row };
}

export const restoreApis: Api[] = [
  {
    name: "CreateDataVolumeFromVolumeSnapshot",
    kind: "job",
    method: "POST",
    path: "/volumes/data/from/volume-snapshots/{volumeSnapshotUuid}",
    wrapper: "params",
    timeout: 3 * hours,
    refusesSystemTags: true,
    params: {
      volumeSnapshotUuid: { kind: "string", required: true, resource: "VolumeSnapshotVO" },
      ...newVolumeParams,
    },
    plan: (call) => planVolume(call, snapshotSource(call)),
  },
];
