// What limits further restore points of a project: its quotas, and the number of snapshots of a volume.

import { z } from "zod";
import type { Settings } from "../../core/contract/settings";
import type { Capacity, Limit, Listing } from "../../core/listing";
import { ClosingError } from "../../http/errors";
import type { CinderApi } from "../client/client";
import { snapshotLimit } from "../volumeSnapshot/limit";

const gibibyte = 2 ** 30;

const amount = z.number().optional();
const limitsSchema = z.object({
  limits: z.object({
    absolute: z.object({
      maxTotalSnapshots: amount,
      totalSnapshotsUsed: amount,
      maxTotalBackups: amount,
      totalBackupsUsed: amount,
      maxTotalBackupGigabytes: amount,
      totalBackupGigabytesUsed: amount,
    }),
  }),
});

/** @param share of the number of snapshots of a volume from which on it is named, between 0 and 1 */
export async function capacityOf(
  api: CinderApi,
  settings: Settings,
  { points }: Pick<Listing, "points">,
  share: number,
): Promise<Capacity> {
  const limit = await snapshotLimit(api, settings);
  const counts = new Map<string, number>();
  for (const { kind, volume } of points) {
    if (kind === "snapshot" && volume !== undefined) counts.set(volume, (counts.get(volume) ?? 0) + 1);
  }
  return {
    quotas: await quotas(api),
    storages: [],
    chains: [...counts].flatMap(([id, used]): Limit[] =>
      limit === undefined || used < limit * share ? [] : [{ id, name: "", used, total: limit, unit: "count" }],
    ),
  };
}

/** Services derived from Cinder may not answer; the platform decides in the end. */
async function quotas(api: CinderApi): Promise<Limit[]> {
  try {
    const all = (await api.get("/limits", limitsSchema))?.limits.absolute;
    if (all === undefined) return [];
    return [
      quota("snapshots", all.totalSnapshotsUsed, all.maxTotalSnapshots, 1),
      quota("backups", all.totalBackupsUsed, all.maxTotalBackups, 1),
      quota("backup_gigabytes", all.totalBackupGigabytesUsed, all.maxTotalBackupGigabytes, gibibyte),
    ].flat();
  } catch (error) {
    if (error instanceof ClosingError) throw error;
    return [];
  }
}

/** -1 is no limit. */
function quota(name: string, used: number | undefined, total: number | undefined, unit: number): Limit[] {
  if (used === undefined || total === undefined || total < 0) return [];
  return [{ id: name, name, used: used * unit, total: total * unit, unit: unit === 1 ? "count" : "bytes" }];
}
