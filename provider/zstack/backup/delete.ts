import type { RequestContext } from "../../core/contract/resourceDefinition";
import { FinalError, NotFoundError, OutcomeError } from "../../http/errors";
import { JobLostError, type ZStackApi } from "../client/client";
import { longerThan } from "../client/jobs";
import { type BackupInventory, rootsOf } from "../models/backup";
import { apiOf } from "../resource/base";
import { awaitCreations, refuseUnsafeDelete, warnOfDependents } from "./deleteSafety";
import { addressees, type Backup, deletionQuery, keepsBases, lookUntil, rootLast } from "./requests";

/** Seconds a server allows a deletion by itself. */
const serverLimit = 30 * 60;
/** Seconds after which a deletion that was reported as done must be visible. */
const showing = 60;
/** The same for members of a VM backup, which can be deleted one by one afterwards. */
const showingTogether = 10;

/**
 * Deletes every copy of a backup and reads until nothing is left: a server reports a VM backup as deleted even if members
 * failed. A missing backup counts as deleted.
 */
export async function deleteBackup(ctx: RequestContext, backup: Backup): Promise<void> {
  const api = apiOf(ctx);
  let left = await backup.look();
  if (left.length === 0) return;
  await awaitCreations(api, ctx, left);
  if (!keepsBases(ctx)) await warnOfDependents(api, ctx, backup, left);
  const failures: string[] = [];
  if (backup.groupUuid === undefined || rootsOf(left).length === 1) {
    const condition = () => refuseUnsafeDelete(api, ctx, backup, left);
    for (const { path, what } of addressees(backup, left, left)) await send(api, ctx, path, what, condition);
    const limit = backup.groupUuid === undefined ? (ctx.timeout ?? showing) : showingTogether;
    left = await lookUntil(ctx, backup, (members) => members.length === 0, limit);
  }
  if (left.length > 0 && backup.groupUuid !== undefined) {
    failures.push(...(await deleteSingly(api, ctx, backup, left)));
    left = await lookUntil(ctx, backup, (members) => members.length === 0, ctx.timeout ?? showing);
  }
  if (left.length === 0) return;
  const names = left.map((one) => `volume backup ${one.uuid} of volume ${one.volumeUuid} (${one.status ?? "?"})`);
  throw new OutcomeError(
    "not-confirmed",
    `${backup.what} was not fully deleted: ${names.join(", ")} still ${names.length === 1 ? "exists" : "exist"}, although the ` +
      `server accepted the deletion${failures.length === 0 ? "" : ` (${failures.join("; ")})`}. Check the backup storage ` +
      `and run the command again.`,
  );
}

/** Deletes what the deletion of the whole has left, one by one; a failure does not stop the others. */
async function deleteSingly(
  api: ZStackApi,
  ctx: RequestContext,
  backup: Backup,
  left: readonly BackupInventory[],
): Promise<string[]> {
  const failures: string[] = [];
  const condition = () => refuseUnsafeDelete(api, ctx, backup, left);
  for (const { path, what } of addressees({ ...backup, groupUuid: undefined }, left, rootLast(left))) {
    await send(api, ctx, path, what, condition).catch((error: unknown) => {
      if (!(error instanceof FinalError)) throw error;
      failures.push(`${what}: ${error.message}`);
    });
  }
  return failures;
}

async function send(
  api: ZStackApi,
  ctx: RequestContext,
  path: string,
  what: string,
  condition: () => Promise<void>,
): Promise<void> {
  const query = deletionQuery(ctx);
  const write = { method: "DELETE" as const, path: path + query, condition, ...longerThan(ctx, serverLimit) };
  await api.run(write, `${ctx.label}: deleting ${what}`, ctx.timeout).catch((error: unknown) => {
    // Unlike other deletes, that of a volume backup fails if it no longer exists. If only the result of a delete is
    // lost, the read afterwards shows the outcome.
    if (!(error instanceof NotFoundError) && !(error instanceof JobLostError)) throw error;
  });
}
