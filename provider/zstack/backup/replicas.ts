import type { Finding, RequestContext } from "../../core/contract/resourceDefinition";
import type { JsonObject } from "../../core/json";
import { FinalError, OutcomeError, RefusedError } from "../../http/errors";
import { JobLostError, JobTimeoutError, type Write, type ZStackApi } from "../client/client";
import { longerThan } from "../client/jobs";
import { type BackupInventory, copyBegunAt, holders, holds } from "../models/backup";
import { apiOf } from "../resource/base";
import { checkStorage, explained, refuseFull } from "./checks";
import { copyOnce } from "./copyJob";
import { awaitCreations, refuseUnsafeDelete, warnOfDependents } from "./deleteSafety";
import { backupReaders, replicasOf } from "./inputs";
import { type Addressee, addressees, type Backup, deletionQuery, keepsBases, lookUntil } from "./requests";
import { copying, copyLimit, finishOrDeleteCopies } from "./stuckCopies";

/** Seconds after which a copy or its deletion that was reported as done must be visible. */
const showing = 60;

const primaryOf = (inputs: JsonObject): string => backupReaders.declared(inputs).backupStorageUuid;

/** The declared storages that hold the backup, sorted. Other copies are not managed. */
export function declaredCopies(inputs: JsonObject, members: readonly BackupInventory[]): string[] {
  const { backupStorageUuid, replicas = [] } = backupReaders.recorded(inputs);
  return holders(members).filter((uuid) => uuid === backupStorageUuid || replicas.includes(uuid));
}

/** The declared replicas that exist. */
export function livingReplicas(declared: JsonObject, members: readonly BackupInventory[]): string[] {
  const there = holders(members);
  return replicasOf(declared).filter((uuid) => there.includes(uuid));
}

/**
 * Declared storages that do not hold the backup. A refresh shows lost replicas as a difference of the input, so it checks
 * the primary copy only.
 */
export function missingCopies(what: string, ctx: RequestContext, members: readonly BackupInventory[]): Finding[] {
  const there = holders(members);
  const wanted = [
    ["backupStorageUuid", primaryOf(ctx.inputs)] as const,
    ...(ctx.operation === "read" ? [] : replicasOf(ctx.inputs).map((uuid) => ["replicas", uuid] as const)),
  ];
  return wanted
    .filter(([, uuid]) => !there.includes(uuid))
    .map(([field, uuid]) => ({ check: "copies", reason: `${what} has no Ready copy on ${field} ${uuid}` }));
}

/**
 * Creates missing declared copies, then deletes those that are no longer declared. Copies that were never declared are not
 * touched. Returns the backup as it is then.
 */
export async function syncReplicas(
  ctx: RequestContext,
  backup: Backup,
  members: readonly BackupInventory[],
  olds: JsonObject,
): Promise<readonly BackupInventory[]> {
  const wanted = [primaryOf(ctx.inputs), ...replicasOf(ctx.inputs)];
  const dropped = mayBeRemoved(ctx, backup, members, olds) ? droppedBy(ctx.inputs, olds) : [];
  const fits = (now: readonly BackupInventory[]): boolean =>
    wanted.every((uuid) => holders(now).includes(uuid)) && !dropped.some((uuid) => touches(now, uuid));
  if (fits(members)) return members;
  let now = await backup.look();
  if (now.length === 0) return members;
  for (const uuid of wanted) {
    if (!holders(now).includes(uuid)) now = await addCopy(apiOf(ctx), ctx, backup, now, uuid);
  }
  for (const uuid of dropped) {
    if (touches(now, uuid)) now = await removeCopy(apiOf(ctx), ctx, backup, now, uuid);
  }
  return now;
}

const droppedBy = (inputs: JsonObject, olds: JsonObject): string[] =>
  replicasOf(olds).filter((uuid) => uuid !== primaryOf(inputs) && !replicasOf(inputs).includes(uuid));

/** The retain-all override keeps copies too. */
function mayBeRemoved(
  ctx: RequestContext,
  backup: Backup,
  members: readonly BackupInventory[],
  olds: JsonObject,
): boolean {
  const dropped = droppedBy(ctx.inputs, olds).filter((uuid) => touches(members, uuid));
  const retainAllOverride = dropped.length === 0 ? undefined : ctx.settings.retainAllOverride;
  if (retainAllOverride === undefined) return true;
  ctx.runtime.say(
    `${ctx.label}: ${backup.what} is kept on backup storage ${dropped.join(", ")} (${retainAllOverride} is "retain")`,
  );
  return false;
}

/** Whether the storage holds at least a part of it. */
const touches = (members: readonly BackupInventory[], uuid: string): boolean => members.some((one) => holds(one, uuid));

