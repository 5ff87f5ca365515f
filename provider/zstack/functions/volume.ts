// Finds volumes.
// @API GET /v1/volumes

import { z } from "zod";
import { int32 } from "../../core/contract/properties";
import { type VolumeInventory, volumeSchema, volumesPath } from "../models/volume";
import {
  bytes,
  createDate,
  defineRowFunction,
  enabled,
  identity,
  state,
  status,
  text,
  uuidText,
  volumeTypes,
} from "./define";
import { filtersOf, rowFilters } from "./filters";

const { uuid, word } = filtersOf<VolumeInventory>();

export const Volume = defineRowFunction({
  token: "zstack:getVolume",
  noun: "volume",
  description: "Includes volumes in the recycle bin, with the status `Deleted`.",
  path: volumesPath,
  schema: volumeSchema,
  filters: {
    ...rowFilters<VolumeInventory>(),
    vmInstanceUuid: uuid("Volumes attached to this VM.", "vmInstanceUuid"),
    primaryStorageUuid: uuid("Volumes on this primary storage.", "primaryStorageUuid"),
    type: word("Type of the volume.", "type", volumeTypes),
    state: word("Whether it may be used.", "state", enabled),
    status: word("`Ready` leaves out the recycle bin.", "status", [
      "Creating",
      "Ready",
      "NotInstantiated",
      "Deleted",
      "Migrating",
    ]),
  },
  result: z.object({
    ...identity,
    vmInstanceUuid: uuidText("the VM it is attached to"),
    primaryStorageUuid: uuidText("the primary storage that holds it"),
    type: z.string().describe("`Root`, `Data` or `Memory`."),
    format: text("Format of its data, e.g. `qcow2`."),
    size: bytes("Bytes that the volume offers."),
    actualSize: bytes("Bytes that it takes on its storage.").optional(),
    deviceId: int32(z.int()).optional().describe("Its position in the VM."),
    isShareable: z.boolean().describe("Whether several VMs may use it at the same time."),
    state,
    status: status("`Creating`, `Ready`, `NotInstantiated`, `Deleted`"),
    createDate,
  }),
  toResult: (volume) => ({ ...volume, size: volume.size ?? 0 }),
  examples: {
    one: `const disk = await zstack.getVolume({ name: "ROOT-for-web-1", status: "Ready" });
export const found = disk.uuid;`,
    oneOutput: `const disk = zstack.getVolumeOutput({ vmInstanceUuid: vm.uuid, type: "Root" });`,
    all: `const disks = await zstack.getVolumes({ vmInstanceUuid });`,
    allOutput: `const disks = zstack.getVolumesOutput({ vmInstanceUuid: vm.uuid });`,
  },
});
