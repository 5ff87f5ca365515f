// Made by `npm run generate`. Do not edit: change the definition in provider/ and run it again.

import type * as pulumi from "@pulumi/pulumi";
import { named } from "../resource";
import { Series } from "../series";
import type { BackupFsInfo, BackupMode, SeriesDeletionPolicy, VmBackupSeriesPoint, VmBackupVerify } from "./types";

/** Inputs of {@link VmBackupSeries}. */
export interface VmBackupSeriesArgs {
  /** uuid of the VM, Running or Paused. Exactly one of this and `rootVolumeUuid`. A change forces replacement. */
  readonly vmInstanceUuid?: pulumi.Input<string>;
  /** uuid of the VM's root volume. Exactly one of this and `vmInstanceUuid`. A change forces replacement. */
  readonly rootVolumeUuid?: pulumi.Input<string>;
  /**
   * Prefix of the names: `nightly` makes `nightly-1`, `nightly-2` and so on. At most 8 characters less than the
   * platform takes. Default: the resource's logical name. A change applies to the restore points that are created
   * afterwards.
   */
  readonly name?: pulumi.Input<string>;
  /** At most 2048 characters. A change applies to the restore points that are created afterwards. */
  readonly description?: pulumi.Input<string>;
  /**
   * User tags of the backup. When given, they are exactly these: others are taken off (the provider's own tags aside).
   * When never given, tags are left alone. A change applies to the restore points that are created afterwards.
   */
  readonly userTags?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Any JSON value, e.g. a commit or a date: each change takes a new restore point, in place. Without triggers the
   * series takes one. Its first 120 characters are shown with the point as `triggerText`, unless they contain a secret.
   */
  readonly triggers?: pulumi.Input<unknown>;
  /**
   * uuid of the image store (type ImageStoreBackupStorage, Enabled and Connected) that holds the backup. A change
   * forces replacement.
   */
  readonly backupStorageUuid: pulumi.Input<string>;
  /**
   * `full` forces a full backup. Default: the server chooses between full and incremental. A change applies to the
   * restore points that are created afterwards.
   */
  readonly mode?: pulumi.Input<BackupMode>;
  /**
   * Bytes per second read from the volume, at least 1024; known servers ignore it. Default: no limit. A change applies
   * to the restore points that are created afterwards.
   */
  readonly volumeReadBandwidth?: pulumi.Input<number>;
  /**
   * Bytes per second written to the volume, at least 1024. Default: no limit. A change applies to the restore points
   * that are created afterwards.
   */
  readonly volumeWriteBandwidth?: pulumi.Input<number>;
  /**
   * Bytes per second received over the network, at least 1024; known servers ignore it. Default: no limit. A change
   * applies to the restore points that are created afterwards.
   */
  readonly networkReadBandwidth?: pulumi.Input<number>;
  /**
   * Bytes per second sent over the network, at least 1024. Default: no limit. A change applies to the restore points
   * that are created afterwards.
   */
  readonly networkWriteBandwidth?: pulumi.Input<number>;
  /**
   * Network that carries the data, in CIDR form such as `10.0.0.0/8`. The vendor's page has it, but the servers seen so
   * far refuse it on a backup: tag the backup storage instead, as the error says. A change applies to the restore
   * points that are created afterwards.
   */
  readonly backupNetworkCidr?: pulumi.Input<string>;
  /**
   * File system that takes the data, e.g. an NFS export. Refused like `backupNetworkCidr`. A change applies to the
   * restore points that are created afterwards.
   */
  readonly fsInfo?: pulumi.Input<BackupFsInfo>;
  /**
   * How many backups run at a time, at least 1. Refused like `backupNetworkCidr`. A change applies to the restore
   * points that are created afterwards.
   */
  readonly parallelismDegree?: pulumi.Input<number>;
  /**
   * Further system tags of the creation, as they are. A change applies to the restore points that are created
   * afterwards.
   */
  readonly systemTags?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * uuids of further image stores for a copy. Added and removed in place; each copy is waited for. Copies that others
   * made are left alone. Default: none. A change applies to the restore points that are created afterwards.
   */
  readonly replicas?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * A delete keeps the data that later increments build on, until those are gone too. Default true. `false` deletes the
   * data under living increments, which may make them worthless; a warning names them. Read by the delete, as recorded
   * by the last `pulumi up`. A change applies to the restore points that are created afterwards.
   */
  readonly handleDependency?: pulumi.Input<boolean>;
  /**
   * What happens to the restore points when the series is deleted or replaced: `retain` keeps them on the platform,
   * `delete` deletes them. Default `retain`. Points that are no longer to be kept are deleted in any case.
   */
  readonly deletionPolicy?: pulumi.Input<SeriesDeletionPolicy>;
  /**
   * Checks that verification skips. Default: all checks run. A change applies to the restore points that are created
   * afterwards.
   */
  readonly verify?: pulumi.Input<VmBackupVerify>;
  /**
   * Number of newest restore points to keep, at least 1. Only verified ones count. Default: 1 if `keepFor` is given;
   * without either, every restore point is kept.
   */
  readonly keepLast?: pulumi.Input<number>;
  /**
   * Restore points more recent than this are kept in addition to `keepLast`: whole weeks, days, hours and minutes in
   * this order, such as `"30d"`, `"12h"` or `"1w3d"`. Looked at whenever a point is taken or what is to be kept
   * changes. Default: age does not count.
   */
  readonly keepFor?: pulumi.Input<string>;
  /**
   * `true` proves that each new restore point can be restored, as the restore drill of the platform does: restores it
   * to a new object, verifies that, and deletes it again. If the drill fails, so does the operation: the point is kept,
   * no older one is deleted, and the next `pulumi up` repeats only the drill. A change applies to the restore points
   * that are created afterwards. Default `false`.
   */
  readonly drill?: pulumi.Input<boolean>;
  /**
   * Each so-many-th backup, the first included, is a full one (`mode: "full"`), at least 1. The data of a chain are
   * deleted only as a whole, so that without new chains nothing that is pruned frees space. Default: the server
   * chooses.
   */
  readonly fullEvery?: pulumi.Input<number>;
}

