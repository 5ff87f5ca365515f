export type {
  CommonFilters,
  GetVolumeArgs,
  GetVolumeBackupArgs,
  GetVolumeBackupResult,
  GetVolumeBackupsArgs,
  GetVolumeResult,
  GetVolumeSnapshotArgs,
  GetVolumeSnapshotResult,
  GetVolumeSnapshotsArgs,
  GetVolumesArgs,
  MostRecent,
  VolumeAttachmentResult,
} from "../../provider/cinder/functions/types";
export type { FunctionInputs, FunctionOptions } from "./functionModule";
export {
  getVolume,
  getVolumeBackup,
  getVolumeBackupOutput,
  getVolumeBackups,
  getVolumeBackupsOutput,
  getVolumeOutput,
  getVolumeSnapshot,
  getVolumeSnapshotOutput,
  getVolumeSnapshots,
  getVolumeSnapshotsOutput,
  getVolumes,
  getVolumesOutput,
} from "./functions";
export { Provider, type ProviderArgs } from "./provider";
export type { CinderDeletionPolicy, CinderRestorePointArgs, CinderVerify } from "./restorePoint";
export { VolumeBackup, type VolumeBackupArgs } from "./volumeBackup";
export { VolumeSnapshot, type VolumeSnapshotArgs } from "./volumeSnapshot";
export {
  VolumeSnapshotSeries,
  type VolumeSnapshotSeriesArgs,
  type VolumeSnapshotSeriesPoint,
} from "./volumeSnapshotSeries";
