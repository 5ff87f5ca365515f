import type * as pulumi from "@pulumi/pulumi";
import type {
  GetVolumeSnapshotArgs,
  GetVolumeSnapshotGroupArgs,
  GetVolumeSnapshotGroupResult,
  GetVolumeSnapshotGroupsArgs,
  GetVolumeSnapshotResult,
  GetVolumeSnapshotsArgs,
} from "../../provider/zstack/functions/types";
import { type LookupInputs, type LookupOptions, lookups } from "./lookups";

/**
 * Looks up one volume snapshot, now, in previews too.
 *
 * What another account made is not seen, even on a volume of one's own.
 *
 * All filters that are given have to fit. None that fits is an error, and several are without `mostRecent: true`; the
 * message says how many and which. Settings that are missing or not known yet are named with the remedy.
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
  options?: LookupOptions,
): Promise<GetVolumeSnapshotResult> {
  return lookups.findOne("VolumeSnapshot", args, options);
}

/**
 * `getVolumeSnapshot` for arguments that may be outputs: the result is unknown while one of them, or a setting of the provider,
 * is; otherwise it is looked up in previews too. Errors and API as there.
 *
 * @example
 * ```ts
 * const last = zstack.getVolumeSnapshotOutput({ volumeUuid: disk.uuid, status: "Ready", mostRecent: true });
 * ```
 */
export function getVolumeSnapshotOutput(
  args: LookupInputs<GetVolumeSnapshotArgs>,
  options?: LookupOptions,
): pulumi.Output<GetVolumeSnapshotResult> {
  return lookups.findOneOutput("VolumeSnapshot", args, options);
}

/**
 * Looks up all volume snapshots that fit, however many, oldest first; none is an empty list. Without filters: all that the
 * account sees.
 *
 * What another account made is not seen, even on a volume of one's own.
 *
 * Errors are those of filters, settings and the connection.
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
  options?: LookupOptions,
): Promise<GetVolumeSnapshotResult[]> {
  return lookups.findAll("VolumeSnapshot", args, options);
}

/**
 * `getVolumeSnapshots` for arguments that may be outputs: the result is unknown while one of them, or a setting of the provider,
 * is. Errors and API as there.
 *
 * @example
 * ```ts
 * const nightly = zstack.getVolumeSnapshotsOutput({ volumeUuid: disk.uuid });
 * ```
 */
export function getVolumeSnapshotsOutput(
  args: LookupInputs<GetVolumeSnapshotsArgs> = {},
  options?: LookupOptions,
): pulumi.Output<GetVolumeSnapshotResult[]> {
  return lookups.findAllOutput("VolumeSnapshot", args, options);
}

/**
 * Looks up one volume snapshot group, now, in previews too.
 *
 * All filters that are given have to fit. None that fits is an error, and several are without `mostRecent: true`; the
 * message says how many and which. Settings that are missing or not known yet are named with the remedy.
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
  options?: LookupOptions,
): Promise<GetVolumeSnapshotGroupResult> {
  return lookups.findOne("VolumeSnapshotGroup", args, options);
}

/**
 * `getVolumeSnapshotGroup` for arguments that may be outputs: the result is unknown while one of them, or a setting of the provider,
 * is; otherwise it is looked up in previews too. Errors and API as there.
 *
 * @example
 * ```ts
 * const group = zstack.getVolumeSnapshotGroupOutput({ vmInstanceUuid: vm.uuid, mostRecent: true });
 * ```
 */
export function getVolumeSnapshotGroupOutput(
  args: LookupInputs<GetVolumeSnapshotGroupArgs>,
  options?: LookupOptions,
): pulumi.Output<GetVolumeSnapshotGroupResult> {
  return lookups.findOneOutput("VolumeSnapshotGroup", args, options);
}

/**
 * Looks up all volume snapshot groups that fit, however many, oldest first; none is an empty list. Without filters: all that the
 * account sees.
 *
 * Errors are those of filters, settings and the connection.
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
  options?: LookupOptions,
): Promise<GetVolumeSnapshotGroupResult[]> {
  return lookups.findAll("VolumeSnapshotGroup", args, options);
}

/**
 * `getVolumeSnapshotGroups` for arguments that may be outputs: the result is unknown while one of them, or a setting of the provider,
 * is. Errors and API as there.
 *
 * @example
 * ```ts
 * const november = zstack.getVolumeSnapshotGroupsOutput({ vmInstanceUuid: vm.uuid });
 * ```
 */
export function getVolumeSnapshotGroupsOutput(
  args: LookupInputs<GetVolumeSnapshotGroupsArgs> = {},
  options?: LookupOptions,
): pulumi.Output<GetVolumeSnapshotGroupResult[]> {
  return lookups.findAllOutput("VolumeSnapshotGroup", args, options);
}
