import { messageOf } from "../../http/errors";
import { platformText } from "../../http/printable";
import { EngineGoneError, HeldError } from "../contract/errors";
import type { Finding, Observed, RequestContext } from "../contract/resourceDefinition";
import { type OwnershipTags, ownerLabel } from "../identity/identity";
import { isOwned, otherHolder } from "../lifecycle/holder";
import { assertMissing } from "../lifecycle/origin";
import { verificationOf, verifyAgain, withProblems } from "../lifecycle/verification";
import { agesOf, dateOf, isConfirmed, zonesWith } from "./ages";
import { otherOwner, ownLabels, type SeriesContext } from "./context";
import { triggersOf } from "./create";
import { lineageAfter, pointContext, pointIdentity } from "./definition";
import { drillOf } from "./drill";
import { secondsOf } from "./duration";
import { beyond, type Retention } from "./retention";
import { asOutputs, type Point, type SeriesState } from "./state";

/** A point of history together with what the platform shows of it. */
export interface ObservedPoint<T> {
  readonly point: Point;
  readonly observed: Observed<T>;
}

/** The request as it concerns a point of history. */
export function contextOf<T>(at: SeriesContext<T>, point: Point): RequestContext {
  const { series, ctx } = at;
  const then = Object.fromEntries(series.kept.map((input) => [input, point[input]]));
  const own = pointContext(series, ctx, { name: point.name, outputs: asOutputs(series.point, point), then });
  // An interrupted renaming has left owner tags with both names.
  const holder = (ownership: OwnershipTags): string | undefined =>
    ownLabels(at).includes(ownership.owner ?? "") ? undefined : otherHolder(own, { ownership });
  return { ...own, holder };
}

/** Points of this series that the platform has, in history or not; the first one is of another line. */
export function findLineage<T>(
  { series, definition, ctx, id }: SeriesContext<T>,
  state: SeriesState,
): Promise<Observed<T>[]> {
  return definition.find(pointContext(series, ctx, { identity: pointIdentity(lineageAfter(id, state.first), "", 0) }));
}

/** Where lines about points go that are missing or have another owner. */
type Say = (line: string) => void;

/** History as the platform has it now; says what is missing or has another owner. */
export async function look<T>(at: SeriesContext<T>, state: SeriesState, say?: Say): Promise<ObservedPoint<T>[]> {
  const found = new Map((await findLineage(at, state)).map((one) => [one.id, one]));
  const looks = state.history.map(async (point) => {
    const observed = found.get(point.uuid) ?? (await at.definition.get(contextOf(at, point), point.uuid));
    return stillOurs(at, point, observed, say);
  });
  return (await Promise.all(looks)).flatMap((one) => one ?? []);
}

/** The point as the platform shows it; undefined, after a line, if it is missing or has another owner by now. */
export async function stillOurs<T>(
  at: SeriesContext<T>,
  point: Point,
  observed: Observed<T> | undefined,
  say: Say = (line) => at.ctx.runtime.say(line),
): Promise<ObservedPoint<T> | undefined> {
  const { definition, ctx } = at;
  const named = `${ctx.label}: warning: ${definition.noun} ${point.uuid} "${point.name}"`;
  if (observed === undefined) {
    await assertMissing(definition, contextOf(at, point), point.uuid);
    // A postponed one may have been deleted together with its last dependent.
    if (point.pendingDeletionReason === undefined)
      say(`${named} was deleted outside Pulumi, or by an interrupted run, and is removed from history`);
    return undefined;
  }
  const why = otherOwner(at, observed);
  if (why === undefined) return { point, observed };
  say(`${named} ${why} and is removed from history`);
  return undefined;
}

/** What is wrong with a point by now. */
function wrongWith<T>(at: SeriesContext<T>, { point, observed }: ObservedPoint<T>): Finding[] {
  return verifyAgain(at.definition, contextOf(at, point), observed);
}

/** One that has lost a part since then, or could not be restored, does not count for `keepLast`. */
function isVerified<T>(at: SeriesContext<T>, one: ObservedPoint<T>): boolean {
  return one.observed.ready && one.point.drillProblem === undefined && wrongWith(at, one).length === 0;
}

