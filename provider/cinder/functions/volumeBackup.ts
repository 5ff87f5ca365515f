// Finds volume backups.
// @API GET /v3/{project_id}/backups/detail
// @API GET /v3/{project_id}/backups/{backup_id}

import { z } from "zod";
import { int32 } from "../../core/contract/properties";
import { usersMetadata } from "../models/metadata";
import { type BackupRow, backupRow } from "../models/rows";
import { common, commonOf, defineRowFunction, flag, idText, metadata, size, text, times, utc } from "./define";
import { flagFilter, idFilter, rowFilters, textFilter } from "./filters";

/** Microversion from which on backups show their metadata. */
const backupMetadata = "3.43";

export const VolumeBackup = defineRowFunction({
  token: "cinder:getVolumeBackup",
  noun: "volume backup",
  description: "",
  path: "/backups",
  schema: backupRow,
  async version(api, given) {
    if (given("metadata") !== undefined) await api.demand(backupMetadata, "filtering backups by metadata");
    // From 3.31 on a filter that the service does not know is an error; those that are sent are known everywhere.
    return { at: (await api.supports(backupMetadata)) ? backupMetadata : "3.0" };
  },
  filters: {
    ...rowFilters<BackupRow>(),
    volumeId: idFilter("Backups of this volume.", (row: BackupRow) => [row.volume_id], "volume_id"),
    snapshotId: idFilter("Backups of this snapshot.", (row: BackupRow) => [row.snapshot_id]),
    availabilityZone: textFilter("Availability zone.", (row: BackupRow) => row.availability_zone),
    container: textFilter("Container of the backup, as the service names it.", (row: BackupRow) => row.container),
    incremental: flagFilter("Whether it is based on another backup.", (row: BackupRow) => row.is_incremental),
  },
  result: z.object({
    ...common,
    volumeId: z.string().describe("id of the volume."),
    snapshotId: idText("the snapshot that it was created from"),
    failReason: text("Why it failed."),
    size,
    availabilityZone: text("Availability zone."),
    container: text("Container of the backup, as the service names it."),
    objectCount: int32(z.int()).optional().describe("Number of objects in the container."),
    incremental: flag("Whether it is based on another backup."),
    hasDependentBackups: flag("Whether incremental backups depend on it."),
    dataTimestamp: text("The time of its data: ISO 8601 in UTC."),
    metadata: metadata.describe("Metadata, without the keys of this package; empty below API 3.43."),
    ...times,
  }),
  toResult: (row) => ({
    ...row,
    ...commonOf(row),
    volumeId: row.volume_id,
    snapshotId: row.snapshot_id,
    failReason: row.fail_reason,
    availabilityZone: row.availability_zone,
    objectCount: row.object_count,
    incremental: row.is_incremental,
    hasDependentBackups: row.has_dependent_backups,
    dataTimestamp: utc(row.data_timestamp),
    metadata: usersMetadata(row.metadata),
  }),
  examples: {
    one: `const full = await cinder.getVolumeBackup({
  volumeId,
  incremental: false,
  status: "available",
  mostRecent: true,
});`,
    oneOutput: `const full = cinder.getVolumeBackupOutput({ volumeId: disk.id, mostRecent: true });`,
    all: `const old = await cinder.getVolumeBackups({ volumeId, createdBefore: "2026-01-01" });`,
    allOutput: `const all = cinder.getVolumeBackupsOutput({ volumeId: disk.id });`,
  },
});
