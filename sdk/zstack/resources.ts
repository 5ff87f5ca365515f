// Made by `npm run generate`. Do not edit: change the definition in provider/ and run it again.

export { BackupStorageSync, type BackupStorageSyncArgs } from "./backupStorageSync";
export { RestoreDrill, type RestoreDrillArgs } from "./restoreDrill";
export { RestoredImage, type RestoredImageArgs } from "./restoredImage";
export { RestoredVm, type RestoredVmArgs } from "./restoredVm";
export { RestoredVolume, type RestoredVolumeArgs } from "./restoredVolume";
export type {
  BackupDeletionPolicy,
  BackupFsInfo,
  BackupMode,
  BackupStorageSyncScope,
  OnUnknown,
  PointDrill,
  Problems,
  RestoredImageDeletionPolicy,
  RestoredImageMediaType,
  RestoredImagePlatform,
  RestoredImageVerify,
  RestoredVmDeletionPolicy,
  RestoredVmStrategy,
  RestoredVmVerify,
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
  WhenRunning,
} from "./types";
export { VmBackup, type VmBackupArgs } from "./vmBackup";
export { VmBackupSeries, type VmBackupSeriesArgs } from "./vmBackupSeries";
export { VmRevert, type VmRevertArgs } from "./vmRevert";
export { VolumeBackup, type VolumeBackupArgs } from "./volumeBackup";
export { VolumeRevert, type VolumeRevertArgs } from "./volumeRevert";
export { VolumeSnapshot, type VolumeSnapshotArgs } from "./volumeSnapshot";
export { VolumeSnapshotGroup, type VolumeSnapshotGroupArgs } from "./volumeSnapshotGroup";
export { VolumeSnapshotSeries, type VolumeSnapshotSeriesArgs } from "./volumeSnapshotSeries";
