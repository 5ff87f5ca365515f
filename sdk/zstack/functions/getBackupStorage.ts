// Made by `npm run generate`. Do not edit: change the definition in provider/ and run it again.

import type * as pulumi from "@pulumi/pulumi";
import { type FunctionInputs, type FunctionOptions, functions } from "../functionModule";

/** Filters of `getBackupStorages`. */
export interface GetBackupStoragesArgs {
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
  /** `ImageStoreBackupStorage` is the type that holds backups. */
  readonly type?: string;
  /** Whether it may be used. */
  readonly state?: "Enabled" | "Disabled";
  /** Whether the server reaches it. */
  readonly status?: "Connecting" | "Connected" | "Disconnected";
}

/** Filters of `getBackupStorage`. */
export interface GetBackupStorageArgs extends GetBackupStoragesArgs {
  /** Return the newest of several, by `createDate` and then by uuid. Default false: several matches are an error. */
  readonly mostRecent?: boolean;
}

/** A backup storage. */
export interface GetBackupStorageResult {
  /** 32 lower-case hexadecimal digits. */
  readonly uuid: string;
  /** Name. */
  readonly name: string;
  /** Description. */
  readonly description?: string;
  /** `ImageStoreBackupStorage`, `SftpBackupStorage` …, as the server writes it. */
  readonly type: string;
  /** Path of its data on its own host. */
  readonly url?: string;
  /** Bytes in all. */
  readonly totalCapacity?: number;
  /** Bytes that are free. */
  readonly availableCapacity?: number;
  /** `Enabled` or `Disabled`. */
  readonly state?: string;
  /** `Connecting`, `Connected`, `Disconnected` …, as the server writes it. */
  readonly status: string;
  /** uuids of the zones that use it, sorted. */
  readonly attachedZoneUuids: readonly string[];
  /** When it was created: the server's own text, in its local time. */
  readonly createDate?: string;
}

/**
 * Gets one backup storage. Runs at once, in previews too.
 *
 * An object must match all filters. It is an error if none matches (code `no-match`), or if several match without
 * `mostRecent: true` (`several-matches`); the message lists them. An error also names settings that are missing or not
 * known yet.
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
 * `getBackupStorage` for arguments that may be outputs: the result is unknown while one of them, or a setting of the
 * provider, is; otherwise the function runs in previews too. Same errors and API.
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
 * Gets all backup storages that match, oldest first; the list may be empty. Without filters: all that the account sees.
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
 * `getBackupStorages` for arguments that may be outputs: the result is unknown while one of them, or a setting of the
 * provider, is. Same errors and API.
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
