export { Backup, type BackupArgs, type BackupDeletionPolicy, type BackupFsInfo } from "./backup";
export { BackupStorageSync, type BackupStorageSyncArgs } from "./backupStorageSync";
export type { FunctionInputs, FunctionOptions } from "./functionModule";
export * from "./functions";
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
