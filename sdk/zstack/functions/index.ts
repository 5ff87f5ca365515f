// Made by `npm run generate`. Do not edit: change the definition in provider/ and run it again.

export * from "./getBackupStorage";
export * from "./getVmBackup";
export * from "./getVmInstance";
export * from "./getVolume";
export * from "./getVolumeBackup";
export * from "./getVolumeSnapshot";
export * from "./getVolumeSnapshotGroup";
