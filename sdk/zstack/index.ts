export type {
  CommonFilters,
  GetBackupStorageArgs,
  GetBackupStorageResult,
  GetBackupStoragesArgs,
  GetVmBackupArgs,
  GetVmBackupResult,
  GetVmBackupsArgs,
  GetVmInstanceArgs,
  GetVmInstanceResult,
  GetVmInstancesArgs,
  GetVolumeArgs,
  GetVolumeBackupArgs,
  GetVolumeBackupResult,
  GetVolumeBackupsArgs,
  GetVolumeResult,
  GetVolumeSnapshotArgs,
  GetVolumeSnapshotGroupArgs,
  GetVolumeSnapshotGroupResult,
  GetVolumeSnapshotGroupsArgs,
  GetVolumeSnapshotResult,
  GetVolumeSnapshotsArgs,
  GetVolumesArgs,
  MostRecent,
  VolumeSnapshotGroupMemberResult,
} from "../../provider/zstack/functions/types";
export { Backup, type BackupArgs, type BackupDeletionPolicy, type BackupFsInfo } from "./backup";
export { BackupStorageSync, type BackupStorageSyncArgs } from "./backupStorageSync";
export type { FunctionInputs, FunctionOptions } from "./functionModule";
export {
  getVmBackup,
  getVmBackupOutput,
  getVmBackups,
  getVmBackupsOutput,
  getVolumeBackup,
  getVolumeBackupOutput,
  getVolumeBackups,
  getVolumeBackupsOutput,
} from "./functionsBackups";
export {
  getBackupStorage,
  getBackupStorageOutput,
  getBackupStorages,
  getBackupStoragesOutput,
  getVmInstance,
  getVmInstanceOutput,
  getVmInstances,
  getVmInstancesOutput,
  getVolume,
  getVolumeOutput,
  getVolumes,
  getVolumesOutput,
} from "./functionsMachines";
export {
  getVolumeSnapshot,
  getVolumeSnapshotGroup,
  getVolumeSnapshotGroupOutput,
  getVolumeSnapshotGroups,
  getVolumeSnapshotGroupsOutput,
  getVolumeSnapshotOutput,
  getVolumeSnapshots,
  getVolumeSnapshotsOutput,
} from "./functionsSnapshots";
export { Provider, type ProviderArgs } from "./provider";
export type {
  Problems,
  VmBackupVerify,
  VolumeBackupVerify,
  VolumeSnapshotGroupVerify,
  VolumeSnapshotVerify,
} from "./verify";
export { VmBackup, type VmBackupArgs, type VmBackupMember } from "./vmBackup";
export { VmBackupSeries, type VmBackupSeriesArgs, type VmBackupSeriesPoint } from "./vmBackupSeries";
export { VolumeBackup, type VolumeBackupArgs } from "./volumeBackup";
export {
  VolumeSnapshot,
  type VolumeSnapshotArgs,
  type VolumeSnapshotDeletionPolicy,
} from "./volumeSnapshot";
export {
  VolumeSnapshotGroup,
  type VolumeSnapshotGroupArgs,
  type VolumeSnapshotGroupDeletionPolicy,
  type VolumeSnapshotGroupMember,
} from "./volumeSnapshotGroup";
export {
  VolumeSnapshotSeries,
  type VolumeSnapshotSeriesArgs,
  type VolumeSnapshotSeriesPoint,
} from "./volumeSnapshotSeries";
