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
import { type LookupInputs, type LookupOptions, lookups } from "./lookups";

/**
 * Looks up one volume, now, in previews too.
 *
 * Volumes in the recycle bin are among them, with the status `Deleted`.
 *
 * All filters that are given have to fit. None that fits is an error, and several are without `mostRecent: true`; the
 * message says how many and which. Settings that are missing or not known yet are named with the remedy.
 *
 * API: `GET /v1/volumes`.
 *
 * @example
 * ```ts
 * const disk = await zstack.getVolume({ name: "ROOT-for-web-1", status: "Ready" });
 * export const found = disk.uuid;
 * ```
 */
export function getVolume(args: GetVolumeArgs, options?: LookupOptions): Promise<GetVolumeResult> {
  return lookups.findOne("Volume", args, options);
}

/**
 * `getVolume` for arguments that may be outputs: the result is unknown while one of them, or a setting of the provider,
 * is; otherwise it is looked up in previews too. Errors and API as there.
 *
 * @example
 * ```ts
 * const disk = zstack.getVolumeOutput({ vmInstanceUuid: vm.uuid, type: "Root" });
 * ```
 */
export function getVolumeOutput(
  args: LookupInputs<GetVolumeArgs>,
  options?: LookupOptions,
): pulumi.Output<GetVolumeResult> {
  return lookups.findOneOutput("Volume", args, options);
}

/**
 * Looks up all volumes that fit, however many, oldest first; none is an empty list. Without filters: all that the
 * account sees.
 *
 * Volumes in the recycle bin are among them, with the status `Deleted`.
 *
 * Errors are those of filters, settings and the connection.
 *
 * API: `GET /v1/volumes`, page by page.
 *
 * @example
 * ```ts
 * const disks = await zstack.getVolumes({ vmInstanceUuid });
 * ```
 */
export function getVolumes(args: GetVolumesArgs = {}, options?: LookupOptions): Promise<GetVolumeResult[]> {
  return lookups.findAll("Volume", args, options);
}

/**
 * `getVolumes` for arguments that may be outputs: the result is unknown while one of them, or a setting of the provider,
 * is. Errors and API as there.
 *
 * @example
 * ```ts
 * const disks = zstack.getVolumesOutput({ vmInstanceUuid: vm.uuid });
 * ```
 */
export function getVolumesOutput(
  args: LookupInputs<GetVolumesArgs> = {},
  options?: LookupOptions,
): pulumi.Output<GetVolumeResult[]> {
  return lookups.findAllOutput("Volume", args, options);
}

/**
 * Looks up one virtual machine, now, in previews too.
 *
 * All filters that are given have to fit. None that fits is an error, and several are without `mostRecent: true`; the
 * message says how many and which. Settings that are missing or not known yet are named with the remedy.
 *
 * API: `GET /v1/vm-instances`.
 *
 * @example
 * ```ts
 * const vm = await zstack.getVmInstance({ name: "web-1" });
 * export const found = vm.rootVolumeUuid;
 * ```
 */
export function getVmInstance(args: GetVmInstanceArgs, options?: LookupOptions): Promise<GetVmInstanceResult> {
  return lookups.findOne("VmInstance", args, options);
}

/**
 * `getVmInstance` for arguments that may be outputs: the result is unknown while one of them, or a setting of the provider,
 * is; otherwise it is looked up in previews too. Errors and API as there.
 *
 * @example
 * ```ts
 * const vm = zstack.getVmInstanceOutput({ name: vmName });
 * ```
 */
export function getVmInstanceOutput(
  args: LookupInputs<GetVmInstanceArgs>,
  options?: LookupOptions,
): pulumi.Output<GetVmInstanceResult> {
  return lookups.findOneOutput("VmInstance", args, options);
}

/**
 * Looks up all virtual machines that fit, however many, oldest first; none is an empty list. Without filters: all that the
 * account sees.
 *
 * Errors are those of filters, settings and the connection.
 *
 * API: `GET /v1/vm-instances`, page by page.
 *
 * @example
 * ```ts
 * const running = await zstack.getVmInstances({ namePattern: "web-%", state: "Running" });
 * ```
 */
export function getVmInstances(args: GetVmInstancesArgs = {}, options?: LookupOptions): Promise<GetVmInstanceResult[]> {
  return lookups.findAll("VmInstance", args, options);
}

/**
 * `getVmInstances` for arguments that may be outputs: the result is unknown while one of them, or a setting of the provider,
 * is. Errors and API as there.
 *
 * @example
 * ```ts
 * const running = zstack.getVmInstancesOutput({ clusterUuid: cluster.uuid });
 * ```
 */
export function getVmInstancesOutput(
  args: LookupInputs<GetVmInstancesArgs> = {},
  options?: LookupOptions,
): pulumi.Output<GetVmInstanceResult[]> {
  return lookups.findAllOutput("VmInstance", args, options);
}

/**
 * Looks up one backup storage, now, in previews too.
 *
 * All filters that are given have to fit. None that fits is an error, and several are without `mostRecent: true`; the
 * message says how many and which. Settings that are missing or not known yet are named with the remedy.
 *
 * API: `GET /v1/backup-storage`.
 *
 * @example
 * ```ts
 * const store = await zstack.getBackupStorage({ name: "image-store-1" });
 * export const found = store.uuid;
 * ```
 */
export function getBackupStorage(args: GetBackupStorageArgs, options?: LookupOptions): Promise<GetBackupStorageResult> {
  return lookups.findOne("BackupStorage", args, options);
}

/**
 * `getBackupStorage` for arguments that may be outputs: the result is unknown while one of them, or a setting of the provider,
 * is; otherwise it is looked up in previews too. Errors and API as there.
 *
 * @example
 * ```ts
 * const store = zstack.getBackupStorageOutput({ name: storeName });
 * ```
 */
export function getBackupStorageOutput(
  args: LookupInputs<GetBackupStorageArgs>,
  options?: LookupOptions,
): pulumi.Output<GetBackupStorageResult> {
  return lookups.findOneOutput("BackupStorage", args, options);
}

/**
 * Looks up all backup storages that fit, however many, oldest first; none is an empty list. Without filters: all that the
 * account sees.
 *
 * Errors are those of filters, settings and the connection.
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
  options?: LookupOptions,
): Promise<GetBackupStorageResult[]> {
  return lookups.findAll("BackupStorage", args, options);
}

/**
 * `getBackupStorages` for arguments that may be outputs: the result is unknown while one of them, or a setting of the provider,
 * is. Errors and API as there.
 *
 * @example
 * ```ts
 * const stores = zstack.getBackupStoragesOutput({ type: "ImageStoreBackupStorage" });
 * ```
 */
export function getBackupStoragesOutput(
  args: LookupInputs<GetBackupStoragesArgs> = {},
  options?: LookupOptions,
): pulumi.Output<GetBackupStorageResult[]> {
  return lookups.findAllOutput("BackupStorage", args, options);
}