async function addCopy(
  api: ZStackApi,
  ctx: RequestContext,
  backup: Backup,
  before: readonly BackupInventory[],
  target: string,
): Promise<readonly BackupInventory[]> {
  const primary = target === primaryOf(ctx.inputs);
  const field = primary ? "backupStorageUuid" : "replicas";
  const members = await finishOrDeleteCopies(api, ctx, backup, before, { field, uuid: target });
  if (holders(members).includes(target)) return members;
  const source = await sourceOf(api, ctx, members);
  if (source === undefined) {
    // Nothing left to copy from: the verification reports it, and only a new backup helps.
    if (primary) return members;
    throw new RefusedError(
      "no-complete-copy",
      `replicas: no backup storage holds a complete Ready copy of ${backup.what} that could be copied to ${target}; ` +
        `change triggers to create a new backup`,
    );
  }
  refuseFull(field, await checkStorage(api, field, target));
  const lacking = members.filter((one) => !holds(one, target));
  for (const one of addressees(backup, members, lacking)) {
    const write = { method: "PUT" as const, path: `${one.path}/actions`, ...copyRequest(ctx, one, source, target) };
    const what = `${ctx.label}: copying ${one.what} to backup storage ${target}`;
    const isThere = async (): Promise<boolean> => holders(await backup.look()).includes(target);
    const begun = async (): Promise<string | undefined> =>
      (await backup.look()).flatMap((one) => copyBegunAt(one, target) ?? [])[0];
    const copied = primary
      ? copyOnce(api, ctx, write, { key: `${one.path}/${source}/${target}`, what, begun, isThere })
      : api.run(write, what, ctx.timeout);
    await copied.catch(async (error: unknown) => {
      // The result is lost, not the copy: the read afterwards shows the outcome.
      if (error instanceof JobLostError) return;
      if (error instanceof JobTimeoutError) {
        throw new OutcomeError(
          "unfinished",
          `${field}: copying ${one.what} to backup storage ${target} has not finished (${error.message}); ` +
            `the next \`pulumi up\` checks it again`,
          { cause: error },
        );
      }
      // Another process may have copied it in the meantime.
      if (error instanceof FinalError && holders(await backup.look()).includes(target)) return;
      const otherwise = `${field}: ${one.what} could not be copied from backup storage ${source} to ${target}`;
      throw await explained(error, () => checkStorage(api, field, target), otherwise);
    });
  }
  const now = await lookUntil(ctx, backup, (members) => holders(members).includes(target), showing);
  if (holders(now).includes(target)) return now;
  if (copying(now, target).length > 0) {
    throw new OutcomeError(
      "unfinished",
      `${field}: the server reports the copy of ${backup.what} on backup storage ${target} as done, but it is still ` +
        `Creating. The next \`pulumi up\` waits for it, and recreates it once it is older than ${copyLimit / 3600} h.`,
    );
  }
  throw new OutcomeError(
    "not-confirmed",
    `${field}: the server reports that ${backup.what} was copied to backup storage ${target}, but there is no Ready copy. ` +
      `Check that storage and run again.`,
  );
}

/** A storage to copy from: one that can be reached; undefined if none holds the whole backup. */
async function sourceOf(
  api: ZStackApi,
  ctx: RequestContext,
  members: readonly BackupInventory[],
): Promise<string | undefined> {
  const primary = primaryOf(ctx.inputs);
  const candidates = new Set([primary, ...replicasOf(ctx.inputs), ...holders(members)]);
  let refusal: RefusedError | undefined;
  for (const uuid of candidates) {
    if (!holders(members).includes(uuid)) continue;
    try {
      return (await checkStorage(api, uuid === primary ? "backupStorageUuid" : "replicas", uuid)).uuid;
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      refusal ??= error;
    }
  }
  if (refusal !== undefined) throw refusal;
  return undefined;
}

/**
 * To another storage, or back to the one that lost its copy. Of a recovery, src is the storage that receives and dst the
 * one that has the backup, and a server by itself allows it half an hour only.
 */
function copyRequest(
  ctx: RequestContext,
  { sync, recover }: Addressee,
  source: string,
  target: string,
): Pick<Write, "body" | "serverTimeout"> {
  if (target !== primaryOf(ctx.inputs)) {
    const params = { srcBackupStorageUuid: source, dstBackupStorageUuid: target };
    return { body: { [sync]: params }, ...longerThan(ctx, copyLimit) };
  }
  const params = { srcBackupStorageUuid: target, dstBackupStorageUuid: source };
  return { body: { [recover]: params }, serverTimeout: Math.max(ctx.timeout ?? 0, copyLimit) };
}

async function removeCopy(
  api: ZStackApi,
  ctx: RequestContext,
  backup: Backup,
  members: readonly BackupInventory[],
  target: string,
): Promise<readonly BackupInventory[]> {
  if (!holders(members).some((uuid) => uuid !== target)) {
    throw new RefusedError(
      "last-copy",
      `replicas: backup storage ${target} holds the only complete copy of ${backup.what}, so it is kept. ` +
        `Add it to replicas again, or delete the resource if you no longer need the backup.`,
    );
  }
  await awaitCreations(api, ctx, members);
  if (!keepsBases(ctx)) await warnOfDependents(api, ctx, backup, members);
  let now = members;
  // The delete of a VM backup skips members that fail: the rest is deleted one by one.
  for (let round = 1; round <= 2 && touches(now, target); round += 1) {
    const chosen = now.filter((one) => holds(one, target));
    for (const { path, what } of addressees(round === 1 ? backup : { ...backup, groupUuid: undefined }, now, chosen)) {
      const condition = () => refuseUnsafeDelete(api, ctx, backup, chosen, target);
      const write = { method: "DELETE" as const, path: path + deletionQuery(ctx, target), condition };
      const doing = `${ctx.label}: removing ${what} from backup storage ${target}`;
      await api.run(write, doing, ctx.timeout).catch((error: unknown) => {
        if (!(error instanceof JobLostError)) throw error;
      });
    }
    now = await lookUntil(ctx, backup, (members) => !touches(members, target), showing);
  }
  const left = now.filter((one) => holds(one, target));
  if (left.length === 0) return now;
  throw new OutcomeError(
    "not-confirmed",
    `replicas: backup storage ${target} still holds ${left.map((one) => `volume backup ${one.uuid}`).join(", ")}, ` +
      `although the server reports the copy as deleted. Run again, or delete it there.`,
  );
}
