import { z } from "zod";
import { volumeSchema } from "./volume";

export const vmSchema = z.object({
  uuid: z.string(),
  name: z.string().default(""),
  description: z.string().optional(),
  state: z.string().default(""),
  rootVolumeUuid: z.string().optional(),
  zoneUuid: z.string().optional(),
  clusterUuid: z.string().optional(),
  hostUuid: z.string().optional(),
  imageUuid: z.string().optional(),
  platform: z.string().optional(),
  architecture: z.string().optional(),
  hypervisorType: z.string().optional(),
  cpuNum: z.number().optional(),
  memorySize: z.number().optional(),
  createDate: z.string().optional(),
  lastOpDate: z.string().optional(),
  allVolumes: z.array(volumeSchema).default([]),
});

export type VmInventory = z.infer<typeof vmSchema>;

/** Entity that tags of VMs name. */
export const vmResourceType = "VmInstanceVO";

export const vmsPath = "/v1/vm-instances";
