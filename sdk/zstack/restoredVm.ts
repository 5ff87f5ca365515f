// Made by `npm run generate`. Do not edit: change the definition in provider/ and run it again.

import type * as pulumi from "@pulumi/pulumi";
import { named, RestorePoint } from "../resource";
import type { Problems, RestoredVmDeletionPolicy, RestoredVmStrategy, RestoredVmVerify } from "./types";

/** Inputs of {@link RestoredVm}. */
export interface RestoredVmArgs {
  /**
   * uuid of the volume snapshot group to restore from: of each member, the volume has to be attached to its VM still.
   * Exactly one of this, `vmBackupUuid` and `volumeBackupUuid`. A change forces replacement.
   */
  readonly volumeSnapshotGroupUuid?: pulumi.Input<string>;
  /**
   * Group uuid of the VM backup to restore from, with copies on a storage that is not remote. Exactly one of this,
   * `volumeSnapshotGroupUuid` and `volumeBackupUuid`. A change forces replacement.
   */
  readonly vmBackupUuid?: pulumi.Input<string>;
  /**
   * uuid of the backup of a root volume to restore from, also the member of a VM backup; the VM has no data volumes
   * then. Needs `instanceOfferingUuid` and `l3NetworkUuids`. Exactly one of this, `volumeSnapshotGroupUuid` and
   * `vmBackupUuid`. A change forces replacement.
   */
  readonly volumeBackupUuid?: pulumi.Input<string>;
  /**
   * uuid of the backup storage to read the backup from; not with `volumeSnapshotGroupUuid`. Default: the server's
   * choice.
   */
  readonly backupStorageUuid?: pulumi.Input<string>;
  /**
   * uuid of the instance offering that gives CPUs and memory. Either this, or `cpuNum` and `memorySize`. A change
   * applies to the next one that is created.
   */
  readonly instanceOfferingUuid?: pulumi.Input<string>;
  /**
   * Number of CPUs; together with `memorySize`, not with `volumeBackupUuid`. A change applies to the next one that is
   * created.
   */
  readonly cpuNum?: pulumi.Input<number>;
  /**
   * Memory in bytes; together with `cpuNum`, not with `volumeBackupUuid`. A change applies to the next one that is
   * created.
   */
  readonly memorySize?: pulumi.Input<number>;
  /**
   * uuids of the L3 networks that the VM gets a network card in. Without any, `clusterUuid`, `zoneUuid` or `hostUuid`
   * says where the VM is made, and it has no network. A change applies to the next one that is created.
   */
  readonly l3NetworkUuids?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * The one of `l3NetworkUuids` that has the default route. Default: the server's choice. A change applies to the next
   * one that is created.
   */
  readonly defaultL3NetworkUuid?: pulumi.Input<string>;
  /**
   * uuid of the cluster to make the VM in. Default: the server's choice. A change applies to the next one that is
   * created.
   */
  readonly clusterUuid?: pulumi.Input<string>;
  /**
   * uuid of the zone to make the VM in. Default: the server's choice. A change applies to the next one that is created.
   */
  readonly zoneUuid?: pulumi.Input<string>;
  /**
   * uuid of the host to make the VM on. Default: the server's choice. A change applies to the next one that is created.
   */
  readonly hostUuid?: pulumi.Input<string>;
  /**
   * uuid of the primary storage for the root volume. Default: the server's choice. A change applies to the next one
   * that is created.
   */
  readonly primaryStorageUuidForRootVolume?: pulumi.Input<string>;
  /**
   * uuid of the primary storage for the data volumes; only with `vmBackupUuid`, because those of a group are made on
   * the storage of their snapshots. Default: the server's choice. A change applies to the next one that is created.
   */
  readonly primaryStorageUuidForDataVolume?: pulumi.Input<string>;
  /**
   * `CreateStopped`: the VM is stopped when it is made. `InstantStart`: it is started. Default `CreateStopped`. The VM
   * is started and stopped by nothing else than its creation and deletion. A change applies to the next one that is
   * created.
   */
  readonly strategy?: pulumi.Input<RestoredVmStrategy>;
  /**
   * Whether a delete also takes the VM and its data volumes out of the recycle bin, for good. Default false: the server
   * keeps them for some days, and they can be recovered there.
   */
  readonly expungeOnDelete?: pulumi.Input<boolean>;
  /** Name on the platform, 1 to 255 characters. Default: the resource's logical name. */
  readonly name?: pulumi.Input<string>;
  /** At most 2048 characters. Removed from the program, it is reset to empty. */
  readonly description?: pulumi.Input<string>;
  /**
   * User tags of the VM. When given, they are exactly these: others are taken off (the provider's own tags aside). When
   * never given, tags are left alone.
   */
  readonly userTags?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Any JSON value, e.g. a version or a commit: when it changes, a new VM is created before the old one is deleted. A
   * change forces replacement.
   */
  readonly triggers?: pulumi.Input<unknown>;
  /**
   * Adopt an existing VM instead of creating one: the one that `resourceUuid` names, or the newest finished one of this
   * resource's identity. Default false.
   */
  readonly adopt?: pulumi.Input<boolean>;
  /**
   * uuid that the VM is to have: version 1 to 5, without dashes, never used before. With `adopt`, that of an existing
   * one. Default: chosen by the provider. A change forces replacement.
   */
  readonly resourceUuid?: pulumi.Input<string>;
  /**
   * What a delete does, as recorded by the last `pulumi up`. Default `delete`. It fails while other volumes are
   * attached to the VM, or volumes of it have snapshots.
   */
  readonly deletionPolicy?: pulumi.Input<RestoredVmDeletionPolicy>;
  /** Checks that verification skips. Default: all checks run. */
  readonly verify?: pulumi.Input<RestoredVmVerify>;
}

