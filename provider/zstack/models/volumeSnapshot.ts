import { z } from "zod";

// @API GET /v1/volume-snapshots/trees

export const snapshotsPath = "/v1/volume-snapshots";

export const snapshotSchema = z.object({
  uuid: z.string(),
  name: z.string().default(""),
  description: z.string().optional(),
  volumeUuid: z.string().optional(),
  treeUuid: z.string().optional(),
  parentUuid: z.string().optional(),
  groupUuid: z.string().optional(),
  primaryStorageUuid: z.string().optional(),
  primaryStorageInstallPath: z.string().optional(),
  volumeType: z.string().optional(),
  format: z.string().optional(),
  latest: z.boolean().optional(),
  size: z.number().default(0),
  state: z.string().optional(),
  status: z.string(),
  createDate: z.string().optional(),
  lastOpDate: z.string().optional(),
});

/** A volume snapshot as the server lists it. */
export type SnapshotInventory = z.infer<typeof snapshotSchema> & {
  /** A size of 0 says nothing: its primary storage records none. Known only where this run looked. */
  readonly sizeUnknown?: boolean;
};

export const snapshotResourceType = "VolumeSnapshotVO";
