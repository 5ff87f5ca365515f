// Made by `npm run generate`. Do not edit: change the definition in provider/ and run it again.

export { RestoreDrill, type RestoreDrillArgs } from "./restoreDrill";
export { RestoredVolume, type RestoredVolumeArgs } from "./restoredVolume";
export type {
  DeletionPolicy,
  OnUnknown,
  PointDrill,
  Problems,
  RestoredVolumeVerify,
  SeriesDeletionPolicy,
  VolumeBackupVerify,
  VolumeSnapshotSeriesPoint,
  VolumeSnapshotVerify,
} from "./types";
export { VolumeBackup, type VolumeBackupArgs } from "./volumeBackup";
export { VolumeRestore, type VolumeRestoreArgs } from "./volumeRestore";
export { VolumeRevert, type VolumeRevertArgs } from "./volumeRevert";
export { VolumeSnapshot, type VolumeSnapshotArgs } from "./volumeSnapshot";
export { VolumeSnapshotSeries, type VolumeSnapshotSeriesArgs } from "./volumeSnapshotSeries";
