// The rows of the simulated database. Times are milliseconds; optional columns are null columns.

import type { BaseRow } from "./table";

type Opt<T> = T | undefined;

export interface VmInstanceRow extends BaseRow {
  name: string;
  description?: Opt<string>;
  zoneUuid: string;
  clusterUuid: string;
  imageUuid?: Opt<string>;
  hostUuid?: Opt<string>;
  lastHostUuid?: Opt<string>;
  instanceOfferingUuid?: Opt<string>;
  rootVolumeUuid: string;
  platform: string;
  architecture: string;
  defaultL3NetworkUuid?: Opt<string>;
  type: string;
  hypervisorType: string;
  memorySize: number;
  cpuNum: number;
  cpuSpeed: number;
  allocatorStrategy: string;
  state: string;
  internalId: number;
  guestOsType: string;
  vmNics: Record<string, unknown>[];
  vmCdRoms: Record<string, unknown>[];
  /** What is said to everything that is to be attached to it. */
  attachFails?: Opt<string>;
}

export interface VolumeRow extends BaseRow {
  name: string;
  description?: Opt<string>;
  primaryStorageUuid?: Opt<string>;
  vmInstanceUuid?: Opt<string>;
  diskOfferingUuid?: Opt<string>;
  rootImageUuid?: Opt<string>;
  installPath?: Opt<string>;
  type: "Root" | "Data" | "Memory";
  format?: Opt<string>;
  size: number;
  actualSize?: Opt<number>;
  deviceId?: Opt<number>;
  state: "Enabled" | "Disabled";
  status: string;
  isShareable: boolean;
  lastDetachDate?: Opt<number>;
  lastVmInstanceUuid?: Opt<string>;
  lastAttachDate?: Opt<number>;
  /** When it went to the recycle bin. */
  deletedAt?: Opt<number>;
  /** Snapshot uuids whose disk file exists in the volume's directory: such a uuid cannot be used there again. */
  files?: Opt<string[]>;
  /** What the storage says to every new snapshot of it. */
  snapshotFails?: Opt<string>;
  /** The history of its backups: what the next one may build on. */
  lastBackupUuid?: Opt<string>;
}

export interface TreeRow extends BaseRow {
  volumeUuid?: Opt<string>;
  current: boolean;
  status: "Creating" | "Completed";
}

export interface SnapshotRow extends BaseRow {
  name: string;
  description?: Opt<string>;
  type?: Opt<"Hypervisor" | "Storage">;
  volumeUuid?: Opt<string>;
  treeUuid: string;
  parentUuid?: Opt<string>;
  primaryStorageUuid?: Opt<string>;
  primaryStorageInstallPath?: Opt<string>;
  volumeType: string;
  format: string;
  latest: boolean;
  size: number;
  distance: number;
  state: "Enabled" | "Disabled";
  status: "Creating" | "Ready" | "Deleting" | "Deleted";
  /** What the storage measures when it is asked for the size. */
  actualSize: number;
  /** How large the volume was: what it is again after a revert. A storage that says nothing leaves 0. */
  volumeSize?: Opt<number>;
  /** What the storage says when the volume is to be reverted to it. */
  revertFails?: Opt<string>;
  /** Volumes cloned from this snapshot, which keep it from being deleted. */
  references?: Opt<string[]>;
}

export interface GroupRow extends BaseRow {
  snapshotCount: number;
  name: string;
  description?: Opt<string>;
  vmInstanceUuid: string;
}

/** Its `uuid` is the snapshot's: a snapshot is in one group at most. */
export interface GroupRefRow extends BaseRow {
  volumeSnapshotUuid: string;
  volumeSnapshotGroupUuid: string;
  deviceId: number;
  snapshotDeleted: boolean;
  volumeUuid: string;
  volumeName: string;
  volumeType: string;
  volumeSnapshotInstallPath?: Opt<string>;
  volumeSnapshotName: string;
  volumeLastAttachDate?: Opt<number>;
}

