import { platformText } from "../../http/printable";
import { EngineGoneError, HeldError } from "../contract/errors";
import type { Call, Finding, Sighting } from "../contract/resourceDefinition";
import { type Marks, ownerLabel } from "../identity/identity";
import { isMarked, otherHolder } from "../lifecycle/holder";
import { reallyMissing } from "../lifecycle/origin";
import { lasting, problemsName, problemsOf, unrelaxed, verifiedAtName } from "../lifecycle/verification";
import { agesOf, dateOf, isConfirmed, zonesWith } from "./ages";
import { anothers, ownLabels, type SeriesCall, triggersOf } from "./create";
import { lineAfter, pointCall, pointIdentity } from "./definition";
import { beyond, keepForSeconds, type Retention } from "./retention";
import { asOutputs, type Point, type SeriesState } from "./state";

/** A point of history together with what the platform shows of it. */
export interface Seen<T> {
  readonly point: Point;
  readonly sighting: Sighting<T>;
}

/** The request as it concerns a point of history. */
export function callOf<T>(at: SeriesCall<T>, point: Point): Call {
  const { series, call } = at;
  const then = Object.fromEntries(series.kept.map((input) => [input, point[input]]));
  const own = pointCall(series, call, { name: point.name, outputs: asOutputs(series.point, point), then });
  // A renaming that did not end has left marks of both names.
  const holder = (marks: Marks): string | undefined =>
    ownLabels(at).includes(marks.owner ?? "") ? undefined : otherHolder(own, { marks });
  return { ...own, holder };
}

/** Points of this series that the platform has, in history or not; the first one is of another line. */
export function findLine<T>({ series, kind, call, id }: SeriesCall<T>, state: SeriesState): Promise<Sighting<T>[]> {
  return kind.find(pointCall(series, call, { identity: pointIdentity(lineAfter(id, state.first), "", 0) }));
}

/** History as the platform has it now; says what is gone, or another's. */
export async function look<T>(at: SeriesCall<T>, state: SeriesState): Promise<Seen<T>[]> {
  const found = new Map((await findLine(at, state)).map((one) => [one.id, one]));
  const looks = state.history.map(async (point) => {
    const sighting = found.get(point.uuid) ?? (await at.kind.get(callOf(at, point), point.uuid));
    return stillOurs(at, point, sighting);
  });
  return (await Promise.all(looks)).flatMap((one) => one ?? []);
}

/** The point with what the platform shows of it, unless it is gone or another's by now, which is said. */
export async function stillOurs<T>(
  at: SeriesCall<T>,
  point: Point,
  sighting: Sighting<T> | undefined,
): Promise<Seen<T> | undefined> {
  const { kind, call } = at;
  const named = `${call.label}: warning: ${kind.noun} ${point.uuid} "${point.name}"`;
  if (sighting === undefined) {
    await reallyMissing(kind, callOf(at, point), point.uuid);
    // What was to go may have gone with what it waited for.
    if (point.stays === undefined)
      call.around.say(`${named} was deleted outside, or by an interrupted run, and leaves history`);
    return undefined;
  }
  const why = anothers(at, sighting);
  if (why === undefined) return { point, sighting };
  call.around.say(`${named} ${why} and leaves history`);
  return undefined;
}

/** What is wrong with a point by now. */
function wrongWith<T>(at: SeriesCall<T>, { point, sighting }: Seen<T>): Finding[] {
  const call = callOf(at, point);
  return lasting(unrelaxed(call.inputs, at.kind.verify(call, sighting)));
}

/** One that has lost a part since is kept as it is, and counts for nothing. */
function isVerified<T>(at: SeriesCall<T>, seen: Seen<T>): boolean {
  return seen.sighting.ready && wrongWith(at, seen).length === 0;
}

