// What programs see of a volume backup of Cinder.

import { z } from "zod";
import { defineProperties, input, int32, output } from "../../core/contract/properties";
import { verificationOutputs } from "../../core/lifecycle/verification";
import { commonInputs, flag, id, label } from "../resource/inputs";

export const volumeBackupProperties = defineProperties({
  token: "cinder.VolumeBackup",
  description: `
A backup of one volume of OpenStack Cinder, or of one of its snapshots, created exactly once and never deleted together with
foreign objects. Its id is the backup's id. Needs block storage API 3.43 (OpenStack Pike) or newer.

Waits until the backup is available and says how far it is. The limit is \`customTimeouts\`, or else 3 hours; a creation that
takes longer is kept in state and the next \`pulumi up\` continues to wait. One that fails is kept as well, and the next
\`pulumi up\` creates another one.

A backup on which incremental ones rely is not deleted while the program declares one of them, or they belong to another owner:
the error names them. If they are being deleted too, it is deleted after the last of them.

Errors name the input or setting and how to fix it; inputs are checked before anything is sent. A create fails if the volume
does not exist, is attached (without \`force\`), has no backup to build on (\`incremental\`), or a quota is used up.
`,
  api: "`POST /v3/{project_id}/backups` and `/v3/{project_id}/backups/{backup_id}`",
  inputs: {
    ...commonInputs("VolumeBackup", "backup"),
    snapshotId: input(id.optional(), {
      onChange: "replace",
      description: "id of a snapshot of the volume to back up instead of the volume as it is.",
    }),
    incremental: input(flag.optional(), {
      onChange: "replace",
      description:
        "Store only what changed since the newest backup of the volume, which must exist. Default false: a full backup.",
    }),
    container: input(label.optional(), {
      onChange: "replace",
      description: "Where the backup service puts it. Default: the service's choice.",
    }),
    availabilityZone: input(label.optional(), {
      onChange: "replace",
      description: "Availability zone of the backup service; needs microversion 3.51.",
    }),
    backupId: input(id.optional(), {
      onChange: "replace",
      description: "id of an existing backup to adopt; requires `adopt: true`.",
    }),
  },
  outputs: {
    size: output(int32(z.int()), "GiB of the volume."),
    createdAt: output(z.string(), "When the backup was created, ISO 8601 in UTC."),
    dataTimestamp: output(
      z.string().optional(),
      "The time of its data, ISO 8601 in UTC: that of the snapshot, if one was backed up.",
    ),
    ...verificationOutputs,
  },
  example: {
    name: "database-daily",
    inputs: { volumeId: "5aa119a8-d25b-45a7-8d1b-88e127885635", force: true, triggers: ["2026-11-21"] },
    output: "createdAt",
  },
});