export interface BackupRow extends BaseRow {
  volumeUuid: string;
  name: string;
  description?: Opt<string>;
  type: string;
  state: "Enabled" | "Disabled";
  status: "Creating" | "Ready" | "Deleted" | "Downloading";
  size: number;
  metadata?: Opt<string>;
  groupUuid?: Opt<string>;
  /** What was asked for. */
  mode?: Opt<"full" | "auto">;
  vmInstanceUuid?: Opt<string>;
  /** Its layer in the stores: the last part of install paths, never used again. */
  image: string;
  /** The layer this increment builds on. */
  parentImage?: Opt<string>;
  /** How large the volume was. */
  volumeSize?: Opt<number>;
  /** Deletes fail, as they do where the storage does not answer. */
  deleteFails?: Opt<boolean>;
  /** What is said when a volume or a VM is to go back to it, or is to be made from it. */
  restoreFails?: Opt<string>;
}

/** Its `uuid` is `<backup>/<storage>`, of a second one `<backup>/<storage>/<id>`. */
export interface BackupRefRow extends BaseRow {
  id: number;
  volumeBackupUuid: string;
  backupStorageUuid: string;
  installPath: string;
  status: "Creating" | "Ready" | "Deleted";
  /** A layer below is gone from the store: it cannot be restored from there. */
  lostBase?: Opt<string>;
}

export interface BackupStorageRow extends BaseRow {
  hostname: string;
  username: string;
  sshPort: number;
  name: string;
  url: string;
  description?: Opt<string>;
  totalCapacity: number;
  availableCapacity: number;
  type: string;
  state: "Enabled" | "Disabled";
  status: string;
  attachedZoneUuids: string[];
  /** What the next sync will find in the store, and find missing. */
  unknownBackups?: Opt<number>;
  lostBackups?: Opt<number>;
  /** Data whose deletion the store did not hear of; a sync finds them again. */
  leftBehind?: Opt<{ row: BackupRow; ref: BackupRefRow }[]>;
}

export interface PrimaryStorageRow extends BaseRow {
  zoneUuid: string;
  name: string;
  url: string;
  description?: Opt<string>;
  totalCapacity: number;
  availableCapacity: number;
  type: string;
  state: string;
  status: string;
  mountPath: string;
  attachedClusterUuids: string[];
}

export interface DiskOfferingRow extends BaseRow {
  name: string;
  description?: Opt<string>;
  diskSize: number;
  sortKey: number;
  state: string;
  type: string;
  allocatorStrategy: string;
}

export interface TagRow extends BaseRow {
  resourceUuid: string;
  resourceType: string;
  tag: string;
  type: "User" | "System";
  inherent?: Opt<boolean>;
  tagPatternUuid?: Opt<string>;
}

export interface TagPatternRow extends BaseRow {
  name: string;
  value: string;
  description?: Opt<string>;
  color?: Opt<string>;
  type: "simple" | "withToken";
}

/** An image made from a snapshot or a backup. */
export interface ImageRow extends BaseRow {
  name: string;
  description?: Opt<string>;
  state: string;
  status: string;
  size: number;
  actualSize: number;
  url: string;
  mediaType: "RootVolumeTemplate" | "DataVolumeTemplate";
  guestOsType?: Opt<string>;
  architecture?: Opt<string>;
  platform?: Opt<string>;
  type: string;
  format: string;
  system: boolean;
  virtio: boolean;
  storageUuids: string[];
  /** Stores in whose recycle bin it is. */
  deletedOn?: Opt<string[]>;
}

export interface LongJobRow extends BaseRow {
  name: string;
  description?: Opt<string>;
  apiId: string;
  jobName: string;
  jobData: string;
  jobResult?: Opt<string>;
  state: "Running" | "Succeeded" | "Failed";
  managementNodeUuid: string;
  /** Seconds. */
  executeTime?: Opt<number>;
}

/** Its `uuid` is `<category>/<name>`. */
export interface GlobalConfigRow extends BaseRow {
  id: number;
  name: string;
  category: string;
  description: string;
  defaultValue: string;
  value: string;
}

export interface SessionRow extends BaseRow {
  userUuid: string;
  expiredDate: number;
}

/** An increment that a delete took a layer away from. */
export interface BrokenIncrement {
  uuid: string;
  backupStorageUuid: string;
  /** The backup whose data are gone. */
  base: string;
}
