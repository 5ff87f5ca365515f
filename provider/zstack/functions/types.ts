// What look-ups take and give: the public types, without anything that runs.

/** Filters that all look-ups have. All that are given have to fit; texts are compared exactly, case included. */
export interface CommonFilters {
  /** 32 lower-case hexadecimal digits. */
  readonly uuid?: string;
  /** Exact name; any character may stand in it. */
  readonly name?: string;
  /**
   * SQL pattern of the whole name: `%` is any text, `_` any one character. A backslash before `%`, `_` or a backslash
   * takes that character literally.
   */
  readonly namePattern?: string;
  /** A user tag that the object has, as its whole text. */
  readonly userTag?: string;
  /**
   * Made later than this moment of the server's clock: `2026-11-21`, `2026-11-21 09:30:00`, or the `createDate` of
   * another look-up. The server's dates have no time zone, so none is taken here.
   */
  readonly createdAfter?: string;
  /** Made earlier than this moment of the server's clock; written like `createdAfter`. */
  readonly createdBefore?: string;
}

/** How the single form chooses. */
export interface MostRecent {
  /**
   * Take the newest of several, by `createDate` and then by uuid. Default false: several are an error.
   */
  readonly mostRecent?: boolean;
}

/** Filters of volume snapshots. */
export interface GetVolumeSnapshotsArgs extends CommonFilters {
  /** Snapshots of this volume. */
  readonly volumeUuid?: string;
  /** Snapshots of the volumes that this VM has now. */
  readonly vmInstanceUuid?: string;
  /** Members of this snapshot group. */
  readonly groupUuid?: string;
  readonly volumeType?: "Root" | "Data" | "Memory" | "Cache";
  readonly state?: "Enabled" | "Disabled";
  /** `Ready` leaves out what is still being made. */
  readonly status?: "Creating" | "Ready" | "Deleting";
}

export interface GetVolumeSnapshotArgs extends GetVolumeSnapshotsArgs, MostRecent {}

/** A volume snapshot. */
export interface GetVolumeSnapshotResult {
  readonly uuid: string;
  readonly name: string;
  readonly description?: string;
  /** Absent once the volume is deleted. */
  readonly volumeUuid?: string;
  readonly volumeType?: string;
  readonly treeUuid?: string;
  /** The snapshot that this one builds on. */
  readonly parentUuid?: string;
  /** The snapshot group that it belongs to. */
  readonly groupUuid?: string;
  readonly primaryStorageUuid?: string;
  readonly format?: string;
  /** Whether the volume's current data build on it. */
  readonly latest?: boolean;
  /** Bytes. */
  readonly size: number;
  readonly state?: string;
  readonly status: string;
  /** In the server's own words and time zone. */
  readonly createDate?: string;
}

/** Filters of snapshot groups. */
export interface GetVolumeSnapshotGroupsArgs extends CommonFilters {
  /** Groups of this VM. */
  readonly vmInstanceUuid?: string;
  /** Groups with a snapshot of this volume. */
  readonly volumeUuid?: string;
}

export interface GetVolumeSnapshotGroupArgs extends GetVolumeSnapshotGroupsArgs, MostRecent {}

/** One volume's snapshot in a group. */
export interface VolumeSnapshotGroupMemberResult {
  readonly volumeSnapshotUuid: string;
  readonly volumeSnapshotName?: string;
  readonly volumeUuid?: string;
  readonly volumeName?: string;
  readonly volumeType?: string;
  readonly deviceId?: number;
  /** The snapshot was deleted by itself, so that the group cannot be reverted as a whole any more. */
  readonly snapshotDeleted: boolean;
}

/** A snapshot group. */
export interface GetVolumeSnapshotGroupResult {
  readonly uuid: string;
  readonly name: string;
  readonly description?: string;
  readonly vmInstanceUuid?: string;
  readonly snapshotCount: number;
  /** Sorted by `deviceId`. */
  readonly members: readonly VolumeSnapshotGroupMemberResult[];
  /** Whether every member still has its snapshot. */
  readonly complete: boolean;
  /** In the server's own words and time zone. */
  readonly createDate?: string;
}

/** Filters of volume backups, the members of VM backups included. */
export interface GetVolumeBackupsArgs extends CommonFilters {
  readonly volumeUuid?: string;
  readonly vmInstanceUuid?: string;
  /** Members of this VM backup. */
  readonly groupUuid?: string;
  /** Backups with a copy on this backup storage. */
  readonly backupStorageUuid?: string;
  readonly type?: "Root" | "Data";
  /**
   * What was asked for: `full` if that was forced (or the chain was at its limit), else `auto`, which the first, full one
   * of a chain is too. `incremental` is written by very old servers only.
   */
  readonly mode?: "full" | "incremental" | "auto";
  readonly state?: "Enabled" | "Disabled";
  /** `Ready` leaves out what is still being made. */
  readonly status?: "Creating" | "Ready" | "Downloading";
}

export interface GetVolumeBackupArgs extends GetVolumeBackupsArgs, MostRecent {}

