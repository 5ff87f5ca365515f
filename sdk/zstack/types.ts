// Made by `npm run generate`. Do not edit: change the definition in provider/ and run it again.

import type * as pulumi from "@pulumi/pulumi";

/** What a delete does. `delete`: delete the backup with all its copies; `retain`: keep it on the platform. */
export type BackupDeletionPolicy = "delete" | "retain";

/** File system that takes the data of a backup. The parts must not contain `::`. */
export interface BackupFsInfo {
  /** Type of file system, e.g. `nfs`. */
  readonly type: pulumi.Input<string>;
  /** Where it is, e.g. `172.32.1.119:/nas/nfs2`. */
  readonly url: pulumi.Input<string>;
  /** Mount options, e.g. `nolock,vers=3`. */
  readonly options: pulumi.Input<string>;
}

/** How much of the volume a backup holds. */
export type BackupMode = "full";

/** Which records a synchronization compares: those of VM backups or of single volumes. */
export type BackupStorageSyncScope = "vm" | "volume";

/**
 * What to do if an earlier run was interrupted and nothing tells how it ended, or if only a part went back. `fail`:
 * stop and ask; `rerun`: restore again, which overwrites what was written since.
 */
export type OnUnknown = "fail" | "rerun";

/** What the restore drill of a restore point has shown. */
export interface PointDrill {
  /** When the last drill had verified what it made, ISO 8601. */
  readonly restorableAt: string;
  /** Seconds from the beginning of the last drill until what it made was verified. */
  readonly duration: number;
  /** Bytes of the new volume, or of all volumes of the new VM. */
  readonly size?: number;
}

/** Problems by check, without the checks that are skipped. */
export interface Problems {
  /** Its status is not the one of a usable restore point. */
  readonly status?: string;
  /** It holds nothing. */
  readonly size?: string;
  /** A volume has no restore point. */
  readonly members?: string;
  /** A backup storage lacks a Ready copy. */
  readonly copies?: string;
}

/** What a delete does. `delete`: move the image to the recycle bin; `retain`: keep it on the platform. */
export type RestoredImageDeletionPolicy = "delete" | "retain";

/** What an image is a template of. */
export type RestoredImageMediaType = "RootVolumeTemplate" | "DataVolumeTemplate";

/** Platform of the VMs that are made from an image. */
export type RestoredImagePlatform = "Linux" | "Windows" | "Other" | "Paravirtualization" | "WindowsVirtio";

/** Checks of a verification; `false` accepts a restore point that does not pass. Default of each: true. */
export interface RestoredImageVerify {
  /** The image is Ready. */
  readonly status?: pulumi.Input<boolean>;
  /** It has a size above 0; checked once, after the creation. */
  readonly size?: pulumi.Input<boolean>;
  /** Each of `backupStorageUuids` holds a Ready copy. */
  readonly copies?: pulumi.Input<boolean>;
}

/**
 * What a delete does. `delete`: stop the VM, and move it and the data volumes that were made with it to the recycle
 * bin; `retain`: keep them on the platform.
 */
export type RestoredVmDeletionPolicy = "delete" | "retain";

/** Whether a restored VM is started. */
export type RestoredVmStrategy = "CreateStopped" | "InstantStart";

/** Checks of a verification; `false` accepts a restore point that does not pass. Default of each: true. */
export interface RestoredVmVerify {
  /** The VM is Running, Paused or Stopped; checked once, after the creation. */
  readonly status?: pulumi.Input<boolean>;
  /** It has a volume for each member of its source; checked once, after the creation. */
  readonly members?: pulumi.Input<boolean>;
}

/**
 * What a delete does. `delete`: detach the volume where this resource attached it, and move it to the recycle bin;
 * `retain`: keep it on the platform.
 */
export type RestoredVolumeDeletionPolicy = "delete" | "retain";

/** Checks of a verification; `false` accepts a restore point that does not pass. Default of each: true. */
export interface RestoredVolumeVerify {
  /** The volume is Ready. */
  readonly status?: pulumi.Input<boolean>;
  /** It has a size above 0; checked once, after the creation. */
  readonly size?: pulumi.Input<boolean>;
}