/** A point as history shows it, by what the platform shows of it. */
export function recordOf<T>(at: SeriesCall<T>, seen: Seen<T>): Point {
  const { series, kind } = at;
  const { point, sighting } = seen;
  const call = callOf(at, point);
  const outputs = kind.toOutputs(sighting, call.outputs, call.inputs);
  const shown = Object.entries(series.shown(outputs)).filter(([name]) => name !== kind.idName);
  const { uuid, name, stays } = point;
  return {
    ...Object.fromEntries([...shown, ...series.kept.map((input) => [input, point[input]])]),
    ...{ uuid, name, ...triggersOf(point), [verifiedAtName]: point[verifiedAtName] },
    [problemsName]: problemsOf(wrongWith(at, seen)),
    ...(stays === undefined ? {} : { stays }),
  };
}

function retentionOf({ inputs: { keepLast, keepFor } }: Call): Retention {
  return {
    keepLast: typeof keepLast === "number" ? keepLast : undefined,
    keepFor: typeof keepFor === "string" ? keepForSeconds(keepFor) : undefined,
  };
}

/** The date that the platform shows in this run; outputs keep the first one. */
function shownDate<T>(at: SeriesCall<T>, { point, sighting }: Seen<T>): unknown {
  const outputs = at.kind.toOutputs(sighting, {}, callOf(at, point).inputs);
  return dateOf(at.series.shown(outputs));
}

/** The zones in which dates may be written by now, where ages matter. */
export async function zonesNow<T>({ series, call }: SeriesCall<T>, { zones = [] }: SeriesState) {
  return retentionOf(call).keepFor === undefined ? zones : zonesWith(await series.clock(call), zones);
}

/** State with the zones of now, and without doubt of the points made since `began` whose dates the clock confirms. */
export async function dated<T>(
  at: SeriesCall<T>,
  state: SeriesState,
  before: SeriesState,
  began: number,
): Promise<SeriesState> {
  const { series, call } = at;
  if (retentionOf(call).keepFor === undefined) return state;
  const clock = await series.clock(call);
  const elapsed = (call.around.clock.now() - began) / 1000;
  const known = new Set(before.history.map(({ uuid }) => uuid));
  const confirmed = state.history.filter((one) => !known.has(one.uuid) && isConfirmed(dateOf(one), clock, elapsed));
  const undated = state.undated?.filter((uuid) => !confirmed.some((one) => one.uuid === uuid));
  return { ...state, undated, zones: zonesWith(clock, state.zones ?? []) };
}

/** How old the points are, where that matters; says why it is not known of some. */
async function knownAges<T>(
  at: SeriesCall<T>,
  seen: readonly Seen<T>[],
  { zones = [], undated = [] }: SeriesState,
): Promise<ReadonlyMap<string, number>> {
  const { series, call } = at;
  if (retentionOf(call).keepFor === undefined) return new Map();
  const points = seen.map((one) => {
    const { uuid, name } = one.point;
    return { uuid, name, recorded: dateOf(one.point), shown: shownDate(at, one), undated: undated.includes(uuid) };
  });
  const { known, doubts } = agesOf(points, await series.clock(call), zones);
  if (doubts.length > 0 && seen.length > 1)
    call.around.say(`${call.label}: warning: points of unknown age are kept: ${doubts.join("; ")}`);
  return known;
}

