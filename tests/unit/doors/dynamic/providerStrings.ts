/**
 * What stands as `__provider` in the state file of every user, by handler. THESE TEXTS MAY NEVER CHANGE, and none may
 * be taken away: the engine evaluates them, as they were recorded, for every later read, update and delete. A new kind
 * adds a line.
 */
export const providerStrings: Readonly<Record<string, string>> = {
  zstackVolumeSnapshot: 'exports.handler=()=>require("pulumi-snapshots/dynamic").zstackVolumeSnapshot;',
  zstackVolumeSnapshotGroup: 'exports.handler=()=>require("pulumi-snapshots/dynamic").zstackVolumeSnapshotGroup;',
  zstackRestoredImage: 'exports.handler=()=>require("pulumi-snapshots/dynamic").zstackRestoredImage;',
  zstackRestoredVm: 'exports.handler=()=>require("pulumi-snapshots/dynamic").zstackRestoredVm;',
  zstackRestoredVolume: 'exports.handler=()=>require("pulumi-snapshots/dynamic").zstackRestoredVolume;',
  zstackVolumeBackup: 'exports.handler=()=>require("pulumi-snapshots/dynamic").zstackVolumeBackup;',
  zstackVmBackup: 'exports.handler=()=>require("pulumi-snapshots/dynamic").zstackVmBackup;',
  zstackVolumeSnapshotSeries: 'exports.handler=()=>require("pulumi-snapshots/dynamic").zstackVolumeSnapshotSeries;',
  zstackVmBackupSeries: 'exports.handler=()=>require("pulumi-snapshots/dynamic").zstackVmBackupSeries;',
  zstackBackupStorageSync: 'exports.handler=()=>require("pulumi-snapshots/dynamic").zstackBackupStorageSync;',
  zstackVolumeRevert: 'exports.handler=()=>require("pulumi-snapshots/dynamic").zstackVolumeRevert;',
  zstackVmRevert: 'exports.handler=()=>require("pulumi-snapshots/dynamic").zstackVmRevert;',
  zstackRestoreDrill: 'exports.handler=()=>require("pulumi-snapshots/dynamic").zstackRestoreDrill;',
  cinderVolumeSnapshot: 'exports.handler=()=>require("pulumi-snapshots/dynamic").cinderVolumeSnapshot;',
  cinderVolumeSnapshotSeries: 'exports.handler=()=>require("pulumi-snapshots/dynamic").cinderVolumeSnapshotSeries;',
  cinderVolumeBackup: 'exports.handler=()=>require("pulumi-snapshots/dynamic").cinderVolumeBackup;',
  cinderRestoredVolume: 'exports.handler=()=>require("pulumi-snapshots/dynamic").cinderRestoredVolume;',
  cinderVolumeRevert: 'exports.handler=()=>require("pulumi-snapshots/dynamic").cinderVolumeRevert;',
  cinderVolumeRestore: 'exports.handler=()=>require("pulumi-snapshots/dynamic").cinderVolumeRestore;',
  cinderRestoreDrill: 'exports.handler=()=>require("pulumi-snapshots/dynamic").cinderRestoreDrill;',
};
