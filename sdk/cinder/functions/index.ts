// Made by `npm run generate`. Do not edit: change the definition in provider/ and run it again.

export * from "./getVolume";
export * from "./getVolumeBackup";
export * from "./getVolumeSnapshot";
