// Made by `npm run generate`. Do not edit: change the definition in provider/ and run it again.

import type * as pulumi from "@pulumi/pulumi";
import { type FunctionInputs, type FunctionOptions, functions } from "../functionModule";

/** Filters of `getVolumeSnapshots`. */
export interface GetVolumeSnapshotsArgs {
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
  /** Snapshots of this volume. */
  readonly volumeUuid?: string;
  /** Snapshots of the volumes that this VM has now. */
  readonly vmInstanceUuid?: string;
  /** Members of this volume snapshot group. */
  readonly groupUuid?: string;
  /** Type of the volume. */
  readonly volumeType?: "Root" | "Data" | "Memory" | "Cache";
  /** Whether it may be used. */
  readonly state?: "Enabled" | "Disabled";
  /** `Ready` leaves out what is still being created. */
  readonly status?: "Creating" | "Ready" | "Deleting";
}

/** Filters of `getVolumeSnapshot`. */
export interface GetVolumeSnapshotArgs extends GetVolumeSnapshotsArgs {
  /** Return the newest of several, by `createDate` and then by uuid. Default false: several matches are an error. */
  readonly mostRecent?: boolean;
}

/** A volume snapshot. */
export interface GetVolumeSnapshotResult {
  /** 32 lower-case hexadecimal digits. */
  readonly uuid: string;
  /** Name. */
  readonly name: string;
  /** Description. */
  readonly description?: string;
  /** uuid of the volume; absent once the volume is deleted. */
  readonly volumeUuid?: string;
  /** `Root`, `Data` or `Memory`. */
  readonly volumeType?: string;
  /** uuid of the snapshot tree. */
  readonly treeUuid?: string;
  /** uuid of the snapshot that this one is based on. */
  readonly parentUuid?: string;
  /** uuid of the volume snapshot group that it belongs to. */
  readonly groupUuid?: string;
  /** uuid of the primary storage that holds it. */
  readonly primaryStorageUuid?: string;
  /** Format of its data, e.g. `qcow2`. */
  readonly format?: string;
  /** Whether the volume's current data are based on it. */
  readonly latest?: boolean;
  /** Bytes that it takes on its storage; 0 on storages that record none. */
  readonly size: number;
  /** `Enabled` or `Disabled`. */
  readonly state?: string;
  /** `Creating`, `Ready`, `Deleting` …, as the server writes it. */
  readonly status: string;
  /** When it was created: the server's own text, in its local time. */
  readonly createDate?: string;
}

/**
 * Gets one volume snapshot. Runs at once, in previews too.
 *
 * Objects of other accounts are not visible, even on a volume of the own account.
 *
 * An object must match all filters. It is an error if none matches (code `no-match`), or if several match without
 * `mostRecent: true` (`several-matches`); the message lists them. An error also names settings that are missing or not
 * known yet.
 *
 * API: `GET /v1/volume-snapshots`.
 *
 * @example
 * ```ts
 * const last = await zstack.getVolumeSnapshot({ volumeUuid, status: "Ready", mostRecent: true });
 * export const found = last.createDate;
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
 * const last = zstack.getVolumeSnapshotOutput({ volumeUuid: disk.uuid, status: "Ready", mostRecent: true });
 * ```
 */
export function getVolumeSnapshotOutput(
  args: FunctionInputs<GetVolumeSnapshotArgs>,
  options?: FunctionOptions,
): pulumi.Output<GetVolumeSnapshotResult> {
  return functions.findOneOutput("VolumeSnapshot", args, options);
}

/**
 * Gets all volume snapshots that match, oldest first; the list may be empty. Without filters: all that the account
 * sees.
 *
 * Objects of other accounts are not visible, even on a volume of the own account.
 *
 * Throws for invalid filters and settings, and if the connection fails.
 *
 * API: `GET /v1/volume-snapshots`, page by page.
 *
 * @example
 * ```ts
 * const nightly = await zstack.getVolumeSnapshots({ volumeUuid, namePattern: "nightly-%" });
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
 * const nightly = zstack.getVolumeSnapshotsOutput({ volumeUuid: disk.uuid });
 * ```
 */
export function getVolumeSnapshotsOutput(
  args: FunctionInputs<GetVolumeSnapshotsArgs> = {},
  options?: FunctionOptions,
): pulumi.Output<GetVolumeSnapshotResult[]> {
  return functions.findAllOutput("VolumeSnapshot", args, options);
}
