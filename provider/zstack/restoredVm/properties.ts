// What programs see of a restored VM.

import { z } from "zod";
import { defineProperties, input, int32, named, output } from "../../core/contract/properties";
import { verificationOutputs, verifyInput } from "../../core/lifecycle/verification";
import { commonInputs, deletionPolicy, flag, uuid } from "../resource/inputs";

const strategy = named(
  "RestoredVmStrategy",
  "Whether a restored VM is started.",
  z.enum(["CreateStopped", "InstantStart"], { error: 'give "CreateStopped" or "InstantStart"' }),
);

const networks = z.array(uuid, { error: "give a list of uuids" });

const count = z.int({ error: "give a whole number" }).min(1, "is below 1; give at least one");

export const restoredVmProperties = defineProperties({
  token: "zstack.RestoredVm",
  description: `
A new VM with the data of a volume snapshot group, of a VM backup or of the backup of a root volume, created exactly once. The original VM
is not touched.

The new VM has a root volume and a data volume for each data volume of its source, as full copies that do not depend on it: a source that is gone later changes
nothing. It is not started unless \`strategy\` says so, and has the networks of \`l3NetworkUuids\`, or none with \`clusterUuid\`: a copy
of a running machine on the same network answers in its name.

Waits until the VM and its volumes are made. The limit is \`customTimeouts\`, or else 24 hours and a minute; a creation that takes longer
is continued by the next \`pulumi up\`. A server that starts a VM in spite of \`CreateStopped\` (the vendor's code does so for snapshot groups with
data volumes) is told to stop it, with a message.

A change of the source creates the new VM before the old one is deleted. A delete stops the VM, and moves it and exactly the data volumes that
were made with it to the recycle bin. It fails, and names them, if other volumes are attached to the VM, if a data volume is attached to
another VM, or if one of the volumes has snapshots.

Errors name the input and how to fix it; inputs are checked before anything is sent. A create fails if the source does not exist, is
not complete or not Ready, or if \`backupStorageUuid\` does not have all of it. VMs from snapshot groups and from backups are made by the closed part
of ZStack Cloud: how it makes them is known from the source of a later sibling, and was not observed.
`,
  api:
    "`POST /v1/vm-instances/from/volume-snapshots/group/{volumeSnapshotGroupUuid}`, `POST /v1/vm-instances/from/vm-backups/{groupUuid}`, " +
    "`POST /v1/vm-instances/from/vm-backup/{backupUuid}` and `/v1/vm-instances`",
  inputs: {
    volumeSnapshotGroupUuid: input(uuid.optional(), {
      onChange: "replace",
      description:
        "uuid of the volume snapshot group to restore from: of each member, the volume has to be attached to its VM still. Exactly one of this, " +
        "`vmBackupUuid` and `volumeBackupUuid`.",
    }),
    vmBackupUuid: input(uuid.optional(), {
      onChange: "replace",
      description:
        "Group uuid of the VM backup to restore from, with copies on a storage that is not remote. Exactly one of this, " +
        "`volumeSnapshotGroupUuid` and `volumeBackupUuid`.",
    }),
    volumeBackupUuid: input(uuid.optional(), {
      onChange: "replace",
      description:
        "uuid of the backup of a root volume to restore from, also the member of a VM backup; the VM has no data volumes then. Needs " +
        "`instanceOfferingUuid` and `l3NetworkUuids`. Exactly one of this, `volumeSnapshotGroupUuid` and `vmBackupUuid`.",
    }),
    backupStorageUuid: input(uuid.optional(), {
      onChange: "record",
      description:
        "uuid of the backup storage to read the backup from; not with `volumeSnapshotGroupUuid`. Default: the server's choice.",
    }),
    instanceOfferingUuid: input(uuid.optional(), {
      onChange: "record",
      warns: true,
      description:
        "uuid of the instance offering that gives CPUs and memory. Either this, or `cpuNum` and `memorySize`.",
    }),
    cpuNum: input(int32(count).optional(), {
      onChange: "record",
      warns: true,
      description: "Number of CPUs; together with `memorySize`, not with `volumeBackupUuid`.",
    }),
    memorySize: input(count.optional(), {
      onChange: "record",
      warns: true,
      description: "Memory in bytes; together with `cpuNum`, not with `volumeBackupUuid`.",
    }),
    l3NetworkUuids: input(networks.optional(), {
      onChange: "record",
      warns: true,
      description:
        "uuids of the L3 networks that the VM gets a network card in. Without any, `clusterUuid`, `zoneUuid` or `hostUuid` says where the VM " +
        "is made, and it has no network.",
    }),
    defaultL3NetworkUuid: input(uuid.optional(), {
      onChange: "record",
      warns: true,
      description: "The one of `l3NetworkUuids` that has the default route. Default: the server's choice.",
    }),
    clusterUuid: input(uuid.optional(), {
      onChange: "record",
      warns: true,
      description: "uuid of the cluster to make the VM in. Default: the server's choice.",
    }),
    zoneUuid: input(uuid.optional(), {
      onChange: "record",
      warns: true,
      description: "uuid of the zone to make the VM in. Default: the server's choice.",
    }),
    hostUuid: input(uuid.optional(), {
      onChange: "record",
      warns: true,
      description: "uuid of the host to make the VM on. Default: the server's choice.",
    }),
    primaryStorageUuidForRootVolume: input(uuid.optional(), {
      onChange: "record",
      warns: true,
      description: "uuid of the primary storage for the root volume. Default: the server's choice.",
    }),
    primaryStorageUuidForDataVolume: input(uuid.optional(), {
      onChange: "record",
      warns: true,
      description:
        "uuid of the primary storage for the data volumes; only with `vmBackupUuid`, because those of a group are made on the storage of their " +
        "snapshots. Default: the server's choice.",
    }),
    strategy: input(strategy.optional(), {
      onChange: "record",
      warns: true,
      description:
        "`CreateStopped`: the VM is stopped when it is made. `InstantStart`: it is started. Default `CreateStopped`. The VM is started and stopped " +
        "by nothing else than its creation and deletion.",
    }),
    expungeOnDelete: input(flag.optional(), {
      onChange: "record",
      description:
        "Whether a delete also takes the VM and its data volumes out of the recycle bin, for good. Default false: the server keeps them for " +
        "some days, and they can be recovered there.",
    }),
    ...commonInputs("VM"),
    deletionPolicy: deletionPolicy(
      "RestoredVmDeletionPolicy",
      {
        delete: "stop the VM, and move it and the data volumes that were made with it to the recycle bin",
        retain: "keep them on the platform",
      },
      "It fails while other volumes are attached to the VM, or volumes of it have snapshots.",
    ),
    verify: verifyInput("RestoredVmVerify", {
      status: "The VM is Running, Paused or Stopped; checked once, after the creation.",
      members: "It has a volume for each member of its source; checked once, after the creation.",
    }),
  },
  outputs: {
    uuid: output(z.string(), "uuid on the platform; the same as the resource's id."),
    rootVolumeUuid: output(z.string(), "uuid of its root volume."),
    dataVolumeUuids: output(
      z.array(z.string()),
      "uuids of the data volumes that were made with it, sorted: a delete moves exactly these to the recycle bin with it.",
    ),
    createDate: output(z.string(), "When the VM was created, in the server's format and time zone."),
    ...verificationOutputs,
  },
  example: {
    name: "web-1-copy",
    inputs: {
      volumeSnapshotGroupUuid: "5b1e0e5c6f7a4d0e8c9b0a1d2e3f4a5b",
      cpuNum: 2,
      memorySize: 4294967296,
      clusterUuid: "f1000000000040008000000000000002",
    },
    output: "uuid",
  },
});