/**
 * A new VM with the data of a volume snapshot group, of a VM backup or of the backup of a root volume, created exactly
 * once. The original VM is not touched.
 *
 * The new VM has a root volume and a data volume for each data volume of its source, as full copies that do not depend
 * on it: a source that is gone later changes nothing. It is not started unless `strategy` says so, and has the networks
 * of `l3NetworkUuids`, or none with `clusterUuid`: a copy of a running machine on the same network answers in its name.
 *
 * Waits until the VM and its volumes are made. The limit is `customTimeouts`, or else 24 hours and a minute; a creation
 * that takes longer is continued by the next `pulumi up`. A server that starts a VM in spite of `CreateStopped` (the
 * vendor's code does so for snapshot groups with data volumes) is told to stop it, with a message.
 *
 * A change of the source creates the new VM before the old one is deleted. A delete stops the VM, and moves it and
 * exactly the data volumes that were made with it to the recycle bin. It fails, and names them, if other volumes are
 * attached to the VM, if a data volume is attached to another VM, or if one of the volumes has snapshots.
 *
 * Errors name the input and how to fix it; inputs are checked before anything is sent. A create fails if the source
 * does not exist, is not complete or not Ready, or if `backupStorageUuid` does not have all of it. VMs from snapshot
 * groups and from backups are made by the closed part of ZStack Cloud: how it makes them is known from the source of a
 * later sibling, and was not observed.
 *
 * API: `POST /v1/vm-instances/from/volume-snapshots/group/{volumeSnapshotGroupUuid}`, `POST
 * /v1/vm-instances/from/vm-backups/{groupUuid}`, `POST /v1/vm-instances/from/vm-backup/{backupUuid}` and
 * `/v1/vm-instances`.
 *
 * @example
 * ```ts
 * import { zstack } from "pulumi-snapshots";
 *
 * const restoredVm = new zstack.RestoredVm("web-1-copy", {
 *   volumeSnapshotGroupUuid: "5b1e0e5c6f7a4d0e8c9b0a1d2e3f4a5b",
 *   cpuNum: 2,
 *   memorySize: 4294967296,
 *   clusterUuid: "f1000000000040008000000000000002",
 * });
 *
 * export const uuid = restoredVm.uuid;
 * ```
 */
