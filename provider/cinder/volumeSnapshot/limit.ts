import type { RequestContext } from "../../core/contract/resourceDefinition";
import type { Settings } from "../../core/contract/settings";
import { RefusedError } from "../../http/errors";
import type { CinderApi } from "../client/client";
import { oldestFirst } from "../models/objectType";
import { isoTime, named, type SnapshotRow } from "../models/rows";
import { commonReaders } from "../resource/inputs";

const key = "cinder:maxSnapshotsPerVolume";

/** Snapshots that one disk of the Elastic Volume Service may have. */
const evsLimit = 7;

/** Snapshots that one volume may have; undefined if the platform sets no limit. */
export async function snapshotLimit(api: CinderApi, settings: Settings): Promise<number | undefined> {
  const value = settings.configured(key);
  if (value === "unlimited") return undefined;
  if (value !== undefined) {
    if (/^[1-9]\d{0,5}$/.test(value)) return Number(value);
    throw new RefusedError("invalid-config", `${key} is "${value}"; set a whole number of at least 1, or "unlimited"`);
  }
  return (await api.origin()).startsWith("evs.") ? evsLimit : undefined;
}

/** Fails if the volume already has `limit` snapshots; `rows` are those of the project. */
export function refuseBeyond(limit: number, ctx: RequestContext, rows: readonly SnapshotRow[]): void {
  const volume = commonReaders.declared(ctx.inputs).volumeId;
  // One that is being deleted still counts on the platform.
  const all = rows.filter((row) => row.volume_id === volume).sort(oldestFirst);
  if (all.length < limit) return;
  const list = all.map((row) => `${named(row)}${row.created_at == null ? "" : ` of ${isoTime(row.created_at)}`}`);
  throw new RefusedError(
    "quota-exceeded",
    `volumeId: volume ${volume} has ${all.length} snapshots, and at most ${limit} are allowed (${key}). ` +
      `Delete one that is no longer needed. Oldest first: ${list.join(", ")}`,
  );
}
