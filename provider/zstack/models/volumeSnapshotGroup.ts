import { z } from "zod";
import type { VolumeInventory } from "./volume";
import type { SnapshotInventory } from "./volumeSnapshot";

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

/** A snapshot group as the server lists it, and what a run knows besides. */
export type GroupInventory = z.infer<typeof groupSchema> & {
  /** Volumes that were to get a snapshot each, where this run looked. */
  readonly expected?: readonly VolumeInventory[] | undefined;
  /** The members themselves, where this run looked at them. */
  readonly snapshots?: readonly SnapshotInventory[] | undefined;
};

export type GroupRef = z.infer<typeof refSchema>;

export const groupPath = "/v1/volume-snapshots/group";

/** Members that still exist, in the order of their devices. */
export function livingRefs(group: GroupInventory): GroupRef[] {
  return group.volumeSnapshotRefs.filter((ref) => !ref.snapshotDeleted).sort(byDevice);
}

const byDevice = (a: GroupRef, b: GroupRef): number =>
  a.deviceId - b.deviceId || (a.volumeUuid < b.volumeUuid ? -1 : 1);

const nameOf = ({ volumeName, volumeUuid }: Pick<GroupRef, "volumeName" | "volumeUuid">): string =>
  volumeName === "" ? volumeUuid : volumeName;

/** Names of the volumes whose snapshot is gone, or was never taken; `losses` are those recorded earlier. */
export function missingVolumes(group: GroupInventory, losses: readonly string[]): string[] {
  const refs = group.volumeSnapshotRefs;
  const gone = refs
    .filter((ref) => ref.snapshotDeleted)
    .sort(byDevice)
    .map(nameOf);
  const untaken =
    group.expected === undefined
      ? losses.filter((name) => !refs.some((ref) => nameOf(ref) === name))
      : group.expected
          .filter(({ uuid }) => !refs.some((ref) => ref.volumeUuid === uuid))
          .map(({ uuid, name }) => nameOf({ volumeUuid: uuid, volumeName: name }))
          .sort();
  return [...gone, ...untaken];
}

export const groupResourceType = "VolumeSnapshotGroupVO";
