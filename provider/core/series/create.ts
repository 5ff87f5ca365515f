import { PartialStateError } from "../contract/errors";
import type { Observed, RequestContext } from "../contract/resourceDefinition";
import { pendingFinalize } from "../contract/stateKeys";
import type { JsonObject } from "../json";
import { assertAsDeclared } from "../lifecycle/asDeclared";
import { createObject, finalizeCreate, interrupted } from "../lifecycle/create";
import { assertMissing } from "../lifecycle/origin";
import { partialState, unfinishedObject } from "../lifecycle/state";
import { digestOf, stretched, triggerTextOf } from "../lifecycle/triggers";
import { otherOwner, ownLabels, type SeriesContext } from "./context";
import { lineageAfter, pointContext, pointIdentity } from "./definition";
import { Proof } from "./drill";
import {
  isForSecret,
  nothingYet,
  ownOutputs,
  type Pending,
  type Point,
  type SeriesState,
  seriesOutputs,
} from "./state";

/** An error that leaves `state` with the engine; the next `up` continues from there. */
export function unfinishedSeries<T>(at: SeriesContext<T>, state: SeriesState, error: unknown, job?: string): Error {
  const [, ...former] = ownLabels(at);
  const left = { ...state, former: former.length === 0 ? undefined : former, formerStacks: at.ctx.formerStacks };
  return partialState(at.id, error, seriesOutputs(at.ctx.inputs, left, { ...at.series, origin: at.origin, job }));
}

function pointOf<T>({ series }: SeriesContext<T>, pending: Omit<Pending, "job">, outs: JsonObject): Point {
  const { idOutput } = series.point;
  const kept = series.kept.filter((input) => outs[input] !== undefined).map((input) => [input, outs[input]]);
  const { uuid, name, triggerDigest, triggerText } = pending;
  const shown = Object.entries(series.shown(ownOutputs(series.point, outs))).filter(([key]) => key !== idOutput);
  return { ...Object.fromEntries([...shown, ...kept]), uuid, name, ...triggersOf({ triggerDigest, triggerText }) };
}

/** What a point shows of the triggers that it was made for. */
export const triggersOf = ({ triggerDigest, triggerText }: Pick<Pending, "triggerDigest" | "triggerText">) => ({
  triggerDigest,
  ...(triggerText === undefined ? {} : { triggerText }),
});

const recorded = <T>({ ctx }: SeriesContext<T>, state: SeriesState, point: Point, current: boolean): SeriesState => ({
  ...state,
  // Until a clock has confirmed its date; without `keepFor` none is asked.
  undated: ctx.inputs["keepFor"] === undefined ? state.undated : [point.uuid, ...(state.undated ?? [])],
  history: [point, ...state.history],
  current: current ? point.uuid : state.current,
  pending: undefined,
});

/** Creates the very first point, in the way of every single restore point. */
export async function takeFirst<T>(at: SeriesContext<T>, zones: readonly string[]): Promise<SeriesState> {
  const { series, definition, ctx } = at;
  const next = upcoming(ctx, nothingYet);
  const { name } = next;
  const identity = identityOfPoint(at, nothingYet, next);
  const proof = new Proof(at, name);
  try {
    const then = series.forPoint?.(ctx.inputs, next.number) ?? {};
    const point = pointContext(series, ctx, { identity, name, then });
    const { id, outs } = await createObject(definition, point, (uuid) => proof.run(uuid));
    const made = pointOf(at, { ...next, uuid: id }, outs);
    return proof.noted(recorded(at, { ...nothingYet, count: 1, first: id, zones }, made, true), id);
  } catch (error) {
    if (!(error instanceof PartialStateError)) throw error;
    const pending: Pending = {
      ...{ uuid: error.id, job: String(error.properties["__job"]), name, ...triggersOf(next) },
      ...(proof.drill === undefined ? {} : { drill: proof.drill }),
    };
    throw unfinishedSeries(at, { ...nothingYet, count: 1, first: error.id, pending, zones }, error);
  }
}

interface Upcoming {
  readonly number: number;
  readonly name: string;
  readonly triggerDigest: string;
  readonly triggerText: string | undefined;
  /** Made for a secret value. */
  readonly secret: boolean;
}

function upcoming({ inputs }: RequestContext, state: SeriesState): Upcoming {
  const number = state.count + 1;
  const triggers = { triggerDigest: digestOf(inputs["triggers"]), triggerText: triggerTextOf(inputs) };
  return { number, name: `${String(inputs["name"])}-${number}`, ...triggers, secret: isForSecret(inputs, state) };
}

/** The identity of the first point of a declaration. */
export const firstIdentity = (ctx: RequestContext): string =>
  identityOfPoint({ ctx, id: "" }, nothingYet, upcoming(ctx, nothingYet));

/** The first point is found by what it is to be, because state does not contain it yet. */
function identityOfPoint(
  { ctx, id }: Pick<SeriesContext<unknown>, "ctx" | "id">,
  { first }: SeriesState,
  { number, triggerDigest, secret }: Pick<Upcoming, "number" | "triggerDigest" | "secret">,
): string {
  const line = number === 1 ? ctx.identity : lineageAfter(id, first);
  return pointIdentity(line, secret ? stretched(triggerDigest, line) : triggerDigest, number);
}

