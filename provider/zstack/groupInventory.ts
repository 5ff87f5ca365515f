import { z } from "zod";
import { rowType } from "./objects";
import { groupResourceType } from "./snapshotRemoval";

const refSchema = z.object({
  volumeSnapshotUuid: z.string(),
  volumeSnapshotName: z.string().default(""),
  snapshotDeleted: z.boolean().default(false),
  volumeUuid: z.string(),
  volumeName: z.string().default(""),
  volumeType: z.string().default(""),
  deviceId: z.number().default(0),
});

export const groupSchema = z.object({
  uuid: z.string(),
  name: z.string().default(""),
  description: z.string().optional(),
  snapshotCount: z.number().default(0),
  vmInstanceUuid: z.string().optional(),
  createDate: z.string().optional(),
  volumeSnapshotRefs: z.array(refSchema).default([]),
});

/** A snapshot group as the server lists it. */
export type GroupInventory = z.infer<typeof groupSchema>;
export type GroupRef = z.infer<typeof refSchema>;

export const groupPath = "/v1/volume-snapshots/group";

export const groupType = rowType(groupPath, groupSchema, {
  noun: "volume snapshot group",
  resourceType: groupResourceType,
  // The row is written when all members are there.
  ready: () => true,
  gone: () => false,
});

/** Members that still exist, in the order of their devices. */
export function livingRefs(group: GroupInventory): GroupRef[] {
  return group.volumeSnapshotRefs
    .filter((ref) => !ref.snapshotDeleted)
    .sort((a, b) => a.deviceId - b.deviceId || (a.volumeUuid < b.volumeUuid ? -1 : 1));
}