/** A point as history shows it, by what the platform shows of it. */
export function recordOf<T>(at: SeriesContext<T>, one: ObservedPoint<T>): Point {
  const { series, definition } = at;
  const { point, observed } = one;
  const ctx = contextOf(at, point);
  const outputs = definition.toOutputs(observed, ctx.outputs, ctx.inputs);
  const shown = Object.entries(series.shown(outputs)).filter(([name]) => name !== definition.idOutput);
  const { uuid, name, pendingDeletionReason, waitsForDependents } = point;
  return {
    ...Object.fromEntries([...shown, ...series.kept.map((input) => [input, point[input]])]),
    ...{ uuid, name, ...triggersOf(point), ...verificationOf(withProblems(point, wrongWith(at, one))) },
    ...drillOf(point),
    ...(pendingDeletionReason === undefined ? {} : { pendingDeletionReason }),
    ...(waitsForDependents === undefined ? {} : { waitsForDependents }),
  };
}

function retentionOf({ inputs: { keepLast, keepFor } }: RequestContext): Retention {
  return {
    keepLast: typeof keepLast === "number" ? keepLast : undefined,
    keepFor: typeof keepFor === "string" ? secondsOf(keepFor) : undefined,
  };
}

/** The date that the platform shows in this run; outputs keep the first one. */
function shownDate<T>(at: SeriesContext<T>, { point, observed }: ObservedPoint<T>): unknown {
  const outputs = at.definition.toOutputs(observed, {}, contextOf(at, point).inputs);
  return dateOf(at.series.shown(outputs));
}

/** The zones in which dates may be written by now, where ages matter. */
export async function zonesNow<T>({ series, ctx }: SeriesContext<T>, { zones = [] }: SeriesState) {
  return retentionOf(ctx).keepFor === undefined ? zones : zonesWith(await series.clock(ctx), zones);
}

/** State with the zones of now, and without doubt of the points made since `began` whose dates the clock confirms. */
export async function dated<T>(
  at: SeriesContext<T>,
  state: SeriesState,
  before: SeriesState,
  began: number,
): Promise<SeriesState> {
  const { series, ctx } = at;
  if (retentionOf(ctx).keepFor === undefined) return state;
  const clock = await series.clock(ctx);
  const elapsed = (ctx.runtime.clock.now() - began) / 1000;
  const known = new Set(before.history.map(({ uuid }) => uuid));
  const confirmed = state.history.filter((one) => !known.has(one.uuid) && isConfirmed(dateOf(one), clock, elapsed));
  const undated = state.undated?.filter((uuid) => !confirmed.some((one) => one.uuid === uuid));
  return { ...state, undated, zones: zonesWith(clock, state.zones ?? []) };
}

/** How old the points are, where that matters; says why it is not known of some. */
async function knownAges<T>(
  at: SeriesContext<T>,
  observed: readonly ObservedPoint<T>[],
  { zones = [], undated = [] }: SeriesState,
): Promise<ReadonlyMap<string, number>> {
  const { series, ctx } = at;
  if (retentionOf(ctx).keepFor === undefined) return new Map();
  const points = observed.map((one) => {
    const { uuid, name } = one.point;
    return { uuid, name, recorded: dateOf(one.point), shown: shownDate(at, one), undated: undated.includes(uuid) };
  });
  const { known, doubts } = agesOf(points, await series.clock(ctx), zones);
  if (doubts.length > 0 && points.length > 1)
    ctx.runtime.say(`${ctx.label}: warning: points of unknown age are kept: ${doubts.join("; ")}`);
  return known;
}

