// What programs see of a restored volume.

import { z } from "zod";
import { defineProperties, input, output } from "../../core/contract/properties";
import { verificationOutputs, verifyInput } from "../../core/lifecycle/verification";
import { commonInputs, deletionPolicy, flag, uuid } from "../resource/inputs";

export const restoredVolumeProperties = defineProperties({
  token: "zstack.RestoredVolume",
  description: `
A new data volume with the data of a volume snapshot or of a volume backup, created exactly once. The original volume is not touched.

The new volume is a full copy, also of a root volume, and does not depend on its source: a snapshot or backup that is gone later changes
nothing. With \`attachTo\` it is attached to a VM once it is Ready; a change of that attaches and detaches in place.

Waits until the volume is Ready. The limit is \`customTimeouts\`, or else the server's own (3 hours from a snapshot, 72 hours from a
backup) and a minute; a creation that takes longer is continued by the next \`pulumi up\`.

From a backup, the server chooses the uuid and drops user tags: until the volume has its owner tag it is named
\`pulumi-restore-…\`, and is then renamed. That is known from the server's source; it was not observed on a server with
the licence of ZStack's Backup Service.

A change of the source creates the new volume before the old one is deleted. A delete moves the volume to the recycle bin. It fails if
the volume is attached by someone else, or has snapshots.

Errors name the input and how to fix it; inputs are checked before anything is sent. A create fails if the source does not exist or
is not Ready, if \`backupStorageUuid\` has no copy of the backup, or if the VM of \`attachTo\` is neither Running nor Stopped.
`,
  api:
    "`POST /v1/volumes/data/from/volume-snapshots/{volumeSnapshotUuid}`, `POST /v1/volumes/data-volume/from/volume-template/{backupUuid}` " +
    "and `/v1/volumes`",
  inputs: {
    volumeSnapshotUuid: input(uuid.optional(), {
      onChange: "replace",
      description:
        "uuid of the volume snapshot to restore from: Ready, of a root or a data volume. Exactly one of this and `volumeBackupUuid`.",
    }),
    volumeBackupUuid: input(uuid.optional(), {
      onChange: "replace",
      description:
        "uuid of the volume backup to restore from, also a member of a VM backup: Ready, with a copy on a storage that is not remote. " +
        "Exactly one of this and `volumeSnapshotUuid`.",
    }),
    backupStorageUuid: input(uuid.optional(), {
      onChange: "record",
      description:
        "uuid of the backup storage to read the backup from; only with `volumeBackupUuid`. Default: the server's choice.",
    }),
    primaryStorageUuid: input(uuid.optional(), {
      onChange: "replace",
      description:
        "uuid of the primary storage for the new volume; only with `volumeBackupUuid`, because the server ignores it for a " +
        "snapshot, whose volume is made on the snapshot's own storage. Default: the server's choice.",
    }),
    attachTo: input(uuid.optional(), {
      onChange: "update",
      description:
        "uuid of the VM to attach the volume to, Running or Stopped. A change detaches it from the recorded VM and attaches it to the " +
        "new one; removed from the program, it is detached. When never given, attachments are left alone.",
    }),
    expungeOnDelete: input(flag.optional(), {
      onChange: "record",
      description:
        "Whether a delete also takes the volume out of the recycle bin, for good. Default false: the server keeps a deleted volume for " +
        "some days (three by default), and it can be recovered there.",
    }),
    ...commonInputs("volume"),
    deletionPolicy: deletionPolicy(
      "RestoredVolumeDeletionPolicy",
      {
        delete: "detach the volume where this resource attached it, and move it to the recycle bin",
        retain: "keep it on the platform",
      },
      "It fails while the volume is attached to a VM that this resource did not attach it to, or has snapshots.",
    ),
    verify: verifyInput("RestoredVolumeVerify", {
      status: "The volume is Ready.",
      size: "It has a size above 0; checked once, after the creation.",
    }),
  },
  outputs: {
    uuid: output(z.string(), "uuid on the platform; the same as the resource's id."),
    primaryStorageUuid: output(z.string(), "uuid of the primary storage that holds the volume."),
    format: output(z.string(), "Format of its data, e.g. `qcow2` or `raw`."),
    size: output(z.number(), "Bytes, as recorded when the volume was made."),
    attachedVmUuid: output(
      z.string().optional(),
      "uuid of the VM that this resource attached it to; absent if there is none.",
    ),
    createDate: output(z.string(), "When the volume was created, in the server's format and time zone."),
    ...verificationOutputs,
  },
  example: {
    name: "restored-data",
    inputs: {
      volumeSnapshotUuid: "0f3ab1c5d2e84f6a9b7c8d9e0f1a2b3c",
      attachTo: "b2000000000040008000000000000001",
    },
    output: "uuid",
  },
});
