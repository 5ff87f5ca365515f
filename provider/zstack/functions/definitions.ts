// The functions except those for VM backups: path, filters and results.
// @API GET /v1/volume-snapshots
// @API GET /v1/volume-snapshots/group
// @API GET /v1/volume-backups
// @API GET /v1/volumes
// @API GET /v1/vm-instances
// @API GET /v1/backup-storage

import { z } from "zod";
import type { ZStackApi } from "../client/client";
import type { Condition } from "../client/query";
import { chainOf } from "../models/backup";
import { commonFilters, type Filter, textFilter, uuidFilter, wordFilter } from "./filters";
import type {
  CommonFilters,
  GetBackupStoragesArgs,
  GetVmInstancesArgs,
  GetVolumeBackupsArgs,
  GetVolumeSnapshotGroupsArgs,
  GetVolumeSnapshotsArgs,
  GetVolumesArgs,
  LookupResults,
} from "./types";

/** The definition of one function; `T` is a row, `R` the result. */
export interface FunctionDefinition<T, R> {
  /** For messages. */
  readonly noun: string;
  readonly filters: Readonly<Record<string, Filter<T>>>;
  /** A superset of the rows that meet the conditions, without records of deleted objects. */
  rows(api: ZStackApi, conditions: readonly Condition[]): Promise<T[]>;
  /** uuid of the row that carries the tags. */
  tagged(row: T): string;
  /** For messages and for the order of equally old objects. */
  label(row: T): { readonly id: string; readonly name?: string; readonly state: string };
  result(row: T): R;
}

/** The required filters: those of the public type. */
type FiltersOf<Args, T> = Record<keyof Args, Filter<T>>;

const text = z.string().optional();
const row = { uuid: z.string(), name: z.string().default(""), description: text, createDate: text };
const enabled = ["Enabled", "Disabled"];
const bytes = z.number();

interface Row {
  readonly uuid: string;
  readonly name: string;
  readonly status?: string;
  readonly state?: string | undefined;
}

function define<T extends Row, R, Args extends CommonFilters>(
  noun: string,
  path: string,
  schema: z.ZodType<T>,
  filters: FiltersOf<Omit<Args, keyof CommonFilters>, T>,
  result: (row: T) => R,
  gone: (row: T) => boolean = () => false,
): FunctionDefinition<T, R> {
  return {
    noun,
    filters: { ...commonFilters<T>(), ...filters },
    async rows(api, conditions) {
      const found = await api.query(path, schema, conditions);
      return once(found).filter((one) => !gone(one));
    },
    tagged: (one) => one.uuid,
    label: (one) => ({ id: one.uuid, name: one.name, state: one.status ?? one.state ?? "" }),
    result,
  };
}

/** Removes duplicates: a row can move to another page while the pages are read. */
export function once<T extends { readonly uuid: string }>(rows: readonly T[]): T[] {
  return [...new Map(rows.map((one) => [one.uuid, one])).values()];
}

/** Removes undefined fields. */
export function present<T extends object>(values: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]: Exclude<T[K], undefined> };
}

const snapshot = z.object({
  ...row,
  volumeUuid: text,
  volumeType: text,
  treeUuid: text,
  parentUuid: text,
  groupUuid: text,
  primaryStorageUuid: text,
  format: text,
  latest: z.boolean().optional(),
  size: bytes.default(0),
  state: text,
  status: z.string(),
});
type Snapshot = z.infer<typeof snapshot>;

const volumeTypes = ["Root", "Data", "Memory", "Cache"];

const VolumeSnapshot = define<Snapshot, LookupResults["VolumeSnapshot"], GetVolumeSnapshotsArgs>(
  "volume snapshot",
  "/v1/volume-snapshots",
  snapshot,
  {
    volumeUuid: uuidFilter("volumeUuid", (one) => [one.volumeUuid]),
    vmInstanceUuid: uuidFilter("volume.vmInstanceUuid"),
    groupUuid: uuidFilter("groupUuid", (one) => [one.groupUuid]),
    volumeType: wordFilter("volumeType", volumeTypes, (one) => one.volumeType),
    state: wordFilter("state", enabled, (one) => one.state),
    status: wordFilter("status", ["Creating", "Ready", "Deleting"], (one) => one.status),
  },
  present,
  (one) => one.status === "Deleted",
);

const group = z.object({
  ...row,
  vmInstanceUuid: text,
  snapshotCount: z.number().default(0),
  volumeSnapshotRefs: z
    .array(
      z.object({
        volumeSnapshotUuid: z.string(),
        volumeSnapshotName: text,
        volumeUuid: text,
        volumeName: text,
        volumeType: text,
        deviceId: z.number().optional(),
        snapshotDeleted: z.boolean().default(false),
      }),
    )
    .default([]),
});
type Group = z.infer<typeof group>;

const VolumeSnapshotGroup = define<Group, LookupResults["VolumeSnapshotGroup"], GetVolumeSnapshotGroupsArgs>(
  "volume snapshot group",
  "/v1/volume-snapshots/group",
  group,
  {
    vmInstanceUuid: uuidFilter("vmInstanceUuid", (one) => [one.vmInstanceUuid]),
    volumeUuid: uuidFilter("volumeSnapshotRefs.volumeUuid", (one) =>
      one.volumeSnapshotRefs.map((ref) => ref.volumeUuid),
    ),
  },
  ({ volumeSnapshotRefs, ...rest }) => ({
    ...present(rest),
    members: volumeSnapshotRefs
      .map(present)
      .sort((a, b) => (a.deviceId ?? 0) - (b.deviceId ?? 0) || (a.volumeSnapshotUuid < b.volumeSnapshotUuid ? -1 : 1)),
    complete: volumeSnapshotRefs.every((ref) => !ref.snapshotDeleted),
  }),
);

