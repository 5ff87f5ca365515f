import { functionModule } from "../../core/functions/module";
import { closeConnections, connection } from "../connections";
import { BackupStorage } from "./backupStorage";
import { VmBackup } from "./vmBackup";
import { VmInstance } from "./vmInstance";
import { Volume } from "./volume";
import { VolumeBackup } from "./volumeBackup";
import { VolumeSnapshot } from "./volumeSnapshot";
import { VolumeSnapshotGroup } from "./volumeSnapshotGroup";

/** The functions of ZStack by what they find. */
export const functions = {
  VolumeSnapshot,
  VolumeSnapshotGroup,
  VolumeBackup,
  VmBackup,
  Volume,
  VmInstance,
  BackupStorage,
};

export const { findOne, findAll, closeFunctions } = functionModule(functions, {
  name: "zstack",
  connect: connection,
  disconnect: closeConnections,
  where: async (api) => `on ${api.endpoint}`,
  missing: "correct the filters, or use the account that owns it (an account sees only its own and shared objects)",
});
