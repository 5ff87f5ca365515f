// Made by `npm run generate`. Do not edit: change the definition in provider/ and run it again.

import type * as pulumi from "@pulumi/pulumi";
import { named, RestorePoint } from "../resource";
import type { BackupDeletionPolicy, BackupFsInfo, BackupMode, Problems, VmBackupMember, VmBackupVerify } from "./types";

/** Inputs of {@link VmBackup}. */
export interface VmBackupArgs {
  /** uuid of the VM, Running or Paused. Exactly one of this and `rootVolumeUuid`. A change forces replacement. */
  readonly vmInstanceUuid?: pulumi.Input<string>;
  /** uuid of the VM's root volume. Exactly one of this and `vmInstanceUuid`. A change forces replacement. */
  readonly rootVolumeUuid?: pulumi.Input<string>;
  /**
   * Name on the platform, 1 to 255 characters. Default: the resource's logical name; the server adds volume and time to
   * it for a VM backup. A backup cannot be renamed on the platform. A change applies to the next one that is created.
   */
  readonly name?: pulumi.Input<string>;
  /** At most 2048 characters. A change applies to the next one that is created. */
  readonly description?: pulumi.Input<string>;
  /**
   * User tags of the backup. When given, they are exactly these: others are taken off (the provider's own tags aside).
   * When never given, tags are left alone.
   */
  readonly userTags?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Any JSON value, e.g. a version or a commit: when it changes, a new backup is created before the old one is deleted.
   * A change forces replacement.
   */
  readonly triggers?: pulumi.Input<unknown>;
  /**
   * Adopt an existing backup instead of creating one: the one that `resourceUuid` names, or the newest finished one of
   * this resource's identity. Default false.
   */
  readonly adopt?: pulumi.Input<boolean>;
  /**
   * uuid that the backup is to have: version 1 to 5, without dashes, never used before. With `adopt`, that of an
   * existing one. Default: chosen by the provider. A change forces replacement.
   */
  readonly resourceUuid?: pulumi.Input<string>;
  /**
   * uuid of the image store (type ImageStoreBackupStorage, Enabled and Connected) that holds the backup. A change
   * forces replacement.
   */
  readonly backupStorageUuid: pulumi.Input<string>;
  /**
   * `full` forces a full backup. Default: the server chooses between full and incremental. A change applies to the next
   * one that is created.
   */
  readonly mode?: pulumi.Input<BackupMode>;
  /**
   * Bytes per second read from the volume, at least 1024; known servers ignore it. Default: no limit. A change applies
   * to the next one that is created.
   */
  readonly volumeReadBandwidth?: pulumi.Input<number>;
  /**
   * Bytes per second written to the volume, at least 1024. Default: no limit. A change applies to the next one that is
   * created.
   */
  readonly volumeWriteBandwidth?: pulumi.Input<number>;
  /**
   * Bytes per second received over the network, at least 1024; known servers ignore it. Default: no limit. A change
   * applies to the next one that is created.
   */
  readonly networkReadBandwidth?: pulumi.Input<number>;
  /**
   * Bytes per second sent over the network, at least 1024. Default: no limit. A change applies to the next one that is
   * created.
   */
  readonly networkWriteBandwidth?: pulumi.Input<number>;
  /**
   * Network that carries the data, in CIDR form such as `10.0.0.0/8`. The vendor's page has it, but the servers seen so
   * far refuse it on a backup: tag the backup storage instead, as the error says. A change applies to the next one that
   * is created.
   */
  readonly backupNetworkCidr?: pulumi.Input<string>;
  /**
   * File system that takes the data, e.g. an NFS export. Refused like `backupNetworkCidr`. A change applies to the next
   * one that is created.
   */
  readonly fsInfo?: pulumi.Input<BackupFsInfo>;
  /**
   * How many backups run at a time, at least 1. Refused like `backupNetworkCidr`. A change applies to the next one that
   * is created.
   */
  readonly parallelismDegree?: pulumi.Input<number>;
  /** Further system tags of the creation, as they are. A change applies to the next one that is created. */
  readonly systemTags?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * uuids of further image stores for a copy. Added and removed in place; each copy is waited for. Copies that others
   * made are left alone. Default: none.
   */
  readonly replicas?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * A delete keeps the data that later increments build on, until those are gone too. Default true. `false` deletes the
   * data under living increments, which may make them worthless; a warning names them. Read by the delete, as recorded
   * by the last `pulumi up`.
   */
  readonly handleDependency?: pulumi.Input<boolean>;
  /** What a delete does, as recorded by the last `pulumi up`. Default `delete`. */
  readonly deletionPolicy?: pulumi.Input<BackupDeletionPolicy>;
  /** Checks that verification skips. Default: all checks run. */
  readonly verify?: pulumi.Input<VmBackupVerify>;
}

