// The names exported here stand in every state file ("__provider"): they may never change.

import "./outputStreams";
import { volumeSnapshotSeries as cinderSnapshotSeries } from "../../cinder/series";
import { volumeBackup as cinderBackup } from "../../cinder/volumeBackup/resource";
import { volumeSnapshot as cinderSnapshot } from "../../cinder/volumeSnapshot/resource";
import { processSurroundings } from "../../core/runtime/runtime";
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
export const zstackVolumeSnapshot: DynamicProvider = dynamicProvider(volumeSnapshot, processSurroundings, hooks);

/** Handler of `zstack.VolumeSnapshotGroup`. */
export const zstackVolumeSnapshotGroup: DynamicProvider = dynamicProvider(
  volumeSnapshotGroup,
  processSurroundings,
  hooks,
);

/** Handler of `zstack.VolumeBackup`. */
export const zstackVolumeBackup: DynamicProvider = dynamicProvider(volumeBackup, processSurroundings, hooks);

/** Handler of `zstack.VmBackup`. */
export const zstackVmBackup: DynamicProvider = dynamicProvider(vmBackup, processSurroundings, hooks);

/** Handler of `zstack.VolumeSnapshotSeries`. */
export const zstackVolumeSnapshotSeries: DynamicProvider = providerOf(
  new Series(volumeSnapshotSeries, processSurroundings),
  processSurroundings,
  hooks,
);

/** Handler of `zstack.VmBackupSeries`. */
export const zstackVmBackupSeries: DynamicProvider = providerOf(
  new Series(vmBackupSeries, processSurroundings),
  processSurroundings,
  hooks,
);

/** Handler of `zstack.BackupStorageSync`. */
export const zstackBackupStorageSync: DynamicProvider = providerOf(
  new BackupStorageSync(processSurroundings),
  processSurroundings,
  hooks,
);

/** Handler of `cinder.VolumeSnapshot`. */
export const cinderVolumeSnapshot: DynamicProvider = dynamicProvider(cinderSnapshot, processSurroundings, hooks);

/** Handler of `cinder.VolumeBackup`. */
export const cinderVolumeBackup: DynamicProvider = dynamicProvider(cinderBackup, processSurroundings, hooks);

/** Handler of `cinder.VolumeSnapshotSeries`. */
export const cinderVolumeSnapshotSeries: DynamicProvider = providerOf(
  new Series(cinderSnapshotSeries, processSurroundings),
  processSurroundings,
  hooks,
);
