// New volumes and VMs out of snapshots and groups.

import { duplicateKey, internal, wrongStatus } from "../core/errors";
import { newUuid } from "../core/ids";
import type { VmInstanceRow, VolumeRow } from "../core/model";
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
}

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
      const { primaryStorageUuid, size } = source;
      if (row === undefined) throw internal("the volume was never begun");
      const disk = newDisk(world.database, { ...row, primaryStorageUuid });
      const made = { ...disk, primaryStorageUuid, size, actualSize: size, status: "Ready" };
      return { inventory: volumeInventory(world.database.tables.volumes.update(row, made)) };
    },
  };
}

/** A VM with a root volume and data volumes of the sizes given. */
export function planVm(call: Call, template: VmInstanceRow | undefined, root: Source, data: readonly Source[]): Work {
  const { world, params, account } = call;
  const strategy = params.str("strategy") ?? "InstantStart";
  const uuid = params.str("resourceUuid") ?? newUuid();
  return {
    finish: () => {
      if (world.database.resource(uuid) !== undefined) throw duplicateKey();
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

function snapshotSource({ world, params }: Call): Source {
  const row = world.database.tables.snapshots.get(params.need("volumeSnapshotUuid"));
  if (row === undefined) throw internal("the snapshot went away");
  if (row.status !== "Ready") {
    throw wrongStatus(row, "org.zstack.header.volume.APICreateDataVolumeFromVolumeSnapshotMsg");
  }
  const volume = world.database.tables.volumes.get(row.volumeUuid ?? "");
  return { name: row.name, size: volume?.size ?? row.size, primaryStorageUuid: row.primaryStorageUuid };
}

function groupSources({ world, params }: Call): { vm: VmInstanceRow | undefined; root: Source; data: Source[] } {
  const { groups, groupRefs, volumes, vmInstances } = world.database.tables;
  const group = groups.get(params.need("volumeSnapshotGroupUuid"));
  if (group === undefined) throw internal("the group went away");
  const refs = groupRefs.by("volumeSnapshotGroupUuid", group.uuid).filter((ref) => !ref.snapshotDeleted);
  const sources = refs.map((ref) => {
    const size = volumes.get(ref.volumeUuid)?.size ?? 0;
    return { type: ref.volumeType, source: { name: ref.volumeSnapshotName, size, primaryStorageUuid: undefined } };
  });
  const root = sources.find(({ type }) => type === "Root")?.source;
  if (root === undefined) throw internal("the group has no root snapshot");
  const data = sources.filter(({ type }) => type !== "Root").map(({ source }) => source);
  return { vm: vmInstances.get(group.vmInstanceUuid), root, data };
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
  {
    name: "CreateVmInstanceFromVolumeSnapshot",
    kind: "job",
    method: "POST",
    path: "/vm-instances/from/volume-snapshots/{volumeSnapshotUuid}",
    wrapper: "params",
    timeout: 3 * hours,
    params: {
      volumeSnapshotUuid: { kind: "string", required: true, resource: "VolumeSnapshotVO" },
      ...newVmParams,
    },
    plan: (call) => planVm(call, undefined, snapshotSource(call), []),
  },
  {
    name: "CreateVmInstanceFromVolumeSnapshotGroup",
    kind: "job",
    method: "POST",
    path: "/vm-instances/from/volume-snapshots/group/{volumeSnapshotGroupUuid}",
    wrapper: "params",
    timeout: 3 * hours,
    params: {
      volumeSnapshotGroupUuid: { kind: "string", required: true, resource: "VolumeSnapshotGroupVO" },
      ...newVmParams,
    },
    plan: (call) => {
      const { vm, root, data } = groupSources(call);
      return planVm(call, vm, root, data);
    },
  },
];
