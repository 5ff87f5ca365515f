// New VMs out of snapshots and groups, and what those out of backups have in common with them.

import { duplicateKey, internal, operation } from "../core/errors";
import { newUuid } from "../core/ids";
import type { VmInstanceRow, VolumeRow } from "../core/model";
import { attach } from "../engine/attach";
import { nobodyServes } from "../engine/closedParts";
import { effectiveSnapshots } from "../engine/groups";
import { makeDataVolume, makeVm, type NamedDisk, type NewDisk } from "../engine/newVms";
import { expunge } from "../engine/recycleBin";
import { storeTags } from "../engine/tags";
import { expungeVm, startVm } from "../engine/vms";
import { vmInventory } from "../query/registry";
import {
  type Api,
  type Call,
  createParams,
  descriptionParam,
  hours,
  type JobApi,
  minutes,
  nameParam,
  type ParamSpec,
  type Work,
} from "../rest/api";
import { contentsOf, snapshotSource } from "./restores";

const text: ParamSpec = { kind: "string" };
const storage: ParamSpec = { kind: "string", resource: "PrimaryStorageVO" };

/** What every new VM may be given. */
export const newVmParams: Record<string, ParamSpec> = {
  name: nameParam,
  description: descriptionParam,
  type: { kind: "string", values: ["UserVm", "ApplianceVm"] },
  instanceOfferingUuid: text,
  l3NetworkUuids: { kind: "list" },
  defaultL3NetworkUuid: text,
  zoneUuid: text,
  clusterUuid: text,
  hostUuid: text,
  rootVolumeSystemTags: { kind: "list" },
  ...createParams,
};

/** Besides an offering, or instead of it. */
export const sizeParams: Record<string, ParamSpec> = {
  cpuNum: { kind: "long", min: 1 },
  memorySize: { kind: "long", min: 1 },
  reservedMemorySize: { kind: "long", min: 0 },
};

export const rootStorageParams: Record<string, ParamSpec> = { primaryStorageUuidForRootVolume: storage };

/** `JustCreate` is for VMs out of backups only. */
export const strategies = (...more: string[]): ParamSpec => ({
  kind: "string",
  values: ["InstantStart", ...more, "CreateStopped"],
});

interface VmPlan {
  /** The VM that the restore points are of, which gives what the call does not say. */
  template: VmInstanceRow | undefined;
  root: NewDisk;
  data: readonly NamedDisk[];
  /** Whether the call's user tags are stored. */
  tagged: boolean;
  /** Data volumes are made before the VM, and attached when it is there; otherwise they are made with it. */
  dataFirst?: boolean;
}

export function planVm(call: Call, { template, root, data, tagged, dataFirst = false }: VmPlan): Work {
  const { world, params, account } = call;
  const { vmInstances, volumes } = world.database.tables;
  const strategy = params.str("strategy") ?? "InstantStart";
  const uuid = params.str("resourceUuid") ?? newUuid();
  const name = params.need("name");
  const rootStorage = params.str("primaryStorageUuidForRootVolume") ?? params.str("primaryStorageUuid");
  const dataStorage = params.str("primaryStorageUuidForDataVolume");
  const on = (disk: NewDisk, storageUuid: string | undefined): NewDisk => ({
    ...disk,
    primaryStorageUuid: storageUuid ?? disk.primaryStorageUuid,
  });
  const disks: VolumeRow[] = [];
  let begun = false;
  let row: VmInstanceRow | undefined;
  /** Its creation as such is over: what fails from now on leaves it. */
  let created = false;
  const makeData = (): void => {
    for (const disk of data) {
      const rootsStorage = volumes.get(row?.rootVolumeUuid ?? "")?.primaryStorageUuid;
      const placed = on(disk, dataStorage ?? disk.primaryStorageUuid ?? rootsStorage);
      disks.push(makeDataVolume(world, account.uuid, { ...disk, ...placed }));
    }
  };
  const attachData = (): void => {
    for (const disk of disks) attach(world, disk, uuid);
  };
  const make = (): void => {
    if (world.database.isTaken(uuid)) throw duplicateKey();
    row = makeVm(world, {
      uuid,
      accountUuid: account.uuid,
      name,
      root: on(root, rootStorage),
      networks: params.list("l3NetworkUuids"),
      columns: {
        description: params.str("description"),
        type: params.str("type"),
        platform: params.str("platform") ?? template?.platform,
        guestOsType: template?.guestOsType,
        architecture: template?.architecture,
        cpuNum: params.num("cpuNum") ?? template?.cpuNum,
        memorySize: params.num("memorySize") ?? template?.memorySize,
        instanceOfferingUuid: params.str("instanceOfferingUuid"),
        defaultL3NetworkUuid: params.str("defaultL3NetworkUuid"),
        zoneUuid: params.str("zoneUuid"),
        clusterUuid: params.str("clusterUuid"),
      },
    });
    if (tagged) storeTags(call, "VmInstanceVO", uuid);
  };
  const beStopped = (): void => {
    if (row !== undefined) vmInstances.update(row, { state: "Stopped", hostUuid: undefined });
    created = true;
  };
  const later = dataFirst && data.length > 0;
  return {
    start: () => {
      if (world.database.isTaken(uuid)) throw duplicateKey();
      begun = true;
    },
    steps: () => (later ? [makeData, make, beStopped, attachData] : [make, makeData, attachData]),
    abort: () => {
      for (const disk of disks) expunge(world, disk);
      if (created) return;
      if (row !== undefined) expungeVm(world, row);
      // Its uuid cannot be used again.
      if (begun && !world.database.isTaken(uuid)) world.database.burn(uuid);
    },
    finish: () => {
      if (row === undefined || !vmInstances.has(uuid)) throw internal("the VM went away");
      // One with data volumes of a group is started, whatever is asked for.
      if (later || strategy === "InstantStart") startVm(world, row);
      else if (strategy === "CreateStopped") beStopped();
      else vmInstances.update(row, { state: "Created", hostUuid: undefined });
      return { inventory: vmInventory(world, row) };
    },
  };
}

