import type * as pulumi from "@pulumi/pulumi";
import type {
  GetVmBackupArgs,
  GetVmBackupResult,
  GetVmBackupsArgs,
  GetVolumeBackupArgs,
  GetVolumeBackupResult,
  GetVolumeBackupsArgs,
} from "../../provider/zstack/functions/types";
import { type FunctionInputs, type FunctionOptions, functions } from "./functionModule";

/**
 * Gets one volume backup. Runs at once, in previews too.
 *
 * Includes members of VM backups; those have a `groupUuid`.
 *
 * An object must match all filters. It is an error if none matches, or if several match without `mostRecent: true`; the
 * message lists them. An error also names settings that are missing or not known yet.
 *
 * API: `GET /v1/volume-backups`.
 *
 * @example
 * ```ts
 * const backup = await zstack.getVolumeBackup({ volumeUuid, status: "Ready", mostRecent: true });
 * export const found = backup.replicaStorageUuids;
 * ```
 */
export function getVolumeBackup(args: GetVolumeBackupArgs, options?: FunctionOptions): Promise<GetVolumeBackupResult> {
  return functions.findOne("VolumeBackup", args, options);
}

/**
 * `getVolumeBackup` for arguments that may be outputs: the result is unknown while one of them, or a setting of the provider,
 * is; otherwise the function runs in previews too. Same errors and API.
 *
 * @example
 * ```ts
 * const backup = zstack.getVolumeBackupOutput({ volumeUuid: disk.uuid, mostRecent: true });
 * ```
 */
export function getVolumeBackupOutput(
  args: FunctionInputs<GetVolumeBackupArgs>,
  options?: FunctionOptions,
): pulumi.Output<GetVolumeBackupResult> {
  return functions.findOneOutput("VolumeBackup", args, options);
}

/**
 * Gets all volume backups that match, oldest first; the list may be empty. Without filters: all that the
 * account sees.
 *
 * Includes members of VM backups; those have a `groupUuid`.
 *
 * Throws for invalid filters and settings, and if the connection fails.
 *
 * API: `GET /v1/volume-backups`, page by page.
 *
 * @example
 * ```ts
 * const nightly = await zstack.getVolumeBackups({ backupStorageUuid, volumeUuid, status: "Ready" });
 * const chains = new Set(nightly.map((backup) => backup.chain));
 * ```
 */
export function getVolumeBackups(
  args: GetVolumeBackupsArgs = {},
  options?: FunctionOptions,
): Promise<GetVolumeBackupResult[]> {
  return functions.findAll("VolumeBackup", args, options);
}

/**
 * `getVolumeBackups` for arguments that may be outputs: the result is unknown while one of them, or a setting of the provider,
 * is. Same errors and API.
 *
 * @example
 * ```ts
 * const all = zstack.getVolumeBackupsOutput({ volumeUuid: disk.uuid });
 * ```
 */
export function getVolumeBackupsOutput(
  args: FunctionInputs<GetVolumeBackupsArgs> = {},
  options?: FunctionOptions,
): pulumi.Output<GetVolumeBackupResult[]> {
  return functions.findAllOutput("VolumeBackup", args, options);
}

/**
 * Gets one VM backup. Runs at once, in previews too.
 *
 * `name` is the name that was asked for; the server appends the time to it. `namePattern` and `userTag` are those of
 * the root volume's backup.
 *
 * An object must match all filters. It is an error if none matches, or if several match without `mostRecent: true`; the
 * message lists them. An error also names settings that are missing or not known yet.
 *
 * API: `GET /v1/volume-backups`.
 *
 * @example
 * ```ts
 * const backup = await zstack.getVmBackup({ vmInstanceUuid, mostRecent: true });
 * export const found = backup.totalSize;
 * ```
 */
export function getVmBackup(args: GetVmBackupArgs, options?: FunctionOptions): Promise<GetVmBackupResult> {
  return functions.findOne("VmBackup", args, options);
}

/**
 * `getVmBackup` for arguments that may be outputs: the result is unknown while one of them, or a setting of the provider,
 * is; otherwise the function runs in previews too. Same errors and API.
 *
 * @example
 * ```ts
 * const backup = zstack.getVmBackupOutput({ vmInstanceUuid: vm.uuid, mostRecent: true });
 * ```
 */
export function getVmBackupOutput(
  args: FunctionInputs<GetVmBackupArgs>,
  options?: FunctionOptions,
): pulumi.Output<GetVmBackupResult> {
  return functions.findOneOutput("VmBackup", args, options);
}

/**
 * Gets all VM backups that match, oldest first; the list may be empty. Without filters: all that the
 * account sees.
 *
 * `name` is the name that was asked for; the server appends the time to it. `namePattern` and `userTag` are those of
 * the root volume's backup.
 *
 * Throws for invalid filters and settings, and if the connection fails.
 *
 * API: `GET /v1/volume-backups`, page by page.
 *
 * @example
 * ```ts
 * const nightly = await zstack.getVmBackups({ vmInstanceUuid, name: "nightly" });
 * ```
 */
export function getVmBackups(args: GetVmBackupsArgs = {}, options?: FunctionOptions): Promise<GetVmBackupResult[]> {
  return functions.findAll("VmBackup", args, options);
}

/**
 * `getVmBackups` for arguments that may be outputs: the result is unknown while one of them, or a setting of the provider,
 * is. Same errors and API.
 *
 * @example
 * ```ts
 * const nightly = zstack.getVmBackupsOutput({ vmInstanceUuid: vm.uuid });
 * ```
 */
export function getVmBackupsOutput(
  args: FunctionInputs<GetVmBackupsArgs> = {},
  options?: FunctionOptions,
): pulumi.Output<GetVmBackupResult[]> {
  return functions.findAllOutput("VmBackup", args, options);
}
