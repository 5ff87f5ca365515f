import { EngineGoneError, HeldError, RefusedError } from "../contract/errors";
import type { Sighting } from "../contract/resourceDefinition";
import { settleJob } from "../contract/stateKeys";
import { ownerLabel } from "../identity/identity";
import { finishedBy, isMarked } from "../lifecycle/holder";
import { reallyMissing } from "../lifecycle/origin";
import { leftLine, ownLabels, type SeriesCall, triggersOf, unlisted } from "./create";
import { callOf, findLine } from "./prune";
import type { Point, SeriesState } from "./state";

/** What stands in a series when it goes: history, and what an earlier run has begun. */
async function standing<T>(
  at: SeriesCall<T>,
  { history, pending }: SeriesState,
  keeping: boolean,
): Promise<readonly Point[]> {
  if (pending === undefined) return history;
  const { uuid, name, job } = pending;
  const point = { uuid, name, ...triggersOf(pending) };
  if (job !== settleJob && !keeping) await at.kind.resume(callOf(at, point), uuid, job, true);
  return [point, ...history];
}

/**
 * Applies the policy to every point: `because` is why they are kept, undefined where they are deleted. One that cannot
 * go does not keep the others; the error then leaves the whole series with the engine, and the next run skips what went.
 */
export async function giveUp<T>(at: SeriesCall<T>, state: SeriesState, because: string | undefined): Promise<void> {
  const { kind, call } = at;
  const failures: string[] = [];
  const putOff: Point[] = [];
  let kept = 0;
  for (const one of unlisted(at, state, await findLine(at, state))) call.around.say(leftLine(at, one));
  const points = await standing(at, state, because !== undefined);
  const { pending } = state;
  // What was made later may stand on what was made before; one that is kept names what has been put off until it goes,
  // and that is about to be kept too.
  for (const point of because === undefined ? points : [...points].reverse()) {
    call.around.wanted.delete(point.uuid);
    try {
      const sighting = await held(at, point, point.uuid === pending?.uuid ? pending.job : undefined);
      if (sighting === undefined) continue;
      const own = callOf(at, point);
      if (because !== undefined) {
        await kind.retain(own, point.uuid);
        kept += 1;
      } else {
        await kind.remove(own, point.uuid);
        if ((await kind.get(own, point.uuid)) !== undefined) putOff.push(point);
      }
    } catch (error) {
      if (error instanceof EngineGoneError) throw error;
      if (error instanceof HeldError) {
        call.around.say(heldLine(at, point, error.holder));
        continue;
      }
      failures.push(`${point.uuid} "${point.name}": ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  if (kept > 0) {
    const what = kept === 1 ? `1 ${kind.noun} is` : `${kept} ${kind.noun}s are`;
    call.around.say(`${call.label}: ${what} kept on the platform (${because})`);
  }
  if (failures.length === 0) return;
  // The engine keeps the series after an error, and then nobody may sweep what is in it.
  for (const point of putOff) await wantedAgain(at, point);
  throw new RefusedError(
    `${failures.length} of its points could not be given up, so that it stays: ${failures.join("; ")}`,
  );
}

/** The point, where this series is the one to decide; says who is, otherwise. */
async function held<T>(at: SeriesCall<T>, point: Point, job: string | undefined): Promise<Sighting<T> | undefined> {
  const { kind, call } = at;
  const own = callOf(at, point);
  // `up --replace` asks to delete "the old one" even where create has just taken over exactly this point.
  if (call.around.handedOut.has(point.uuid)) {
    call.around.say(`${call.label}: ${kind.noun} ${point.uuid} was made in this run and stays`);
    return undefined;
  }
  const sighting = await kind.get(own, point.uuid);
  if (sighting === undefined) {
    await reallyMissing(kind, own, point.uuid);
    return undefined;
  }
  const holder = own.holder(sighting.marks) ?? (isOwn(at, sighting) ? finishedBy(own, sighting, job) : undefined);
  if (holder === undefined) return sighting;
  if (sighting.marks.retained !== ownerLabel(call.owner)) {
    call.around.say(heldLine(at, point, holder));
  }
  return undefined;
}

const isOwn = <T>(at: SeriesCall<T>, { marks }: Sighting<T>): boolean => ownLabels(at).includes(marks.owner ?? "");

const heldLine = <T>({ kind, call }: SeriesCall<T>, { uuid }: Point, holder: string): string =>
  `${call.label}: ${kind.noun} ${uuid} stays on the platform, because ${holder}`;

async function wantedAgain<T>(at: SeriesCall<T>, point: Point): Promise<void> {
  const own = callOf(at, point);
  const sighting = await at.kind.get(own, point.uuid);
  if (sighting !== undefined && !isMarked(own, sighting)) await at.kind.mark(own, sighting, undefined);
}