/** An offering counts before numbers of CPUs and memory, which are then not looked at. */
function checkSizes({ params }: Call): void {
  const cpus = params.num("cpuNum");
  const memory = params.num("memorySize");
  const hasOffering = params.str("instanceOfferingUuid") !== undefined;
  if (!hasOffering && (cpus === undefined || memory === undefined)) throw operation("Missing CPU/memory settings");
  const reserved = params.num("reservedMemorySize") ?? 0;
  if (!hasOffering && memory !== undefined && reserved > memory) {
    throw operation(`reserved memory[${reserved}] is greater than memory size[${memory}]`);
  }
}

/** A VM needs no network, but then a place. */
export function checkPlace({ params }: Call): void {
  const places = ["zoneUuid", "clusterUuid", "hostUuid"];
  if (params.list("l3NetworkUuids").length > 0 || places.some((name) => params.str(name) !== undefined)) return;
  const fields = "(l3NetworkUuids,zoneUuid,clusterUuid,hostUuid)";
  throw operation(`could not create vm, because at least one of field ${fields} should be set`);
}

function fromSnapshot(call: Call): VmPlan {
  const { volumes, vmInstances } = call.world.database.tables;
  const { snapshot, ...root } = snapshotSource(call, "org.zstack.header.vm.APICreateVmInstanceFromVolumeSnapshotMsg");
  const volume = volumes.get(snapshot?.volumeUuid ?? "");
  return { template: vmInstances.get(volume?.vmInstanceUuid ?? ""), root, data: [], tagged: true };
}

/** Of the members those whose volume is still attached; the memory is none of them. */
function fromGroup({ world, params }: Call): VmPlan {
  const { groups, volumes, vmInstances } = world.database.tables;
  const group = groups.get(params.need("volumeSnapshotGroupUuid"));
  if (group === undefined) throw internal("the group went away");
  const disks = effectiveSnapshots(world, group).map(({ ref, snapshot }) => ({
    type: ref.volumeType,
    name: `data-volume-from-snapshot-${snapshot.uuid}`,
    ...contentsOf(snapshot, volumes.get(ref.volumeUuid)),
  }));
  const root = disks.find(({ type }) => type === "Root");
  if (root === undefined) throw internal("the group has no root snapshot");
  const data = disks.filter(({ type }) => type === "Data");
  return { template: vmInstances.get(group.vmInstanceUuid), root, data, tagged: true, dataFirst: true };
}

function create(
  name: string,
  path: string,
  timeout: number,
  params: Record<string, ParamSpec>,
  of: (call: Call) => VmPlan,
): JobApi {
  return {
    name,
    kind: "job",
    method: "POST",
    path,
    wrapper: "params",
    timeout,
    params: { ...newVmParams, ...sizeParams, strategy: strategies(), ...params },
    plan: (call) => {
      checkSizes(call);
      checkPlace(call);
      if (call.world.options.edition === "open-source") {
        throw nobodyServes(call, `org.zstack.header.vm.API${name}Msg`, timeout);
      }
      return planVm(call, of(call));
    },
  };
}

const platforms = ["Linux", "Windows", "Other", "Paravirtualization", "WindowsVirtio"];

export const newVmApis: Api[] = [
  create(
    "CreateVmInstanceFromVolumeSnapshot",
    "/vm-instances/from/volume-snapshots/{volumeSnapshotUuid}",
    72 * hours,
    {
      volumeSnapshotUuid: { kind: "string", required: true, resource: "VolumeSnapshotVO" },
      platform: { kind: "string", values: platforms },
      primaryStorageUuid: storage,
    },
    fromSnapshot,
  ),
  create(
    "CreateVmInstanceFromVolumeSnapshotGroup",
    "/vm-instances/from/volume-snapshots/group/{volumeSnapshotGroupUuid}",
    30 * minutes,
    {
      volumeSnapshotGroupUuid: { kind: "string", required: true, resource: "VolumeSnapshotGroupVO" },
      ...rootStorageParams,
    },
    fromGroup,
  ),
];
