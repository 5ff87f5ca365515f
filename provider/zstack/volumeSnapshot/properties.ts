// What programs see of a volume snapshot.

import { z } from "zod";
import { defineProperties, input, output } from "../../core/contract/properties";
import { verificationOutputs, verifyInput } from "../../core/lifecycle/verification";
import { commonInputs, deletionPolicy, uuid } from "../resource/inputs";

export const volumeSnapshotProperties = defineProperties({
  token: "zstack.VolumeSnapshot",
  description: `
A snapshot of one ZStack volume, created exactly once and never deleted together with foreign objects.

Waits until the snapshot is Ready. The limit is \`customTimeouts\`, or else the server's own (3 hours for a creation) and a
minute; a creation that takes longer is kept in state and the next \`pulumi up\` continues to wait.

Errors name the input or setting and how to fix it; inputs are checked before anything is sent. A create fails if the volume
does not exist or is not in a state to be snapshotted; a delete fails if it would also delete foreign objects.
`,
  api: "`POST /v1/volumes/{volumeUuid}/volume-snapshots` and `/v1/volume-snapshots`",
  inputs: {
    volumeUuid: input(uuid, { onChange: "replace", description: "uuid of the volume, 32 hexadecimal digits." }),
    ...commonInputs("snapshot"),
    deletionPolicy: deletionPolicy(
      "VolumeSnapshotDeletionPolicy",
      {
        delete: "delete the snapshot",
        retain: "keep it on the platform",
        cascade: "delete it with everything below it in the snapshot tree",
      },
      "It fails while objects that this stack did not declare depend on the snapshot, and is postponed while other objects " +
        "of this stack do.",
    ),
    verify: verifyInput("VolumeSnapshotVerify", {
      status: "The snapshot is Ready.",
      size: "It has a size above 0; checked once, after the creation.",
    }),
  },
  outputs: {
    uuid: output(z.string(), "uuid on the platform; the same as the resource's id."),
    volumeType: output(z.string(), "`Root` or `Data`: what the volume was."),
    primaryStorageUuid: output(z.string(), "uuid of the primary storage that holds the snapshot."),
    format: output(z.string(), "Format of its data, e.g. `qcow2` or `raw`."),
    size: output(z.number(), "Bytes, as recorded when the snapshot was made."),
    createDate: output(z.string(), "When the snapshot was created, in the server's format and time zone."),
    ...verificationOutputs,
  },
  example: {
    name: "before-upgrade",
    inputs: { volumeUuid: "0f3ab1c5d2e84f6a9b7c8d9e0f1a2b3c", triggers: ["2.4.0"] },
    output: "uuid",
  },
});
