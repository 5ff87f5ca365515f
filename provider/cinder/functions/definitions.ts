// The definition of each function: where its rows are, its filters and its result.
// @API GET /v3/{project_id}/volumes/detail
// @API GET /v3/{project_id}/volumes/{volume_id}
// @API GET /v3/{project_id}/snapshots/detail
// @API GET /v3/{project_id}/snapshots/{snapshot_id}
// @API GET /v3/{project_id}/backups/detail
// @API GET /v3/{project_id}/backups/{backup_id}

import { z } from "zod";
import type { CinderApi } from "../client/client";
import { usersMetadata } from "../models/metadata";
import { backupRow, isoTime, type Metadata, snapshotRow } from "../models/rows";
import { commonFilters, type Filter, type FilterSet, flagFilter, idFilter, textFilter } from "./filters";
import type { GetVolumeBackupsArgs, GetVolumeSnapshotsArgs, GetVolumesArgs, LookupResults } from "./types";

/** Definition of one function: `T` is a row, `R` the result. */
export interface FunctionDefinition<T, R> {
  /** For messages. */
  readonly noun: string;
  readonly filters: Readonly<Record<string, Filter<T>>>;
  /** Rows that may fit: at least all that do. */
  rows(api: CinderApi, wanted: FilterSet<T>): Promise<T[]>;
  result(row: T): R;
}

const text = z.string().nullish();

const volumeRow = z.object({
  id: z.string().min(1),
  name: text,
  description: text,
  status: z.string(),
  size: z.number().nullish(),
  availability_zone: text,
  volume_type: text,
  snapshot_id: text,
  source_volid: text,
  // A text in stock Cinder.
  bootable: z.union([z.boolean(), z.string()]).nullish(),
  encrypted: z.boolean().nullish(),
  multiattach: z.boolean().nullish(),
  attachments: z
    .array(z.object({ server_id: text, device: text, attachment_id: text, attached_at: text }))
    .nullish()
    .transform((value) => value ?? []),
  metadata: z
    .record(z.string(), z.string())
    .nullish()
    .transform((value): Metadata => value ?? {}),
  created_at: text,
  updated_at: text,
});
type VolumeRow = z.infer<typeof volumeRow>;

const snapshot = snapshotRow.extend({ updated_at: text });
type Snapshot = z.infer<typeof snapshot>;

const backup = backupRow.extend({ availability_zone: text, container: text, updated_at: text });
type Backup = z.infer<typeof backup>;

type Present<T> = { [K in keyof T]: Exclude<T[K], undefined | null> };

/** A result has what the row has: what is empty there is absent here. */
function present<T extends object>(values: T): Present<T> {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined && value !== null);
  return Object.fromEntries(entries) as Present<T>;
}

const utc = (time: string | null | undefined): string | undefined =>
  time === null || time === undefined ? undefined : isoTime(time);

const times = (row: { created_at?: string | null | undefined; updated_at?: string | null | undefined }) => ({
  createdAt: utc(row.created_at),
  updatedAt: utc(row.updated_at),
});

const isBootable = ({ bootable }: VolumeRow): boolean | undefined =>
  bootable === null || bootable === undefined ? undefined : bootable === true || bootable === "true";

interface Endpoint<T> {
  readonly path: string;
  /** Name of one object, and of the list, in an answer. */
  readonly member: string;
  readonly list: string;
  readonly schema: z.ZodType<T>;
}

/** The object with the id that is wanted, or all that the service finds with the filters that it may be given. */
async function rowsAt<T>(
  api: CinderApi,
  { path, member, list, schema }: Endpoint<T>,
  wanted: FilterSet<T>,
  at: string,
  more: Readonly<Record<string, string>> = {},
): Promise<T[]> {
  const id = wanted.value("id");
  if (id === undefined) return api.list(`${path}/detail`, list, { ...wanted.query, ...more }, schema, { at });
  const answer = await api.get(`${path}/${id}`, z.object({ [member]: schema }), { at });
  const row = answer?.[member];
  return row === undefined ? [] : [row];
}

const volumes: Endpoint<VolumeRow> = { path: "/volumes", member: "volume", list: "volumes", schema: volumeRow };
const snapshots: Endpoint<Snapshot> = { path: "/snapshots", member: "snapshot", list: "snapshots", schema: snapshot };
const backups: Endpoint<Backup> = { path: "/backups", member: "backup", list: "backups", schema: backup };

