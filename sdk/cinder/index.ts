export { Provider, type ProviderArgs } from "./provider";
export type { CinderDeletionPolicy, CinderRestorePointArgs } from "./restorePoint";
export { VolumeBackup, type VolumeBackupArgs } from "./volumeBackup";
export { VolumeSnapshot, type VolumeSnapshotArgs } from "./volumeSnapshot";
