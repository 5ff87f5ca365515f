import type * as pulumi from "@pulumi/pulumi";
import type {
  GetBackupStorageArgs,
  GetBackupStorageResult,
  GetBackupStoragesArgs,
  GetVmInstanceArgs,
  GetVmInstanceResult,
  GetVmInstancesArgs,
  GetVolumeArgs,
  GetVolumeResult,
  GetVolumesArgs,
} from "../../provider/zstack/functions/types";
import { type FunctionInputs, type FunctionOptions, functions } from "./functionModule";

/**
 * Gets one volume. Runs at once, in previews too.
 *
 * Includes volumes in the recycle bin, with the status `Deleted`.
 *
 * An object must match all filters. It is an error if none matches, or if several match without `mostRecent: true`; the
 * message lists them. An error also names settings that are missing or not known yet.
 *
 * API: `GET /v1/volumes`.
 *
 * @example
 * ```ts
 * const disk = await zstack.getVolume({ name: "ROOT-for-web-1", status: "Ready" });
 * export const found = disk.uuid;
 * ```
 */
export function getVolume(args: GetVolumeArgs, options?: FunctionOptions): Promise<GetVolumeResult> {
  return functions.findOne("Volume", args, options);
}

/**
 * `getVolume` for arguments that may be outputs: the result is unknown while one of them, or a setting of the provider,
 * is; otherwise the function runs in previews too. Same errors and API.
 *
 * @example
 * ```ts
 * const disk = zstack.getVolumeOutput({ vmInstanceUuid: vm.uuid, type: "Root" });
 * ```
 */
export function getVolumeOutput(
  args: FunctionInputs<GetVolumeArgs>,
  options?: FunctionOptions,
): pulumi.Output<GetVolumeResult> {
  return functions.findOneOutput("Volume", args, options);
}

/**
 * Gets all volumes that match, oldest first; the list may be empty. Without filters: all that the
 * account sees.
 *
 * Includes volumes in the recycle bin, with the status `Deleted`.
 *
 * Throws for invalid filters and settings, and if the connection fails.
 *
 * API: `GET /v1/volumes`, page by page.
 *
 * @example
 * ```ts
 * const disks = await zstack.getVolumes({ vmInstanceUuid });
 * ```
 */
export function getVolumes(args: GetVolumesArgs = {}, options?: FunctionOptions): Promise<GetVolumeResult[]> {
  return functions.findAll("Volume", args, options);
}

/**
 * `getVolumes` for arguments that may be outputs: the result is unknown while one of them, or a setting of the provider,
 * is. Same errors and API.
 *
 * @example
 * ```ts
 * const disks = zstack.getVolumesOutput({ vmInstanceUuid: vm.uuid });
 * ```
 */
export function getVolumesOutput(
  args: FunctionInputs<GetVolumesArgs> = {},
  options?: FunctionOptions,
): pulumi.Output<GetVolumeResult[]> {
  return functions.findAllOutput("Volume", args, options);
}

/**
 * Gets one virtual machine. Runs at once, in previews too.
 *
 * An object must match all filters. It is an error if none matches, or if several match without `mostRecent: true`; the
 * message lists them. An error also names settings that are missing or not known yet.
 *
 * API: `GET /v1/vm-instances`.
 *
 * @example
 * ```ts
 * const vm = await zstack.getVmInstance({ name: "web-1" });
 * export const found = vm.rootVolumeUuid;
 * ```
 */
export function getVmInstance(args: GetVmInstanceArgs, options?: FunctionOptions): Promise<GetVmInstanceResult> {
  return functions.findOne("VmInstance", args, options);
}

/**
 * `getVmInstance` for arguments that may be outputs: the result is unknown while one of them, or a setting of the provider,
 * is; otherwise the function runs in previews too. Same errors and API.
 *
 * @example
 * ```ts
 * const vm = zstack.getVmInstanceOutput({ name: vmName });
 * ```
 */
