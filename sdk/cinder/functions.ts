import type * as pulumi from "@pulumi/pulumi";
import type {
  GetVolumeArgs,
  GetVolumeBackupArgs,
  GetVolumeBackupResult,
  GetVolumeBackupsArgs,
  GetVolumeResult,
  GetVolumeSnapshotArgs,
  GetVolumeSnapshotResult,
  GetVolumeSnapshotsArgs,
  GetVolumesArgs,
} from "../../provider/cinder/functions/types";
import { type FunctionInputs, type FunctionOptions, functions } from "./functionModule";

/**
 * Gets one volume of the project. Runs at once, in previews too.
 *
 * An object must match all filters. It is an error if none matches, or if several match without `mostRecent: true`; the
 * message lists them. An error also names settings that are missing or not known yet.
 *
 * API: `GET /volumes/detail`, with `id` `GET /volumes/{id}`.
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
 * `getVolume` for arguments that may be outputs: the result is unknown while one of them, or a setting of the
 * provider, is; otherwise the function runs in previews too. Same errors and API.
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
 * Gets all volumes of the project that match, oldest first; the list may be empty. Without
 * filters: all of the project.
 *
 * Throws for invalid filters and settings, and if the connection fails.
 *
 * API: `GET /volumes/detail`, page by page.
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

/**
 * Gets one volume snapshot of the project. Runs at once, in previews too.
 *
 * An object must match all filters. It is an error if none matches, or if several match without `mostRecent: true`; the
 * message lists them. An error also names settings that are missing or not known yet.
 *
 * API: `GET /snapshots/detail`, with `id` `GET /snapshots/{id}`.
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
 * Gets all volume snapshots of the project that match, oldest first; the list may be empty. Without
 * filters: all of the project.
 *
 * Throws for invalid filters and settings, and if the connection fails.
 *
 * API: `GET /snapshots/detail`, page by page.
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

/**
 * Gets one volume backup of the project. Runs at once, in previews too.
 *
 * An object must match all filters. It is an error if none matches, or if several match without `mostRecent: true`; the
 * message lists them. An error also names settings that are missing or not known yet.
 *
 * API: `GET /backups/detail`, with `id` `GET /backups/{id}`.
 *
 * @example
 * ```ts
 * const full = await cinder.getVolumeBackup({ volumeId, incremental: false, status: "available", mostRecent: true });
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
 * Gets all volume backups of the project that match, oldest first; the list may be empty. Without
 * filters: all of the project.
 *
 * Throws for invalid filters and settings, and if the connection fails.
 *
 * API: `GET /backups/detail`, page by page.
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
