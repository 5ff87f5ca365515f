import { functionModule } from "../../core/functions/module";
import { closeConnections, connectionOf } from "../connections";
import { Volume } from "./volume";
import { VolumeBackup } from "./volumeBackup";
import { VolumeSnapshot } from "./volumeSnapshot";

/** The functions of Cinder by what they find. */
export const functions = { Volume, VolumeSnapshot, VolumeBackup };

export const { findOne, findAll, closeFunctions } = functionModule(functions, {
  name: "cinder",
  connect: (settings, runtime) => connectionOf({ settings, runtime }),
  disconnect: closeConnections,
  where: async (api) => `in project ${(await api.origin()).replace(/^(.*)\/(.*)$/, "$2 of $1")}`,
  missing: "correct the filters, or use a provider for the project and region that have it",
});