export function getVmInstanceOutput(
  args: FunctionInputs<GetVmInstanceArgs>,
  options?: FunctionOptions,
): pulumi.Output<GetVmInstanceResult> {
  return functions.findOneOutput("VmInstance", args, options);
}

/**
 * Gets all virtual machines that match, oldest first; the list may be empty. Without filters: all that the
 * account sees.
 *
 * Throws for invalid filters and settings, and if the connection fails.
 *
 * API: `GET /v1/vm-instances`, page by page.
 *
 * @example
 * ```ts
 * const running = await zstack.getVmInstances({ namePattern: "web-%", state: "Running" });
 * ```
 */
export function getVmInstances(
  args: GetVmInstancesArgs = {},
  options?: FunctionOptions,
): Promise<GetVmInstanceResult[]> {
  return functions.findAll("VmInstance", args, options);
}

/**
 * `getVmInstances` for arguments that may be outputs: the result is unknown while one of them, or a setting of the provider,
 * is. Same errors and API.
 *
 * @example
 * ```ts
 * const running = zstack.getVmInstancesOutput({ clusterUuid: cluster.uuid });
 * ```
 */
export function getVmInstancesOutput(
  args: FunctionInputs<GetVmInstancesArgs> = {},
  options?: FunctionOptions,
): pulumi.Output<GetVmInstanceResult[]> {
  return functions.findAllOutput("VmInstance", args, options);
}

/**
 * Gets one backup storage. Runs at once, in previews too.
 *
 * An object must match all filters. It is an error if none matches, or if several match without `mostRecent: true`; the
 * message lists them. An error also names settings that are missing or not known yet.
 *
 * API: `GET /v1/backup-storage`.
 *
 * @example
 * ```ts
 * const store = await zstack.getBackupStorage({ name: "image-store-1" });
 * export const found = store.uuid;
 * ```
 */
export function getBackupStorage(
  args: GetBackupStorageArgs,
  options?: FunctionOptions,
): Promise<GetBackupStorageResult> {
  return functions.findOne("BackupStorage", args, options);
}

/**
 * `getBackupStorage` for arguments that may be outputs: the result is unknown while one of them, or a setting of the provider,
 * is; otherwise the function runs in previews too. Same errors and API.
 *
 * @example
 * ```ts
 * const store = zstack.getBackupStorageOutput({ name: storeName });
 * ```
 */
export function getBackupStorageOutput(
  args: FunctionInputs<GetBackupStorageArgs>,
  options?: FunctionOptions,
): pulumi.Output<GetBackupStorageResult> {
  return functions.findOneOutput("BackupStorage", args, options);
}

/**
 * Gets all backup storages that match, oldest first; the list may be empty. Without filters: all that the
 * account sees.
 *
 * Throws for invalid filters and settings, and if the connection fails.
 *
 * API: `GET /v1/backup-storage`, page by page.
 *
 * @example
 * ```ts
 * const stores = await zstack.getBackupStorages({ type: "ImageStoreBackupStorage", state: "Enabled" });
 * ```
 */
export function getBackupStorages(
  args: GetBackupStoragesArgs = {},
  options?: FunctionOptions,
): Promise<GetBackupStorageResult[]> {
  return functions.findAll("BackupStorage", args, options);
}

/**
 * `getBackupStorages` for arguments that may be outputs: the result is unknown while one of them, or a setting of the provider,
 * is. Same errors and API.
 *
 * @example
 * ```ts
 * const stores = zstack.getBackupStoragesOutput({ type: "ImageStoreBackupStorage" });
 * ```
 */
export function getBackupStoragesOutput(
  args: FunctionInputs<GetBackupStoragesArgs> = {},
  options?: FunctionOptions,
): pulumi.Output<GetBackupStorageResult[]> {
  return functions.findAllOutput("BackupStorage", args, options);
}
