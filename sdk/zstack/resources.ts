// Made by `npm run generate`. Do not edit: change the definition in provider/ and run it again.

export { BackupStorageSync, type BackupStorageSyncArgs } from "./backupStorageSync";
export { RestoredImage, type RestoredImageArgs } from "./restoredImage";
export { RestoredVolume, type RestoredVolumeArgs } from "./restoredVolume";
export type {
  BackupDeletionPolicy,
  BackupFsInfo,
  BackupMode,
  BackupStorageSyncScope,
  Problems,
  RestoredImageDeletionPolicy,
  RestoredImageMediaType,
  RestoredImagePlatform,
  RestoredImageVerify,
  RestoredVolumeDeletionPolicy,
  RestoredVolumeVerify,
  SeriesDeletionPolicy,
  VmBackupMember,
  VmBackupSeriesPoint,
  VmBackupVerify,
  VolumeBackupVerify,
  VolumeSnapshotDeletionPolicy,
  VolumeSnapshotGroupDeletionPolicy,
  VolumeSnapshotGroupMember,
  VolumeSnapshotGroupVerify,
  VolumeSnapshotSeriesPoint,
  VolumeSnapshotVerify,
} from "./types";
export { VmBackup, type VmBackupArgs } from "./vmBackup";
export { VmBackupSeries, type VmBackupSeriesArgs } from "./vmBackupSeries";
export { VolumeBackup, type VolumeBackupArgs } from "./volumeBackup";
export { VolumeSnapshot, type VolumeSnapshotArgs } from "./volumeSnapshot";
export { VolumeSnapshotGroup, type VolumeSnapshotGroupArgs } from "./volumeSnapshotGroup";
export { VolumeSnapshotSeries, type VolumeSnapshotSeriesArgs } from "./volumeSnapshotSeries";