/**
 * A backup of all volumes of one running ZStack VM (shareable ones aside) on an image store, made together and exactly
 * once, and deleted only on purpose.
 *
 * Waits until every member is Ready. The limit is `customTimeouts`, or else the server's own (36 hours for a creation)
 * and a minute; a creation that takes longer is kept in state and the next `pulumi up` continues to wait. Needs the
 * licence of ZStack's Backup Service.
 *
 * A member that is deleted outside Pulumi makes `complete` false after a refresh and appears as drift (`problems`)
 * until it is accepted with `verify`, or a change of `triggers` makes a new one; the backup is never replaced for it by
 * itself, because that would delete the members that are left. A delete looks again until all members are gone, and
 * asks for leftovers one by one.
 *
 * Errors name the input and how to fix it. A create fails, before anything is sent, if a backup storage is of another
 * type or disabled, the volume is no root volume, or the VM is neither Running nor Paused.
 *
 * API: `POST /v1/volumes/{rootVolumeUuid}/vm-backups`, `/v1/vm-backups/{groupUuid}` and `GET /v1/volume-backups`.
 *
 * @example
 * ```ts
 * import { zstack } from "pulumi-snapshots";
 *
 * const vmBackup = new zstack.VmBackup("web-nightly", {
 *   vmInstanceUuid: "b1000000000040008000000000000001",
 *   backupStorageUuid: "d1000000000040008000000000000001",
 *   triggers: ["2026-11-21"],
 * });
 *
 * export const groupUuid = vmBackup.groupUuid;
 * ```
 */
