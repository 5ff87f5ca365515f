// Made by `npm run generate`. Do not edit: change the definition in provider/ and run it again.

export { RestoredVolume, type RestoredVolumeArgs } from "./restoredVolume";
export type {
  DeletionPolicy,
  Problems,
  RestoredVolumeVerify,
  SeriesDeletionPolicy,
  VolumeBackupVerify,
  VolumeSnapshotSeriesPoint,
  VolumeSnapshotVerify,
} from "./types";
export { VolumeBackup, type VolumeBackupArgs } from "./volumeBackup";
export { VolumeSnapshot, type VolumeSnapshotArgs } from "./volumeSnapshot";
export { VolumeSnapshotSeries, type VolumeSnapshotSeriesArgs } from "./volumeSnapshotSeries";
