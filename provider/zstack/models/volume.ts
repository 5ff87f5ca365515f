import { z } from "zod";

// @API GET /v1/vm-instances/{uuid}
// @API GET /v1/volumes/{uuid}

export const volumeSchema = z.object({
  uuid: z.string(),
  name: z.string().default(""),
  description: z.string().optional(),
  type: z.string().default(""),
  format: z.string().optional(),
  vmInstanceUuid: z.string().optional(),
  /** The VM that it was attached to before. */
  lastVmInstanceUuid: z.string().optional(),
  primaryStorageUuid: z.string().optional(),
  deviceId: z.number().optional(),
  isShareable: z.boolean().default(false),
  size: z.number().optional(),
  /** Changes with each snapshot on chain storage, and with each restore in place. */
  installPath: z.string().optional(),
  /** What a thin one takes on its storage. */
  actualSize: z.number().optional(),
  state: z.string().optional(),
  status: z.string().default(""),
  createDate: z.string().optional(),
  lastOpDate: z.string().optional(),
});

export const volumesPath = "/v1/volumes";

/** Entity that tags of volumes name. */
export const volumeResourceType = "VolumeVO";

export type VolumeInventory = z.infer<typeof volumeSchema>;
