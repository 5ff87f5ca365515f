import { z } from "zod";

// @API GET /v1/vm-instances/{uuid}
// @API GET /v1/volumes/{uuid}

export const volumeSchema = z.object({
  uuid: z.string(),
  name: z.string().default(""),
  type: z.string().default(""),
  vmInstanceUuid: z.string().optional(),
  isShareable: z.boolean().default(false),
  size: z.number().optional(),
  /** What a thin one takes on its storage. */
  actualSize: z.number().optional(),
});

export type VolumeInventory = z.infer<typeof volumeSchema>;
