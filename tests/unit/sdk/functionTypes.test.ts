import assert from "node:assert/strict";
import type { functions as cinderFunctions } from "../../../provider/cinder/functions";
import type { FunctionArgs, FunctionResults } from "../../../provider/core/functions/definition";
import type { functions as zstackFunctions } from "../../../provider/zstack/functions";
import type { cinder, zstack } from "../../../sdk";

/** For each function whether its types in the SDK and in its definition are the same. */
type Same<Sdk, Defined> = {
  readonly [K in keyof Sdk | keyof Defined]: K extends keyof Sdk & keyof Defined
    ? [Sdk[K], Defined[K], keyof Sdk[K]] extends [Defined[K], Sdk[K], keyof Defined[K]]
      ? true
      : false
    : false;
};

const zstackArgs: Same<
  {
    VolumeSnapshot: zstack.GetVolumeSnapshotsArgs;
    VolumeSnapshotGroup: zstack.GetVolumeSnapshotGroupsArgs;
    VolumeBackup: zstack.GetVolumeBackupsArgs;
    VmBackup: zstack.GetVmBackupsArgs;
    Volume: zstack.GetVolumesArgs;
    VmInstance: zstack.GetVmInstancesArgs;
    BackupStorage: zstack.GetBackupStoragesArgs;
  },
  { [K in keyof typeof zstackFunctions]: FunctionArgs<(typeof zstackFunctions)[K]> }
> = {
  VolumeSnapshot: true,
  VolumeSnapshotGroup: true,
  VolumeBackup: true,
  VmBackup: true,
  Volume: true,
  VmInstance: true,
  BackupStorage: true,
};

const zstackResults: Same<
  {
    VolumeSnapshot: zstack.GetVolumeSnapshotResult;
    VolumeSnapshotGroup: zstack.GetVolumeSnapshotGroupResult;
    VolumeBackup: zstack.GetVolumeBackupResult;
    VmBackup: zstack.GetVmBackupResult;
    Volume: zstack.GetVolumeResult;
    VmInstance: zstack.GetVmInstanceResult;
    BackupStorage: zstack.GetBackupStorageResult;
  },
  FunctionResults<typeof zstackFunctions>
> = zstackArgs;

const cinderArgs: Same<
  {
    Volume: cinder.GetVolumesArgs;
    VolumeSnapshot: cinder.GetVolumeSnapshotsArgs;
    VolumeBackup: cinder.GetVolumeBackupsArgs;
  },
  { [K in keyof typeof cinderFunctions]: FunctionArgs<(typeof cinderFunctions)[K]> }
> = { Volume: true, VolumeSnapshot: true, VolumeBackup: true };

const cinderResults: Same<
  {
    Volume: cinder.GetVolumeResult;
    VolumeSnapshot: cinder.GetVolumeSnapshotResult;
    VolumeBackup: cinder.GetVolumeBackupResult;
  },
  FunctionResults<typeof cinderFunctions>
> = cinderArgs;

describe("types of functions", () => {
  it("are those of the definitions (the compiler says so)", () => {
    for (const same of [zstackArgs, zstackResults, cinderArgs, cinderResults]) {
      assert.ok(Object.values(same).every((one) => one));
    }
  });
});
