// Made by `npm run generate`. Do not edit: change the definition in provider/ and run it again.

import type * as pulumi from "@pulumi/pulumi";
import { type FunctionInputs, type FunctionOptions, functions } from "../functionModule";

/** Filters of `getVolumeSnapshotGroups`. */
export interface GetVolumeSnapshotGroupsArgs {
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
  /** Groups of this VM. */
  readonly vmInstanceUuid?: string;
  /** Groups with a snapshot of this volume. */
  readonly volumeUuid?: string;
}

/** Filters of `getVolumeSnapshotGroup`. */
export interface GetVolumeSnapshotGroupArgs extends GetVolumeSnapshotGroupsArgs {
  /** Return the newest of several, by `createDate` and then by uuid. Default false: several matches are an error. */
  readonly mostRecent?: boolean;
}

/** The snapshot of one volume in a group. */
export interface VolumeSnapshotGroupMemberResult {
  /** uuid of the snapshot. */
  readonly volumeSnapshotUuid: string;
  /** Name of the snapshot. */
  readonly volumeSnapshotName: string;
  /** uuid of the volume. */
  readonly volumeUuid: string;
  /** Name of the volume. */
  readonly volumeName: string;
  /** `Root`, `Data` or `Memory`. */
  readonly volumeType: string;
  /** Position of the volume in the VM. */
  readonly deviceId: number;
  /** The snapshot was deleted by itself: the group cannot be reverted as a whole any more. */
  readonly snapshotDeleted: boolean;
}

/** A volume snapshot group. */
export interface GetVolumeSnapshotGroupResult {
  /** 32 lower-case hexadecimal digits. */
  readonly uuid: string;
  /** Name. */
  readonly name: string;
  /** Description. */
  readonly description?: string;
  /** uuid of the VM. */
  readonly vmInstanceUuid?: string;
  /** Number of snapshots, as the server records it. */
  readonly snapshotCount: number;
  /** Its snapshots, sorted by `deviceId`. */
  readonly members: readonly VolumeSnapshotGroupMemberResult[];
  /** Whether every member still has its snapshot. */
  readonly complete: boolean;
  /** When it was created: the server's own text, in its local time. */
  readonly createDate?: string;
}

/**
 * Gets one volume snapshot group. Runs at once, in previews too.
 *
 * An object must match all filters. It is an error if none matches (code `no-match`), or if several match without
 * `mostRecent: true` (`several-matches`); the message lists them. An error also names settings that are missing or not
 * known yet.
 *
 * API: `GET /v1/volume-snapshots/group`.
 *
 * @example
 * ```ts
 * const group = await zstack.getVolumeSnapshotGroup({ vmInstanceUuid, name: "before-upgrade" });
 * export const found = group.members[0]?.volumeSnapshotUuid;
 * ```
 */
export function getVolumeSnapshotGroup(
  args: GetVolumeSnapshotGroupArgs,
  options?: FunctionOptions,
): Promise<GetVolumeSnapshotGroupResult> {
  return functions.findOne("VolumeSnapshotGroup", args, options);
}

/**
 * `getVolumeSnapshotGroup` for arguments that may be outputs: the result is unknown while one of them, or a setting of
 * the provider, is; otherwise the function runs in previews too. Same errors and API.
 *
 * @example
 * ```ts
 * const group = zstack.getVolumeSnapshotGroupOutput({ vmInstanceUuid: vm.uuid, mostRecent: true });
 * ```
 */
export function getVolumeSnapshotGroupOutput(
  args: FunctionInputs<GetVolumeSnapshotGroupArgs>,
  options?: FunctionOptions,
): pulumi.Output<GetVolumeSnapshotGroupResult> {
  return functions.findOneOutput("VolumeSnapshotGroup", args, options);
}

/**
 * Gets all volume snapshot groups that match, oldest first; the list may be empty. Without filters: all that the
 * account sees.
 *
 * Throws for invalid filters and settings, and if the connection fails.
 *
 * API: `GET /v1/volume-snapshots/group`, page by page.
 *
 * @example
 * ```ts
 * const november = await zstack.getVolumeSnapshotGroups({ vmInstanceUuid, createdAfter: "2026-11-01" });
 * ```
 */
export function getVolumeSnapshotGroups(
  args: GetVolumeSnapshotGroupsArgs = {},
  options?: FunctionOptions,
): Promise<GetVolumeSnapshotGroupResult[]> {
  return functions.findAll("VolumeSnapshotGroup", args, options);
}

/**
 * `getVolumeSnapshotGroups` for arguments that may be outputs: the result is unknown while one of them, or a setting of
 * the provider, is. Same errors and API.
 *
 * @example
 * ```ts
 * const groups = zstack.getVolumeSnapshotGroupsOutput({ vmInstanceUuid: vm.uuid });
 * ```
 */
export function getVolumeSnapshotGroupsOutput(
  args: FunctionInputs<GetVolumeSnapshotGroupsArgs> = {},
  options?: FunctionOptions,
): pulumi.Output<GetVolumeSnapshotGroupResult[]> {
  return functions.findAllOutput("VolumeSnapshotGroup", args, options);
}
