// New VMs out of snapshots and groups.

import { internal, operation } from "../core/errors";
import type { VmInstanceRow } from "../core/model";
import { nobodyServes } from "../engine/closedParts";
import { type Api, type Call, hours, type JobApi, minutes, type ParamSpec, type Work } from "../rest/api";
import { newVmParams, planVm, type Source, snapshotSource } from "./restores";

const strategy: ParamSpec = { kind: "string", values: ["InstantStart", "CreateStopped"] };

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
  const places = ["zoneUuid", "clusterUuid", "hostUuid"];
  if (params.list("l3NetworkUuids").length > 0 || places.some((name) => params.str(name) !== undefined)) return;
  const fields = "(l3NetworkUuids,zoneUuid,clusterUuid,hostUuid)";
  throw operation(`could not create vm, because at least one of field ${fields} should be set`);
}

function create(
  name: string,
  path: string,
  timeout: number,
  params: Record<string, ParamSpec>,
  plan: (call: Call) => Work,
): JobApi {
  return {
    name,
    kind: "job",
    method: "POST",
    path,
    wrapper: "params",
    timeout,
    params: { ...newVmParams, strategy, reservedMemorySize: { kind: "long" }, ...params },
    plan: (call) => {
      checkSizes(call);
      if (call.world.options.edition === "open-source") {
        throw nobodyServes(call, `org.zstack.header.vm.API${name}Msg`, timeout);
      }
      return plan(call);
    },
  };
}

export const newVmApis: Api[] = [
  create(
    "CreateVmInstanceFromVolumeSnapshot",
    "/vm-instances/from/volume-snapshots/{volumeSnapshotUuid}",
    72 * hours,
    { volumeSnapshotUuid: { kind: "string", required: true, resource: "VolumeSnapshotVO" } },
    (call) => planVm(call, undefined, snapshotSource(call), []),
  ),
  create(
    "CreateVmInstanceFromVolumeSnapshotGroup",
    "/vm-instances/from/volume-snapshots/group/{volumeSnapshotGroupUuid}",
    30 * minutes,
    { volumeSnapshotGroupUuid: { kind: "string", required: true, resource: "VolumeSnapshotGroupVO" } },
    (call) => {
      const { vm, root, data } = groupSources(call);
      return planVm(call, vm, root, data);
    },
  ),
];
