// What programs see of a restored image.

import { z } from "zod";
import { defineProperties, input, named, output } from "../../core/contract/properties";
import { verificationOutputs, verifyInput } from "../../core/lifecycle/verification";
import { commonInputs, deletionPolicy, description, flag, name, text, uuid } from "../resource/inputs";

const mediaType = named(
  "RestoredImageMediaType",
  "What an image is a template of.",
  z.enum(["RootVolumeTemplate", "DataVolumeTemplate"], {
    error: 'give "RootVolumeTemplate" (for new VMs) or "DataVolumeTemplate" (for new data volumes)',
  }),
);

const platform = named(
  "RestoredImagePlatform",
  "Platform of the VMs that are made from an image.",
  z.enum(["Linux", "Windows", "Other", "Paravirtualization", "WindowsVirtio"], {
    error: "give one of Linux, Windows, Other, Paravirtualization, WindowsVirtio",
  }),
);

const stores = z.array(uuid, { error: "give a list of uuids" }).min(1, "is empty; give at least one backup storage");

export const restoredImageProperties = defineProperties({
  token: "zstack.RestoredImage",
  description: `
A new image with the data of a volume snapshot or of a volume backup, created exactly once: a template of root volumes, from which VMs are
made, or of data volumes.

The image does not depend on its source: a snapshot or backup that is gone later changes nothing. A server reports success if one
of several backup storages has the image; the verification compares them all.

Waits until the image is Ready. The limit is \`customTimeouts\`, or else the server's own (72 hours) and a minute; a creation that takes
longer is kept in state and the next \`pulumi up\` continues to wait.

A change of the source creates the new image before the old one is deleted. A delete moves the image to the recycle bin, on all
backup storages.

Errors name the input and how to fix it; inputs are checked before anything is sent. A create fails if the source does not exist or
is not Ready, if no backup storage can take the image, or if that of a backup does not hold it. Images from backups were not observed on a server with the licence of
ZStack's Backup Service.
`,
  api:
    "`POST /v1/images/{root|data}-volume-templates/from/volume-snapshots/{snapshotUuid}`, `POST /v1/images/{root|data}-volume-templates/from/volume-template/{backupUuid}` " +
    "and `/v1/images`",
  inputs: {
    volumeSnapshotUuid: input(uuid.optional(), {
      onChange: "replace",
      description: "uuid of the volume snapshot to restore from: Ready. Exactly one of this and `volumeBackupUuid`.",
    }),
    volumeBackupUuid: input(uuid.optional(), {
      onChange: "replace",
      description:
        "uuid of the volume backup to restore from, also a member of a VM backup: Ready. Exactly one of this and `volumeSnapshotUuid`.",
    }),
    mediaType: input(mediaType, {
      onChange: "replace",
      description: "`RootVolumeTemplate` (for new VMs) or `DataVolumeTemplate` (for new data volumes).",
    }),
    backupStorageUuids: input(stores, {
      onChange: "replace",
      description:
        "uuids of the backup storages that are to hold the image: Enabled and Connected. With `volumeBackupUuid` exactly one, which has to hold a " +
        "Ready copy of the backup.",
    }),
    platform: input(platform.optional(), {
      onChange: "replace",
      description:
        "Platform of VMs made from the image; only with `RootVolumeTemplate`. Default: that of the VM of the source. Not compared afterwards.",
    }),
    guestOsType: input(text(255, 1).optional(), {
      onChange: "replace",
      description:
        "Operating system, e.g. `CentOS`; only with `RootVolumeTemplate`. Default: that of the VM of the source. Not compared afterwards.",
    }),
    architecture: input(text(32, 1).optional(), {
      onChange: "replace",
      description:
        "Architecture of the processor, e.g. `x86_64`; only with `RootVolumeTemplate`. Default: that of the VM of the source. Not compared afterwards.",
    }),
    virtio: input(flag.optional(), {
      onChange: "replace",
      description:
        "Whether VMs get virtio devices; only with `RootVolumeTemplate`. A server overwrites it with the value of the VM of a snapshot, so " +
        "it is not compared afterwards.",
    }),
    expungeOnDelete: input(flag.optional(), {
      onChange: "record",
      description:
        "Whether a delete also takes the image out of the recycle bin, for good. Default false: the server keeps a deleted image for some " +
        "days, and it can be recovered there.",
    }),
    ...commonInputs("image"),
    name: input(name, {
      onChange: "record",
      warns: true,
      description:
        "Name on the platform, 1 to 255 characters. Default: the resource's logical name. A change applies to the next image.",
    }),
    description: input(description.optional(), {
      onChange: "record",
      warns: true,
      description: "At most 2048 characters. A change applies to the next image.",
    }),
    deletionPolicy: deletionPolicy(
      "RestoredImageDeletionPolicy",
      { delete: "move the image to the recycle bin", retain: "keep it on the platform" },
      "",
    ),
    verify: verifyInput("RestoredImageVerify", {
      status: "The image is Ready.",
      size: "It has a size above 0; checked once, after the creation.",
      copies: "Each of `backupStorageUuids` holds a Ready copy.",
    }),
  },
  outputs: {
    uuid: output(z.string(), "uuid on the platform; the same as the resource's id."),
    size: output(z.number(), "Bytes, as recorded when the image was made."),
    format: output(z.string(), "Format of its data, e.g. `qcow2` or `raw`."),
    readyStorageUuids: output(z.array(z.string()), "Those of `backupStorageUuids` that hold a Ready copy, sorted."),
    createDate: output(z.string(), "When the image was created, in the server's format and time zone."),
    ...verificationOutputs,
  },
  example: {
    name: "golden",
    inputs: {
      volumeSnapshotUuid: "0f3ab1c5d2e84f6a9b7c8d9e0f1a2b3c",
      mediaType: "RootVolumeTemplate",
      backupStorageUuids: ["d1000000000040008000000000000001"],
    },
    output: "uuid",
  },
});
