import { z } from "zod";

const ref = z.object({ backupStorageUuid: z.string(), status: z.string().optional() });

export const imageSchema = z.object({
  uuid: z.string(),
  name: z.string().default(""),
  description: z.string().optional(),
  status: z.string().default(""),
  size: z.number().default(0),
  /** `volumeSnapshot://<uuid>` of one that was made from a snapshot. */
  url: z.string().default(""),
  mediaType: z.string().default(""),
  format: z.string().optional(),
  platform: z.string().optional(),
  guestOsType: z.string().optional(),
  architecture: z.string().optional(),
  createDate: z.string().optional(),
  lastOpDate: z.string().optional(),
  backupStorageRefs: z.array(ref).default([]),
});

export type ImageInventory = z.infer<typeof imageSchema>;

/** Entity that tags of images name. */
export const imageResourceType = "ImageVO";

/** Backup storages that hold a Ready copy, sorted. */
export function storesOf({ backupStorageRefs }: ImageInventory): string[] {
  return backupStorageRefs
    .filter(({ status }) => status === "Ready")
    .map(({ backupStorageUuid }) => backupStorageUuid)
    .sort();
}
