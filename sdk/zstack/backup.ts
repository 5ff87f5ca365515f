import type * as pulumi from "@pulumi/pulumi";
import { RestorePoint } from "../resource";
import type { Problems } from "./verify";

/** What `delete` does: `delete` the backup with all its copies, or `retain` it on the platform. */
export type BackupDeletionPolicy = "delete" | "retain";

/** File system that takes the data of a backup. The parts must not contain `::`. */
export interface BackupFsInfo {
  /** Type of file system, e.g. `nfs`. */
  readonly type: string;
  /** Where it is, e.g. `172.32.1.119:/nas/nfs2`. */
  readonly url: string;
  /** Mount options, e.g. `nolock,vers=3`. */
  readonly options: string;
}

/** Inputs that all backups have. */
export interface BackupArgs {
  /** uuid of the image store (type ImageStoreBackupStorage, Enabled and Connected) that holds the backup. A change makes a new one. */
  readonly backupStorageUuid: pulumi.Input<string>;
  /**
   * Name on the platform, 1 to 255 characters. Default: the resource's logical name; the server adds volume and time
   * to it for a VM backup. Cannot be changed later: a backup has no update on the platform, so that a change is kept for
   * the next backup, with a warning.
   */
  readonly name?: pulumi.Input<string>;
  /** At most 2048 characters. Cannot be changed later: kept for the next backup that is made. */
  readonly description?: pulumi.Input<string>;
  /** `full` forces a full backup. Default: the server chooses between full and incremental. Applies to the next one. */
  readonly mode?: pulumi.Input<"full">;
  /** Bytes per second read from the volume, at least 1024; known servers ignore it. Applies to the next backup. */
  readonly volumeReadBandwidth?: pulumi.Input<number>;
  /** Bytes per second written to the volume, at least 1024. Default: no limit. Applies to the next backup. */
  readonly volumeWriteBandwidth?: pulumi.Input<number>;
  /** Bytes per second received over the network, at least 1024; known servers ignore it. Applies to the next one. */
  readonly networkReadBandwidth?: pulumi.Input<number>;
  /** Bytes per second sent over the network, at least 1024. Default: no limit. Applies to the next backup. */
  readonly networkWriteBandwidth?: pulumi.Input<number>;
  /**
   * Network that carries the data, in CIDR form such as `10.0.0.0/8`. The vendor's page has it, but the servers seen so far
   * refuse it on a backup: tag the backup storage instead, as the error says. Applies to the next backup.
   */
  readonly backupNetworkCidr?: pulumi.Input<string>;
  /** File system that takes the data, e.g. an NFS export. Refused like `backupNetworkCidr`. Applies to the next backup. */
  readonly fsInfo?: pulumi.Input<BackupFsInfo>;
  /** How many backups run at a time, at least 1. Refused like `backupNetworkCidr`. Applies to the next backup. */
  readonly parallelismDegree?: pulumi.Input<number>;
  /** Further system tags of the creation, as they are. Applies to the next backup. */
  readonly systemTags?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * uuids of further image stores for a copy. Added and removed in place; each copy is waited for. Copies
   * that others made are left alone. Default: none.
   */
  readonly replicas?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * User tags of the backup. When given, they are exactly these: others are taken off (the provider's own marks
   * aside). When never given, tags are left alone.
   */
  readonly userTags?: pulumi.Input<pulumi.Input<string>[]>;
  /** Any JSON value, e.g. a date: when it changes, a new backup is made before the old one goes. */
  readonly triggers?: pulumi.Input<unknown>;
  /** What a delete does, as recorded by the last `pulumi up`. Default `delete`. */
  readonly deletionPolicy?: pulumi.Input<BackupDeletionPolicy>;
  /**
   * A delete keeps the data that later increments build on, until those are gone too. Default true. `false` deletes the
   * data under living increments, which may make them worthless; a warning names them. Read by the delete, as recorded
   * by the last `pulumi up`.
   */
  readonly handleDependency?: pulumi.Input<boolean>;
  /**
   * Adopt an existing backup instead of creating one: the one that `resourceUuid` names, or the newest finished one
   * of this resource's identity. Default false.
   */
  readonly adopt?: pulumi.Input<boolean>;
  /**
   * uuid that the backup is to have: version 1 to 5, without dashes, never used before. With `adopt`, that of an
   * existing one. Default: chosen by the provider.
   */
  readonly resourceUuid?: pulumi.Input<string>;
}

/** Outputs of all backups. */
export abstract class Backup extends RestorePoint {
  /** uuid of the image store that holds the backup. */
  declare readonly backupStorageUuid: pulumi.Output<string>;
  /** Declared name. */
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
  /** Further system tags of the creation, if set. */
  declare readonly systemTags: pulumi.Output<string[] | undefined>;
  /** Further image stores for a copy, if set. */
  declare readonly replicas: pulumi.Output<string[] | undefined>;
  /** User tags, if set. */
  declare readonly userTags: pulumi.Output<string[] | undefined>;
  /** The `triggers` for which this backup was created. */
  declare readonly triggers: pulumi.Output<unknown>;
  /** What a delete does. */
  declare readonly deletionPolicy: pulumi.Output<BackupDeletionPolicy | undefined>;
  /** Whether a delete keeps data that later increments need, if set. */
  declare readonly handleDependency: pulumi.Output<boolean | undefined>;
  /** Whether an existing backup may be adopted. */
  declare readonly adopt: pulumi.Output<boolean | undefined>;
  /** The requested uuid, if set. */
  declare readonly resourceUuid: pulumi.Output<string | undefined>;
  /** When the backup was started, in the server's format and time zone. */
  declare readonly createDate: pulumi.Output<string>;
  /** When verification succeeded, ISO 8601; absent until then. */
  declare readonly verifiedAt: pulumi.Output<string | undefined>;
  /** Problems that a refresh or an update found, by check; absent if there are none. */
  declare readonly problems: pulumi.Output<Problems | undefined>;
}
