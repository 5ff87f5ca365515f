// Finds volume snapshot groups.
// @API GET /v1/volume-snapshots/group

import { z } from "zod";
import { int32, named } from "../../core/contract/properties";
import { type GroupInventory, groupPath, groupSchema } from "../models/volumeSnapshotGroup";
import { createDate, defineRowFunction, identity, uuidText } from "./define";
import { filtersOf, rowFilters } from "./filters";

const { uuid, uuidIn } = filtersOf<GroupInventory>();

const member = named(
  "FoundVolumeSnapshotGroupMember",
  "The snapshot of one volume in a group.",
  z.object({
    volumeSnapshotUuid: z.string().describe("uuid of the snapshot."),
    volumeSnapshotName: z.string().describe("Name of the snapshot."),
    volumeUuid: z.string().describe("uuid of the volume."),
    volumeName: z.string().describe("Name of the volume."),
    volumeType: z.string().describe("`Root`, `Data` or `Memory`."),
    deviceId: int32(z.int()).describe("Position of the volume in the VM."),
    snapshotDeleted: z
      .boolean()
      .describe("The snapshot was deleted by itself: the group cannot be reverted as a whole any more."),
  }),
);

export const VolumeSnapshotGroup = defineRowFunction({
  token: "zstack:getVolumeSnapshotGroup",
  noun: "volume snapshot group",
  description: "",
  path: groupPath,
  schema: groupSchema,
  filters: {
    ...rowFilters<GroupInventory>(),
    vmInstanceUuid: uuid("Groups of this VM.", "vmInstanceUuid"),
    volumeUuid: uuidIn("Groups with a snapshot of this volume.", "volumeSnapshotRefs.volumeUuid", (group) =>
      group.volumeSnapshotRefs.map((ref) => ref.volumeUuid),
    ),
  },
  result: z.object({
    ...identity,
    vmInstanceUuid: uuidText("the VM"),
    snapshotCount: int32(z.int()).describe("Number of snapshots, as the server records it."),
    members: z.array(member).describe("Its snapshots, sorted by `deviceId`."),
    complete: z.boolean().describe("Whether every member still has its snapshot."),
    createDate,
  }),
  toResult: (group) => ({
    ...group,
    members: group.volumeSnapshotRefs.toSorted(
      (a, b) => a.deviceId - b.deviceId || (a.volumeSnapshotUuid < b.volumeSnapshotUuid ? -1 : 1),
    ),
    complete: group.volumeSnapshotRefs.every((ref) => !ref.snapshotDeleted),
  }),
  examples: {
    one: `const group = await zstack.getVolumeSnapshotGroup({ vmInstanceUuid, name: "before-upgrade" });
export const found = group.members[0]?.volumeSnapshotUuid;`,
    oneOutput: `const group = zstack.getVolumeSnapshotGroupOutput({ vmInstanceUuid: vm.uuid, mostRecent: true });`,
    all: `const november = await zstack.getVolumeSnapshotGroups({ vmInstanceUuid, createdAfter: "2026-11-01" });`,
    allOutput: `const groups = zstack.getVolumeSnapshotGroupsOutput({ vmInstanceUuid: vm.uuid });`,
  },
});
