// Made by `npm run generate`. Do not edit: change the definition in provider/ and run it again.

import type * as pulumi from "@pulumi/pulumi";
import { type FunctionInputs, type FunctionOptions, functions } from "../functionModule";
import type { GetVolumeBackupResult } from "./getVolumeBackup";

/** Filters of `getVmBackups`. */
export interface GetVmBackupsArgs {
  /** The name that was requested; the server appends the time to it. */
  readonly name?: string;
  /**
   * SQL pattern of the whole name: `%` is any text, `_` any one character. A backslash before `%`, `_` or a backslash
   * takes that character literally.
   */
  readonly namePattern?: string;
  /** A user tag of the object: its whole text. */
  readonly userTag?: string;
  /**
   * Created later than this time: `2026-11-21`, `2026-11-21 09:30:00`, or the `createDate` of another result. It is
   * compared with the server's local time, and has no time zone.
   */
  readonly createdAfter?: string;
  /** Created earlier than this time; the same form as `createdAfter`. */
  readonly createdBefore?: string;
  /** 32 lower-case hexadecimal digits; VM backups have no other uuid. */
  readonly groupUuid?: string;
  /** Backups of this VM. */
  readonly vmInstanceUuid?: string;
  /** VM backups with a backup of this volume. */
  readonly volumeUuid?: string;
  /** VM backups of which this backup storage holds a finished copy of at least one member. */
  readonly backupStorageUuid?: string;
}

/** Filters of `getVmBackup`. */
export interface GetVmBackupArgs extends GetVmBackupsArgs {
  /** Return the newest of several, by `createDate` and then by uuid. Default false: several matches are an error. */
  readonly mostRecent?: boolean;
}

/** A VM backup. */
export interface GetVmBackupResult {
  /** 32 lower-case hexadecimal digits. */
  readonly groupUuid: string;
  /** uuid of the VM. */
  readonly vmInstanceUuid?: string;
  /** The backup of the root volume first, then by volume. */
  readonly backups: readonly GetVolumeBackupResult[];
  /** Bytes of all members. */
  readonly totalSize: number;
  /** Whether there is exactly one backup of a root volume and every member is `Ready`. */
  readonly complete: boolean;
  /** When it was created: the server's own text, in its local time. */
  readonly createDate?: string;
}

/**
 * Gets one VM backup. Runs at once, in previews too.
 *
 * `name` is the name that was requested; the server appends the time to it. `namePattern` and `userTag` are those of
 * the root volume's backup.
 *
 * An object must match all filters. It is an error if none matches (code `no-match`), or if several match without
 * `mostRecent: true` (`several-matches`); the message lists them. An error also names settings that are missing or not
 * known yet.
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
 * `getVmBackup` for arguments that may be outputs: the result is unknown while one of them, or a setting of the
 * provider, is; otherwise the function runs in previews too. Same errors and API.
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
 * Gets all VM backups that match, oldest first; the list may be empty. Without filters: all that the account sees.
 *
 * `name` is the name that was requested; the server appends the time to it. `namePattern` and `userTag` are those of
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
 * `getVmBackups` for arguments that may be outputs: the result is unknown while one of them, or a setting of the
 * provider, is. Same errors and API.
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
