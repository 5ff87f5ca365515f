// The names exported here stand in every state file ("__provider"): they may never change.

import "./outputStreams";
import { volumeSnapshotSeries as cinderSnapshotSeries } from "../../cinder/series";
import { volumeBackup as cinderBackup } from "../../cinder/volumeBackup/resource";
import { volumeSnapshot as cinderSnapshot } from "../../cinder/volumeSnapshot/resource";
import { processRuntime } from "../../core/runtime/runtime";
import { Series } from "../../core/series/provider";
import { BackupStorageSync } from "../../zstack/backupStorageSync/resource";
import { vmBackupSeries, volumeSnapshotSeries } from "../../zstack/series";
import { vmBackup } from "../../zstack/vmBackup/resource";
import { volumeBackup } from "../../zstack/volumeBackup/resource";
import { volumeSnapshot } from "../../zstack/volumeSnapshot/resource";
import { volumeSnapshotGroup } from "../../zstack/volumeSnapshotGroup/resource";
import { type DynamicProvider, dynamicProvider, providerOf } from "./dynamicProvider";
import { processHooks as hooks } from "./shutdown";

/** Handler of `zstack.VolumeSnapshot`. */
export const zstackVolumeSnapshot: DynamicProvider = dynamicProvider(volumeSnapshot, processRuntime, hooks);

/** Handler of `zstack.VolumeSnapshotGroup`. */
export const zstackVolumeSnapshotGroup: DynamicProvider = dynamicProvider(volumeSnapshotGroup, processRuntime, hooks);

/** Handler of `zstack.VolumeBackup`. */
export const zstackVolumeBackup: DynamicProvider = dynamicProvider(volumeBackup, processRuntime, hooks);

/** Handler of `zstack.VmBackup`. */
export const zstackVmBackup: DynamicProvider = dynamicProvider(vmBackup, processRuntime, hooks);

/** Handler of `zstack.VolumeSnapshotSeries`. */
export const zstackVolumeSnapshotSeries: DynamicProvider = providerOf(
  new Series(volumeSnapshotSeries, processRuntime),
  processRuntime,
  hooks,
);

/** Handler of `zstack.VmBackupSeries`. */
export const zstackVmBackupSeries: DynamicProvider = providerOf(
  new Series(vmBackupSeries, processRuntime),
  processRuntime,
  hooks,
);

/** Handler of `zstack.BackupStorageSync`. */
export const zstackBackupStorageSync: DynamicProvider = providerOf(
  new BackupStorageSync(processRuntime),
  processRuntime,
  hooks,
);

/** Handler of `cinder.VolumeSnapshot`. */
export const cinderVolumeSnapshot: DynamicProvider = dynamicProvider(cinderSnapshot, processRuntime, hooks);

/** Handler of `cinder.VolumeBackup`. */
export const cinderVolumeBackup: DynamicProvider = dynamicProvider(cinderBackup, processRuntime, hooks);

/** Handler of `cinder.VolumeSnapshotSeries`. */
export const cinderVolumeSnapshotSeries: DynamicProvider = providerOf(
  new Series(cinderSnapshotSeries, processRuntime),
  processRuntime,
  hooks,
);
