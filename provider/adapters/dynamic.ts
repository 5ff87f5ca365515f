// The names exported here stand in every state file ("__provider"): they may never change.

import { processSurroundings } from "../core/surroundings";
import { BackupStorageSync } from "../zstack/backupStorageSync";
import { closeConnections } from "../zstack/connection";
import { volumeSnapshotGroup } from "../zstack/snapshotGroup";
import { vmBackup } from "../zstack/vmBackup";
import { volumeBackup } from "../zstack/volumeBackup";
import { volumeSnapshot } from "../zstack/volumeSnapshot";
import { type DynamicProvider, dynamicProvider, type ProcessHooks, providerOf } from "./dynamicProvider";

/** Milliseconds that logging out may take when the process is asked to end. */
const farewell = 900;

let listening = false;

function end(code: number): void {
  setTimeout(() => process.exit(code), farewell + 50);
  void closeConnections(processSurroundings, farewell).finally(() => process.exit(code));
}

const hooks: ProcessHooks = {
  started() {
    if (listening) return;
    listening = true;
    process.once("SIGINT", () => end(130));
    process.once("SIGTERM", () => end(143));
  },
  orphaned() {
    // Let the answer go out first, should anybody still listen.
    setImmediate(() => end(1));
  },
};

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

/** Handler of `zstack.BackupStorageSync`. */
export const zstackBackupStorageSync: DynamicProvider = providerOf(
  new BackupStorageSync(processSurroundings),
  processSurroundings,
  hooks,
);
