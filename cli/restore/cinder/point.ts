// What an id is on OpenStack Cinder.

import type { CinderApi } from "../../../provider/cinder/client/client";
import { rowOf } from "../../../provider/cinder/models/objectType";
import { backupMetadataVersion, backupPath, snapshotPath, volumePath } from "../../../provider/cinder/models/paths";
import { type BackupRow, named, type SnapshotRow } from "../../../provider/cinder/models/rows";
import { RefusedError } from "../../../provider/http/errors";

/** A restore point as the platform shows it. */
export interface CinderPoint {
  readonly kind: "snapshot" | "backup";
  readonly row: SnapshotRow | BackupRow;
  /** When its data are from. */
  readonly date: string | null | undefined;
}

/** Looks at both kinds: ids do not tell. */
export async function pointOf(api: CinderApi, id: string): Promise<CinderPoint> {
  const snapshot = await rowOf(api, snapshotPath, id);
  if (snapshot !== undefined) return { kind: "snapshot", row: snapshot, date: snapshot.created_at };
  // An older service shows backups without their metadata.
  const at = (await api.supports(backupMetadataVersion)) ? backupMetadataVersion : undefined;
  const backup = await rowOf(api, { ...backupPath, at }, id);
  if (backup !== undefined) return { kind: "backup", row: backup, date: backup.data_timestamp ?? backup.created_at };
  const volume = await rowOf(api, volumePath, id);
  const remedy =
    volume === undefined
      ? "Check the id, the project and the region"
      : `${id} is volume ${named(volume)}; "pulumi-snapshots list --all" shows its restore points`;
  throw new RefusedError(
    "not-found",
    `no volume snapshot or volume backup ${id} is visible in this project on ${await api.origin()}. ${remedy}`,
  );
}
