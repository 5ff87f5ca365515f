// Made by `npm run generate`. Do not edit: change the definition in provider/ and run it again.

import type * as pulumi from "@pulumi/pulumi";
import { type FunctionInputs, type FunctionOptions, functions } from "../functionModule";

/** Filters of `getVolumeSnapshots`. */
export interface GetVolumeSnapshotsArgs {
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
  /** Snapshots of this volume. */
  readonly volumeId?: string;
}

/** Filters of `getVolumeSnapshot`. */
export interface GetVolumeSnapshotArgs extends GetVolumeSnapshotsArgs {
  /** Return the newest of several, by `createdAt` and then by id. Default false: several matches are an error. */
  readonly mostRecent?: boolean;
}

/** A volume snapshot. */
export interface GetVolumeSnapshotResult {
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
  /** Progress of its creation, e.g. `100%`. */
  readonly progress?: string;
  /** Size of the volume at that time, in GiB. */
  readonly size: number;
  /** Metadata, without the keys of this package. */
  readonly metadata: Readonly<Record<string, string>>;
  /** When it was created: ISO 8601 in UTC. */
  readonly createdAt?: string;
  /** When it last changed: ISO 8601 in UTC. */
  readonly updatedAt?: string;
}

/**
 * Gets one volume snapshot of the project. Runs at once, in previews too.
 *
 * An object must match all filters. It is an error if none matches (code `no-match`), or if several match without
 * `mostRecent: true` (`several-matches`); the message lists them. An error also names settings that are missing or not
 * known yet.
 *
 * API: `GET /snapshots/detail`, `GET /snapshots/{id}`.
 *
 * @example
 * ```ts
 * const last = await cinder.getVolumeSnapshot({ volumeId, status: "available", mostRecent: true });
 * export const taken = last.createdAt;
 * ```
 */
export function getVolumeSnapshot(
  args: GetVolumeSnapshotArgs,
  options?: FunctionOptions,
): Promise<GetVolumeSnapshotResult> {
  return functions.findOne("VolumeSnapshot", args, options);
}

/**
 * `getVolumeSnapshot` for arguments that may be outputs: the result is unknown while one of them, or a setting of the
 * provider, is; otherwise the function runs in previews too. Same errors and API.
 *
 * @example
 * ```ts
 * const last = cinder.getVolumeSnapshotOutput({ volumeId: disk.id, status: "available", mostRecent: true });
 * ```
 */
export function getVolumeSnapshotOutput(
  args: FunctionInputs<GetVolumeSnapshotArgs>,
  options?: FunctionOptions,
): pulumi.Output<GetVolumeSnapshotResult> {
  return functions.findOneOutput("VolumeSnapshot", args, options);
}

/**
 * Gets all volume snapshots of the project that match, oldest first; the list may be empty. Without filters: all of the
 * project.
 *
 * Throws for invalid filters and settings, and if the connection fails.
 *
 * API: `GET /snapshots/detail`, `GET /snapshots/{id}`, page by page.
 *
 * @example
 * ```ts
 * const nightly = await cinder.getVolumeSnapshots({ volumeId, namePattern: "nightly-%" });
 * ```
 */
export function getVolumeSnapshots(
  args: GetVolumeSnapshotsArgs = {},
  options?: FunctionOptions,
): Promise<GetVolumeSnapshotResult[]> {
  return functions.findAll("VolumeSnapshot", args, options);
}

/**
 * `getVolumeSnapshots` for arguments that may be outputs: the result is unknown while one of them, or a setting of the
 * provider, is. Same errors and API.
 *
 * @example
 * ```ts
 * const all = cinder.getVolumeSnapshotsOutput({ volumeId: disk.id });
 * ```
 */
export function getVolumeSnapshotsOutput(
  args: FunctionInputs<GetVolumeSnapshotsArgs> = {},
  options?: FunctionOptions,
): pulumi.Output<GetVolumeSnapshotResult[]> {
  return functions.findAllOutput("VolumeSnapshot", args, options);
}