const Volume: FunctionDefinition<VolumeRow, LookupResults["Volume"]> = {
  noun: "volume",
  filters: {
    ...commonFilters<VolumeRow>(),
    availabilityZone: textFilter((row) => row.availability_zone),
    volumeType: textFilter((row) => row.volume_type),
    serverId: idFilter((row) => row.attachments.map((one) => one.server_id)),
    snapshotId: idFilter((row) => [row.snapshot_id]),
    bootable: flagFilter(isBootable),
  } satisfies Record<keyof GetVolumesArgs, Filter<VolumeRow>>,
  rows: (api, wanted) => rowsAt(api, volumes, wanted, "3.0"),
  result: (row) => ({
    ...present({
      id: row.id,
      name: row.name ?? "",
      description: row.description,
      status: row.status,
      size: row.size ?? 0,
      availabilityZone: row.availability_zone,
      volumeType: row.volume_type,
      snapshotId: row.snapshot_id,
      sourceVolumeId: row.source_volid,
      bootable: isBootable(row),
      encrypted: row.encrypted,
      multiattach: row.multiattach,
      metadata: usersMetadata(row.metadata),
      ...times(row),
    }),
    attachments: row.attachments
      .map((one) =>
        present({
          serverId: one.server_id ?? "",
          device: one.device,
          attachmentId: one.attachment_id,
          attachedAt: utc(one.attached_at),
        }),
      )
      .sort((a, b) => (a.serverId < b.serverId ? -1 : 1)),
  }),
};

const VolumeSnapshot: FunctionDefinition<Snapshot, LookupResults["VolumeSnapshot"]> = {
  noun: "volume snapshot",
  filters: {
    ...commonFilters<Snapshot>(),
    volumeId: idFilter((row) => [row.volume_id], "volume_id"),
  } satisfies Record<keyof GetVolumeSnapshotsArgs, Filter<Snapshot>>,
  async rows(api, wanted) {
    const metadata = wanted.value("metadata");
    // Below 3.22 the filter is ignored, and everything is listed.
    if (metadata === undefined || !(await api.supports("3.22"))) return rowsAt(api, snapshots, wanted, "3.0");
    return rowsAt(api, snapshots, wanted, "3.22", { metadata: JSON.stringify(metadata) });
  },
  result: (row) =>
    present({
      id: row.id,
      name: row.name ?? "",
      description: row.description,
      volumeId: row.volume_id,
      status: row.status,
      progress: row["os-extended-snapshot-attributes:progress"],
      size: row.size ?? 0,
      metadata: usersMetadata(row.metadata),
      ...times(row),
    }),
};

/** Microversion from which on backups show their metadata. */
const backupMetadata = "3.43";

const VolumeBackup: FunctionDefinition<Backup, LookupResults["VolumeBackup"]> = {
  noun: "volume backup",
  filters: {
    ...commonFilters<Backup>(),
    volumeId: idFilter((row) => [row.volume_id], "volume_id"),
    snapshotId: idFilter((row) => [row.snapshot_id]),
    availabilityZone: textFilter((row) => row.availability_zone),
    container: textFilter((row) => row.container),
    incremental: flagFilter((row) => row.is_incremental ?? undefined),
  } satisfies Record<keyof GetVolumeBackupsArgs, Filter<Backup>>,
  async rows(api, wanted) {
    if (wanted.value("metadata") !== undefined) await api.demand(backupMetadata, "filtering backups by metadata");
    // From 3.31 on a filter that the service does not know is an error; those that are sent are known everywhere.
    return rowsAt(api, backups, wanted, (await api.supports(backupMetadata)) ? backupMetadata : "3.0");
  },
  result: (row) =>
    present({
      id: row.id,
      name: row.name ?? "",
      description: row.description,
      volumeId: row.volume_id,
      snapshotId: row.snapshot_id,
      status: row.status,
      failReason: row.fail_reason,
      size: row.size ?? 0,
      availabilityZone: row.availability_zone,
      container: row.container,
      objectCount: row.object_count,
      incremental: row.is_incremental,
      hasDependentBackups: row.has_dependent_backups,
      dataTimestamp: utc(row.data_timestamp),
      metadata: usersMetadata(row.metadata),
      ...times(row),
    }),
};

export const definitions = { Volume, VolumeSnapshot, VolumeBackup };