/** Writes missing owner tags of the points to keep, then deletes the others. Returns history as it is afterwards. */
export async function keep<T>(
  at: SeriesContext<T>,
  state: SeriesState,
  points: readonly ObservedPoint<T>[],
): Promise<Point[]> {
  const { definition, ctx } = at;
  const ages = await knownAges(at, points, state);
  const aged = points.map((one) => ({ ...one, verified: isVerified(at, one), age: ages.get(one.point.uuid) }));
  const going = beyond(aged, retentionOf(ctx));
  const history = new Map(points.map(({ point }) => [point.uuid, point]));
  for (const { point, observed } of aged.filter((one) => !going.includes(one))) {
    const { pendingDeletionReason, waitsForDependents, ...kept } = point;
    const record = recordOf(at, { point: kept, observed });
    // From now on its age goes by the date that was shown in this run, which has kept it.
    history.set(point.uuid, { ...record, createDate: shownDate(at, { point, observed }) ?? dateOf(record) });
    ctx.runtime.keptByProgram.add(point.uuid);
    const own = contextOf(at, point);
    if (!isOwned(own, observed)) await definition.writeOwner(own, observed, undefined);
  }
  // The next run no longer knows the former names, so points that cannot be deleted yet get the present one.
  for (const one of going)
    if (isFormer(ctx, one.observed)) await definition.writeOwner(contextOf(at, one.point), one.observed, undefined);
  const { retainAllOverride } = ctx.settings;
  if (retainAllOverride !== undefined && going.length > 0) {
    ctx.runtime.say(
      `${ctx.label}: ${counted(going)} exceeding keepLast or keepFor kept, because ${retainAllOverride} is "retain"`,
    );
    for (const { point } of going) history.set(point.uuid, blockedBy(point, `${retainAllOverride} is "retain"`));
  } else {
    for (const [uuid, left] of await prune(at, going)) {
      if (left === undefined) history.delete(uuid);
      else history.set(uuid, left);
    }
  }
  return [...history.values()];
}

/** Whether an owner tag still contains a name from before a renaming. */
function isFormer<T>({ owner: now }: RequestContext, { ownership: { owner, deferred } }: Observed<T>): boolean {
  return [owner, deferred].some((label) => label !== undefined && label !== ownerLabel(now));
}

const counted = (points: readonly unknown[]): string => (points.length === 1 ? "1 point" : `${points.length} points`);

const blockedBy = (point: Point, pendingDeletionReason: string): Point => ({
  ...point,
  pendingDeletionReason,
  waitsForDependents: false,
});

const waiting = (point: Point): Point => ({
  ...point,
  pendingDeletionReason:
    "deletion postponed: other restore points depend on it; it is deleted together with the last of them",
  waitsForDependents: true,
});

/** Deletes what it can; what is left, with the reason, by uuid. */
async function prune<T>(
  at: SeriesContext<T>,
  going: readonly ObservedPoint<T>[],
): Promise<Map<string, Point | undefined>> {
  const { definition, ctx } = at;
  const left = new Map<string, Point | undefined>();
  const refused: string[] = [];
  let blocked = false;
  // Later points may be based on earlier ones: from the newest to the oldest, most can be deleted at once.
  for (const { point, observed } of going) {
    const own = contextOf(at, point);
    ctx.runtime.keptByProgram.delete(point.uuid);
    // Whoever deletes what it waits for deletes it too: one request is enough to see whether that has failed.
    if (blocked && point.waitsForDependents === true && observed.ownership.deferred === ownerLabel(ctx.owner)) {
      left.set(point.uuid, waiting(point));
      continue;
    }
    try {
      // Those before it may have taken hours, in which another resource can have adopted it.
      const now = await definition.get(own, point.uuid);
      if (now !== undefined && (await stillOurs(at, point, now)) === undefined) {
        left.set(point.uuid, undefined);
        continue;
      }
      await definition.remove(own, point.uuid);
      const there = (await definition.get(own, point.uuid)) !== undefined;
      left.set(point.uuid, there ? waiting(point) : undefined);
      blocked ||= there;
    } catch (error) {
      if (error instanceof EngineGoneError) throw error;
      if (error instanceof HeldError) {
        ctx.runtime.say(
          `${ctx.label}: ${definition.noun} ${point.uuid} is removed from history, because ${error.holder}`,
        );
        left.set(point.uuid, undefined);
        continue;
      }
      const reason = platformText(messageOf(error));
      left.set(point.uuid, blockedBy(point, reason));
      refused.push(`${point.uuid} "${point.name}" (${reason})`);
    }
  }
  if (refused.length > 0) {
    ctx.runtime.say(
      `${ctx.label}: warning: ${counted(refused)} cannot be deleted yet and kept in history: ${refused.join("; ")}`,
    );
  }
  return withoutDeleted(at, left);
}

/** Without the points that were deleted together with one that was deleted after them. */
async function withoutDeleted<T>(
  at: SeriesContext<T>,
  left: Map<string, Point | undefined>,
): Promise<Map<string, Point | undefined>> {
  if (![...left.values()].includes(undefined)) return left;
  for (const [uuid, point] of left) {
    if (point?.waitsForDependents === true && (await at.definition.get(contextOf(at, point), uuid)) === undefined)
      left.set(uuid, undefined);
  }
  return left;
}
