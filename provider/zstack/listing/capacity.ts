// What limits further restore points: quotas, storages, and chains of snapshots.

import { z } from "zod";
import type { Capacity, Limit, Listing } from "../../core/listing";
import { bestEffort } from "../client/bestEffort";
import { byUuids } from "../client/byUuids";
import type { ZStackApi } from "../client/client";
import { backupStoragesPath } from "../models/backupStorage";
import { chainsNearLimit } from "../preflight/chains";
import { quotaUsages } from "../preflight/quotas";
import { shownName } from "./shown";

// @API GET /v1/accounts/quota/{uuid}/usages
// @API GET /v1/backup-storage
// @API GET /v1/primary-storage
// @API GET /v1/global-configurations
// @API GET /v1/system-tags

const storageRow = z.object({
  uuid: z.string(),
  name: z.string().default(""),
  totalCapacity: z.number().default(0),
  availableCapacity: z.number().optional(),
});

/**
 * As far as the account may ask.
 * @param share of the limit of a chain from which on it is named, between 0 and 1
 */
export async function capacityOf(
  api: ZStackApi,
  { points }: Pick<Listing, "points">,
  share: number,
): Promise<Capacity> {
  const quotas = await quotaUsages(api);
  const stores = new Set(points.flatMap((point) => point.stores));
  const primary = new Set(points.flatMap(({ storage }) => storage ?? []));
  const chains = await chainsNearLimit(api, share);
  return {
    quotas: quotas.flatMap(({ name, used, total }): Limit[] =>
      // Without a quota of its own an account has 0; and of all the others, none is about restore points.
      total > 0 && /^(snapshot|volume\.backup)\./.test(name)
        ? [{ id: name, name, used, total, unit: name.endsWith(".size") ? "bytes" : "count" }]
        : [],
    ),
    storages: [
      ...(await storages(api, backupStoragesPath, stores)),
      ...(await storages(api, "/v1/primary-storage", primary)),
    ],
    chains: chains.map(({ volumeUuid, length, limit }) => ({
      id: volumeUuid,
      name: "",
      used: length,
      total: limit,
      unit: "count",
    })),
  };
}

async function storages(api: ZStackApi, path: string, uuids: ReadonlySet<string>): Promise<Limit[]> {
  const rows = (await bestEffort(() => byUuids(api, path, storageRow, [...uuids]))) ?? [];
  return rows.flatMap(({ uuid, name, totalCapacity: total, availableCapacity: left }) =>
    // One that has never connected reports no capacities.
    total > 0 && left !== undefined
      ? [{ id: uuid, name: shownName(name), used: Math.max(0, total - left), total, unit: "bytes" as const }]
      : [],
  );
}
