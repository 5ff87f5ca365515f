// What programs see of a restore drill.

import { z } from "zod";
import { defineProperties, input, int32, output } from "../../core/contract/properties";
import { id, label } from "../resource/inputs";

/** Inputs that name a restore point: a drill has one of them. */
export const drillSources = ["snapshotId", "backupId"] as const;

export const restoreDrillProperties = defineProperties({
  token: "cinder.RestoreDrill",
  description: `
Proves that a snapshot or backup of OpenStack Cinder can be restored: makes a new volume from it, verifies that it is available and
not empty, notes when and how long that took, and deletes the volume again. The original volume is not touched.

It is an action: it runs when it is declared, and again whenever \`triggers\` or the restore point change. An interrupted drill is
continued by the next \`pulumi up\`, with the volume that it had made; with other triggers or another restore point that volume is
deleted, and a new one is made. Deleting the resource does nothing. Under the retain-all override it does not run. The limit is
\`customTimeouts\`, or else 3 hours.

A drill needs quota for one more volume for a while. It does not look at the data: that is for whoever mounts the volume, see
\`cinder.RestoredVolume\`.

Fails if the restore point does not exist or is not available, or if the volume cannot be made or fails its verification. The next run
takes up or deletes what is left of it. Not tried on an Elastic Volume Service (EVS).
`,
  api: "`POST /v3/{project_id}/volumes` and `DELETE /v3/{project_id}/volumes/{volume_id}`",
  inputs: {
    snapshotId: input(id.optional(), {
      onChange: "update",
      description: "id of the snapshot to try. Exactly one of `snapshotId` and `backupId`.",
    }),
    backupId: input(id.optional(), {
      onChange: "update",
      description: "id of the backup to try, full or incremental; needs microversion 3.47.",
    }),
    volumeType: input(label.optional(), {
      onChange: "record",
      description: "Name or id of the volume type of the new volume. Default: the platform's choice.",
    }),
    availabilityZone: input(label.optional(), {
      onChange: "record",
      description: "Availability zone of the new volume. Default: the platform's choice.",
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
    size: output(int32(z.int()).optional(), "GiB of the new volume."),
    runCount: output(int32(z.int()), "How often this resource ran the drill."),
  },
  example: {
    name: "monthly-drill",
    inputs: { snapshotId: "ffa9bc5e-1172-4021-acaf-cdcd78a9584d", triggers: ["2026-11"] },
    output: "restorableAt",
  },
});
