// The names exported here stand in every state file ("__provider"): they may never change.

import "./outputStreams";
import { processRuntime } from "../../core/runtime/runtime";
import { type Resource, resources } from "../resources";
import { type DynamicProvider, providerOf } from "./dynamicProvider";
import { processHooks } from "./shutdown";

function handler(resource: Resource): DynamicProvider {
  const provider = providerOf(resource.provider(processRuntime), processRuntime, processHooks);
  return {
    ...provider,
    async check(olds, news) {
      const { inputs, failures } = await provider.check(olds, news);
      // The engine prints the value of the property of a failure, and no dynamic provider can know which are secret. Reasons name it.
      return { inputs, failures: failures.map(({ reason }) => ({ property: "", reason })) };
    },
  };
}

/** Handler of `zstack.VolumeSnapshot`. */
export const zstackVolumeSnapshot: DynamicProvider = handler(resources.zstackVolumeSnapshot);

/** Handler of `zstack.VolumeSnapshotGroup`. */
export const zstackVolumeSnapshotGroup: DynamicProvider = handler(resources.zstackVolumeSnapshotGroup);

/** Handler of `zstack.VolumeBackup`. */
export const zstackVolumeBackup: DynamicProvider = handler(resources.zstackVolumeBackup);

/** Handler of `zstack.VmBackup`. */
export const zstackVmBackup: DynamicProvider = handler(resources.zstackVmBackup);

/** Handler of `zstack.VolumeSnapshotSeries`. */
export const zstackVolumeSnapshotSeries: DynamicProvider = handler(resources.zstackVolumeSnapshotSeries);

/** Handler of `zstack.VmBackupSeries`. */
export const zstackVmBackupSeries: DynamicProvider = handler(resources.zstackVmBackupSeries);

/** Handler of `zstack.BackupStorageSync`. */
export const zstackBackupStorageSync: DynamicProvider = handler(resources.zstackBackupStorageSync);

/** Handler of `zstack.RestoredVolume`. */
export const zstackRestoredVolume: DynamicProvider = handler(resources.zstackRestoredVolume);
/** Handler of `zstack.VolumeRevert`. */
export const zstackVolumeRevert: DynamicProvider = handler(resources.zstackVolumeRevert);

/** Handler of `zstack.VmRevert`. */
export const zstackVmRevert: DynamicProvider = handler(resources.zstackVmRevert);

/** Handler of `zstack.RestoreDrill`. */
export const zstackRestoreDrill: DynamicProvider = handler(resources.zstackRestoreDrill);

/** Handler of `zstack.RestoredImage`. */
export const zstackRestoredImage: DynamicProvider = handler(resources.zstackRestoredImage);

/** Handler of `zstack.RestoredVm`. */
export const zstackRestoredVm: DynamicProvider = handler(resources.zstackRestoredVm);

/** Handler of `cinder.VolumeSnapshot`. */
export const cinderVolumeSnapshot: DynamicProvider = handler(resources.cinderVolumeSnapshot);

/** Handler of `cinder.VolumeBackup`. */
export const cinderVolumeBackup: DynamicProvider = handler(resources.cinderVolumeBackup);

/** Handler of `cinder.VolumeSnapshotSeries`. */
export const cinderVolumeSnapshotSeries: DynamicProvider = handler(resources.cinderVolumeSnapshotSeries);

/** Handler of `cinder.RestoredVolume`. */
export const cinderRestoredVolume: DynamicProvider = handler(resources.cinderRestoredVolume);

/** Handler of `cinder.VolumeRevert`. */
export const cinderVolumeRevert: DynamicProvider = handler(resources.cinderVolumeRevert);

/** Handler of `cinder.VolumeRestore`. */
export const cinderVolumeRestore: DynamicProvider = handler(resources.cinderVolumeRestore);

/** Handler of `cinder.RestoreDrill`. */
export const cinderRestoreDrill: DynamicProvider = handler(resources.cinderRestoreDrill);
