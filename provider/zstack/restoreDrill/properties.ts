// What programs see of a restore drill.

import { z } from "zod";
import { defineProperties, input, output } from "../../core/contract/properties";
import { uuid } from "../resource/inputs";

export const restoreDrillProperties = defineProperties({
  token: "zstack.RestoreDrill",
  description: `
Proves that a volume snapshot or volume backup can be restored: makes a new data volume from it, verifies that it is Ready and not
empty, notes when and how long that took, and deletes and expunges the volume again. The original volume is not touched.

It is an action: it runs when it is declared, and again whenever \`triggers\` or the restore point change. An interrupted drill is
continued by the next \`pulumi up\`, with the volume that it had made. Deleting the resource does nothing. Under the retain-all override it
does not run. The limit is \`customTimeouts\`, or else the server's own (3 hours from a snapshot, 72 hours from a backup) and a minute.

A drill needs as much space as the volume for a while. It does not look at the data: that is for whoever mounts the volume, see
\`zstack.RestoredVolume\`.

Fails if the restore point does not exist or is not Ready, if the volume cannot be made, or if it is not Ready or empty. A volume that fails
its verification is kept, with an owner tag that names the drill, and the next run looks at it again.
`,
  api:
    "`POST /v1/volumes/data/from/volume-snapshots/{volumeSnapshotUuid}`, `POST /v1/volumes/data-volume/from/volume-template/{backupUuid}`, " +
    "`DELETE /v1/volumes/{uuid}`",
  inputs: {
    volumeSnapshotUuid: input(uuid.optional(), {
      onChange: "update",
      description: "uuid of the volume snapshot to try. Exactly one of this and `volumeBackupUuid`.",
    }),
    volumeBackupUuid: input(uuid.optional(), {
      onChange: "update",
      description:
        "uuid of the volume backup to try, also a member of a VM backup. Exactly one of this and `volumeSnapshotUuid`.",
    }),
    backupStorageUuid: input(uuid.optional(), {
      onChange: "update",
      description:
        "uuid of the backup storage to read the backup from; only with `volumeBackupUuid`. Default: the server's choice.",
    }),
    primaryStorageUuid: input(uuid.optional(), {
      onChange: "record",
      description:
        "uuid of the primary storage for the new volume; only with `volumeBackupUuid`. Default: the server's choice.",
    }),
    triggers: input(z.json().optional(), {
      onChange: "update",
      description:
        "Any JSON value, e.g. the week: the drill runs when it is declared, and again whenever this changes.",
    }),
  },
  outputs: {
    restorableAt: output(z.string(), "When the last drill had verified the new volume, ISO 8601."),
    duration: output(z.number(), "Seconds from the beginning of the last drill until the new volume was verified."),
    size: output(z.number().optional(), "Bytes of the new volume."),
    runCount: output(z.int(), "How often this resource ran the drill."),
  },
  example: {
    name: "monthly-drill",
    inputs: { volumeSnapshotUuid: "0f3ab1c5d2e84f6a9b7c8d9e0f1a2b3c", triggers: ["2026-11"] },
    output: "restorableAt",
  },
});
