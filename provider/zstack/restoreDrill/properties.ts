// What programs see of a restore drill.

import { z } from "zod";
import { defineProperties, input, int32, output } from "../../core/contract/properties";
import { uuid } from "../resource/inputs";

/** Inputs that name what a volume is made from. */
export const volumeSources = ["volumeSnapshotUuid", "volumeBackupUuid"] as const;

/** Inputs that name what a VM is made from. */
export const vmSources = ["volumeSnapshotGroupUuid", "vmBackupUuid"] as const;

/** Inputs that name a restore point: a drill has one of them. */
export const drillSources = [...volumeSources, ...vmSources] as const;

export const restoreDrillProperties = defineProperties({
  token: "zstack.RestoreDrill",
  description: `
Proves that a volume snapshot, a volume backup, a snapshot group or a VM backup can be restored: makes a new data volume or VM from it, verifies that it is
Ready and complete, notes when and how long that took, and deletes and expunges it again. The originals are not touched.

It is an action: it runs when it is declared, and again whenever \`triggers\` or the restore point change. An interrupted drill is
continued by the next \`pulumi up\`: with the volume that it had made; a VM that has its owner tag is deleted, and made anew. With other triggers or
another restore point, whatever an interrupted drill has made is deleted first. Deleting the resource does nothing. Under the retain-all override it does not run. The limit is \`customTimeouts\`, or else the server's own (3 hours from a snapshot, 72
hours from a backup; 24 hours for a VM) and a minute.

A VM is made without network, with 1 CPU and 1 GiB of memory, and is not started. (The vendor's code starts a VM from a snapshot group with data volumes all
the same: the drill stops it at once, with a message.)

A drill needs as much space as the volumes for a while. It does not look at the data: that is for whoever mounts the volume, see
\`zstack.RestoredVolume\` and \`zstack.RestoredVm\`.

Fails if the restore point does not exist or is not Ready or not complete, if the new object cannot be made, or if it is not Ready, empty or incomplete. What
fails its verification is kept, with an owner tag that names the drill, until the next run, which looks at a volume again and replaces a VM.
`,
  api:
    "`POST /v1/volumes/data/from/volume-snapshots/{volumeSnapshotUuid}`, `POST /v1/volumes/data-volume/from/volume-template/{backupUuid}`, " +
    "`POST /v1/vm-instances/from/volume-snapshots/group/{volumeSnapshotGroupUuid}`, `POST /v1/vm-instances/from/vm-backups/{groupUuid}`, " +
    "`DELETE /v1/volumes/{uuid}` and `DELETE /v1/vm-instances/{uuid}`",
  inputs: {
    volumeSnapshotUuid: input(uuid.optional(), {
      onChange: "update",
      description: "uuid of the volume snapshot to try. Exactly one of the four restore points.",
    }),
    volumeBackupUuid: input(uuid.optional(), {
      onChange: "update",
      description:
        "uuid of the volume backup to try, also a member of a VM backup. Exactly one of the four restore points.",
    }),
    volumeSnapshotGroupUuid: input(uuid.optional(), {
      onChange: "update",
      description: "uuid of the volume snapshot group to try, with a VM. Exactly one of the four restore points.",
    }),
    vmBackupUuid: input(uuid.optional(), {
      onChange: "update",
      description: "Group uuid of the VM backup to try, with a VM. Exactly one of the four restore points.",
    }),
    backupStorageUuid: input(uuid.optional(), {
      onChange: "update",
      description:
        "uuid of the backup storage to read the backup from; only with `volumeBackupUuid` or `vmBackupUuid`. Default: the server's choice.",
    }),
    primaryStorageUuid: input(uuid.optional(), {
      onChange: "record",
      description:
        "uuid of the primary storage for the new volume; only with `volumeBackupUuid`. Default: the server's choice.",
    }),
    clusterUuid: input(uuid.optional(), {
      onChange: "record",
      description:
        "uuid of the cluster to make the VM in; only with `volumeSnapshotGroupUuid` or `vmBackupUuid`. Default: that of the VM that was saved.",
    }),
    triggers: input(z.json().optional(), {
      onChange: "update",
      description:
        "Any JSON value, e.g. the week: the drill runs when it is declared, and again whenever this changes.",
    }),
  },
  outputs: {
    restorableAt: output(z.string(), "When the last drill had verified what it made, ISO 8601."),
    duration: output(z.number(), "Seconds from the beginning of the last drill until what it made was verified."),
    size: output(z.number().optional(), "Bytes of the new volume, or of all volumes of the new VM."),
    runCount: output(int32(z.int()), "How often this resource ran the drill."),
  },
  example: {
    name: "monthly-drill",
    inputs: { volumeSnapshotUuid: "0f3ab1c5d2e84f6a9b7c8d9e0f1a2b3c", triggers: ["2026-11"] },
    output: "restorableAt",
  },
});
