// Finds volume backups, the members of VM backups included.
// @API GET /v1/volume-backups

import { z } from "zod";
import { type BackupInventory, backupSchema, backupsPath, chainOf, holders, isDeleted } from "../models/backup";
import { bytes, createDate, defineRowFunction, enabled, identity, state, status, text, uuidText } from "./define";
import { filtersOf, rowFilters } from "./filters";

const { uuid, uuidIn, word } = filtersOf<BackupInventory>();

export const backupStorageField = "backupStorageRefs.backupStorageUuid";

export const backupResult = z.object({
  ...identity,
  volumeUuid: z.string().describe("uuid of the volume."),
  vmInstanceUuid: uuidText("the VM that the volume was attached to"),
  groupUuid: uuidText("the VM backup that it belongs to"),
  type: text("`Root` or `Data`."),
  mode: text("What was requested, `full` or `auto`; not what was created."),
  chain: text("The chain that it is part of: equal for a full backup and the increments on it, of one volume."),
  size: bytes("Bytes."),
  state,
  status: status("`Creating`, `Ready`, `Downloading`"),
  replicaStorageUuids: z
    .array(z.string())
    .describe("uuids of the backup storages that hold a finished copy of it, sorted."),
  createDate,
});

export const toBackupResult = (backup: BackupInventory) => ({
  ...backup,
  status: backup.status ?? "",
  chain: backup.backupStorageRefs.map((ref) => chainOf(ref.installPath)).find((chain) => chain !== undefined),
  replicaStorageUuids: holders([backup]),
});

export const VolumeBackup = defineRowFunction({
  token: "zstack:getVolumeBackup",
  noun: "volume backup",
  description: "Includes members of VM backups; those have a `groupUuid`.",
  path: backupsPath,
  schema: backupSchema,
  isGone: isDeleted,
  filters: {
    ...rowFilters<BackupInventory>(),
    volumeUuid: uuid("Backups of this volume.", "volumeUuid"),
    vmInstanceUuid: uuid("Backups of volumes that were attached to this VM.", "vmInstanceUuid"),
    groupUuid: uuid("Members of this VM backup.", "groupUuid"),
    backupStorageUuid: uuidIn(
      "Backups of which this backup storage holds a finished copy.",
      backupStorageField,
      (backup) => holders([backup]),
    ),
    type: word("Type of the volume.", "type", ["Root", "Data"]),
    mode: word(
      "What was requested: `full` if that was forced (or the chain was at its limit), else `auto`, which the first, full " +
        "one of a chain is too. `incremental` is written by very old servers only.",
      "mode",
      ["full", "incremental", "auto"],
    ),
    state: word("Whether it may be used.", "state", enabled),
    status: word("`Ready` leaves out what is still being created.", "status", ["Creating", "Ready", "Downloading"]),
  },
  result: backupResult,
  toResult: toBackupResult,
  examples: {
    one: `const backup = await zstack.getVolumeBackup({ volumeUuid, status: "Ready", mostRecent: true });
export const found = backup.replicaStorageUuids;`,
    oneOutput: `const backup = zstack.getVolumeBackupOutput({ volumeUuid: disk.uuid, mostRecent: true });`,
    all: `const nightly = await zstack.getVolumeBackups({ backupStorageUuid, volumeUuid, status: "Ready" });
const chains = new Set(nightly.map((backup) => backup.chain));`,
    allOutput: `const all = zstack.getVolumeBackupsOutput({ volumeUuid: disk.uuid });`,
  },
});
