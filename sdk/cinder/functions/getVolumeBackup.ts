// Made by `npm run generate`. Do not edit: change the definition in provider/ and run it again.

import type * as pulumi from "@pulumi/pulumi";
import { type FunctionInputs, type FunctionOptions, functions } from "../functionModule";

/** Filters of `getVolumeBackups`. */
export interface GetVolumeBackupsArgs {
  /** uuid in lower case with dashes. */
  readonly id?: string;
  /** Exact name, case included; any characters are allowed. */
  readonly name?: string;
  /**
   * SQL pattern of the whole name: `%` is any text, `_` any one character. A backslash before `%`, `_` or a backslash
   * takes that character literally.
   */
  readonly namePattern?: string;
  /** `available`, `in-use`, `creating`, `error` …, as the service writes it. */
  readonly status?: string;
  /** Metadata that the object must have: these keys with exactly these values, besides any others. */
  readonly metadata?: Readonly<Record<string, string>>;
  /**
   * Created later than this time: ISO 8601 such as `2026-11-21` or `2026-11-21T09:30:00+01:00`; UTC without a time
   * zone.
   */
  readonly createdAfter?: string;
  /** Created earlier than this time; the same form as `createdAfter`. */
  readonly createdBefore?: string;
  /** Backups of this volume. */
  readonly volumeId?: string;
  /** Backups of this snapshot. */
  readonly snapshotId?: string;
  /** Availability zone. */
  readonly availabilityZone?: string;
  /** Container of the backup, as the service names it. */
  readonly container?: string;
  /** Whether it is based on another backup. */
  readonly incremental?: boolean;
}

/** Filters of `getVolumeBackup`. */
export interface GetVolumeBackupArgs extends GetVolumeBackupsArgs {
  /** Return the newest of several, by `createdAt` and then by id. Default false: several matches are an error. */
  readonly mostRecent?: boolean;
}

/** A volume backup. */
export interface GetVolumeBackupResult {
  /** uuid in lower case with dashes. */
  readonly id: string;
  /** Empty if it has none. */
  readonly name: string;
  /** Description. */
  readonly description?: string;
  /** As the service writes it. */
  readonly status: string;
  /** id of the volume. */
  readonly volumeId: string;
  /** id of the snapshot that it was created from. */
  readonly snapshotId?: string;
  /** Why it failed. */
  readonly failReason?: string;
  /** Size of the volume at that time, in GiB. */
  readonly size: number;
  /** Availability zone. */
  readonly availabilityZone?: string;
  /** Container of the backup, as the service names it. */
  readonly container?: string;
  /** Number of objects in the container. */
  readonly objectCount?: number;
  /** Whether it is based on another backup. */
  readonly incremental?: boolean;
  /** Whether incremental backups depend on it. */
  readonly hasDependentBackups?: boolean;
  /** The time of its data: ISO 8601 in UTC. */
  readonly dataTimestamp?: string;
  /** Metadata, without the keys of this package; empty below API 3.43. */
  readonly metadata: Readonly<Record<string, string>>;
  /** When it was created: ISO 8601 in UTC. */
  readonly createdAt?: string;
  /** When it last changed: ISO 8601 in UTC. */
  readonly updatedAt?: string;
}

/**
 * Gets one volume backup of the project. Runs at once, in previews too.
 *
 * An object must match all filters. It is an error if none matches (code `no-match`), or if several match without
 * `mostRecent: true` (`several-matches`); the message lists them. An error also names settings that are missing or not
 * known yet.
 *
 * API: `GET /backups/detail`, `GET /backups/{id}`.
 *
 * @example
 * ```ts
 * const full = await cinder.getVolumeBackup({
 *   volumeId,
 *   incremental: false,
 *   status: "available",
 *   mostRecent: true,
 * });
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
 * const full = cinder.getVolumeBackupOutput({ volumeId: disk.id, mostRecent: true });
 * ```
 */
export function getVolumeBackupOutput(
  args: FunctionInputs<GetVolumeBackupArgs>,
  options?: FunctionOptions,
): pulumi.Output<GetVolumeBackupResult> {
  return functions.findOneOutput("VolumeBackup", args, options);
}

/**
 * Gets all volume backups of the project that match, oldest first; the list may be empty. Without filters: all of the
 * project.
 *
 * Throws for invalid filters and settings, and if the connection fails.
 *
 * API: `GET /backups/detail`, `GET /backups/{id}`, page by page.
 *
 * @example
 * ```ts
 * const old = await cinder.getVolumeBackups({ volumeId, createdBefore: "2026-01-01" });
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
 * const all = cinder.getVolumeBackupsOutput({ volumeId: disk.id });
 * ```
 */
export function getVolumeBackupsOutput(
  args: FunctionInputs<GetVolumeBackupsArgs> = {},
  options?: FunctionOptions,
): pulumi.Output<GetVolumeBackupResult[]> {
  return functions.findAllOutput("VolumeBackup", args, options);
}
