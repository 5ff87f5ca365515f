import { z } from "zod";

// What a server checks before it begins a backup, in its order, so that nothing is sent that it would refuse.
// @API GET /v1/backup-storage/{uuid}

export const backupStoragesPath = "/v1/backup-storage";

/** System tag of a storage at another site: a server that may choose restores from none of these. */
export const remoteTag = "remotebackup";

export const storageSchema = z.object({
  uuid: z.string(),
  name: z.string().default(""),
  description: z.string().optional(),
  type: z.string(),
  url: z.string().optional(),
  state: z.string().optional(),
  status: z.string().optional(),
  totalCapacity: z.number().optional(),
  availableCapacity: z.number().optional(),
  attachedZoneUuids: z.array(z.string()).default([]),
  createDate: z.string().optional(),
});

export type Storage = z.infer<typeof storageSchema>;
