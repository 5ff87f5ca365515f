import type * as pulumi from "@pulumi/pulumi";
import type {
  GetVmBackupArgs,
  GetVmBackupResult,
  GetVmBackupsArgs,
  GetVolumeBackupArgs,
  GetVolumeBackupResult,
  GetVolumeBackupsArgs,
} from "../../provider/zstack/functions/types";
import { type LookupInputs, type LookupOptions, lookups } from "./lookups";

/**
 * Looks up one volume backup, now, in previews too.
 *
 * Members of VM backups are among them; those have a `groupUuid`.
 *
 * All filters that are given have to fit. None that fits is an error, and several are without `mostRecent: true`; the
 * message says how many and which. Settings that are missing or not known yet are named with the remedy.
 *
 * API: `GET /v1/volume-backups`.
 *
 * @example
 * ```ts
 * const backup = await zstack.getVolumeBackup({ volumeUuid, status: "Ready", mostRecent: true });
 * export const found = backup.replicaStorageUuids;
 * ```
 */
export function getVolumeBackup(args: GetVolumeBackupArgs, options?: LookupOptions): Promise<GetVolumeBackupResult> {
  return lookups.findOne("VolumeBackup", args, options);
}

/**
 * `getVolumeBackup` for arguments that may be outputs: the result is unknown while one of them, or a setting of the provider,
 * is; otherwise it is looked up in previews too. Errors and API as there.
 *
 * @example
 * ```ts
 * const backup = zstack.getVolumeBackupOutput({ volumeUuid: disk.uuid, mostRecent: true });
 * ```
 */
export function getVolumeBackupOutput(
  args: LookupInputs<GetVolumeBackupArgs>,
  options?: LookupOptions,
): pulumi.Output<GetVolumeBackupResult> {
  return lookups.findOneOutput("VolumeBackup", args, options);
}

/**
 * Looks up all volume backups that fit, however many, oldest first; none is an empty list. Without filters: all that the
 * account sees.
 *
 * Members of VM backups are among them; those have a `groupUuid`.
 *
 * Errors are those of filters, settings and the connection.
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
  options?: LookupOptions,
): Promise<GetVolumeBackupResult[]> {
  return lookups.findAll("VolumeBackup", args, options);
}

/**
 * `getVolumeBackups` for arguments that may be outputs: the result is unknown while one of them, or a setting of the provider,
 * is. Errors and API as there.
 *
 * @example
 * ```ts
 * const all = zstack.getVolumeBackupsOutput({ volumeUuid: disk.uuid });
 * ```
 */
export function getVolumeBackupsOutput(
  args: LookupInputs<GetVolumeBackupsArgs> = {},
  options?: LookupOptions,
): pulumi.Output<GetVolumeBackupResult[]> {
  return lookups.findAllOutput("VolumeBackup", args, options);
}

/**
 * Looks up one VM backup, now, in previews too.
 *
 * `name` is the name that was asked for; the server appends the time to it. `namePattern` and `userTag` are those of
 * the root volume's backup.
 *
 * All filters that are given have to fit. None that fits is an error, and several are without `mostRecent: true`; the
 * message says how many and which. Settings that are missing or not known yet are named with the remedy.
 *
 * API: `GET /v1/volume-backups`.
 *
 * @example
 * ```ts
 * const backup = await zstack.getVmBackup({ vmInstanceUuid, mostRecent: true });
 * export const found = backup.totalSize;
 * ```
 */
export function getVmBackup(args: GetVmBackupArgs, options?: LookupOptions): Promise<GetVmBackupResult> {
  return lookups.findOne("VmBackup", args, options);
}

/**
 * `getVmBackup` for arguments that may be outputs: the result is unknown while one of them, or a setting of the provider,
 * is; otherwise it is looked up in previews too. Errors and API as there.
 *
 * @example
 * ```ts
 * const backup = zstack.getVmBackupOutput({ vmInstanceUuid: vm.uuid, mostRecent: true });
 * ```
 */
export function getVmBackupOutput(
  args: LookupInputs<GetVmBackupArgs>,
  options?: LookupOptions,
): pulumi.Output<GetVmBackupResult> {
  return lookups.findOneOutput("VmBackup", args, options);
}

/**
 * Looks up all VM backups that fit, however many, oldest first; none is an empty list. Without filters: all that the
 * account sees.
 *
 * `name` is the name that was asked for; the server appends the time to it. `namePattern` and `userTag` are those of
 * the root volume's backup.
 *
 * Errors are those of filters, settings and the connection.
 *
 * API: `GET /v1/volume-backups`, page by page.
 *
 * @example
 * ```ts
 * const nightly = await zstack.getVmBackups({ vmInstanceUuid, name: "nightly" });
 * ```
 */
export function getVmBackups(args: GetVmBackupsArgs = {}, options?: LookupOptions): Promise<GetVmBackupResult[]> {
  return lookups.findAll("VmBackup", args, options);
}

/**
 * `getVmBackups` for arguments that may be outputs: the result is unknown while one of them, or a setting of the provider,
 * is. Errors and API as there.
 *
 * @example
 * ```ts
 * const nightly = zstack.getVmBackupsOutput({ vmInstanceUuid: vm.uuid });
 * ```
 */
export function getVmBackupsOutput(
  args: LookupInputs<GetVmBackupsArgs> = {},
  options?: LookupOptions,
): pulumi.Output<GetVmBackupResult[]> {
  return lookups.findAllOutput("VmBackup", args, options);
}
