// Arguments and results of the functions: types only.

/** Filters that all functions have. An object must match all of them; strings are compared exactly, including case. */
export interface CommonFilters {
  /** uuid in lower case with dashes. */
  readonly id?: string;
  /** Exact name; any characters are allowed. */
  readonly name?: string;
  /**
   * SQL pattern of the whole name: `%` is any text, `_` any one character. A backslash before `%`, `_` or a backslash
   * takes that character literally.
   */
  readonly namePattern?: string;
  /** As the platform writes it: `available`, `in-use`, `creating`, `error` … */
  readonly status?: string;
  /** Metadata that the object must have: these keys with exactly these values, besides any others. */
  readonly metadata?: Readonly<Record<string, string>>;
  /** Created later than this time: ISO 8601 such as `2026-11-21` or `2026-11-21T09:30:00+01:00`; UTC without a zone. */
  readonly createdAfter?: string;
  /** Created earlier than this time; the same form as `createdAfter`. */
  readonly createdBefore?: string;
}

/** How a function for a single object chooses. */
export interface MostRecent {
  /** Return the newest of several, by `createdAt` and then by id. Default false: several matches are an error. */
  readonly mostRecent?: boolean;
}

/** Filters of volumes. */
export interface GetVolumesArgs extends CommonFilters {
  readonly availabilityZone?: string;
  /** Name of the volume type. */
  readonly volumeType?: string;
  /** Volumes attached to this server. */
  readonly serverId?: string;
  /** Volumes created from this snapshot. */
  readonly snapshotId?: string;
  readonly bootable?: boolean;
}

export interface GetVolumeArgs extends GetVolumesArgs, MostRecent {}

/** A server that a volume is attached to. */
export interface VolumeAttachmentResult {
  readonly serverId: string;
  /** As the server sees it, e.g. `/dev/vdb`. */
  readonly device?: string;
  readonly attachmentId?: string;
  /** ISO 8601 in UTC. */
  readonly attachedAt?: string;
}

/** A volume. */
export interface GetVolumeResult {
  readonly id: string;
  /** Empty if it has none. */
  readonly name: string;
  readonly description?: string;
  readonly status: string;
  /** GiB. */
  readonly size: number;
  readonly availabilityZone?: string;
  readonly volumeType?: string;
  /** The snapshot that it was created from. */
  readonly snapshotId?: string;
  /** The volume that it was created from. */
  readonly sourceVolumeId?: string;
  readonly bootable?: boolean;
  readonly encrypted?: boolean;
  readonly multiattach?: boolean;
  /** Sorted by server. */
  readonly attachments: readonly VolumeAttachmentResult[];
  readonly metadata: Readonly<Record<string, string>>;
  /** ISO 8601 in UTC. */
  readonly createdAt?: string;
  /** ISO 8601 in UTC. */
  readonly updatedAt?: string;
}

/** Filters of snapshots. */
export interface GetVolumeSnapshotsArgs extends CommonFilters {
  /** Snapshots of this volume. */
  readonly volumeId?: string;
}

export interface GetVolumeSnapshotArgs extends GetVolumeSnapshotsArgs, MostRecent {}

/** A snapshot of a volume. */
export interface GetVolumeSnapshotResult {
  readonly id: string;
  /** Empty if it has none. */
  readonly name: string;
  readonly description?: string;
  readonly volumeId: string;
  readonly status: string;
  /** Of its creation, e.g. `100%`. */
  readonly progress?: string;
  /** Size of the volume at that time, in GiB. */
  readonly size: number;
  /** Without the keys of this package. */
  readonly metadata: Readonly<Record<string, string>>;
  /** ISO 8601 in UTC. */
  readonly createdAt?: string;
  /** ISO 8601 in UTC. */
  readonly updatedAt?: string;
}

/** Filters of backups. */
export interface GetVolumeBackupsArgs extends CommonFilters {
  /** Backups of this volume. */
  readonly volumeId?: string;
  /** Backups of this snapshot. */
  readonly snapshotId?: string;
  readonly availabilityZone?: string;
  /** Container of the backup, as the platform names it. */
  readonly container?: string;
  readonly incremental?: boolean;
}

export interface GetVolumeBackupArgs extends GetVolumeBackupsArgs, MostRecent {}

/** A backup of a volume. */
export interface GetVolumeBackupResult {
  readonly id: string;
  /** Empty if it has none. */
  readonly name: string;
  readonly description?: string;
  readonly volumeId: string;
  /** The snapshot that it was created from. */
  readonly snapshotId?: string;
  readonly status: string;
  /** Why it failed. */
  readonly failReason?: string;
  /** Size of the volume at that time, in GiB. */
  readonly size: number;
  readonly availabilityZone?: string;
  readonly container?: string;
  readonly objectCount?: number;
  readonly incremental?: boolean;
  /** Whether incremental backups depend on it. */
  readonly hasDependentBackups?: boolean;
  /** The time of its data, ISO 8601 in UTC. */
  readonly dataTimestamp?: string;
  /** Empty below API 3.43; without the keys of this package. */
  readonly metadata: Readonly<Record<string, string>>;
  /** ISO 8601 in UTC. */
  readonly createdAt?: string;
  /** ISO 8601 in UTC. */
  readonly updatedAt?: string;
}

/** Results by type of object. */
export interface LookupResults {
  readonly Volume: GetVolumeResult;
  readonly VolumeSnapshot: GetVolumeSnapshotResult;
  readonly VolumeBackup: GetVolumeBackupResult;
}