/** A volume backup. */
export interface GetVolumeBackupResult {
  readonly uuid: string;
  readonly name: string;
  readonly description?: string;
  readonly volumeUuid?: string;
  readonly vmInstanceUuid?: string;
  /** The VM backup that it belongs to. */
  readonly groupUuid?: string;
  readonly type?: string;
  /** What was asked for, `full` or `auto`; not what was made. */
  readonly mode?: string;
  /** The chain that it is part of: a full backup and the increments on it, of one volume, have the same. */
  readonly chain?: string;
  /** Bytes. */
  readonly size: number;
  readonly state?: string;
  readonly status: string;
  /** uuids of the backup storages that hold it, sorted. */
  readonly replicaStorageUuids: readonly string[];
  /** In the server's own words and time zone. */
  readonly createDate?: string;
}

/** Filters of VM backups. They have no uuid of their own: `groupUuid` stands for it. */
export interface GetVmBackupsArgs extends Omit<CommonFilters, "uuid"> {
  readonly groupUuid?: string;
  readonly vmInstanceUuid?: string;
  /** VM backups with a backup of this volume. */
  readonly volumeUuid?: string;
  /** VM backups with a member on this backup storage. */
  readonly backupStorageUuid?: string;
}

export interface GetVmBackupArgs extends GetVmBackupsArgs, MostRecent {}

/** A VM backup: the backups of all volumes of a VM that were made together. */
export interface GetVmBackupResult {
  readonly groupUuid: string;
  readonly vmInstanceUuid?: string;
  /** The root volume's first, then by volume. */
  readonly backups: readonly GetVolumeBackupResult[];
  /** Bytes of all members. */
  readonly totalSize: number;
  /** Whether there is exactly one root backup and every member is Ready. */
  readonly complete: boolean;
  /** In the server's own words and time zone. */
  readonly createDate?: string;
}

/** Filters of volumes. */
export interface GetVolumesArgs extends CommonFilters {
  /** Volumes attached to this VM. */
  readonly vmInstanceUuid?: string;
  readonly primaryStorageUuid?: string;
  readonly type?: "Root" | "Data" | "Memory" | "Cache";
  readonly state?: "Enabled" | "Disabled";
  /** `Ready` leaves out the recycle bin. */
  readonly status?: "Creating" | "Ready" | "NotInstantiated" | "Deleted" | "Migrating";
}

export interface GetVolumeArgs extends GetVolumesArgs, MostRecent {}

/** A volume. */
export interface GetVolumeResult {
  readonly uuid: string;
  readonly name: string;
  readonly description?: string;
  /** The VM it is attached to. */
  readonly vmInstanceUuid?: string;
  readonly primaryStorageUuid?: string;
  readonly type?: string;
  readonly format?: string;
  /** Bytes that the volume offers. */
  readonly size: number;
  /** Bytes that it takes on its storage. */
  readonly actualSize?: number;
  readonly deviceId?: number;
  readonly isShareable?: boolean;
  readonly state?: string;
  readonly status: string;
  /** In the server's own words and time zone. */
  readonly createDate?: string;
}

/** Filters of virtual machines. */
export interface GetVmInstancesArgs extends CommonFilters {
  /** The VM that has this volume. */
  readonly volumeUuid?: string;
  readonly hostUuid?: string;
  readonly clusterUuid?: string;
  /** `Running`, `Paused`, `Stopped`, `Created` … as the server writes it. */
  readonly state?: string;
}

export interface GetVmInstanceArgs extends GetVmInstancesArgs, MostRecent {}

/** A virtual machine. */
export interface GetVmInstanceResult {
  readonly uuid: string;
  readonly name: string;
  readonly description?: string;
  readonly rootVolumeUuid?: string;
  /** uuids of the attached volumes in the order of their devices, the root volume first. */
  readonly volumeUuids: readonly string[];
  readonly zoneUuid?: string;
  readonly clusterUuid?: string;
  readonly hostUuid?: string;
  readonly imageUuid?: string;
  readonly platform?: string;
  readonly architecture?: string;
  readonly hypervisorType?: string;
  readonly cpuNum?: number;
  /** Bytes. */
  readonly memorySize?: number;
  readonly state: string;
  /** In the server's own words and time zone. */
  readonly createDate?: string;
}

/** Filters of backup storages. */
export interface GetBackupStoragesArgs extends CommonFilters {
  /** `ImageStoreBackupStorage` is the type that holds backups. */
  readonly type?: string;
  readonly state?: "Enabled" | "Disabled";
  readonly status?: "Connecting" | "Connected" | "Disconnected";
}

export interface GetBackupStorageArgs extends GetBackupStoragesArgs, MostRecent {}

/** A backup storage. */
export interface GetBackupStorageResult {
  readonly uuid: string;
  readonly name: string;
  readonly description?: string;
  readonly type?: string;
  readonly url?: string;
  /** Bytes. */
  readonly totalCapacity?: number;
  /** Bytes. */
  readonly availableCapacity?: number;
  readonly state?: string;
  readonly status: string;
  readonly attachedZoneUuids: readonly string[];
  /** In the server's own words and time zone. */
  readonly createDate?: string;
}

/** Results by the name of what is looked for. */
export interface LookupResults {
  readonly VolumeSnapshot: GetVolumeSnapshotResult;
  readonly VolumeSnapshotGroup: GetVolumeSnapshotGroupResult;
  readonly VolumeBackup: GetVolumeBackupResult;
  readonly VmBackup: GetVmBackupResult;
  readonly Volume: GetVolumeResult;
  readonly VmInstance: GetVmInstanceResult;
  readonly BackupStorage: GetBackupStorageResult;
}
