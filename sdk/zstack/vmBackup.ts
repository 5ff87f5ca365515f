import type * as pulumi from "@pulumi/pulumi";
import { RestorePoint } from "../resource";
import type { BackupDeletionPolicy, BackupFsInfo } from "./volumeBackup";

/** The backup of one volume in a {@link VmBackup}. */
export interface VmBackupMember {
  /** uuid of the volume backup, chosen by the server. */
  readonly uuid: string;
  /** uuid of the volume. */
  readonly volumeUuid: string;
  /** `Root` or `Data`. */
  readonly type: string;
  /** Name the server gave it: the declared one, for data volumes the volume's uuid, and the time. */
  readonly name: string;
  /** Bytes, as recorded when the backup was made. */
  readonly size: number;
  /** `full` or `incremental`. */
  readonly mode: string;
}

/** Inputs of {@link VmBackup}. */
export interface VmBackupArgs {
  /** uuid of the VM, Running or Paused. Exactly one of this and `rootVolumeUuid`. A change makes a new backup. */
  readonly vmInstanceUuid?: pulumi.Input<string>;
  /** uuid of the VM's root volume. Exactly one of this and `vmInstanceUuid`. A change makes a new backup. */
  readonly rootVolumeUuid?: pulumi.Input<string>;
  /** uuid of the image store (type ImageStoreBackupStorage, Enabled) that holds the backup. A change makes a new one. */
  readonly backupStorageUuid: pulumi.Input<string>;
  /**
   * Name on the platform, 1 to 255 characters. Default: the resource's logical name. The server adds
   * volume and time to it. Cannot be changed later: a change is kept for the next backup, with a warning.
   */
  readonly name?: pulumi.Input<string>;
  /** At most 2048 characters. Cannot be changed later: kept for the next backup that is made. */
  readonly description?: pulumi.Input<string>;
  /** `full` forces a full backup. Default: the server chooses between full and incremental. Kept for the next one. */
  readonly mode?: pulumi.Input<"full">;
  /** Bytes per second read from the volumes, at least 1024. Default: no limit. Kept for the next backup. */
  readonly volumeReadBandwidth?: pulumi.Input<number>;
  /** Bytes per second written to the volumes, at least 1024. Default: no limit. Kept for the next backup. */
  readonly volumeWriteBandwidth?: pulumi.Input<number>;
  /** Bytes per second received over the network, at least 1024. Default: no limit. Kept for the next backup. */
  readonly networkReadBandwidth?: pulumi.Input<number>;
  /** Bytes per second sent over the network, at least 1024. Default: no limit. Kept for the next backup. */
  readonly networkWriteBandwidth?: pulumi.Input<number>;
  /** Network that carries the data, in CIDR form such as `10.0.0.0/8`. Default: the server's. Kept for the next backup. */
  readonly backupNetworkCidr?: pulumi.Input<string>;
  /** File system that takes the data, e.g. an NFS export. Default: the server's. Kept for the next backup. */
  readonly fsInfo?: pulumi.Input<BackupFsInfo>;
  /** How many backups run at a time, at least 1. Default: the server's. Kept for the next backup. */
  readonly parallelismDegree?: pulumi.Input<number>;
  /** Further system tags of the creation, as they are. Kept for the next backup. */
  readonly systemTags?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * uuids of further image stores that are to hold a copy. Added and removed in place; each copy is waited for. Copies
   * that others made are left alone. Default: none.
   */
  readonly replicas?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * User tags of the backup, on its root member. When given, they are exactly these: others are taken off (the provider's own marks
   * aside). When never given, tags are left alone.
   */
  readonly userTags?: pulumi.Input<pulumi.Input<string>[]>;
  /** Any JSON value, e.g. a date: when it changes, a new backup is made before the old one goes. */
  readonly triggers?: pulumi.Input<unknown>;
  /** What a delete does, as recorded by the last `pulumi up`. Default `delete`. */
  readonly deletionPolicy?: pulumi.Input<BackupDeletionPolicy>;
  /**
   * A delete keeps the data that later increments build on, until those are gone too. Default: the server's (false).
   * Read by the delete, as recorded by the last `pulumi up`.
   */
  readonly handleDependency?: pulumi.Input<boolean>;
  /**
   * Take over an existing backup in place of making one: the one that `resourceUuid` names, or the newest finished one
   * of this resource's identity. Default false.
   */
  readonly adopt?: pulumi.Input<boolean>;
  /**
   * Group uuid that the backup is to have: version 1 to 5, without dashes, never used before. With `adopt`, that of an
   * existing one. Default: chosen by the provider.
   */
  readonly resourceUuid?: pulumi.Input<string>;
}

