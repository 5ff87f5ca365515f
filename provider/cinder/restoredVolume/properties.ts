// What programs see of a volume made from a restore point of Cinder.

import { z } from "zod";
import { defineProperties, input, int32, output } from "../../core/contract/properties";
import { verificationOutputs } from "../../core/lifecycle/verification";
import { id, label, objectInputs } from "../resource/inputs";

const gigabytes = int32(
  z
    .int({ error: "give a whole number of GiB" })
    .min(1, "is below 1; give a whole number of GiB, at least the size of the source")
    .max(2 ** 31 - 1, "is more GiB than the platform takes; give a smaller number"),
);

export const restoredVolumeProperties = defineProperties({
  token: "cinder.RestoredVolume",
  description: `
A new volume of OpenStack Cinder with the data of a snapshot or of a backup, created exactly once. Its id is the volume's id. The
volume that the restore point was taken from is not touched.

Waits until the data are in the volume. The limit is \`customTimeouts\`, or else 3 hours; a creation that takes longer is kept in
state and the next \`pulumi up\` continues to wait. One that fails is kept as well, and the next \`pulumi up\` creates another one.
Volumes that are made from one backup are made one after the other, because the platform reads a backup for one at a time.

Another source, type or zone makes a new volume before the old one is deleted; the data written to the old one are not copied. A
source that is deleted later changes nothing. A volume that is attached, or has snapshots, is not deleted: the error names them.

A backup as the source needs block storage API 3.47 (OpenStack Queens). The platform then also copies the metadata, though not the
name, of the volume that was backed up; keys of the program take precedence. Until its data are complete, such a volume has a name
that begins with \`pulumi_snapshots_\`.

An Elastic Volume Service (EVS) requires \`volumeType\`, \`availabilityZone\` and \`size\`, as its documentation says. A backup is refused
as the source if the service does not know API 3.47, because an older one would make an empty volume. None of this was tried on an
EVS: neither a creation, nor an extension, nor a deletion.

Errors name the input or setting and how to fix it; inputs are checked before anything is sent. A create fails if the source does
not exist or is not available, \`size\` is smaller than the source, or a quota is used up.
`,
  api: "`POST /v3/{project_id}/volumes` and `/v3/{project_id}/volumes/{volume_id}`",
  inputs: {
    snapshotId: input(id.optional(), {
      onChange: "replace",
      description: "id of the snapshot that the data are from. Exactly one of `snapshotId` and `backupId` is required.",
    }),
    backupId: input(id.optional(), {
      onChange: "replace",
      description: "id of the backup that the data are from, full or incremental; needs microversion 3.47.",
    }),
    size: input(gigabytes.optional(), {
      onChange: "update",
      description:
        "GiB, at least the size of the source. Default: the size of the source. A larger one extends the volume, while it " +
        "is attached from microversion 3.42 on; a smaller one is an error, because volumes cannot shrink. The file system " +
        "in it keeps its size.",
    }),
    volumeType: input(label.optional(), {
      onChange: "replace",
      description: "Name or id of the volume type. Default: the platform's choice.",
    }),
    availabilityZone: input(label.optional(), {
      onChange: "replace",
      description: "Availability zone of the volume. Default: the platform's choice.",
    }),
    ...objectInputs(
      "RestoredVolume",
      "volume",
      "It has at least the size that is declared; checked once, after the creation.",
    ),
    volumeId: input(id.optional(), {
      onChange: "replace",
      description: "id of an existing volume, made from the same source, to adopt; requires `adopt: true`.",
    }),
  },
  outputs: {
    size: output(int32(z.int()), "GiB that the volume has."),
    createdAt: output(z.string(), "When the volume was created, ISO 8601 in UTC."),
    ...verificationOutputs,
  },
  example: {
    name: "before-upgrade-copy",
    inputs: { snapshotId: "ffa9bc5e-1172-4021-acaf-cdcd78a9584d", size: 20 },
    output: "size",
  },
});
