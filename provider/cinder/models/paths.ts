// How the objects of each path are read, and how their metadata are written.

import type { CinderPath } from "./objectType";
import { type BackupRow, backupRow, type SnapshotRow, snapshotRow, type VolumeRow, volumeRow } from "./rows";

/** Microversion from which backups have metadata, which hold the owner. */
export const backupMetadataVersion = "3.43";

export const snapshotPath: CinderPath<SnapshotRow> = {
  noun: "volume snapshot",
  path: "/snapshots",
  member: "snapshot",
  list: "snapshots",
  schema: snapshotRow,
  at: undefined,
  metadata: "merged",
};

export const backupPath: CinderPath<BackupRow> = {
  noun: "volume backup",
  path: "/backups",
  member: "backup",
  list: "backups",
  schema: backupRow,
  at: backupMetadataVersion,
  metadata: "replaced",
};

export const volumePath: CinderPath<VolumeRow> = {
  noun: "volume",
  path: "/volumes",
  member: "volume",
  list: "volumes",
  schema: volumeRow,
  at: undefined,
  metadata: "merged",
};
