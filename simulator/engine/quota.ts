// Quotas of normal accounts; the administrator has none.

import { ApiError } from "../core/errors";
import type { Account } from "../rest/api";
import type { World } from "../world";

export const quotas = {
  "snapshot.volume.num": 200,
  "volume.backup.num": 20,
  "volume.backup.size": 10_995_116_277_760,
} as const;

export type QuotaName = keyof typeof quotas;

export function checkQuota(world: World, account: Account, name: QuotaName, request: number): void {
  if (account.admin) return;
  const { snapshots, backups } = world.database.tables;
  const mine = [...(name === "snapshot.volume.num" ? snapshots : backups).all()].filter(
    (row) => row.accountUuid === account.uuid,
  );
  const used = name === "volume.backup.size" ? mine.reduce((sum, row) => sum + row.size, 0) : mine.length;
  if (used + request <= quotas[name]) return;
  const quota = `quota[name: ${name}, value: ${quotas[name]}]`;
  throw new ApiError(
    "ID.1003",
    `quota exceeding. The account[uuid: ${account.uuid}] exceeds a ${quota}, Current used:${used}, Request:${request}. Please contact the administrator.`,
  );
}
