import type { RequestContext } from "../../core/contract/resourceDefinition";
import { Deadline } from "../../http/clock";
import { OutcomeError } from "../../http/errors";
import { NotYet, waitFor } from "../../http/waitFor";
import { JobLostError, type ZStackApi } from "../client/client";
import type { BackupInventory } from "../models/backup";
import { deathOf, momentOf, restartedMeanwhile } from "../resource/deadJobs";
import { refuseUnsafeDelete } from "./deleteSafety";
import { addressees, type Backup, deletionQuery, lookUntil } from "./requests";

/** The server's own limit for a copy, in seconds. */
export const copyLimit = 24 * 3600;

/** Seconds after which the record of a deleted copy must no longer exist. */
const showing = 60;

/** Backups whose copy on this storage is Creating. */
export function copying(members: readonly BackupInventory[], storageUuid: string): BackupInventory[] {
  return members.filter((one) => copyOf(one, storageUuid)?.status === "Creating");
}

function copyOf(backup: BackupInventory, storageUuid: string) {
  const there = backup.backupStorageRefs.filter((one) => one.backupStorageUuid === storageUuid);
  return there.find((one) => one.status === "Ready") ?? there[0];
}

/** Why the copy never ends; undefined if it may still end. */
async function deathOfCopy(
  api: ZStackApi,
  ctx: RequestContext,
  backup: BackupInventory,
  storageUuid: string,
): Promise<string | undefined> {
  const handedIn = await momentOf(api, copyOf(backup, storageUuid)?.createDate);
  return deathOf(api, { handedIn, limit: Math.max(ctx.timeout ?? 0, copyLimit) });
}

/**
 * Waits for copies on this storage that are under way, and deletes the record of those that never end: while one is
 * there, the server reports every further copy as done without making it.
 */
export async function finishOrDeleteCopies(
  api: ZStackApi,
  ctx: RequestContext,
  backup: Backup,
  members: readonly BackupInventory[],
  target: { readonly field: string; readonly uuid: string },
): Promise<readonly BackupInventory[]> {
  const { field, uuid } = target;
  const deadline = new Deadline(ctx.runtime.clock, ctx.timeout ?? copyLimit + 60);
  let nextQuestion = 0;
  let next = async (): Promise<readonly BackupInventory[]> => members;
  const look = async () => {
    const now = await next();
    next = () => backup.look();
    const under = copying(now, uuid);
    if (under.length === 0) return now;
    if (deadline.elapsed >= nextQuestion) {
      nextQuestion = deadline.elapsed + 60;
      const reasons = await Promise.all(under.map((one) => deathOfCopy(api, ctx, one, uuid)));
      const stuck = under.filter((_, index) => reasons[index] !== undefined);
      if (stuck.length > 0) {
        const [reason = ""] = reasons.filter((one) => one !== undefined);
        await deleteRecords(api, ctx, backup, { members: now, stuck, reason }, uuid);
        nextQuestion = 0;
        return new NotYet(under, "atOnce");
      }
    }
    return new NotYet(under);
  };
  return waitFor(deadline, look, {
    pauses: [200, 30_000],
    late: (under) => {
      const since = under.map((one) => copyOf(one, uuid)?.createDate ?? "an unknown date").sort()[0];
      throw new OutcomeError(
        "operation-in-progress",
        `${field}: the copy of ${backup.what} on backup storage ${uuid} has been Creating since ${since}. The next ` +
          `\`pulumi up\` checks it again, and recreates it once it is older than ${Math.round(copyLimit / 3600)} h. ` +
          `${restartedMeanwhile(api)} To continue without waiting, delete the copy on that storage or remove the storage ` +
          `from replicas.`,
      );
    },
  });
}

async function deleteRecords(
  api: ZStackApi,
  ctx: RequestContext,
  backup: Backup,
  left: {
    readonly members: readonly BackupInventory[];
    readonly stuck: readonly BackupInventory[];
    readonly reason: string;
  },
  storageUuid: string,
): Promise<void> {
  const { members, stuck, reason } = left;
  for (const { path, what } of addressees({ ...backup, groupUuid: undefined }, members, stuck)) {
    ctx.runtime.say(
      `${ctx.label}: the copy of ${what} on backup storage ${storageUuid} never finishes: ${reason}. Its record ` +
        `there is deleted and the backup copied again.`,
    );
    const condition = () => refuseUnsafeDelete(api, ctx, backup, stuck, storageUuid);
    const write = { method: "DELETE" as const, path: path + deletionQuery(ctx, storageUuid), condition };
    const doing = `${ctx.label}: deleting the record of ${what} on backup storage ${storageUuid}`;
    await api.run(write, doing, ctx.timeout).catch((error: unknown) => {
      if (!(error instanceof JobLostError)) throw error;
    });
  }
  const uuids = stuck.map((one) => one.uuid);
  const stillCreating = (members: readonly BackupInventory[]) =>
    copying(members, storageUuid).filter((one) => uuids.includes(one.uuid));
  const now = await lookUntil(ctx, backup, (members) => stillCreating(members).length === 0, showing);
  if (stillCreating(now).length === 0) return;
  throw new OutcomeError(
    "not-confirmed",
    `the server reports the record of the copy of ${backup.what} on backup storage ${storageUuid} as deleted, but it ` +
      `is still Creating. Delete it there and run again.`,
  );
}