/**
 * The last backups of one running ZStack VM on an image store. Each change of `triggers` makes a new one, waits until
 * every member is Ready, and then deletes those that are no longer to be kept; there are never fewer than `keepLast`
 * while a new one is being made.
 *
 * A backup that cannot be deleted remains in `history` with the reason, and its deletion is retried with the next one
 * that is made. One that was deleted outside Pulumi leaves `history` with a refresh; if it was the current one, the
 * next `pulumi up` makes a new one. An interrupted `pulumi up` is finished by the next one. The limit of each operation
 * is `customTimeouts`, or else the server's own (36 hours for a creation) and a minute; `update` counts for the backups
 * after the first. Needs the licence of ZStack's Backup Service.
 *
 * Errors name the input and how to fix it; inputs are checked before anything is sent.
 *
 * API: `POST /v1/volumes/{rootVolumeUuid}/vm-backups`, `/v1/vm-backups/{groupUuid}` and `GET /v1/volume-backups`.
 *
 * @example
 * ```ts
 * import { zstack } from "pulumi-snapshots";
 *
 * const vmBackupSeries = new zstack.VmBackupSeries("web-nightly", {
 *   vmInstanceUuid: "b1000000000040008000000000000001",
 *   backupStorageUuid: "d1000000000040008000000000000001",
 *   triggers: ["2026-11-21"],
 *   keepLast: 7,
 *   fullEvery: 7,
 * });
 *
 * export const current = vmBackupSeries.current;
 * ```
 */
export class VmBackupSeries extends Series {
  /** uuid of the VM, Running or Paused. */
  declare readonly vmInstanceUuid: pulumi.Output<string | undefined>;
  /** uuid of the VM's root volume. */
  declare readonly rootVolumeUuid: pulumi.Output<string | undefined>;
  /** Prefix of the names: `nightly` makes `nightly-1`, `nightly-2` and so on. */
  declare readonly name: pulumi.Output<string>;
  /** At most 2048 characters. */
  declare readonly description: pulumi.Output<string | undefined>;
  /** User tags of the backup. */
  declare readonly userTags: pulumi.Output<string[] | undefined>;
  /** Any JSON value, e.g. a commit or a date: each change takes a new restore point, in place. */
  declare readonly triggers: pulumi.Output<unknown>;
  /** uuid of the image store (type ImageStoreBackupStorage, Enabled and Connected) that holds the backup. */
  declare readonly backupStorageUuid: pulumi.Output<string>;
  /** `full` forces a full backup. */
  declare readonly mode: pulumi.Output<BackupMode | undefined>;
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
  /**
   * What happens to the restore points when the series is deleted or replaced: `retain` keeps them on the platform,
   * `delete` deletes them.
   */
  declare readonly deletionPolicy: pulumi.Output<SeriesDeletionPolicy | undefined>;
  /** Checks that verification skips. */
  declare readonly verify: pulumi.Output<pulumi.Unwrap<VmBackupVerify> | undefined>;
  /** Number of newest restore points to keep, at least 1. */
  declare readonly keepLast: pulumi.Output<number | undefined>;
  /**
   * Restore points more recent than this are kept in addition to `keepLast`: whole weeks, days, hours and minutes in
   * this order, such as `"30d"`, `"12h"` or `"1w3d"`.
   */
  declare readonly keepFor: pulumi.Output<string | undefined>;
  /**
   * `true` proves that each new restore point can be restored, as the restore drill of the platform does: restores it
   * to a new object, verifies that, and deletes it again.
   */
  declare readonly drill: pulumi.Output<boolean | undefined>;
  /** Each so-many-th backup, the first included, is a full one (`mode: "full"`), at least 1. */
  declare readonly fullEvery: pulumi.Output<number | undefined>;
  /** The restore point of the present triggers. */
  declare readonly current: pulumi.Output<VmBackupSeriesPoint>;
  /** All restore points, newest first, including the current one. */
  declare readonly history: pulumi.Output<VmBackupSeriesPoint[]>;

  constructor(name: string, args: VmBackupSeriesArgs, options?: pulumi.CustomResourceOptions) {
    super(
      {
        type: "zstack:VmBackupSeries",
        handler: "zstackVmBackupSeries",
        properties: [
          "vmInstanceUuid",
          "rootVolumeUuid",
          "name",
          "description",
          "userTags",
          "triggers",
          "backupStorageUuid",
          "mode",
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
          "keepLast",
          "keepFor",
          "drill",
          "fullEvery",
          "current",
          "history",
        ],
      },
      name,
      named(name, args),
      options,
    );
  }
}
