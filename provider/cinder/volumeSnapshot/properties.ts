// What programs see of a volume snapshot of Cinder.

import { z } from "zod";
import { defineProperties, input, int32, output } from "../../core/contract/properties";
import { verificationOutputs } from "../../core/lifecycle/verification";
import { commonInputs, id } from "../resource/inputs";

export const volumeSnapshotProperties = defineProperties({
  token: "cinder.VolumeSnapshot",
  description: `
A snapshot of one volume of OpenStack Cinder, or of one disk of an Elastic Volume Service (EVS), created exactly once and deleted
only on purpose. Its id is the snapshot's id.

Waits until the snapshot is available. The limit is \`customTimeouts\`, or else an hour; a creation that takes longer is kept in
state and the next \`pulumi up\` continues to wait. One that fails is kept as well, and the next \`pulumi up\` makes another.

A volume may have as many snapshots as the configuration \`cinder:maxSnapshotsPerVolume\` says (7 if the endpoint is that of an
EVS, else unlimited); one more is refused before it is asked for, with a list of those there are.

Errors name the input or setting and how to fix it; inputs are checked before anything is sent. A create fails if the volume
does not exist, is attached (without \`force\`) or a quota is used up; a delete fails if the storage refuses it.
`,
  api: "`POST /v3/{project_id}/snapshots` and `/v3/{project_id}/snapshots/{snapshot_id}`",
  inputs: {
    ...commonInputs("VolumeSnapshot", "snapshot"),
    snapshotId: input(id.optional(), {
      onChange: "replace",
      description: "id of an existing snapshot to adopt; requires `adopt: true`.",
    }),
  },
  outputs: {
    size: output(int32(z.int()), "GiB of the volume when the snapshot was taken."),
    createdAt: output(z.string(), "When the snapshot was created, ISO 8601 in UTC."),
    ...verificationOutputs,
  },
  example: {
    name: "before-upgrade",
    inputs: { volumeId: "5aa119a8-d25b-45a7-8d1b-88e127885635", force: true, triggers: ["2.4.0"] },
    output: "createdAt",
  },
});
