// Made by `npm run generate`. Do not edit: change the definition in provider/ and run it again.

import type * as pulumi from "@pulumi/pulumi";
import { type FunctionInputs, type FunctionOptions, functions } from "../functionModule";

/** Filters of `getVolumes`. */
export interface GetVolumesArgs {
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
  /** Availability zone. */
  readonly availabilityZone?: string;
  /** Name of the volume type. */
  readonly volumeType?: string;
  /** Volumes attached to this server. */
  readonly serverId?: string;
  /** Volumes created from this snapshot. */
  readonly snapshotId?: string;
  /** Whether a server can boot from it. */
  readonly bootable?: boolean;
}

/** Filters of `getVolume`. */
export interface GetVolumeArgs extends GetVolumesArgs {
  /** Return the newest of several, by `createdAt` and then by id. Default false: several matches are an error. */
  readonly mostRecent?: boolean;
}

/** A server that a volume is attached to. */
export interface VolumeAttachmentResult {
  /** id of the server. */
  readonly serverId: string;
  /** As the server sees it, e.g. `/dev/vdb`. */
  readonly device?: string;
  /** id of the attachment. */
  readonly attachmentId?: string;
  /** Since when: ISO 8601 in UTC. */
  readonly attachedAt?: string;
}

/** A volume. */
export interface GetVolumeResult {
  /** uuid in lower case with dashes. */
  readonly id: string;
  /** Empty if it has none. */
  readonly name: string;
  /** Description. */
  readonly description?: string;
  /** As the service writes it. */
  readonly status: string;
  /** GiB. */
  readonly size: number;
  /** Availability zone. */
  readonly availabilityZone?: string;
  /** Name of the volume type. */
  readonly volumeType?: string;
  /** id of the snapshot that it was created from. */
  readonly snapshotId?: string;
  /** id of the volume that it was created from. */
  readonly sourceVolumeId?: string;
  /** Whether a server can boot from it. */
  readonly bootable?: boolean;
  /** Whether its data are encrypted. */
  readonly encrypted?: boolean;
  /** Whether several servers may use it at the same time. */
  readonly multiattach?: boolean;
  /** Sorted by server. */
  readonly attachments: readonly VolumeAttachmentResult[];
  /** Metadata, without the keys of this package. */
  readonly metadata: Readonly<Record<string, string>>;
  /** When it was created: ISO 8601 in UTC. */
  readonly createdAt?: string;
  /** When it last changed: ISO 8601 in UTC. */
  readonly updatedAt?: string;
}

/**
 * Gets one volume of the project. Runs at once, in previews too.
 *
 * An object must match all filters. It is an error if none matches (code `no-match`), or if several match without
 * `mostRecent: true` (`several-matches`); the message lists them. An error also names settings that are missing or not
 * known yet.
 *
 * API: `GET /volumes/detail`, `GET /volumes/{id}`.
 *
 * @example
 * ```ts
 * const disk = await cinder.getVolume({ name: "web-1-data" });
 * new cinder.VolumeSnapshot("before-upgrade", { volumeId: disk.id, force: disk.status === "in-use" });
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
 * const disk = cinder.getVolumeOutput({ id: server.volumeId });
 * ```
 */
export function getVolumeOutput(
  args: FunctionInputs<GetVolumeArgs>,
  options?: FunctionOptions,
): pulumi.Output<GetVolumeResult> {
  return functions.findOneOutput("Volume", args, options);
}

/**
 * Gets all volumes of the project that match, oldest first; the list may be empty. Without filters: all of the project.
 *
 * Throws for invalid filters and settings, and if the connection fails.
 *
 * API: `GET /volumes/detail`, `GET /volumes/{id}`, page by page.
 *
 * @example
 * ```ts
 * const disks = await cinder.getVolumes({ status: "in-use", metadata: { tier: "gold" } });
 * for (const disk of disks) new cinder.VolumeSnapshot(disk.name, { volumeId: disk.id, force: true });
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
 * const disks = cinder.getVolumesOutput({ serverId: server.id });
 * ```
 */
export function getVolumesOutput(
  args: FunctionInputs<GetVolumesArgs> = {},
  options?: FunctionOptions,
): pulumi.Output<GetVolumeResult[]> {
  return functions.findAllOutput("Volume", args, options);
}
