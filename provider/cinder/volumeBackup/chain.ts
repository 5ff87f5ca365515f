import type { RequestContext } from "../../core/contract/resourceDefinition";
import { type OwnershipTags, sameStack, stackPrefix } from "../../core/identity/identity";
import { isDeclared } from "../../core/lifecycle/declared";
import { isDeferredHere, isLetGo, nameDoubtful, noteDeferral } from "../../core/lifecycle/deferrals";
import { isReplaced } from "../../core/lifecycle/successor";
import { isKept } from "../../core/runtime/runtime";
import type { Deadline } from "../../http/clock";
import { ClosingError, messageOf, RefusedError } from "../../http/errors";
import type { CinderApi } from "../client/client";
import { type Change, deferredBy, letGo, ownershipOf, stackKey } from "../models/metadata";
import { type CinderType, oldestFirst } from "../models/objectType";
import { type BackupRow, moment, named } from "../models/rows";
import { changeMetadata } from "../ownership/changeMetadata";
import { deleteObject, deletionLimit, isPassing, type OnRefusal } from "../resource/delete";

export function inOrder(a: BackupRow, b: BackupRow): number {
  const [before, after] = [moment(a.data_timestamp), moment(b.data_timestamp)];
  return before !== after && !Number.isNaN(before) && !Number.isNaN(after) ? before - after : oldestFirst(a, b);
}

/**
 * The backups that may depend on this one: the platform says that there are some, but not which. An incremental backup
 * holds the changes since the newest backup before it, so they are the following ones up to the next full backup.
 */
export function dependents(rows: readonly BackupRow[], row: BackupRow): BackupRow[] {
  const usable = rows.filter((one) => one.id === row.id || one.status !== "error").sort(inOrder);
  const later = usable.slice(usable.findIndex((one) => one.id === row.id) + 1);
  const full = later.findIndex((one) => one.is_incremental !== true);
  return full === -1 ? later : later.slice(0, full);
}

/** The owner of a backup for a message; undefined if it belongs to this stack. */
function stranger(ctx: RequestContext, row: BackupRow): string | undefined {
  const { owner, retained } = ownershipOf(row.metadata);
  if (retained !== undefined) return `retained by ${retained}`;
  if (owner !== undefined) return sameStack(owner, ctx.owner) ? undefined : `owned by ${owner}`;
  return row.metadata[stackKey] === stackPrefix(ctx.owner) ? undefined : "not created by this stack";
}

/**
 * Decides about a refused deletion of a backup that incremental backups depend on. Foreign dependents, and those that
 * the program declares, are an error that names them. If the backup was replaced, its deletion is postponed instead.
 */
export function withDependents(
  api: CinderApi,
  ctx: RequestContext,
  type: CinderType<BackupRow>,
  look: () => Promise<BackupRow[]>,
): OnRefusal<BackupRow> {
  return async (row) => {
    if (isPassing(row) || row.has_dependent_backups !== true) return undefined;
    const replaced = isDeclared(ctx);
    const found = dependents(await look(), row).map((one) => {
      const whose = stranger(ctx, one);
      if (whose !== undefined) return { said: `${named(one)}, ${whose}`, stops: true, foreign: true };
      const kept = isKept(ctx.runtime, one.id);
      return {
        said: kept ? `${named(one)}, declared in this program` : named(one),
        stops: kept && !replaced,
        foreign: false,
      };
    });
    const inTheWay = found.filter(({ stops }) => stops).map(({ said }) => said);
    if (found.length === 0 || inTheWay.length > 0) {
      const keeping = replaced ? "PULUMI_SNAPSHOTS_DELETION_POLICY=retain for one run" : 'deletionPolicy: "retain"';
      throw new RefusedError(
        found.length === 0
          ? "dependents-unknown"
          : found.some(({ foreign }) => foreign)
            ? "foreign-dependents"
            : "has-dependents",
        `${type.noun} ${named(row)} cannot be deleted because incremental backups depend on it: ` +
          `${found.length === 0 ? "the platform does not say which" : inTheWay.join("; ")}. ` +
          `Delete those first, or keep this backup with ${keeping}.`,
      );
    }
    const change = ({ metadata }: BackupRow): Change => deferredBy(metadata, ctx.owner);
    if ((await changeMetadata(api, type, row.id, { change })) === undefined) return "again";
    ctx.runtime.say(
      `${ctx.label}: deletion of ${type.noun} ${row.id} postponed: ${found.length} incremental ` +
        `${found.length === 1 ? "backup of this stack depends" : "backups of this stack depend"} on it ` +
        `(${found.map(({ said }) => said).join("; ")}); nothing to do`,
    );
    // The dependents may have been deleted while the tag was written, without seeing it.
    const now = await look();
    if (now.find((one) => one.id === row.id)?.has_dependent_backups !== true) return "again";
    const confirm = async (): Promise<boolean> => {
      const changed = await changeMetadata(api, type, row.id, { change: ({ metadata }) => letGo(metadata) });
      const { owner, deferred, retained } = ownershipOf(changed?.metadata ?? {});
      return deferred !== undefined && owner === undefined && retained === undefined;
    };
    if (isReplaced(ctx, row.id)) await confirm();
    const retry = (): Promise<void> => deleteDeferred(api, ctx, type, look, ctx.deadline(deletionLimit));
    noteDeferral(ctx, { uuid: row.id, confirm, place: row.volume_id, retry });
    return "kept";
  };
}

/** Deletes backups of this stack whose deletion was postponed; what cannot be deleted yet is printed and kept. */
export async function deleteDeferred(
  api: CinderApi,
  ctx: RequestContext,
  type: CinderType<BackupRow>,
  look: () => Promise<BackupRow[]>,
  deadline: Deadline,
): Promise<void> {
  const done = new Set<string>();
  for (;;) {
    const due = (await look()).find((row) => !done.has(row.id) && isDue(ctx, row));
    if (due === undefined) return;
    done.add(due.id);
    ctx.runtime.say(`${ctx.label}: deleting ${type.noun} ${named(due)}, whose deletion was postponed`);
    const keepUnlessBusy: OnRefusal<BackupRow> = async (row) => (isPassing(row) ? undefined : "kept");
    const holder = (ownership: OwnershipTags): string | undefined =>
      isLetGo(ctx, due.id, ownership) && !isKept(ctx.runtime, due.id) ? undefined : "its tags have changed meanwhile";
    await deleteObject(api, { holder }, type, due.id, deadline, keepUnlessBusy).catch((error: unknown) => {
      if (error instanceof ClosingError) throw error;
      const reason = messageOf(error);
      ctx.runtime.say(`${ctx.label}: warning: ${type.noun} ${named(due)} cannot be deleted yet and is kept: ${reason}`);
    });
  }
}

/** Whether its deletion was postponed, the state no longer holds it, and nothing depends on it. */
function isDue(ctx: RequestContext, row: BackupRow): boolean {
  const ownership = ownershipOf(row.metadata);
  const canGo = row.has_dependent_backups !== true && (row.status === "available" || row.status === "error");
  if (!canGo || !isDeferredHere(ctx, ownership) || isKept(ctx.runtime, row.id)) return false;
  if (isLetGo(ctx, row.id, ownership)) return true;
  nameDoubtful(ctx, row.id, `volume backup ${named(row)}`, ownership);
  return false;
}
