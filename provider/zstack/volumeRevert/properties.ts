// What programs see of a volume that goes back to a snapshot or a backup.

import { z } from "zod";
import { defineProperties, input, output } from "../../core/contract/properties";
import { uuid } from "../resource/inputs";
import { revertInputs, revertOutputs } from "../reverts/inputs";

export const volumeRevertProperties = defineProperties({
  token: "zstack.VolumeRevert",
  description: `
Restores a ZStack volume in place, from one of its snapshots or backups: **what was written to the volume since is lost**, except
in the safety snapshot that is taken first. The volume keeps its uuid, name and attachment.

It happens once for each restore point and value of \`triggers\`, and never again by itself: not with a refresh, a forced
replacement, a renamed resource or stack, a lost state or an interrupted run. Two user tags on the volume
(\`pulumi-restored::…\`), written before and after, tell that; they stay, and deleting the resource does nothing. A run that was
interrupted is continued by the next \`pulumi up\`. If nothing tells how it ended, that run fails and asks (\`onUnknown\`).

The VM of the volume has to be stopped, see \`whenRunning\`. Any Ready snapshot of the volume can be used, no snapshot is deleted,
and the next snapshot becomes a child of the one used. A volume that was extended since shrinks back to the size of the restore
point. Under the retain-all override it does not run.

Fails, before anything is sent, if the restore point does not belong to the volume, is not Ready, or if the VM is in a state that
forbids it. How a restore from a backup ends on a real server could not be observed: it is taken from the vendor's texts.
`,
  api: "`PUT /v1/volume-snapshots/{uuid}/actions` and `PUT /v1/volume-backups/{uuid}/actions`",
  inputs: {
    volumeUuid: input(uuid, {
      onChange: "replace",
      description:
        "uuid of the volume that is overwritten, as a confirmation: it has to be the volume of the restore point.",
    }),
    volumeSnapshotUuid: input(uuid.optional(), {
      onChange: "update",
      description: "uuid of the snapshot to restore. Exactly one of this and `volumeBackupUuid`.",
    }),
    volumeBackupUuid: input(uuid.optional(), {
      onChange: "update",
      description: "uuid of the backup to restore. Exactly one of this and `volumeSnapshotUuid`.",
    }),
    backupStorageUuid: input(uuid.optional(), {
      onChange: "record",
      description:
        "uuid of the backup storage to read a backup from; it has to hold a Ready copy. Default: the server chooses one that is " +
        "not remote.",
    }),
    ...revertInputs("volume"),
  },
  outputs: {
    ...revertOutputs,
    size: output(z.number().optional(), "Size of the volume in bytes after the last restore."),
  },
  example: {
    name: "web-back",
    inputs: {
      volumeUuid: "0f3ab1c5d2e84f6a9b7c8d9e0f1a2b3c",
      volumeSnapshotUuid: "5b1e0e5c6f7a4d0e8c9b0a1d2e3f4a5b",
      triggers: ["upgrade 2.4.0 failed"],
    },
    output: "revertedAt",
  },
});
