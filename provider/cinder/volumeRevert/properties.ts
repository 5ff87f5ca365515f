// What programs see of a volume that goes back to its newest snapshot.

import { defineProperties, input } from "../../core/contract/properties";
import { id } from "../resource/inputs";
import { revertInputs, revertOutputs } from "../reverts/inputs";

export const volumeRevertProperties = defineProperties({
  token: "cinder.VolumeRevert",
  description: `
Reverts a volume of OpenStack Cinder in place to its newest snapshot: **what was written to the volume since is lost**, except in
the safety volume that is cloned first. The volume keeps its id, name, metadata and snapshots.

It happens once for each snapshot and value of \`triggers\`, and never again by itself: not with a refresh, a forced replacement, a
renamed resource or stack, a lost state or an interrupted run. Metadata of the volume and of the snapshot
(\`pulumi_snapshots_restored_…\`), written before and after, tell that; they stay, and deleting the resource does nothing. A run
that was interrupted is continued by the next \`pulumi up\`. If nothing tells how it ended, that run fails and asks (\`onUnknown\`).

The platform reverts to the newest snapshot only: with an older one the run fails before anything is sent, and names the newer
ones. Hence no safety snapshot: it would be the newest. The volume has to be available, which an attached one is not, and to have
the size of the snapshot. Needs block storage API 3.40 (OpenStack Pike). Under the retain-all override it does not run. The
limit is \`customTimeouts\`, or else 3 hours.

If the platform fails in the middle, the volume has status \`error\` and a content that is neither the old nor the new one; the
platform may keep a snapshot named \`[revert] volume … backup snapshot\` of what it held. That was tried on Cinder 21.3 with a driver
of its own, and none of it on an Elastic Volume Service (EVS).
`,
  api: "`POST /v3/{project_id}/volumes/{volume_id}/action` (`revert`)",
  inputs: {
    volumeId: input(id, {
      onChange: "replace",
      description: "id of the volume that is overwritten, as a confirmation: it has to be the volume of the snapshot.",
    }),
    snapshotId: input(id, {
      onChange: "update",
      description: "id of the newest snapshot of the volume.",
    }),
    ...revertInputs,
  },
  outputs: revertOutputs,
  example: {
    name: "data-back",
    inputs: {
      volumeId: "5aa119a8-d25b-45a7-8d1b-88e127885635",
      snapshotId: "ffa9bc5e-1172-4021-acaf-cdcd78a9584d",
      triggers: ["upgrade 2.4.0 failed"],
    },
    output: "revertedAt",
  },
});
