import { z } from "zod";

/** Metadata as every Cinder object carries it. */
export type Metadata = Readonly<Record<string, string>>;

const text = z.string().nullish();

// EVS and other clouds derived from Cinder may leave out what is not needed here; what is needed is required.
const common = {
  id: z.string().min(1),
  name: text,
  description: text,
  status: z.string(),
  size: z.number().nullish(),
  created_at: text,
  updated_at: text,
  metadata: z
    .record(z.string(), z.string())
    .nullish()
    .transform((value): Metadata => value ?? {}),
};

/** A snapshot as `/snapshots/detail` and `/snapshots/{id}` show it. */
export const snapshotRow = z.object({
  ...common,
  volume_id: z.string(),
  "os-extended-snapshot-attributes:progress": text,
});
export type SnapshotRow = z.infer<typeof snapshotRow>;

/** A backup as `/backups/detail` and `/backups/{id}` show it from microversion 3.43 on. */
export const backupRow = z.object({
  ...common,
  volume_id: z.string(),
  snapshot_id: text,
  container: text,
  availability_zone: text,
  fail_reason: text,
  is_incremental: z.boolean().nullish(),
  has_dependent_backups: z.boolean().nullish(),
  data_timestamp: text,
  object_count: z.number().nullish(),
});
export type BackupRow = z.infer<typeof backupRow>;

/** A volume as `/volumes/detail` and `/volumes/{id}` show it. */
export const volumeRow = z.object({
  ...common,
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
});
export type VolumeRow = z.infer<typeof volumeRow>;

/** What all objects have in common. */
export type CinderRow = Pick<
  SnapshotRow,
  "id" | "name" | "description" | "status" | "size" | "created_at" | "updated_at" | "metadata"
>;

/** A timestamp of Cinder, which is UTC and does not say so, in ISO 8601. */
export function isoTime(time: string): string {
  return /(?:Z|[+-]\d\d:?\d\d)$/.test(time) ? time : `${time}Z`;
}

/** Milliseconds since 1970; NaN where the time cannot be read. */
export function moment(time: string | null | undefined): number {
  return time === null || time === undefined ? Number.NaN : Date.parse(isoTime(time));
}

/** Name, if there is one, and id, for messages. */
export function named(row: Pick<CinderRow, "id" | "name">): string {
  return (row.name ?? "") === "" ? row.id : `"${row.name}" (${row.id})`;
}