/** Sees to it that what is kept is marked, then deletes the rest. Returns history as it is afterwards. */
export async function keep<T>(at: SeriesCall<T>, state: SeriesState, seen: readonly Seen<T>[]): Promise<Point[]> {
  const { kind, call } = at;
  const ages = await knownAges(at, seen, state);
  const aged = seen.map((one) => ({ ...one, verified: isVerified(at, one), age: ages.get(one.point.uuid) }));
  const going = beyond(aged, retentionOf(call));
  const history = new Map(seen.map(({ point }) => [point.uuid, point]));
  for (const { point, sighting } of aged.filter((one) => !going.includes(one))) {
    const { stays, ...kept } = point;
    const record = recordOf(at, { point: kept, sighting });
    // From now on its age goes by the date that was shown in this run, which has kept it.
    history.set(point.uuid, { ...record, createDate: shownDate(at, { point, sighting }) ?? dateOf(record) });
    call.around.wanted.add(point.uuid);
    const own = callOf(at, point);
    if (!isMarked(own, sighting)) await kind.mark(own, sighting, undefined);
  }
  // What stays is known by its mark in the next run, which has forgotten what this stack was called.
  for (const one of going)
    if (isFormer(call, one.sighting)) await kind.mark(callOf(at, one.point), one.sighting, undefined);
  const { brake } = call.settings;
  if (brake !== undefined && going.length > 0) {
    call.around.say(`${call.label}: ${counted(going)} need not be kept any longer and stay, as ${brake} is "retain"`);
    for (const { point } of going) history.set(point.uuid, { ...point, stays: `${brake} is "retain"` });
  } else {
    for (const [uuid, left] of await prune(at, going)) {
      if (left === undefined) history.delete(uuid);
      else history.set(uuid, left);
    }
  }
  return [...history.values()];
}

/** Whether a mark still bears a name from before a renaming. */
function isFormer<T>({ owner: now }: Call, { marks: { owner, deferred } }: Sighting<T>): boolean {
  return [owner, deferred].some((label) => label !== undefined && label !== ownerLabel(now));
}

const counted = (points: readonly unknown[]): string => (points.length === 1 ? "1 point" : `${points.length} points`);

const waits = "other restore points depend on it; it goes with the last of them";

/** Deletes what it can; what is left, with the reason, by uuid. */
async function prune<T>(at: SeriesCall<T>, going: readonly Seen<T>[]): Promise<Map<string, Point | undefined>> {
  const { kind, call } = at;
  const left = new Map<string, Point | undefined>();
  const refused: string[] = [];
  let blocked = false;
  // What was made later may stand on what was made before: from the newest to the oldest, most can go at once.
  for (const { point, sighting } of going) {
    const own = callOf(at, point);
    call.around.wanted.delete(point.uuid);
    // Whoever deletes what it waits for deletes it too: asking for one of them is enough to see whether that has failed.
    if (blocked && point.stays === waits && sighting.marks.deferred === ownerLabel(call.owner)) {
      left.set(point.uuid, { ...point, stays: waits });
      continue;
    }
    try {
      // Those before it may have taken hours, in which another resource can have adopted it.
      const now = await kind.get(own, point.uuid);
      if (now !== undefined && (await stillOurs(at, point, now)) === undefined) {
        left.set(point.uuid, undefined);
        continue;
      }
      await kind.remove(own, point.uuid);
      const there = (await kind.get(own, point.uuid)) !== undefined;
      left.set(point.uuid, there ? { ...point, stays: waits } : undefined);
      blocked ||= there;
    } catch (error) {
      if (error instanceof EngineGoneError) throw error;
      if (error instanceof HeldError) {
        call.around.say(`${call.label}: ${kind.noun} ${point.uuid} leaves history, because ${error.holder}`);
        left.set(point.uuid, undefined);
        continue;
      }
      const reason = platformText(error instanceof Error ? error.message : String(error));
      left.set(point.uuid, { ...point, stays: reason });
      refused.push(`${point.uuid} "${point.name}" (${reason})`);
    }
  }
  if (refused.length > 0) {
    call.around.say(
      `${call.label}: warning: ${counted(refused)} cannot be deleted yet and stay in history: ${refused.join("; ")}`,
    );
  }
  return swept(at, left);
}

/** Without what went with something that was deleted after it. */
async function swept<T>(
  at: SeriesCall<T>,
  left: Map<string, Point | undefined>,
): Promise<Map<string, Point | undefined>> {
  if (![...left.values()].includes(undefined)) return left;
  for (const [uuid, point] of left) {
    if (point?.stays === waits && (await at.kind.get(callOf(at, point), uuid)) === undefined) left.set(uuid, undefined);
  }
  return left;
}
