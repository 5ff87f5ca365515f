import { z } from "zod";
import { volumeSchema } from "./volume";

export const vmSchema = z.object({
  uuid: z.string(),
  name: z.string().default(""),
  state: z.string().default(""),
  rootVolumeUuid: z.string().optional(),
  allVolumes: z.array(volumeSchema).default([]),
});

export type VmInventory = z.infer<typeof vmSchema>;