/** What happens to the restore points of a series that is deleted or replaced. */
export type SeriesDeletionPolicy = "delete" | "retain";

/** The backup of one volume in a VM backup. */
export interface VmBackupMember {
  /** uuid of the volume backup, chosen by the server. */
  readonly uuid: string;
  /** uuid of the volume. */
  readonly volumeUuid: string;
  /** `Root` or `Data`. */
  readonly type?: string;
  /** Name the server gave it: the declared one, for data volumes the volume's uuid, and the time. */
  readonly name: string;
  /** Bytes, as recorded when the backup was made. */
  readonly size: number;
  /** `full` or `auto`: the requested mode; the server may have chosen another. */
  readonly mode?: string;
  /** The chain that it is part of: a full backup and the increments on it, of one volume, have the same. */
  readonly chain?: string;
}

/** One restore point of a series. */
export interface VmBackupSeriesPoint {
  /** Id on the platform. */
  readonly uuid: string;
  /** Declared name: that of the series and a number, e.g. `nightly-7`. */
  readonly name: string;
  /** Bytes of all members. */
  readonly size: number;
  /** When the backup was started, in the server's format and time zone. */
  readonly createDate: string;
  /** uuid of the VM. */
  readonly vmInstanceUuid: string;
  /** `full` or `auto`: the requested mode of the root volume; the server may have chosen another. */
  readonly mode: string;
  /** The members that exist, that of the root volume first, then by volume. */
  readonly backups: VmBackupMember[];
  /** Whether every volume still has its backup, all Ready and with exactly one root. */
  readonly complete: boolean;
  /** uuids of the volumes whose backup was deleted outside Pulumi; empty if the backup is complete. */
  readonly missingVolumes: string[];
  /** Declared image stores (`backupStorageUuid` and `replicas`) that hold a Ready copy of every member, sorted. */
  readonly replicaStorageUuids: string[];
  /**
   * uuids of further image stores for a copy. Added and removed in place; each copy is waited for. Copies that others
   * made are left alone. Default: none.
   */
  readonly replicas?: string[];
  /** Its `triggers`, as JSON unless they are a string, at most 120 characters; absent if they contain a secret. */
  readonly triggerText?: string;
  /** 16 hexadecimal digits that identify those triggers; absent if they contain a secret. */
  readonly triggerDigest?: string;
  /** When verification succeeded, ISO 8601; absent until then. */
  readonly verifiedAt?: string;
  /** Problems that a refresh or an update found, by check; absent if there are none. */
  readonly problems?: Problems;
  /** What its restore drill has shown; absent if there was none, or if it failed. */
  readonly drill?: PointDrill;
  /** Why its restore drill failed. Until it has succeeded, the restore point does not count for `keepLast`. */
  readonly drillProblem?: string;
  /**
   * Why it still exists although it is no longer to be kept; its deletion is retried when the next point is created.
   */
  readonly pendingDeletionReason?: string;
}

/** Checks of a verification; `false` accepts a restore point that does not pass. Default of each: true. */
export interface VmBackupVerify {
  /** Every member is Ready. */
  readonly status?: pulumi.Input<boolean>;
  /** Every member has a size above 0; checked once, after the creation. */
  readonly size?: pulumi.Input<boolean>;
  /** Every volume that was attached, shareable ones aside, has its backup, and one of them is the root volume's. */
  readonly members?: pulumi.Input<boolean>;
  /** `backupStorageUuid`, and each of `replicas`, holds a Ready copy of every member. */
  readonly copies?: pulumi.Input<boolean>;
}

/** Checks of a verification; `false` accepts a restore point that does not pass. Default of each: true. */
export interface VolumeBackupVerify {
  /** The backup is Ready. */
  readonly status?: pulumi.Input<boolean>;
  /** It has a size above 0; checked once, after the creation. */
  readonly size?: pulumi.Input<boolean>;
  /** `backupStorageUuid`, and each of `replicas`, holds a Ready copy. */
  readonly copies?: pulumi.Input<boolean>;
}

