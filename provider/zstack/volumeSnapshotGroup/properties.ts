// What programs see of a volume snapshot group.

import { z } from "zod";
import { defineProperties, input, int32, named, output } from "../../core/contract/properties";
import { verificationOutputs, verifyInput } from "../../core/lifecycle/verification";
import { commonInputs, deletionPolicy, flag, targetInputs } from "../resource/inputs";

const member = named(
  "VolumeSnapshotGroupMember",
  "One snapshot of a volume snapshot group.",
  z.object({
    volumeUuid: z.string().describe("uuid of the volume."),
    volumeName: z.string().describe("Name the volume had."),
    volumeType: z.string().describe("`Root`, `Data` or `Memory`."),
    deviceId: int32(z.int()).describe("Index of the volume in the VM; the root volume has 0."),
    volumeSnapshotUuid: z.string().describe("uuid of the snapshot of this volume."),
    volumeSnapshotName: z.string().describe("Name the server gave it: `<group>-<volume>`."),
  }),
);

export const volumeSnapshotGroupProperties = defineProperties({
  token: "zstack.VolumeSnapshotGroup",
  description: `
Snapshots of all volumes of one VM, taken together, created exactly once and never deleted together with foreign objects.

A member that is deleted outside Pulumi makes \`complete\` false after a refresh and appears as drift (\`problems\`) until it is
accepted with \`verify\`, or a change of \`triggers\` takes a new one; the group is never replaced for it by itself, because that
would delete the members that are left.

Errors name the input and how to fix it; a create fails if the VM is unknown or not in the state that is needed.
`,
  api: "`POST /v1/volume-snapshots/group` and `/v1/volume-snapshots/group/{uuid}`",
  inputs: {
    ...targetInputs("uuid of the VM."),
    withMemory: input(flag.optional(), {
      onChange: "replace",
      description: "Include the memory; the VM must be Running or Paused. Default false.",
    }),
    ...commonInputs("group"),
    deletionPolicy: deletionPolicy(
      "VolumeSnapshotGroupDeletionPolicy",
      {
        delete: "delete the group with its snapshots",
        retain: "keep all of it on the platform",
        ungroup: "dissolve the group and keep its snapshots",
        cascade: "delete it with everything below its snapshots",
      },
      "It fails while objects that this stack did not declare depend on a member, and is postponed as a whole while other " +
        "objects of this stack do.",
    ),
    verify: verifyInput("VolumeSnapshotGroupVerify", {
      status: "Every member is Ready; checked once, after the creation.",
      size: "Every member has a size above 0; checked once, after the creation.",
      members: "Every volume that was attached has its snapshot.",
    }),
  },
  outputs: {
    uuid: output(z.string(), "uuid on the platform; the same as the resource's id."),
    vmInstanceUuid: output(z.string(), "uuid of the VM."),
    snapshotCount: output(int32(z.int()), "Snapshots that were taken."),
    members: output(z.array(member), "Snapshots that exist, by `deviceId`."),
    complete: output(z.boolean(), "Whether every volume still has its snapshot."),
    missingVolumes: output(
      z.array(z.string()),
      "Names of the volumes whose snapshot was deleted outside Pulumi; empty if the group is complete.",
    ),
    createDate: output(z.string(), "When the group was created, in the server's format and time zone."),
    ...verificationOutputs,
  },
  example: {
    name: "before-upgrade",
    inputs: { vmInstanceUuid: "b1000000000040008000000000000001", triggers: ["2.4.0"] },
    output: "members",
  },
});