export const backupSchema = z.object({
  ...row,
  volumeUuid: text,
  vmInstanceUuid: text,
  groupUuid: text,
  type: text,
  mode: text,
  size: bytes.default(0),
  state: text,
  status: z.string(),
  backupStorageRefs: z.array(z.object({ backupStorageUuid: z.string(), status: text, installPath: text })).default([]),
});
export type Backup = z.infer<typeof backupSchema>;

export const backupPath = "/v1/volume-backups";
export const backupStorageField = "backupStorageRefs.backupStorageUuid";

/** Storages with a copy that is not deleted, sorted. */
export function copiesOf(backup: Backup): string[] {
  const there = backup.backupStorageRefs.filter((ref) => ref.status !== "Deleted");
  return [...new Set(there.map((ref) => ref.backupStorageUuid))].sort();
}

export function backupResult({ backupStorageRefs, ...rest }: Backup): LookupResults["VolumeBackup"] {
  const chain = backupStorageRefs.map((ref) => chainOf(ref.installPath)).find((one) => one !== undefined);
  return present({ ...rest, chain, replicaStorageUuids: copiesOf({ ...rest, backupStorageRefs }) });
}

const VolumeBackup = define<Backup, LookupResults["VolumeBackup"], GetVolumeBackupsArgs>(
  "volume backup",
  backupPath,
  backupSchema,
  {
    volumeUuid: uuidFilter("volumeUuid", (one) => [one.volumeUuid]),
    vmInstanceUuid: uuidFilter("vmInstanceUuid", (one) => [one.vmInstanceUuid]),
    groupUuid: uuidFilter("groupUuid", (one) => [one.groupUuid]),
    backupStorageUuid: uuidFilter(backupStorageField, copiesOf),
    type: wordFilter("type", ["Root", "Data"], (one) => one.type),
    mode: wordFilter("mode", ["full", "incremental", "auto"], (one) => one.mode),
    state: wordFilter("state", enabled, (one) => one.state),
    status: wordFilter("status", ["Creating", "Ready", "Downloading"], (one) => one.status),
  },
  backupResult,
  (one) => one.status === "Deleted",
);

const volume = z.object({
  ...row,
  vmInstanceUuid: text,
  primaryStorageUuid: text,
  type: text,
  format: text,
  size: bytes.default(0),
  actualSize: bytes.optional(),
  deviceId: z.number().optional(),
  isShareable: z.boolean().optional(),
  state: text,
  status: z.string(),
});
type VolumeRow = z.infer<typeof volume>;

const Volume = define<VolumeRow, LookupResults["Volume"], GetVolumesArgs>(
  "volume",
  "/v1/volumes",
  volume,
  {
    vmInstanceUuid: uuidFilter("vmInstanceUuid", (one) => [one.vmInstanceUuid]),
    primaryStorageUuid: uuidFilter("primaryStorageUuid", (one) => [one.primaryStorageUuid]),
    type: wordFilter("type", volumeTypes, (one) => one.type),
    state: wordFilter("state", enabled, (one) => one.state),
    status: wordFilter("status", ["Creating", "Ready", "NotInstantiated", "Deleted", "Migrating"], (one) => one.status),
  },
  present,
);

const vm = z.object({
  ...row,
  rootVolumeUuid: text,
  zoneUuid: text,
  clusterUuid: text,
  hostUuid: text,
  imageUuid: text,
  platform: text,
  architecture: text,
  hypervisorType: text,
  cpuNum: z.number().optional(),
  memorySize: bytes.optional(),
  state: z.string(),
  allVolumes: z.array(z.object({ uuid: z.string(), type: text, deviceId: z.number().optional() })).default([]),
});
type Vm = z.infer<typeof vm>;

function volumesOf({ rootVolumeUuid, allVolumes }: Vm): string[] {
  const place = (one: Vm["allVolumes"][number]): number => (one.uuid === rootVolumeUuid ? -1 : (one.deviceId ?? 0));
  return allVolumes.toSorted((a, b) => place(a) - place(b) || (a.uuid < b.uuid ? -1 : 1)).map((one) => one.uuid);
}

const VmInstance = define<Vm, LookupResults["VmInstance"], GetVmInstancesArgs>(
  "VM",
  "/v1/vm-instances",
  vm,
  {
    volumeUuid: uuidFilter("allVolumes.uuid", volumesOf),
    hostUuid: uuidFilter("hostUuid", (one) => [one.hostUuid]),
    clusterUuid: uuidFilter("clusterUuid", (one) => [one.clusterUuid]),
    state: textFilter("state", (one) => one.state),
  },
  ({ allVolumes, ...rest }) => ({ ...present(rest), volumeUuids: volumesOf({ ...rest, allVolumes }) }),
);

const storage = z.object({
  ...row,
  type: text,
  url: text,
  totalCapacity: bytes.optional(),
  availableCapacity: bytes.optional(),
  state: text,
  status: z.string(),
  attachedZoneUuids: z.array(z.string()).default([]),
});
type Storage = z.infer<typeof storage>;

const BackupStorage = define<Storage, LookupResults["BackupStorage"], GetBackupStoragesArgs>(
  "backup storage",
  "/v1/backup-storage",
  storage,
  {
    type: textFilter("type", (one) => one.type),
    state: wordFilter("state", enabled, (one) => one.state),
    status: wordFilter("status", ["Connecting", "Connected", "Disconnected"], (one) => one.status),
  },
  (one) => ({ ...present(one), attachedZoneUuids: one.attachedZoneUuids.toSorted() }),
);

export const definitions = {
  VolumeSnapshot,
  VolumeSnapshotGroup,
  VolumeBackup,
  Volume,
  VmInstance,
  BackupStorage,
};