/**
 * A backup of all volumes of one running ZStack VM (shareable ones aside) on an image store, made together and exactly
 * once, and deleted only on purpose.
 *
 * Waits until every member is Ready. The limit is `customTimeouts`, or else the server's own (36 hours for a creation)
 * and a minute; a creation that takes longer is kept in state and the next `pulumi up` goes on waiting. Needs the
 * licence of ZStack's Backup Service.
 *
 * A member that is lost outside makes `complete` false after a refresh, and each `pulumi up` says so; the backup is never
 * replaced for it by itself, because that would delete the members that are left. A change of `triggers` makes a new one.
 * A delete looks again until all members are gone, and asks for leftovers one by one.
 *
 * API: `POST /v1/volumes/{rootVolumeUuid}/vm-backups`, `/v1/vm-backups/{groupUuid}` and `GET /v1/volume-backups`.
 *
 * Errors name the input and the remedy. A create fails, before anything is sent, where a backup storage is of another
 * type or disabled, the volume is no root volume, or the VM is neither Running nor Paused.
 *
 * @example
 * ```ts
 * import { zstack } from "pulumi-snapshots";
 *
 * const nightly = new zstack.VmBackup("web-nightly", {
 *   vmInstanceUuid: "b1000000000040008000000000000001",
 *   backupStorageUuid: "d1000000000040008000000000000001",
 *   triggers: [buildNumber],
 * });
 * export const group = nightly.groupUuid;
 * ```
 */
export class VmBackup extends RestorePoint {
  /** uuid that all members share; the same as the resource's id. */
  declare readonly groupUuid: pulumi.Output<string>;
  /** uuid of the VM. */
  declare readonly vmInstanceUuid: pulumi.Output<string>;
  /** uuid of the root volume, where it was given. */
  declare readonly rootVolumeUuid: pulumi.Output<string | undefined>;
  /** uuid of the image store that holds the backup. */
  declare readonly backupStorageUuid: pulumi.Output<string>;
  /** Name that was declared. */
  declare readonly name: pulumi.Output<string>;
  /** Description that was declared. */
  declare readonly description: pulumi.Output<string | undefined>;
  /** Declared limit of reading from the volume, bytes per second. */
  declare readonly volumeReadBandwidth: pulumi.Output<number | undefined>;
  /** Declared limit of writing to the volume, bytes per second. */
  declare readonly volumeWriteBandwidth: pulumi.Output<number | undefined>;
  /** Declared limit of receiving, bytes per second. */
  declare readonly networkReadBandwidth: pulumi.Output<number | undefined>;
  /** Declared limit of sending, bytes per second. */
  declare readonly networkWriteBandwidth: pulumi.Output<number | undefined>;
  /** Declared network of the data. */
  declare readonly backupNetworkCidr: pulumi.Output<string | undefined>;
  /** Declared file system of the data. */
  declare readonly fsInfo: pulumi.Output<BackupFsInfo | undefined>;
  /** Declared number of backups at a time. */
  declare readonly parallelismDegree: pulumi.Output<number | undefined>;
  /** Further system tags of the creation, where they were given. */
  declare readonly systemTags: pulumi.Output<string[] | undefined>;
  /** Further image stores that are to hold a copy, where they were given. */
  declare readonly replicas: pulumi.Output<string[] | undefined>;
  /** User tags, where they were given. */
  declare readonly userTags: pulumi.Output<string[] | undefined>;
  /** The value that this backup was made for. */
  declare readonly triggers: pulumi.Output<unknown>;
  /** What a delete does. */
  declare readonly deletionPolicy: pulumi.Output<BackupDeletionPolicy | undefined>;
  /** Whether a delete keeps what later increments build on. */
  declare readonly handleDependency: pulumi.Output<boolean | undefined>;
  /** Whether an existing backup may be taken over. */
  declare readonly adopt: pulumi.Output<boolean | undefined>;
  /** The uuid that was asked for, where one was. */
  declare readonly resourceUuid: pulumi.Output<string | undefined>;
  /** `full` or `incremental`: what the server made of the root volume. */
  declare readonly mode: pulumi.Output<string>;
  /** The members that exist, that of the root volume first, then by volume. */
  declare readonly backups: pulumi.Output<VmBackupMember[]>;
  /** Bytes of all members. */
  declare readonly totalSize: pulumi.Output<number>;
  /** Whether every volume still has its backup, all Ready and with exactly one root. */
  declare readonly complete: pulumi.Output<boolean>;
  /** uuids of the volumes whose backup was lost outside; empty where the backup is complete. */
  declare readonly lostVolumes: pulumi.Output<string[]>;
  /** Declared image stores (`backupStorageUuid` and `replicas`) that hold a Ready copy of every member, sorted. */
  declare readonly copies: pulumi.Output<string[]>;
  /** When the backup was begun, in the server's own words and time zone. */
  declare readonly createDate: pulumi.Output<string>;

  constructor(name: string, args: VmBackupArgs, options?: pulumi.CustomResourceOptions) {
    super(
      {
        type: "zstack:VmBackup",
        handler: "zstackVmBackup",
        outputs: [
          "groupUuid",
          "vmInstanceUuid",
          "mode",
          "backups",
          "totalSize",
          "complete",
          "lostVolumes",
          "copies",
          "createDate",
        ],
      },
      name,
      { ...args, name: args.name ?? name },
      options,
    );
  }
}