export class RestoredVm extends RestorePoint {
  /**
   * uuid of the volume snapshot group to restore from: of each member, the volume has to be attached to its VM still.
   */
  declare readonly volumeSnapshotGroupUuid: pulumi.Output<string | undefined>;
  /** Group uuid of the VM backup to restore from, with copies on a storage that is not remote. */
  declare readonly vmBackupUuid: pulumi.Output<string | undefined>;
  /**
   * uuid of the backup of a root volume to restore from, also the member of a VM backup; the VM has no data volumes
   * then.
   */
  declare readonly volumeBackupUuid: pulumi.Output<string | undefined>;
  /** uuid of the backup storage to read the backup from; not with `volumeSnapshotGroupUuid`. */
  declare readonly backupStorageUuid: pulumi.Output<string | undefined>;
  /** uuid of the instance offering that gives CPUs and memory. */
  declare readonly instanceOfferingUuid: pulumi.Output<string | undefined>;
  /** Number of CPUs; together with `memorySize`, not with `volumeBackupUuid`. */
  declare readonly cpuNum: pulumi.Output<number | undefined>;
  /** Memory in bytes; together with `cpuNum`, not with `volumeBackupUuid`. */
  declare readonly memorySize: pulumi.Output<number | undefined>;
  /** uuids of the L3 networks that the VM gets a network card in. */
  declare readonly l3NetworkUuids: pulumi.Output<string[] | undefined>;
  /** The one of `l3NetworkUuids` that has the default route. */
  declare readonly defaultL3NetworkUuid: pulumi.Output<string | undefined>;
  /** uuid of the cluster to make the VM in. */
  declare readonly clusterUuid: pulumi.Output<string | undefined>;
  /** uuid of the zone to make the VM in. */
  declare readonly zoneUuid: pulumi.Output<string | undefined>;
  /** uuid of the host to make the VM on. */
  declare readonly hostUuid: pulumi.Output<string | undefined>;
  /** uuid of the primary storage for the root volume. */
  declare readonly primaryStorageUuidForRootVolume: pulumi.Output<string | undefined>;
  /**
   * uuid of the primary storage for the data volumes; only with `vmBackupUuid`, because those of a group are made on
   * the storage of their snapshots.
   */
  declare readonly primaryStorageUuidForDataVolume: pulumi.Output<string | undefined>;
  /** `CreateStopped`: the VM is stopped when it is made. */
  declare readonly strategy: pulumi.Output<RestoredVmStrategy | undefined>;
  /** Whether a delete also takes the VM and its data volumes out of the recycle bin, for good. */
  declare readonly expungeOnDelete: pulumi.Output<boolean | undefined>;
  /** Name on the platform, 1 to 255 characters. */
  declare readonly name: pulumi.Output<string>;
  /** At most 2048 characters. */
  declare readonly description: pulumi.Output<string | undefined>;
  /** User tags of the VM. */
  declare readonly userTags: pulumi.Output<string[] | undefined>;
  /** Any JSON value, e.g. a version or a commit: when it changes, a new VM is created before the old one is deleted. */
  declare readonly triggers: pulumi.Output<unknown>;
  /**
   * Adopt an existing VM instead of creating one: the one that `resourceUuid` names, or the newest finished one of this
   * resource's identity.
   */
  declare readonly adopt: pulumi.Output<boolean | undefined>;
  /** uuid that the VM is to have: version 1 to 5, without dashes, never used before. */
  declare readonly resourceUuid: pulumi.Output<string | undefined>;
  /** What a delete does, as recorded by the last `pulumi up`. */
  declare readonly deletionPolicy: pulumi.Output<RestoredVmDeletionPolicy | undefined>;
  /** Checks that verification skips. */
  declare readonly verify: pulumi.Output<pulumi.Unwrap<RestoredVmVerify> | undefined>;
  /** uuid on the platform; the same as the resource's id. */
  declare readonly uuid: pulumi.Output<string>;
  /** uuid of its root volume. */
  declare readonly rootVolumeUuid: pulumi.Output<string>;
  /**
   * uuids of the data volumes that were made with it, sorted: a delete moves exactly these to the recycle bin with it.
   */
  declare readonly dataVolumeUuids: pulumi.Output<string[]>;
  /** When the VM was created, in the server's format and time zone. */
  declare readonly createDate: pulumi.Output<string>;
  /** When verification succeeded, ISO 8601; absent until then. */
  declare readonly verifiedAt: pulumi.Output<string | undefined>;
  /** Problems that a refresh or an update found, by check; absent if there are none. */
  declare readonly problems: pulumi.Output<Problems | undefined>;

  constructor(name: string, args: RestoredVmArgs, options?: pulumi.CustomResourceOptions) {
    super(
      {
        type: "zstack:RestoredVm",
        handler: "zstackRestoredVm",
        importInput: "resourceUuid",
        properties: [
          "volumeSnapshotGroupUuid",
          "vmBackupUuid",
          "volumeBackupUuid",
          "backupStorageUuid",
          "instanceOfferingUuid",
          "cpuNum",
          "memorySize",
          "l3NetworkUuids",
          "defaultL3NetworkUuid",
          "clusterUuid",
          "zoneUuid",
          "hostUuid",
          "primaryStorageUuidForRootVolume",
          "primaryStorageUuidForDataVolume",
          "strategy",
          "expungeOnDelete",
          "name",
          "description",
          "userTags",
          "triggers",
          "adopt",
          "resourceUuid",
          "deletionPolicy",
          "verify",
          "uuid",
          "rootVolumeUuid",
          "dataVolumeUuids",
          "createDate",
          "verifiedAt",
          "problems",
        ],
      },
      name,
      named(name, args),
      options,
    );
  }
}