export class VmBackup extends RestorePoint {
  /** uuid of the VM's root volume. */
  declare readonly rootVolumeUuid: pulumi.Output<string | undefined>;
  /** Name on the platform, 1 to 255 characters. */
  declare readonly name: pulumi.Output<string>;
  /** At most 2048 characters. */
  declare readonly description: pulumi.Output<string | undefined>;
  /** User tags of the backup. */
  declare readonly userTags: pulumi.Output<string[] | undefined>;
  /**
   * Any JSON value, e.g. a version or a commit: when it changes, a new backup is created before the old one is deleted.
   */
  declare readonly triggers: pulumi.Output<unknown>;
  /**
   * Adopt an existing backup instead of creating one: the one that `resourceUuid` names, or the newest finished one of
   * this resource's identity.
   */
  declare readonly adopt: pulumi.Output<boolean | undefined>;
  /** uuid that the backup is to have: version 1 to 5, without dashes, never used before. */
  declare readonly resourceUuid: pulumi.Output<string | undefined>;
  /** uuid of the image store (type ImageStoreBackupStorage, Enabled and Connected) that holds the backup. */
  declare readonly backupStorageUuid: pulumi.Output<string>;
  /** Bytes per second read from the volume, at least 1024; known servers ignore it. */
  declare readonly volumeReadBandwidth: pulumi.Output<number | undefined>;
  /** Bytes per second written to the volume, at least 1024. */
  declare readonly volumeWriteBandwidth: pulumi.Output<number | undefined>;
  /** Bytes per second received over the network, at least 1024; known servers ignore it. */
  declare readonly networkReadBandwidth: pulumi.Output<number | undefined>;
  /** Bytes per second sent over the network, at least 1024. */
  declare readonly networkWriteBandwidth: pulumi.Output<number | undefined>;
  /** Network that carries the data, in CIDR form such as `10.0.0.0/8`. */
  declare readonly backupNetworkCidr: pulumi.Output<string | undefined>;
  /** File system that takes the data, e.g. an NFS export. */
  declare readonly fsInfo: pulumi.Output<pulumi.Unwrap<BackupFsInfo> | undefined>;
  /** How many backups run at a time, at least 1. */
  declare readonly parallelismDegree: pulumi.Output<number | undefined>;
  /** Further system tags of the creation, as they are. */
  declare readonly systemTags: pulumi.Output<string[] | undefined>;
  /** uuids of further image stores for a copy. */
  declare readonly replicas: pulumi.Output<string[] | undefined>;
  /** A delete keeps the data that later increments build on, until those are gone too. */
  declare readonly handleDependency: pulumi.Output<boolean | undefined>;
  /** What a delete does, as recorded by the last `pulumi up`. */
  declare readonly deletionPolicy: pulumi.Output<BackupDeletionPolicy | undefined>;
  /** Checks that verification skips. */
  declare readonly verify: pulumi.Output<pulumi.Unwrap<VmBackupVerify> | undefined>;
  /** uuid that all members share; the same as the resource's id. */
  declare readonly groupUuid: pulumi.Output<string>;
  /** uuid of the VM. */
  declare readonly vmInstanceUuid: pulumi.Output<string>;
  /** `full` or `auto`: the requested mode of the root volume; the server may have chosen another. */
  declare readonly mode: pulumi.Output<string>;
  /** The members that exist, that of the root volume first, then by volume. */
  declare readonly backups: pulumi.Output<VmBackupMember[]>;
  /** Bytes of all members. */
  declare readonly totalSize: pulumi.Output<number>;
  /** Whether every volume still has its backup, all Ready and with exactly one root. */
  declare readonly complete: pulumi.Output<boolean>;
  /** uuids of the volumes whose backup was deleted outside Pulumi; empty if the backup is complete. */
  declare readonly missingVolumes: pulumi.Output<string[]>;
  /** Declared image stores (`backupStorageUuid` and `replicas`) that hold a Ready copy of every member, sorted. */
  declare readonly replicaStorageUuids: pulumi.Output<string[]>;
  /** When the backup was started, in the server's format and time zone. */
  declare readonly createDate: pulumi.Output<string>;
  /** When verification succeeded, ISO 8601; absent until then. */
  declare readonly verifiedAt: pulumi.Output<string | undefined>;
  /** Problems that a refresh or an update found, by check; absent if there are none. */
  declare readonly problems: pulumi.Output<Problems | undefined>;

  constructor(name: string, args: VmBackupArgs, options?: pulumi.CustomResourceOptions) {
    super(
      {
        type: "zstack:VmBackup",
        handler: "zstackVmBackup",
        importInput: "resourceUuid",
        properties: [
          "rootVolumeUuid",
          "name",
          "description",
          "userTags",
          "triggers",
          "adopt",
          "resourceUuid",
          "backupStorageUuid",
          "volumeReadBandwidth",
          "volumeWriteBandwidth",
          "networkReadBandwidth",
          "networkWriteBandwidth",
          "backupNetworkCidr",
          "fsInfo",
          "parallelismDegree",
          "systemTags",
          "replicas",
          "handleDependency",
          "deletionPolicy",
          "verify",
          "groupUuid",
          "vmInstanceUuid",
          "mode",
          "backups",
          "totalSize",
          "complete",
          "missingVolumes",
          "replicaStorageUuids",
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
