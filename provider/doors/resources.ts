// Every resource of the package, for all doors and for what is generated.

import { restoreDrill as cinderDrill } from "../cinder/restoreDrill/resource";
import { restoredVolume as cinderRestoredVolume } from "../cinder/restoredVolume/resource";
import { volumeSnapshotSeries as cinderSnapshotSeries } from "../cinder/series";
import { volumeBackup as cinderBackup } from "../cinder/volumeBackup/resource";
import { volumeRestore as cinderRestore } from "../cinder/volumeRestore/resource";
import { volumeRevert as cinderRevert } from "../cinder/volumeRevert/resource";
import { volumeSnapshot as cinderSnapshot } from "../cinder/volumeSnapshot/resource";
import { Action } from "../core/actions/action";
import type { ActionDefinition } from "../core/actions/definition";
import type { Properties } from "../core/contract/properties";
import type { ResourceDefinition } from "../core/contract/resourceDefinition";
import type { ResourceProvider } from "../core/contract/resourceProvider";
import { Lifecycle } from "../core/lifecycle/lifecycle";
import type { ProviderRuntime } from "../core/runtime/runtime";
import type { SeriesDefinition } from "../core/series/definition";
import { seriesProperties } from "../core/series/properties";
import { Series } from "../core/series/provider";
import { backupStorageSync } from "../zstack/backupStorageSync/resource";
import { restoreDrill } from "../zstack/restoreDrill/resource";
import { restoredImage } from "../zstack/restoredImage/resource";
import { restoredVm } from "../zstack/restoredVm/resource";
import { restoredVolume } from "../zstack/restoredVolume/resource";
import { vmBackupSeries, volumeSnapshotSeries } from "../zstack/series";
import { vmBackup } from "../zstack/vmBackup/resource";
import { vmRevert } from "../zstack/vmRevert/resource";
import { volumeBackup } from "../zstack/volumeBackup/resource";
import { volumeRevert } from "../zstack/volumeRevert/resource";
import { volumeSnapshot } from "../zstack/volumeSnapshot/resource";
import { volumeSnapshotGroup } from "../zstack/volumeSnapshotGroup/resource";

/** One resource as a door serves it. */
export interface Resource extends Properties {
  /** `object`: one restore point. `series`: several. `action`: nothing is left behind. */
  readonly type: "object" | "series" | "action";
  /** The input that names one existing object. */
  readonly importInput?: string;
  /** Of an action that previews announce. */
  readonly plan?: ActionDefinition["plan"];
  provider(runtime: ProviderRuntime): ResourceProvider;
}

function object<T>(definition: ResourceDefinition<T>): Resource {
  return { ...definition, type: "object", provider: (runtime) => new Lifecycle(definition, runtime) };
}

function series<T>(definition: SeriesDefinition<T>): Resource {
  return {
    ...seriesProperties(definition),
    type: "series",
    provider: (runtime) => new Series(definition, runtime),
  };
}

function action(definition: ActionDefinition): Resource {
  return { ...definition, type: "action", provider: (runtime) => new Action(definition, runtime) };
}

/** By the names of their handlers, which stand in every state file (`__provider`): they may never change. */
export const resources = {
  zstackVolumeSnapshot: object(volumeSnapshot),
  zstackVolumeSnapshotGroup: object(volumeSnapshotGroup),
  zstackVolumeBackup: object(volumeBackup),
  zstackVmBackup: object(vmBackup),
  zstackVolumeSnapshotSeries: series(volumeSnapshotSeries),
  zstackVmBackupSeries: series(vmBackupSeries),
  zstackBackupStorageSync: action(backupStorageSync),
  zstackRestoredVolume: object(restoredVolume),
  zstackRestoredImage: object(restoredImage),
  zstackRestoredVm: object(restoredVm),
  zstackVolumeRevert: action(volumeRevert),
  zstackVmRevert: action(vmRevert),
  zstackRestoreDrill: action(restoreDrill),
  cinderVolumeSnapshot: object(cinderSnapshot),
  cinderVolumeBackup: object(cinderBackup),
  cinderVolumeSnapshotSeries: series(cinderSnapshotSeries),
  cinderRestoredVolume: object(cinderRestoredVolume),
  cinderVolumeRevert: action(cinderRevert),
  cinderVolumeRestore: action(cinderRestore),
  cinderRestoreDrill: action(cinderDrill),
} as const satisfies Readonly<Record<string, Resource>>;
