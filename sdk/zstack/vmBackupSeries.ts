import type * as pulumi from "@pulumi/pulumi";
import { named } from "../resource";
import { Series, type SeriesArgs, type SeriesPoint } from "../series";
import type { BackupFsInfo } from "./backup";
import type { VmBackupVerify } from "./verify";
import type { VmBackupArgs, VmBackupMember } from "./vmBackup";

/**
 * Inputs of {@link VmBackupSeries}: those of a {@link VmBackup} and of a series. All but `vmInstanceUuid`,
 * `rootVolumeUuid` and `backupStorageUuid`, whose change creates another one series, count for the backups that are made from
 * then on, also `name`, which a number follows (at most 247 characters), `replicas` and `userTags`.
 */
export interface VmBackupSeriesArgs
  extends SeriesArgs,
    Omit<VmBackupArgs, "adopt" | "resourceUuid" | keyof SeriesArgs> {
  /**
   * Each so-many-th backup, the first included, is a full one (`mode: "full"`), at least 1. The data of a chain are
   * deleted only as a whole, so that without new chains nothing that is pruned frees space. Default: the server chooses.
   */
  readonly fullEvery?: pulumi.Input<number>;
}

/** One backup of a {@link VmBackupSeries}; `uuid` is its group uuid, `size` that of all members. */
export interface VmBackupSeriesPoint extends SeriesPoint {
  /** Group uuid of the backup. */
  readonly uuid: string;
  /** When it was created, in the server's format and time zone. */
  readonly createDate: string;
  /** uuid of the VM. */
  readonly vmInstanceUuid: string;
  /** `full` or `auto`: the requested mode of the root volume; the server may have chosen another. */
  readonly mode: string;
  /** The members that exist, that of the root volume first, then by volume. */
  readonly backups: VmBackupMember[];
  /** Whether every volume still has its backup; one that lacks some does not count for `keepLast`. */
  readonly complete: boolean;
  /** uuids of the volumes whose backup was deleted outside Pulumi. */
  readonly missingVolumes: string[];
  /** Declared image stores that hold a Ready copy of every member, sorted. */
  readonly replicaStorageUuids: string[];
  /** Further image stores that were declared when it was created, if any. */
  readonly replicas?: string[];
}

/**
 * The last backups of one running ZStack VM on an image store. Each change of `triggers` makes a new one, waits until
 * every member is Ready, and then deletes those that are no longer to be kept; there are never fewer than `keepLast`
 * while a new one is being made.
 *
 * A backup that cannot be deleted remains in `history` with the reason, and its deletion is retried with the next one that is made.
 * One that was deleted outside Pulumi leaves `history` with a refresh; if it was the current one, the next `pulumi up` makes a
 * new one. An interrupted `pulumi up` is finished by the next one. The limit of each operation is `customTimeouts`, or
 * else the server's own (36 hours for a creation) and a minute; `update` counts for the backups after the first. Needs the
 * licence of ZStack's Backup Service.
 *
 * API: `POST /v1/volumes/{rootVolumeUuid}/vm-backups`, `/v1/vm-backups/{groupUuid}` and `GET /v1/volume-backups`.
 *
 * Errors name the input and how to fix it; inputs are checked before anything is sent.
 *
 * @example
 * ```ts
 * import { zstack } from "pulumi-snapshots";
 *
 * const nightly = new zstack.VmBackupSeries("web-nightly", {
 *   vmInstanceUuid: "b1000000000040008000000000000001",
 *   backupStorageUuid: "d1000000000040008000000000000001",
 *   triggers: [date],
 *   keepLast: 7,
 *   fullEvery: 7,
 * });
 * export const groups = nightly.history.apply((backups) => backups.map((one) => one.uuid));
 * ```
 */
export class VmBackupSeries extends Series<VmBackupSeriesPoint> {
  /** uuid of the VM, if set. */
  declare readonly vmInstanceUuid: pulumi.Output<string | undefined>;
  /** uuid of the root volume, if set. */
  declare readonly rootVolumeUuid: pulumi.Output<string | undefined>;
  /** uuid of the image store that holds the backups. */
  declare readonly backupStorageUuid: pulumi.Output<string>;
  /** Description of the backups that are created from now on, if set. */
  declare readonly description: pulumi.Output<string | undefined>;
  /** The mode that is forced for the backups that are created from now on, if set. */
  declare readonly mode: pulumi.Output<"full" | undefined>;
  /** Which backups are full, if set. */
  declare readonly fullEvery: pulumi.Output<number | undefined>;
  /** Declared limit of reading from the volumes, bytes per second. */
  declare readonly volumeReadBandwidth: pulumi.Output<number | undefined>;
  /** Declared limit of writing to the volumes, bytes per second. */
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
  /** Further system tags of the creation, if set. */
  declare readonly systemTags: pulumi.Output<string[] | undefined>;
  /** Further image stores for a copy of the backups from now on, if set. */
  declare readonly replicas: pulumi.Output<string[] | undefined>;
  /** User tags of the backups that are created from now on, if set. */
  declare readonly userTags: pulumi.Output<string[] | undefined>;
  /** Checks that verification skips, where they were given: a backup that fails one counts for `keepLast` all the same. */
  declare readonly verify: pulumi.Output<pulumi.Unwrap<VmBackupVerify> | undefined>;
  /** Whether a delete keeps data that later increments need, if set. */
  declare readonly handleDependency: pulumi.Output<boolean | undefined>;

  constructor(name: string, args: VmBackupSeriesArgs, options?: pulumi.CustomResourceOptions) {
    super({ type: "zstack:VmBackupSeries", handler: "zstackVmBackupSeries" }, name, named(name, args), options);
  }
}
