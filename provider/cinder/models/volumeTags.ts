// Our tags on volumes. Cinder stores the metadata of a volume in each backup of it, and a restore replaces all metadata of the
// volume that it writes to by those. So a volume that is made from a backup loses the tags that it was created with, and may
// have those of another volume.

import type { Owner } from "../../core/identity/identity";
import { identityKey, identityValue, isOurs, ownKeys, stackKey, type Tagged } from "./metadata";
import type { Metadata, VolumeRow } from "./rows";

/** The volume that the tags belong to. Without it, or with another one, an owner tag is a copy. */
export const volumeKey = `${ownKeys}volume`;

/** Metadata that Cinder writes at the end of a restore: the backup that the content is from. */
const sourceBackupKey = "src_backup_id";

/** The backup that a volume was last written from, as far as the service shows it. */
export const sourceBackupOf = ({ metadata }: Pick<VolumeRow, "metadata">): string | undefined =>
  metadata[sourceBackupKey];

/** The name under which a volume is made from a backup: names survive a restore. */
export function creationName(owner: Owner, identity: string): string {
  return ownKeys + identityValue(owner, identity);
}

/** The identity in the name of a volume whose creation has not been finished. */
function namedIdentity(name: string | null | undefined): Metadata | undefined {
  const [, stack, identity] = new RegExp(`^${ownKeys}([0-9a-f]{6})([0-9a-f]{64})$`).exec(name ?? "") ?? [];
  return stack === undefined ? undefined : { [identityKey]: `${stack}${identity}`, [stackKey]: stack };
}

const hasProof = ({ id, metadata }: Pick<VolumeRow, "id" | "metadata">): boolean => metadata[volumeKey] === id;

/** Whether the volume still has the name that it was created with, and nobody has owned it so far. */
export const isUnfinished = (row: VolumeRow): boolean => namedIdentity(row.name) !== undefined && !hasProof(row);

/** The tags that are the volume's own. */
export function volumeTags(row: VolumeRow): Pick<Tagged, "own" | "proof"> {
  return { own: ownTagsOf(row), proof: { [volumeKey]: row.id } };
}

function ownTagsOf(row: VolumeRow): Metadata {
  const { metadata } = row;
  const filtered = (wanted: (key: string) => boolean): Metadata =>
    Object.fromEntries(Object.entries(metadata).filter(([key]) => wanted(key)));
  if (hasProof(row)) return filtered(isOurs);
  const named = namedIdentity(row.name);
  if (named !== undefined) return named;
  // The tags of a creation are sent before the id is known.
  return metadata[volumeKey] === undefined ? filtered((key) => key === identityKey || key === stackKey) : {};
}
