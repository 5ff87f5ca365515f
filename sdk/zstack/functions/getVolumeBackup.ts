// Made by `npm run generate`. Do not edit: change the definition in provider/ and run it again.

import type * as pulumi from "@pulumi/pulumi";
import { type FunctionInputs, type FunctionOptions, functions } from "../functionModule";

/** Filters of `getVolumeBackups`. */
export interface GetVolumeBackupsArgs {
  /** 32 lower-case hexadecimal digits. */
  readonly uuid?: string;
  /** Exact name, case included; any characters are allowed. */
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
  /** Backups of this volume. */
  readonly volumeUuid?: string;
  /** Backups of volumes that were attached to this VM. */
  readonly vmInstanceUuid?: string;
  /** Members of this VM backup. */
  readonly groupUuid?: string;
  /** Backups of which this backup storage holds a finished copy. */
  readonly backupStorageUuid?: string;
  /** Type of the volume. */
  readonly type?: "Root" | "Data";
  /**
   * What was requested: `full` if that was forced (or the chain was at its limit), else `auto`, which the first, full
   * one of a chain is too. `incremental` is written by very old servers only.
   */
  readonly mode?: "full" | "incremental" | "auto";
  /** Whether it may be used. */
  readonly state?: "Enabled" | "Disabled";
  /** `Ready` leaves out what is still being created. */
  readonly status?: "Creating" | "Ready" | "Downloading";
}

/** Filters of `getVolumeBackup`. */
export interface GetVolumeBackupArgs extends GetVolumeBackupsArgs {
  /** Return the newest of several, by `createDate` and then by uuid. Default false: several matches are an error. */
  readonly mostRecent?: boolean;
}

/** A volume backup. */
export interface GetVolumeBackupResult {
  /** 32 lower-case hexadecimal digits. */
  readonly uuid: string;
  /** Name. */
  readonly name: string;
  /** Description. */
  readonly description?: string;
  /** uuid of the volume. */
  readonly volumeUuid: string;
  /** uuid of the VM that the volume was attached to. */
  readonly vmInstanceUuid?: string;
  /** uuid of the VM backup that it belongs to. */
  readonly groupUuid?: string;
  /** `Root` or `Data`. */
  readonly type?: string;
  /** What was requested, `full` or `auto`; not what was created. */
  readonly mode?: string;
  /** The chain that it is part of: equal for a full backup and the increments on it, of one volume. */
  readonly chain?: string;
  /** Bytes. */
  readonly size: number;
  /** `Enabled` or `Disabled`. */
  readonly state?: string;
  /** `Creating`, `Ready`, `Downloading` …, as the server writes it. */
  readonly status: string;
  /** uuids of the backup storages that hold a finished copy of it, sorted. */
  readonly replicaStorageUuids: readonly string[];
  /** When it was created: the server's own text, in its local time. */
  readonly createDate?: string;
}

/**
 * Gets one volume backup. Runs at once, in previews too.
 *
 * Includes members of VM backups; those have a `groupUuid`.
 *
 * An object must match all filters. It is an error if none matches (code `no-match`), or if several match without
 * `mostRecent: true` (`several-matches`); the message lists them. An error also names settings that are missing or not
 * known yet.
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
 * `getVolumeBackup` for arguments that may be outputs: the result is unknown while one of them, or a setting of the
 * provider, is; otherwise the function runs in previews too. Same errors and API.
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
 * Gets all volume backups that match, oldest first; the list may be empty. Without filters: all that the account sees.
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
 * `getVolumeBackups` for arguments that may be outputs: the result is unknown while one of them, or a setting of the
 * provider, is. Same errors and API.
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
