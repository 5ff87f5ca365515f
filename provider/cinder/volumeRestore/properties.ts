// What programs see of a volume that a backup is restored into.

import { defineProperties, input } from "../../core/contract/properties";
import { id } from "../resource/inputs";
import { revertInputs, revertOutputs } from "../reverts/inputs";

export const volumeRestoreProperties = defineProperties({
  token: "cinder.VolumeRestore",
  description: `
Restores a backup into an existing volume of OpenStack Cinder: **everything on the volume is overwritten**, except in the safety
volume that is cloned first. The volume keeps its id, name, size and snapshots, and its metadata are put back: the platform would
replace them by those of the volume that was backed up.

It happens once for each backup and value of \`triggers\`, and never again by itself: not with a refresh, a forced replacement, a
renamed resource or stack, a lost state or an interrupted run. Metadata of the volume and of the backup
(\`pulumi_snapshots_restored_…\`), written before and after, tell that; they stay, and deleting the resource does nothing. A run
that was interrupted is continued by the next \`pulumi up\`. If nothing tells how it ended, that run fails and asks (\`onUnknown\`).

The backup may be full or incremental, and of another volume. The volume has to be available, which an attached one is not, and at
least as large as the backup. Needs block storage API 3.43 (OpenStack Pike), for the metadata of backups. Under the retain-all override
it does not run. The limit is \`customTimeouts\`, or else 3 hours.

If the platform fails in the middle, the volume has status \`error_restoring\` and a content that is neither the old nor the new one.
That was tried on Cinder 21.3 with a driver of its own, and none of it on an Elastic Volume Service (EVS).
`,
  api: "`POST /v3/{project_id}/backups/{backup_id}/restore`",
  inputs: {
    volumeId: input(id, {
      onChange: "replace",
      description: "id of the volume that is overwritten.",
    }),
    backupId: input(id, {
      onChange: "update",
      description: "id of the backup to restore.",
    }),
    ...revertInputs,
  },
  outputs: revertOutputs,
  example: {
    name: "data-restored",
    inputs: {
      volumeId: "5aa119a8-d25b-45a7-8d1b-88e127885635",
      backupId: "0ef47aee-8844-490c-804d-2a8efe561c65",
      triggers: ["incident 4711"],
    },
    output: "revertedAt",
  },
});
