import type * as pulumi from "@pulumi/pulumi";
import type {
  GetVolumeSnapshotArgs,
  GetVolumeSnapshotGroupArgs,
  GetVolumeSnapshotGroupResult,
  GetVolumeSnapshotGroupsArgs,
  GetVolumeSnapshotResult,
  GetVolumeSnapshotsArgs,
} from "../../provider/zstack/functions/types";
import { type FunctionInputs, type FunctionOptions, functions } from "./functionModule";

/**
 * Gets one volume snapshot. Runs at once, in previews too.
 *
 * Objects of other accounts are not visible, even on a volume of the own account.
 *
 * An object must match all filters. It is an error if none matches, or if several match without `mostRecent: true`; the
 * message lists them. An error also names settings that are missing or not known yet.
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
 * `getVolumeSnapshot` for arguments that may be outputs: the result is unknown while one of them, or a setting of the provider,
 * is; otherwise the function runs in previews too. Same errors and API.
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
 * Gets all volume snapshots that match, oldest first; the list may be empty. Without filters: all that the
 * account sees.
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
 * `getVolumeSnapshots` for arguments that may be outputs: the result is unknown while one of them, or a setting of the provider,
 * is. Same errors and API.
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

/**
 * Gets one volume snapshot group. Runs at once, in previews too.
 *
 * An object must match all filters. It is an error if none matches, or if several match without `mostRecent: true`; the
 * message lists them. An error also names settings that are missing or not known yet.
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
 * `getVolumeSnapshotGroup` for arguments that may be outputs: the result is unknown while one of them, or a setting of the provider,
 * is; otherwise the function runs in previews too. Same errors and API.
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
 * `getVolumeSnapshotGroups` for arguments that may be outputs: the result is unknown while one of them, or a setting of the provider,
 * is. Same errors and API.
 *
 * @example
 * ```ts
 * const november = zstack.getVolumeSnapshotGroupsOutput({ vmInstanceUuid: vm.uuid });
 * ```
 */
export function getVolumeSnapshotGroupsOutput(
  args: FunctionInputs<GetVolumeSnapshotGroupsArgs> = {},
  options?: FunctionOptions,
): pulumi.Output<GetVolumeSnapshotGroupResult[]> {
  return functions.findAllOutput("VolumeSnapshotGroup", args, options);
}
