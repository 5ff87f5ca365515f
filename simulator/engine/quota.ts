// Quotas of normal accounts; the administrator has none.

import { ApiError } from "../core/errors";
import type { VolumeRow } from "../core/model";
import type { Account } from "../rest/api";
import type { World } from "../world";

export const quotas = {
  "snapshot.volume.num": 200,
  "volume.backup.num": 20,
  "volume.backup.size": 10_995_116_277_760,
} as const;

export type QuotaName = keyof typeof quotas;

export interface QuotaUsage {
  name: string;
  total: number;
  used: number;
}

/** Snapshots count from their first moment, backups only once they are ready. */
function usedOf(world: World, accountUuid: string, name: QuotaName): number {
  const { snapshots, backups } = world.database.tables;
  if (name === "snapshot.volume.num") return snapshots.by("accountUuid", accountUuid).length;
  const ready = backups.by("accountUuid", accountUuid).filter((row) => row.status === "Ready");
  return name === "volume.backup.num" ? ready.length : ready.reduce((sum, row) => sum + row.size, 0);
}

/** Every quota there is with what the account uses of it; without a limit of its own its total is 0. */
export function usagesOf(world: World, account: Account): QuotaUsage[] {
  return (Object.keys(quotas) as QuotaName[]).map((name) => ({
    name,
    total: account.admin ? 0 : quotas[name],
    used: usedOf(world, account.uuid, name),
  }));
}

export function checkQuota(world: World, account: Account, name: QuotaName, request: number): void {
  if (account.admin) return;
  const used = usedOf(world, account.uuid, name);
  if (used + request <= quotas[name]) return;
  const quota = `quota[name: ${name}, value: ${quotas[name]}]`;
  throw new ApiError(
    "ID.1003",
    `quota exceeding. The account[uuid: ${account.uuid}] exceeds a ${quota}, Current used:${used}, Request:${request}. Please contact the administrator.`,
  );
}

/** A full backup is expected to be as large as its volumes; nobody knows what an increment takes. */
export function checkBackupQuota(world: World, account: Account, volumes: readonly VolumeRow[], full: boolean): void {
  checkQuota(world, account, "volume.backup.num", volumes.length);
  const size = full ? volumes.reduce((sum, volume) => sum + volume.size, 0) : 1;
  checkQuota(world, account, "volume.backup.size", size);
}
