// What the rows of volume and restore point tell of a restore whose end nobody has seen.

import { createHash } from "node:crypto";
import type { Mark } from "../../core/reverts/mark";
import { type CinderRow, moment, type VolumeRow } from "../models/rows";
import { pointFact, shownFact, volumeFact } from "./facts";
import type { CinderRevert } from "./kind";

/** Milliseconds that the platform takes at the end of a restore from one row to the other, and that seconds are rounded by. */
const together = 1000;

/** What users change of rows, and a restore does not, in 16 hex digits. */
export function shownOf(volume: CinderRow, point: CinderRow): string {
  const shown = [volume, point].map(({ name, description, size }) => [name ?? "", description ?? "", size ?? 0]);
  return createHash("sha256").update(JSON.stringify(shown)).digest("hex").slice(0, 16);
}

/**
 * Whether the rows are as the end of a restore leaves them: both available, the volume's changed first and the restore
 * point's right after it. Other changes leave the same times now and then: one that shows anything else, or dates one row
 * alone, is none of a restore.
 *
 * @param facts of the mark that was written before the request
 */
export function isAsRestored<P extends CinderRow>(
  { replacesMetadata }: Pick<CinderRevert<P>, "replacesMetadata">,
  facts: Mark["facts"],
  volume: VolumeRow,
  point: P,
): boolean {
  if (volume.status !== "available" || point.status !== "available") return false;
  if (facts[shownFact] !== shownOf(volume, point)) return false;
  if (facts[volumeFact] === volume.updated_at || facts[pointFact] === point.updated_at) return false;
  // Cinder notes there from which backup a volume was restored, unless the backup is the volume's own.
  const from = volume.metadata["src_backup_id"];
  if (replacesMetadata && from !== undefined && from !== point.id) return false;
  const later = moment(point.updated_at) - moment(volume.updated_at);
  return later >= 0 && later <= together;
}
