// Finds virtual machines.
// @API GET /v1/vm-instances

import { z } from "zod";
import { int32 } from "../../core/contract/properties";
import { type VmInventory, vmSchema, vmsPath } from "../models/vm";
import { bytes, createDate, defineRowFunction, identity, status, text, uuidText } from "./define";
import { filtersOf, rowFilters } from "./filters";

const { uuid, uuidIn, text: textFilter } = filtersOf<VmInventory>();

/** Attached volumes in the order of their devices, the root volume first. */
function volumesOf({ rootVolumeUuid, allVolumes }: VmInventory): string[] {
  const place = (one: VmInventory["allVolumes"][number]): number =>
    one.uuid === rootVolumeUuid ? -1 : (one.deviceId ?? 0);
  return allVolumes.toSorted((a, b) => place(a) - place(b) || (a.uuid < b.uuid ? -1 : 1)).map((one) => one.uuid);
}

export const VmInstance = defineRowFunction({
  token: "zstack:getVmInstance",
  noun: "VM",
  description: "",
  path: vmsPath,
  schema: vmSchema,
  filters: {
    ...rowFilters<VmInventory>(),
    volumeUuid: uuidIn("The VM that has this volume.", "allVolumes.uuid", volumesOf),
    hostUuid: uuid("VMs that run on this host.", "hostUuid"),
    clusterUuid: uuid("VMs of this cluster.", "clusterUuid"),
    state: textFilter("`Running`, `Paused`, `Stopped`, `Created` …, as the server writes it.", "state"),
  },
  result: z.object({
    ...identity,
    rootVolumeUuid: uuidText("the root volume"),
    volumeUuids: z
      .array(z.string())
      .describe("uuids of the attached volumes in the order of their devices, the root volume first."),
    zoneUuid: uuidText("the zone"),
    clusterUuid: uuidText("the cluster"),
    hostUuid: uuidText("the host that it runs on"),
    imageUuid: uuidText("the image that it was created from"),
    platform: text("Platform of the guest, e.g. `Linux`."),
    architecture: text("Architecture of the processor, e.g. `x86_64`."),
    hypervisorType: text("Hypervisor, e.g. `KVM`."),
    cpuNum: int32(z.int()).optional().describe("Number of processors."),
    memorySize: bytes("Bytes of memory.").optional(),
    state: status("`Running`, `Paused`, `Stopped`, `Created`"),
    createDate,
  }),
  toResult: (vm) => ({ ...vm, volumeUuids: volumesOf(vm) }),
  examples: {
    one: `const vm = await zstack.getVmInstance({ name: "web-1" });
export const found = vm.rootVolumeUuid;`,
    oneOutput: `const vm = zstack.getVmInstanceOutput({ name: vmName });`,
    all: `const running = await zstack.getVmInstances({ namePattern: "web-%", state: "Running" });`,
    allOutput: `const running = zstack.getVmInstancesOutput({ clusterUuid: cluster.uuid });`,
  },
});
