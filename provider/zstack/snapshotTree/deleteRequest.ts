import type { RequestContext } from "../../core/contract/resourceDefinition";
import type { Deadline } from "../../http/clock";
import { JobLostError, type ZStackApi } from "../client/client";
import { snapshotSchema } from "../models/volumeSnapshot";
import { withInterruptedDeletes } from "../resource/deadJobs";
import { deleteScope } from "./deleteScope";
import { findDependents, placed } from "./dependents";
import { DependentsError, MissingError } from "./errors";
import { deletionLimit, type Looked, settlingDeadline } from "./idleTree";

/**
 * The condition of a deletion that takes nothing else along.
 * @param how `own`: the group it may be a member of; `single`: it goes without what is below it
 */
export function goesAlone(
  api: ZStackApi,
  ctx: RequestContext,
  snapshot: Looked,
  how: { readonly own?: string; readonly single?: boolean } = {},
): () => Promise<void> {
  let waiting: Deadline | undefined;
  return async () => {
    // One wait for all sends: what is under way for ever does not end by being waited for again.
    waiting ??= settlingDeadline(ctx);
    const node = await placed(api, ctx, snapshot, waiting);
    // What it finds below or around is judged by marks, and nothing is sent then.
    const dependents = await findDependents(api, ctx, [node], how.own, how.single);
    if (dependents.length > 0) throw new DependentsError(dependents);
  };
}

/** Sends the deletion as often as it takes, as long as `condition` holds before each send. Missing is done, and false. */
export async function sendSnapshotDelete(
  api: ZStackApi,
  ctx: RequestContext,
  uuid: string,
  condition: () => Promise<void>,
  reach: "configured" | "subtree" = "configured",
): Promise<boolean> {
  const scope = reach === "configured" ? await deleteScope(api, ctx) : undefined;
  const query = `deleteMode=Permissive${scope === undefined ? "" : `&scope=${scope}`}`;
  const longer = ctx.timeout !== undefined && ctx.timeout > deletionLimit ? { serverTimeout: ctx.timeout } : {};
  const write = { method: "DELETE" as const, path: `/v1/volume-snapshots/${uuid}?${query}`, condition, ...longer };
  try {
    await withInterruptedDeletes(ctx, `volume snapshot ${uuid}`, () =>
      api.run(write, `${ctx.label}: deleting volume snapshot ${uuid}`, ctx.timeout),
    );
  } catch (error) {
    if (error instanceof MissingError) return false;
    // The result is lost, not the deletion: the object tells.
    if (!(error instanceof JobLostError)) throw error;
    if ((await api.one("/v1/volume-snapshots", snapshotSchema, uuid)) !== undefined) throw error;
  }
  return true;
}
