import { messageOf, RefusedError } from "../../http/errors";
import { EngineGoneError, HeldError } from "../contract/errors";
import type { Observed } from "../contract/resourceDefinition";
import { pendingFinalize } from "../contract/stateKeys";
import { ownerLabel } from "../identity/identity";
import { finishedBy, isOwned } from "../lifecycle/holder";
import { assertMissing } from "../lifecycle/origin";
import { ownLabels, type SeriesContext } from "./context";
import { notInHistory, triggersOf, unlisted } from "./create";
import { endDrills } from "./drill";
import { contextOf, findLineage } from "./prune";
import type { Point, SeriesState } from "./state";

/** The points of a series that is deleted: history, and the point that an earlier run began. */
async function pointsOf<T>(
  at: SeriesContext<T>,
  { history, pending }: SeriesState,
  keeping: boolean,
): Promise<readonly Point[]> {
  if (pending === undefined) return history;
  const { uuid, name, job } = pending;
  const point = { uuid, name, ...triggersOf(pending) };
  if (job !== pendingFinalize && !keeping) await at.definition.resume(contextOf(at, point), uuid, job, true);
  return [point, ...history];
}

/**
 * Applies the policy to every point: `because` is why they are kept, undefined where they are deleted. One that cannot
 * go does not keep the others; the error then leaves the whole series with the engine, and the next run skips what went.
 */
export async function deleteOrRetain<T>(
  at: SeriesContext<T>,
  state: SeriesState,
  because: string | undefined,
): Promise<void> {
  const { definition, ctx } = at;
  const failures: string[] = [];
  const postponed: Point[] = [];
  let kept = 0;
  const interrupted = unlisted(at, state, await findLineage(at, state));
  for (const one of interrupted) ctx.runtime.say(notInHistory(at, one));
  const points = await pointsOf(at, state, because !== undefined);
  const { pending, drills = [] } = state;
  // First: on some storage a snapshot cannot be deleted while a volume is based on it.
  const isDrilled = drills.length > 0 || ctx.inputs["drill"] === true;
  const left = isDrilled ? await endDrills(at, state) : undefined;
  if (left !== undefined && ctx.settings.retainAllOverride === undefined)
    failures.push(`what its restore drills left could not be deleted: ${left}`);
  // Later points may be based on earlier ones, so the newest is deleted first. When all are retained, the oldest comes first:
  // retaining a point warns about deferred deletions that wait for it, and those are about to be retained too.
  for (const point of because === undefined ? points : [...points].reverse()) {
    ctx.runtime.keptByProgram.delete(point.uuid);
    try {
      const observed = await pointIfHeld(at, point, point.uuid === pending?.uuid ? pending.job : undefined);
      if (observed === undefined) continue;
      const own = contextOf(at, point);
      if (because !== undefined) {
        await definition.retain(own, point.uuid);
        kept += 1;
      } else {
        await definition.remove(own, point.uuid);
        if ((await definition.get(own, point.uuid)) !== undefined) postponed.push(point);
      }
    } catch (error) {
      if (error instanceof EngineGoneError) throw error;
      if (error instanceof HeldError) {
        ctx.runtime.say(heldLine(at, point, error.holder));
        continue;
      }
      failures.push(`${point.uuid} "${point.name}": ${messageOf(error)}`);
    }
  }
  if (kept > 0) {
    const what = kept === 1 ? `1 ${definition.noun} is` : `${kept} ${definition.noun}s are`;
    ctx.runtime.say(`${ctx.label}: ${what} kept on the platform (${because})`);
  }
  if (failures.length === 0) return;
  // The engine keeps the series after an error, so nothing may delete its points together with others.
  for (const point of postponed) await restoreOwnerTag(at, point);
  throw new RefusedError(
    "partly-deleted",
    `${failures.length} of its points could not be deleted or released, so the series is kept in state: ${failures.join("; ")}`,
  );
}

/** The point, if this series holds it; otherwise prints who does. */
async function pointIfHeld<T>(
  at: SeriesContext<T>,
  point: Point,
  job: string | undefined,
): Promise<Observed<T> | undefined> {
  const { definition, ctx } = at;
  const own = contextOf(at, point);
  // `up --replace` asks to delete "the old one" even where create has just taken over exactly this point.
  if (ctx.runtime.createdInThisProcess.has(point.uuid)) {
    ctx.runtime.say(`${ctx.label}: ${definition.noun} ${point.uuid} is kept: it was created in this run`);
    return undefined;
  }
  const observed = await definition.get(own, point.uuid);
  if (observed === undefined) {
    await assertMissing(definition, own, point.uuid);
    return undefined;
  }
  const holder = own.holder(observed.ownership) ?? (isOwn(at, observed) ? finishedBy(own, observed, job) : undefined);
  if (holder === undefined) return observed;
  if (observed.ownership.retained !== ownerLabel(ctx.owner)) {
    ctx.runtime.say(heldLine(at, point, holder));
  }
  return undefined;
}

const isOwn = <T>(at: SeriesContext<T>, { ownership }: Observed<T>): boolean =>
  ownLabels(at).includes(ownership.owner ?? "");

const heldLine = <T>({ definition, ctx }: SeriesContext<T>, { uuid }: Point, holder: string): string =>
  `${ctx.label}: ${definition.noun} ${uuid} is kept on the platform, because ${holder}`;

async function restoreOwnerTag<T>(at: SeriesContext<T>, point: Point): Promise<void> {
  const own = contextOf(at, point);
  const observed = await at.definition.get(own, point.uuid);
  if (observed !== undefined && !isOwned(own, observed)) await at.definition.writeOwner(own, observed, undefined);
}
