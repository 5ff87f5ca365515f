// What programs see of a VM backup.

import { z } from "zod";
import { defineProperties, named, output } from "../../core/contract/properties";
import { verificationOutputs, verifyInput } from "../../core/lifecycle/verification";
import { backupInputs } from "../backup/inputs";
import { targetInputs } from "../resource/inputs";

const member = named(
  "VmBackupMember",
  "The backup of one volume in a VM backup.",
  z.object({
    uuid: z.string().describe("uuid of the volume backup, chosen by the server."),
    volumeUuid: z.string().describe("uuid of the volume."),
    type: z.string().optional().describe("`Root` or `Data`."),
    name: z
      .string()
      .describe("Name the server gave it: the declared one, for data volumes the volume's uuid, and the time."),
    size: z.number().describe("Bytes, as recorded when the backup was made."),
    mode: z.string().optional().describe("`full` or `auto`: the requested mode; the server may have chosen another."),
    chain: z
      .string()
      .optional()
      .describe("The chain that it is part of: a full backup and the increments on it, of one volume, have the same."),
  }),
);

export const vmBackupProperties = defineProperties({
  token: "zstack.VmBackup",
  description: `
A backup of all volumes of one running ZStack VM (shareable ones aside) on an image store, made together and exactly once, and
deleted only on purpose.

Waits until every member is Ready. The limit is \`customTimeouts\`, or else the server's own (36 hours for a creation) and a
minute; a creation that takes longer is kept in state and the next \`pulumi up\` continues to wait. Needs the licence of
ZStack's Backup Service.

A member that is deleted outside Pulumi makes \`complete\` false after a refresh and appears as drift (\`problems\`) until it is
accepted with \`verify\`, or a change of \`triggers\` makes a new one; the backup is never replaced for it by itself, because
that would delete the members that are left. A delete looks again until all members are gone, and asks for leftovers one by
one.

Errors name the input and how to fix it. A create fails, before anything is sent, if a backup storage is of another type or
disabled, the volume is no root volume, or the VM is neither Running nor Paused.
`,
  api: "`POST /v1/volumes/{rootVolumeUuid}/vm-backups`, `/v1/vm-backups/{groupUuid}` and `GET /v1/volume-backups`",
  inputs: {
    ...targetInputs("uuid of the VM, Running or Paused."),
    ...backupInputs,
    verify: verifyInput("VmBackupVerify", {
      status: "Every member is Ready.",
      size: "Every member has a size above 0; checked once, after the creation.",
      members:
        "Every volume that was attached, shareable ones aside, has its backup, and one of them is the root volume's.",
      copies: "`backupStorageUuid`, and each of `replicas`, holds a Ready copy of every member.",
    }),
  },
  outputs: {
    groupUuid: output(z.string(), "uuid that all members share; the same as the resource's id."),
    vmInstanceUuid: output(z.string(), "uuid of the VM."),
    mode: output(
      z.string(),
      "`full` or `auto`: the requested mode of the root volume; the server may have chosen another.",
    ),
    backups: output(z.array(member), "The members that exist, that of the root volume first, then by volume."),
    totalSize: output(z.number(), "Bytes of all members."),
    complete: output(z.boolean(), "Whether every volume still has its backup, all Ready and with exactly one root."),
    missingVolumes: output(
      z.array(z.string()),
      "uuids of the volumes whose backup was deleted outside Pulumi; empty if the backup is complete.",
    ),
    replicaStorageUuids: output(
      z.array(z.string()),
      "Declared image stores (`backupStorageUuid` and `replicas`) that hold a Ready copy of every member, sorted.",
    ),
    createDate: output(z.string(), "When the backup was started, in the server's format and time zone."),
    ...verificationOutputs,
  },
  example: {
    name: "web-nightly",
    inputs: {
      vmInstanceUuid: "b1000000000040008000000000000001",
      backupStorageUuid: "d1000000000040008000000000000001",
      triggers: ["2026-11-21"],
    },
    output: "groupUuid",
  },
});
