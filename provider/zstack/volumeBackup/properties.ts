// What programs see of a volume backup.

import { z } from "zod";
import { defineProperties, input, output } from "../../core/contract/properties";
import { verificationOutputs, verifyInput } from "../../core/lifecycle/verification";
import { backupInputs } from "../backup/inputs";
import { uuid } from "../resource/inputs";

export const volumeBackupProperties = defineProperties({
  token: "zstack.VolumeBackup",
  description: `
A backup of one ZStack volume on an image store, created exactly once and never deleted together with foreign objects.

Waits until the backup is Ready. The limit is \`customTimeouts\`, or else the server's own (24 hours for a creation) and a
minute; a creation that takes longer is kept in state and the next \`pulumi up\` continues to wait. Needs the licence of
ZStack's Backup Service.

Replaced by a change of \`volumeUuid\`, \`backupStorageUuid\` or \`triggers\` only. User tags and replicas change in place;
everything else that describes the backup is kept for the next one. A delete takes all copies and looks again until they are
gone.

Errors name the input and how to fix it. A create fails, before anything is sent, if a backup storage is of another type or
disabled, or the volume is shareable, detached, or of a VM that is neither Running nor Paused.
`,
  api: "`POST /v1/volumes/{volumeUuid}/volume-backups` and `/v1/volume-backups`",
  inputs: {
    volumeUuid: input(uuid, {
      onChange: "replace",
      description: "uuid of the volume: attached to a Running or Paused VM, not shareable.",
    }),
    ...backupInputs,
    verify: verifyInput("VolumeBackupVerify", {
      status: "The backup is Ready.",
      size: "It has a size above 0; checked once, after the creation.",
      copies: "`backupStorageUuid`, and each of `replicas`, holds a Ready copy.",
    }),
  },
  outputs: {
    uuid: output(z.string(), "uuid on the platform; the same as the resource's id."),
    mode: output(
      z.string(),
      "`full` or `auto`: the requested mode; the server may have chosen another. The first backup of a chain is full with " +
        "`auto` too.",
    ),
    size: output(z.number(), "Bytes, as recorded when the backup was made."),
    type: output(z.string(), "`Root` or `Data`: what the volume was."),
    state: output(z.string(), "`Enabled` or `Disabled`."),
    chain: output(
      z.string().optional(),
      "The chain that it is part of: a full backup and the increments on it have the same.",
    ),
    vmInstanceUuid: output(z.string(), "uuid of the VM that the volume was attached to."),
    replicaStorageUuids: output(
      z.array(z.string()),
      "Declared image stores (`backupStorageUuid` and `replicas`) that hold a Ready copy, sorted.",
    ),
    createDate: output(z.string(), "When the backup was started, in the server's format and time zone."),
    ...verificationOutputs,
  },
  example: {
    name: "database-weekly",
    inputs: {
      volumeUuid: "c2000000000040008000000000000002",
      backupStorageUuid: "d1000000000040008000000000000001",
      replicas: ["d1000000000040008000000000000002"],
      triggers: ["2026-W47"],
    },
    output: "uuid",
  },
});
