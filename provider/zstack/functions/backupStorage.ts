// Finds backup storages.
// @API GET /v1/backup-storage

import { z } from "zod";
import { backupStoragesPath, type Storage, storageSchema } from "../models/backupStorage";
import { bytes, createDate, defineRowFunction, enabled, identity, state, status, text } from "./define";
import { filtersOf, rowFilters } from "./filters";

const { text: textFilter, word } = filtersOf<Storage>();

export const BackupStorage = defineRowFunction({
  token: "zstack:getBackupStorage",
  noun: "backup storage",
  description: "",
  path: backupStoragesPath,
  schema: storageSchema,
  filters: {
    ...rowFilters<Storage>(),
    type: textFilter("`ImageStoreBackupStorage` is the type that holds backups.", "type"),
    state: word("Whether it may be used.", "state", enabled),
    status: word("Whether the server reaches it.", "status", ["Connecting", "Connected", "Disconnected"]),
  },
  result: z.object({
    ...identity,
    type: z.string().describe("`ImageStoreBackupStorage`, `SftpBackupStorage` …, as the server writes it."),
    url: text("Path of its data on its own host."),
    totalCapacity: bytes("Bytes in all.").optional(),
    availableCapacity: bytes("Bytes that are free.").optional(),
    state,
    status: status("`Connecting`, `Connected`, `Disconnected`"),
    attachedZoneUuids: z.array(z.string()).describe("uuids of the zones that use it, sorted."),
    createDate,
  }),
  toResult: (storage) => ({
    ...storage,
    status: storage.status ?? "",
    attachedZoneUuids: storage.attachedZoneUuids.toSorted(),
  }),
  examples: {
    one: `const store = await zstack.getBackupStorage({ name: "image-store-1" });
export const found = store.uuid;`,
    oneOutput: `const store = zstack.getBackupStorageOutput({ name: storeName });`,
    all: `const stores = await zstack.getBackupStorages({ type: "ImageStoreBackupStorage", state: "Enabled" });`,
    allOutput: `const stores = zstack.getBackupStoragesOutput({ type: "ImageStoreBackupStorage" });`,
  },
});
