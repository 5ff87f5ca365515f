// Made by `npm run generate`. Do not edit: change the definition in provider/ and run it again.

import type * as pulumi from "@pulumi/pulumi";
import { type FunctionInputs, type FunctionOptions, functions } from "../functionModule";

/** Filters of `getVolumes`. */
export interface GetVolumesArgs {
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
  /** Volumes attached to this VM. */
  readonly vmInstanceUuid?: string;
  /** Volumes on this primary storage. */
  readonly primaryStorageUuid?: string;
  /** Type of the volume. */
  readonly type?: "Root" | "Data" | "Memory" | "Cache";
  /** Whether it may be used. */
  readonly state?: "Enabled" | "Disabled";
  /** `Ready` leaves out the recycle bin. */
  readonly status?: "Creating" | "Ready" | "NotInstantiated" | "Deleted" | "Migrating";
}

/** Filters of `getVolume`. */
export interface GetVolumeArgs extends GetVolumesArgs {
  /** Return the newest of several, by `createDate` and then by uuid. Default false: several matches are an error. */
  readonly mostRecent?: boolean;
}

/** A volume. */
export interface GetVolumeResult {
  /** 32 lower-case hexadecimal digits. */
  readonly uuid: string;
  /** Name. */
  readonly name: string;
  /** Description. */
  readonly description?: string;
  /** uuid of the VM it is attached to. */
  readonly vmInstanceUuid?: string;
  /** uuid of the primary storage that holds it. */
  readonly primaryStorageUuid?: string;
  /** `Root`, `Data` or `Memory`. */
  readonly type: string;
  /** Format of its data, e.g. `qcow2`. */
  readonly format?: string;
  /** Bytes that the volume offers. */
  readonly size: number;
  /** Bytes that it takes on its storage. */
  readonly actualSize?: number;
  /** Its position in the VM. */
  readonly deviceId?: number;
  /** Whether several VMs may use it at the same time. */
  readonly isShareable: boolean;
  /** `Enabled` or `Disabled`. */
  readonly state?: string;
  /** `Creating`, `Ready`, `NotInstantiated`, `Deleted` …, as the server writes it. */
  readonly status: string;
  /** When it was created: the server's own text, in its local time. */
  readonly createDate?: string;
}

/**
 * Gets one volume. Runs at once, in previews too.
 *
 * Includes volumes in the recycle bin, with the status `Deleted`.
 *
 * An object must match all filters. It is an error if none matches (code `no-match`), or if several match without
 * `mostRecent: true` (`several-matches`); the message lists them. An error also names settings that are missing or not
 * known yet.
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
 * Gets all volumes that match, oldest first; the list may be empty. Without filters: all that the account sees.
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
 * `getVolumes` for arguments that may be outputs: the result is unknown while one of them, or a setting of the
 * provider, is. Same errors and API.
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