/**
 * What a delete does. `delete`: delete the snapshot; `retain`: keep it on the platform; `cascade`: delete it with
 * everything below it in the snapshot tree.
 */
export type VolumeSnapshotDeletionPolicy = "delete" | "retain" | "cascade";

/**
 * What a delete does. `delete`: delete the group with its snapshots; `retain`: keep all of it on the platform;
 * `ungroup`: dissolve the group and keep its snapshots; `cascade`: delete it with everything below its snapshots.
 */
export type VolumeSnapshotGroupDeletionPolicy = "delete" | "retain" | "ungroup" | "cascade";

/** One snapshot of a volume snapshot group. */
export interface VolumeSnapshotGroupMember {
  /** uuid of the volume. */
  readonly volumeUuid: string;
  /** Name the volume had. */
  readonly volumeName: string;
  /** `Root`, `Data` or `Memory`. */
  readonly volumeType: string;
  /** Index of the volume in the VM; the root volume has 0. */
  readonly deviceId: number;
  /** uuid of the snapshot of this volume. */
  readonly volumeSnapshotUuid: string;
  /** Name the server gave it: `<group>-<volume>`. */
  readonly volumeSnapshotName: string;
}

/** Checks of a verification; `false` accepts a restore point that does not pass. Default of each: true. */
export interface VolumeSnapshotGroupVerify {
  /** Every member is Ready; checked once, after the creation. */
  readonly status?: pulumi.Input<boolean>;
  /** Every member has a size above 0; checked once, after the creation. */
  readonly size?: pulumi.Input<boolean>;
  /** Every volume that was attached has its snapshot. */
  readonly members?: pulumi.Input<boolean>;
}

/** One restore point of a series. */
export interface VolumeSnapshotSeriesPoint {
  /** Id on the platform. */
  readonly uuid: string;
  /** Declared name: that of the series and a number, e.g. `nightly-7`. */
  readonly name: string;
  /** Bytes, as recorded when the snapshot was made. */
  readonly size: number;
  /** When the snapshot was created, in the server's format and time zone. */
  readonly createDate: string;
  /** `Root` or `Data`: what the volume was. */
  readonly volumeType: string;
  /** uuid of the primary storage that holds the snapshot. */
  readonly primaryStorageUuid: string;
  /** Format of its data, e.g. `qcow2` or `raw`. */
  readonly format: string;
  /** Its `triggers`, as JSON unless they are a string, at most 120 characters; absent if they contain a secret. */
  readonly triggerText?: string;
  /** 16 hexadecimal digits that identify those triggers; absent if they contain a secret. */
  readonly triggerDigest?: string;
  /** When verification succeeded, ISO 8601; absent until then. */
  readonly verifiedAt?: string;
  /** Problems that a refresh or an update found, by check; absent if there are none. */
  readonly problems?: Problems;
  /** What its restore drill has shown; absent if there was none, or if it failed. */
  readonly drill?: PointDrill;
  /** Why its restore drill failed. Until it has succeeded, the restore point does not count for `keepLast`. */
  readonly drillProblem?: string;
  /**
   * Why it still exists although it is no longer to be kept; its deletion is retried when the next point is created.
   */
  readonly pendingDeletionReason?: string;
}

/** Checks of a verification; `false` accepts a restore point that does not pass. Default of each: true. */
export interface VolumeSnapshotVerify {
  /** The snapshot is Ready. */
  readonly status?: pulumi.Input<boolean>;
  /** It has a size above 0; checked once, after the creation. */
  readonly size?: pulumi.Input<boolean>;
}

/**
 * What to do if the VM is not stopped. `refuse`: fail before anything is changed; `stop`: stop it and leave it stopped;
 * `stopAndStart`: stop it, and start it again if it was running and everything went back.
 */
export type WhenRunning = "refuse" | "stop" | "stopAndStart";