/** Adds the point that an earlier run began to history, or drops it if its creation failed. */
export async function finishPending<T>(
  at: SeriesContext<T>,
  state: SeriesState,
  pending: Pending,
): Promise<SeriesState> {
  const { series, definition, ctx } = at;
  const { uuid, job, name, triggerDigest } = pending;
  const secret = state.secret?.includes(uuid) === true;
  const identity = identityOfPoint(at, state, { number: state.count, triggerDigest, secret });
  const then = series.forPoint?.(ctx.inputs, state.count) ?? {};
  const point = pointContext(series, ctx, { identity, name, then });
  const isCurrent = triggerDigest === digestOf(ctx.inputs["triggers"]);
  let observed: Observed<T> | "running" | undefined;
  try {
    observed =
      job === pendingFinalize ? await definition.get(point, uuid) : await definition.resume(point, uuid, job, true);
    if (observed === undefined) await assertMissing(definition, point, uuid);
    else if (observed !== "running" && job !== pendingFinalize) assertAsDeclared(definition, point, observed);
  } catch (error) {
    throw unfinishedSeries(at, state, error);
  }
  if (observed === undefined || observed === "running") {
    ctx.runtime.say(
      `${ctx.label}: the creation of ${definition.noun} ${uuid} "${name}" failed and left nothing usable`,
    );
    const left = await definition.get(point, uuid);
    if (left !== undefined) await definition.deleteLeftovers?.(point, [left]);
    return { ...state, pending: undefined };
  }
  const why = otherOwner(at, observed);
  if (why !== undefined) {
    ctx.runtime.say(`${ctx.label}: warning: ${definition.noun} ${uuid} "${name}" ${why} and is not added to history`);
    return { ...state, pending: undefined };
  }
  return recordPoint(at, state, { point, observed, pending, isCurrent });
}

/** Creates a point for the present triggers, or takes over the one that an interrupted run created for them. */
export async function takeNext<T>(at: SeriesContext<T>, state: SeriesState): Promise<SeriesState> {
  const { series, definition, ctx } = at;
  const next = upcoming(ctx, state);
  const { number, name } = next;
  const identity = identityOfPoint(at, state, next);
  const then = series.forPoint?.(ctx.inputs, number) ?? {};
  const point = pointContext(series, ctx, { identity, name, then });
  const found = await definition.find(point);
  const listed = state.history.map(({ uuid }) => uuid);
  const begun = { ...state, count: number, first: state.first };
  const pendingOf = (uuid: string, job: string): Pending => ({ uuid, job, name, ...triggersOf(next) });
  const left = unlisted(at, state, found);
  // One that is not ready may be for other triggers. If the platform has jobs, `create` joins the right one.
  const unclear = definition.attempts === undefined ? [] : left.filter((one) => !one.ready);
  const clear = left.filter((one) => !unclear.includes(one));
  let observed: Observed<T>;
  try {
    observed =
      // History decides, not the owner tag: what is not in it was never recorded.
      (await interrupted(definition, point, clear, (one) => notInHistory(at, one))) ??
      (await definition.create(point, new Set([...found.map((one) => one.id), ...listed])));
  } catch (error) {
    const { id, job } = await unfinishedObject(definition, ctx, error);
    throw unfinishedSeries(at, { ...begun, first: state.first ?? id, pending: pendingOf(id, job) }, error);
  }
  for (const one of unclear) if (one.id !== observed.id) ctx.runtime.say(notInHistory(at, one));
  const from = { ...begun, first: state.first ?? observed.id };
  return recordPoint(at, from, { point, observed, pending: pendingOf(observed.id, pendingFinalize), isCurrent: true });
}

interface FinishedPoint<T> {
  readonly point: RequestContext;
  readonly observed: Observed<T>;
  readonly pending: Pending;
  /** Made for the present triggers. */
  readonly isCurrent: boolean;
}

async function recordPoint<T>(
  at: SeriesContext<T>,
  state: SeriesState,
  finished: FinishedPoint<T>,
): Promise<SeriesState> {
  const { point, observed, pending, isCurrent } = finished;
  const proof = new Proof(at, pending.name, pending.drill);
  // Nobody waits for the drill of one that is for other triggers.
  const beforeOwner = isCurrent ? (uuid: string) => proof.run(uuid) : undefined;
  const interrupted = isCurrent || at.ctx.outputs["drill"] !== true ? [] : [observed.id];
  const noted = (outs: JsonObject): SeriesState => {
    const next = proof.noted(recorded(at, state, pointOf(at, pending, outs), isCurrent), observed.id);
    return { ...next, drills: [...interrupted, ...(next.drills ?? [])] };
  };
  try {
    const outs = await finalizeCreate(at.definition, point, observed, { origin: at.origin, beforeOwner });
    return noted(outs);
  } catch (error) {
    if (!(error instanceof PartialStateError)) throw error;
    // Nothing waits for it any more: it is kept in history, where it does not count, until retention deletes it.
    if (!isCurrent) return noted(error.properties);
    const drill = proof.drill === undefined ? {} : { drill: proof.drill };
    throw unfinishedSeries(at, { ...state, pending: { ...pending, ...drill, job: pendingFinalize } }, error);
  }
}

/** Points of this series that its history does not contain and nobody else has. */
export function unlisted<T>(at: SeriesContext<T>, state: SeriesState, found: readonly Observed<T>[]): Observed<T>[] {
  const known = new Set([...state.history.map(({ uuid }) => uuid), state.pending?.uuid]);
  const labels = ownLabels(at);
  return found.filter((one) => {
    const { owner, deferred, retained } = one.ownership;
    if (known.has(one.id) || deferred !== undefined || retained !== undefined) return false;
    return at.definition.isDeleting?.(one) !== true && (owner === undefined || labels.includes(owner));
  });
}

export function notInHistory<T>({ definition, ctx }: SeriesContext<T>, { id }: Observed<T>): string {
  return (
    `${ctx.label}: ${definition.noun} ${id} of an interrupted run is in no history and is kept: it was created for other ` +
    `triggers, or is too old to be taken over. Delete it on the platform, or with "pulumi-snapshots orphans".`
  );
}
