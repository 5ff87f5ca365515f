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
import { type LookupInputs, type LookupOptions, lookups } from "./lookups";

/**
 * Looks up one volume of the project, now, in previews too.
 *
 * All filters that are given have to fit. None that fits is an error, and several are without `mostRecent: true`; the
 * message says how many and which. Settings that are missing or not known yet are named with the remedy.
 *
 * API: `GET /volumes/detail`, with `id` `GET /volumes/{id}`.
 *
 * @example
 * ```ts
 * const disk = await cinder.getVolume({ name: "web-1-data" });
 * new cinder.VolumeSnapshot("before-upgrade", { volumeId: disk.id, force: disk.status === "in-use" });
 * ```
 */
export function getVolume(args: GetVolumeArgs, options?: LookupOptions): Promise<GetVolumeResult> {
  return lookups.findOne("Volume", args, options);
}

/**
 * `getVolume` for arguments that may be outputs: the result is unknown while one of them, or a setting of the
 * provider, is; otherwise it is looked up in previews too. Errors and API as there.
 *
 * @example
 * ```ts
 * const disk = cinder.getVolumeOutput({ id: server.volumeId });
 * ```
 */
export function getVolumeOutput(
  args: LookupInputs<GetVolumeArgs>,
  options?: LookupOptions,
): pulumi.Output<GetVolumeResult> {
  return lookups.findOneOutput("Volume", args, options);
}

/**
 * Looks up all volumes of the project that fit, however many, oldest first; none is an empty list. Without
 * filters: all of the project.
 *
 * Errors are those of filters, settings and the connection.
 *
 * API: `GET /volumes/detail`, page by page.
 *
 * @example
 * ```ts
 * const disks = await cinder.getVolumes({ status: "in-use", metadata: { tier: "gold" } });
 * for (const disk of disks) new cinder.VolumeSnapshot(disk.name, { volumeId: disk.id, force: true });
 * ```
 */
export function getVolumes(args: GetVolumesArgs = {}, options?: LookupOptions): Promise<GetVolumeResult[]> {
  return lookups.findAll("Volume", args, options);
}

/**
 * `getVolumes` for arguments that may be outputs: the result is unknown while one of them, or a setting of the
 * provider, is. Errors and API as there.
 *
 * @example
 * ```ts
 * const disks = cinder.getVolumesOutput({ serverId: server.id });
 * ```
 */
export function getVolumesOutput(
  args: LookupInputs<GetVolumesArgs> = {},
  options?: LookupOptions,
): pulumi.Output<GetVolumeResult[]> {
  return lookups.findAllOutput("Volume", args, options);
}

/**
 * Looks up one volume snapshot of the project, now, in previews too.
 *
 * All filters that are given have to fit. None that fits is an error, and several are without `mostRecent: true`; the
 * message says how many and which. Settings that are missing or not known yet are named with the remedy.
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
  options?: LookupOptions,
): Promise<GetVolumeSnapshotResult> {
  return lookups.findOne("VolumeSnapshot", args, options);
}

/**
 * `getVolumeSnapshot` for arguments that may be outputs: the result is unknown while one of them, or a setting of the
 * provider, is; otherwise it is looked up in previews too. Errors and API as there.
 *
 * @example
 * ```ts
 * const last = cinder.getVolumeSnapshotOutput({ volumeId: disk.id, status: "available", mostRecent: true });
 * ```
 */
export function getVolumeSnapshotOutput(
  args: LookupInputs<GetVolumeSnapshotArgs>,
  options?: LookupOptions,
): pulumi.Output<GetVolumeSnapshotResult> {
  return lookups.findOneOutput("VolumeSnapshot", args, options);
}

/**
 * Looks up all volume snapshots of the project that fit, however many, oldest first; none is an empty list. Without
 * filters: all of the project.
 *
 * Errors are those of filters, settings and the connection.
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
  options?: LookupOptions,
): Promise<GetVolumeSnapshotResult[]> {
  return lookups.findAll("VolumeSnapshot", args, options);
}

/**
 * `getVolumeSnapshots` for arguments that may be outputs: the result is unknown while one of them, or a setting of the
 * provider, is. Errors and API as there.
 *
 * @example
 * ```ts
 * const all = cinder.getVolumeSnapshotsOutput({ volumeId: disk.id });
 * ```
 */
export function getVolumeSnapshotsOutput(
  args: LookupInputs<GetVolumeSnapshotsArgs> = {},
  options?: LookupOptions,
): pulumi.Output<GetVolumeSnapshotResult[]> {
  return lookups.findAllOutput("VolumeSnapshot", args, options);
}

/**
 * Looks up one volume backup of the project, now, in previews too.
 *
 * All filters that are given have to fit. None that fits is an error, and several are without `mostRecent: true`; the
 * message says how many and which. Settings that are missing or not known yet are named with the remedy.
 *
 * API: `GET /backups/detail`, with `id` `GET /backups/{id}`.
 *
 * @example
 * ```ts
 * const full = await cinder.getVolumeBackup({ volumeId, incremental: false, status: "available", mostRecent: true });
 * ```
 */
export function getVolumeBackup(args: GetVolumeBackupArgs, options?: LookupOptions): Promise<GetVolumeBackupResult> {
  return lookups.findOne("VolumeBackup", args, options);
}

/**
 * `getVolumeBackup` for arguments that may be outputs: the result is unknown while one of them, or a setting of the
 * provider, is; otherwise it is looked up in previews too. Errors and API as there.
 *
 * @example
 * ```ts
 * const full = cinder.getVolumeBackupOutput({ volumeId: disk.id, mostRecent: true });
 * ```
 */
export function getVolumeBackupOutput(
  args: LookupInputs<GetVolumeBackupArgs>,
  options?: LookupOptions,
): pulumi.Output<GetVolumeBackupResult> {
  return lookups.findOneOutput("VolumeBackup", args, options);
}

/**
 * Looks up all volume backups of the project that fit, however many, oldest first; none is an empty list. Without
 * filters: all of the project.
 *
 * Errors are those of filters, settings and the connection.
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
  options?: LookupOptions,
): Promise<GetVolumeBackupResult[]> {
  return lookups.findAll("VolumeBackup", args, options);
}

/**
 * `getVolumeBackups` for arguments that may be outputs: the result is unknown while one of them, or a setting of the
 * provider, is. Errors and API as there.
 *
 * @example
 * ```ts
 * const all = cinder.getVolumeBackupsOutput({ volumeId: disk.id });
 * ```
 */
export function getVolumeBackupsOutput(
  args: LookupInputs<GetVolumeBackupsArgs> = {},
  options?: LookupOptions,
): pulumi.Output<GetVolumeBackupResult[]> {
  return lookups.findAllOutput("VolumeBackup", args, options);
}
