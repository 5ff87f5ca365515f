export type { FunctionInputs, FunctionOptions } from "./functionModule";
export * from "./functions";
export { Provider, type ProviderArgs } from "./provider";
export type { CinderDeletionPolicy, CinderRestorePointArgs, CinderVerify } from "./restorePoint";
export { VolumeBackup, type VolumeBackupArgs } from "./volumeBackup";
export { VolumeSnapshot, type VolumeSnapshotArgs } from "./volumeSnapshot";
export {
  VolumeSnapshotSeries,
  type VolumeSnapshotSeriesArgs,
  type VolumeSnapshotSeriesPoint,
} from "./volumeSnapshotSeries";
