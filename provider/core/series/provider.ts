import { PartialStateError, RefusedError } from "../contract/errors";
import type { Attempt, Call, Failure, Finding, Kind, Sighting } from "../contract/resourceDefinition";
import { labelOf, type ReadResult, type Steps } from "../contract/resourceProvider";
import { Settings } from "../contract/settings";
import { settleJob } from "../contract/stateKeys";
import { ownerLabel } from "../identity/identity";
import { jsonClean, type Values } from "../json";
import { changedInputs, checkInputs, declaredInputs } from "../lifecycle/check";
import { callFor } from "../lifecycle/context";
import type { Created } from "../lifecycle/create";
import { noteDeclared } from "../lifecycle/declared";
import { noteAnswered } from "../lifecycle/deferrals";
import { type Difference, difference, endpointOf, ownerChange, sameOrigin } from "../lifecycle/diff";
import { noteStackNames } from "../lifecycle/formerStacks";
import { isMarked } from "../lifecycle/holder";
import { elsewhere, samePlatform } from "../lifecycle/origin";
import {
  noteMade,
  noteRecorded,
  noteUpdated,
  refuseWithoutSuccessor,
  type Successor,
  troubleOf,
} from "../lifecycle/successor";
import { standing, warningOf } from "../lifecycle/verification";
import type { Surroundings } from "../runtime/runtime";
import { finishPending, firstIdentity, type SeriesCall, takeFirst, takeNext, unfinishedSeries } from "./create";
import { pointCall, type SeriesKind, seriesFace, seriesId } from "./definition";
import { giveUp } from "./delete";
import { callOf, dated, keep, look, recordOf, stillOurs, zonesNow } from "./prune";
import { isBehind, isDue, nothingYet, type Point, type SeriesState, seriesOutputs, stateOf } from "./state";

/** Keeps the last restore points of a kind: takes one for each value of `triggers`, then deletes what need not be kept. */
export class Series<T> implements Steps {
  private settings: Settings;
  private readonly kind: Kind<T>;

  constructor(
    private readonly series: SeriesKind<T>,
    private readonly around: Surroundings,
  ) {
    this.kind = seriesFace(series);
    this.settings = new Settings(() => undefined, around.environment);
  }

  configure(settings: Settings): void {
    this.settings = settings;
  }

  check(olds: Values, news: Values): { inputs: Record<string, unknown>; failures: Failure[] } {
    noteDeclared(this.around, news);
    return checkInputs(this.kind, olds, news);
  }

  diff(id: string, olds: Values, news: Values): Difference {
    noteStackNames(this.around, olds, news);
    const damaged = damages(olds, news);
    for (const { point, wrong } of damaged)
      this.around.say(`${this.label(news)}: "${point.name}": ${warningOf(wrong)}`);
    const renamed = ownerChange(this.kind, olds["__seed"], news["__seed"]);
    if (renamed !== undefined) this.around.say(`${this.label(news)}: ${renamed}`);
    const found = difference(this.kind, this.settings, id, olds, news);
    noteRecorded(this.around, { id, olds, news }, found.replaces.length > 0);
    found.changes ||= isBehind(olds) || damaged.length > 0;
    if (found.replaces.length === 0) {
      for (const { uuid, stays } of stateOf(olds).history) if (stays === undefined) this.around.wanted.add(uuid);
    }
    return found;
  }

  async create(inputs: Values): Promise<Created> {
    const { failures } = checkInputs(this.kind, {}, inputs);
    if (failures.length > 0) throw new RefusedError(failures.map((failure) => failure.reason).join("; "));
    return noteMade(this.around, inputs, () => this.made(inputs));
  }

  private async made(inputs: Values): Promise<Created> {
    const call = this.call("create", inputs, {});
    const at = { ...this.at(call, seriesId(call.identity)), origin: await this.kind.origin(call) };
    try {
      // Asked before anything is made: afterwards the answer is known, and cannot fail.
      const zones = await zonesNow(at, nothingYet);
      const began = this.around.clock.now();
      const taken = await dated(at, await takeFirst(at, zones), nothingYet, began);
      const state = { ...taken, formerStacks: call.formerStacks };
      this.handOut(state);
      return { id: at.id, outs: seriesOutputs(inputs, state, at.origin) };
    } catch (error) {
      if (error instanceof PartialStateError) this.handOut(stateOf(error.properties));
      throw error;
    }
  }

  async read(id: string, props: Values): Promise<ReadResult> {
    const call = this.call("read", declaredInputs(this.kind, props), props);
    await samePlatform(this.kind, call, id, props);
    const at = this.at(call, id);
    const state = stateOf(props);
    const history: Point[] = [];
    let job = props["__job"] as string | undefined;
    for (const point of state.history) {
      const own = callOf(at, point);
      const shown = (await this.kind.glance(own, point.uuid)) ?? (await this.kind.get(own, point.uuid));
      const seen = await stillOurs(at, point, shown);
      if (seen !== undefined) history.push(recordOf(at, seen));
      // A loss is a difference, which a preview tells pipelines, until an `up` has gone over what is left.
      if (point.stays === undefined && (seen === undefined || !isMarked(own, seen.sighting))) job = settleJob;
    }
    const outs = seriesOutputs(call.inputs, { ...state, history }, String(props["__origin"] ?? ""), job);
    return { id, props: outs, inputs: jsonClean(call.inputs) };
  }

  update(id: string, olds: Values, news: Values): Promise<{ outs: Record<string, unknown> }> {
    return noteUpdated(this.around, { id, olds, news }, () => this.brought(id, olds, news));
  }

  private async brought(id: string, olds: Values, news: Values): Promise<{ outs: Record<string, unknown> }> {
    const call = this.call("update", news, olds);
    const before = stateOf(olds);
    if (this.onlyRecorded(call)) return { outs: seriesOutputs(news, before, String(olds["__origin"] ?? "")) };
    const origin = await this.kind.origin(call);
    const at = { ...this.at(call, id), origin };
    const recorded = String(olds["__origin"] ?? origin);
    const moved = endpointOf(recorded) !== endpointOf(origin);
    if (!moved && !sameOrigin(recorded, origin))
      throw new RefusedError(elsewhere(this.kind.noun, id, recorded, origin));
    if (moved && before.history.length > 0 && (await look(at, before)).length === 0)
      throw new RefusedError(elsewhere(this.kind.noun, id, recorded, origin));
    const outs = await this.broughtUp(at, before);
    noteAnswered(call);
    return { outs };
  }

  async delete(id: string, props: Values): Promise<void> {
    const call = this.call("delete", declaredInputs(this.kind, props), props);
    const { brake } = this.settings;
    await samePlatform(this.kind, call, id, props);
    const because = brake !== undefined ? `${brake} is "retain"` : retained(props);
    if (because === undefined) {
      await refuseWithoutSuccessor(call, labelOf(this.series.token, call.inputs), id, (successor) =>
        this.troubleOf(call, successor),
      );
    }
    await giveUp(this.at(call, id), stateOf(props), because);
    noteAnswered(call);
  }

  /** A series is as good as its newest point. */
  private async troubleOf(call: Call, { id = "", inputs, outputs }: Successor): Promise<string | undefined> {
    const state = stateOf(outputs);
    const point = state.history.find(({ uuid }) => uuid === state.current);
    if (point === undefined) return undefined;
    const own = callOf(this.at({ ...call, inputs, outputs }, id), point);
    const trouble = await troubleOf(this.kind, own, { id: point.uuid, inputs: own.inputs, outputs: own.outputs });
    return trouble === undefined ? undefined : `${this.kind.noun} ${point.uuid}: ${trouble}`;
  }

  /** What there is of the first point of a declaration, newest first, and creations that are still remembered. */
  async traces(inputs: Values): Promise<{ objects: Sighting<T>[]; attempts: Attempt[] }> {
    const call = this.call("read", inputs, {});
    const point = pointCall(this.series, call, { identity: firstIdentity(call) });
    const attempts = (await this.kind.attempts?.(point)) ?? [];
    // Afterwards: what comes up in the meantime is seen twice, not missed.
    const objects = (await this.kind.find(point)).filter((one) => this.kind.leaving?.(one) !== true);
    return { objects, attempts };
  }

  label(inputs: Values): string {
    return labelOf(this.series.token, inputs);
  }

  private call(operation: Call["operation"], inputs: Values, outputs: Values): Call {
    const { kind, settings, around } = this;
    return callFor({ kind, settings, around }, operation, inputs, outputs);
  }

  private at(call: Call, id: string): SeriesCall<T> {
    const { series, kind } = this;
    return { series, kind, call, id, origin: String(call.outputs["__origin"] ?? "") };
  }

  /** First a new point, then, once that is verified, less of the old ones. */
  private async broughtUp(at: SeriesCall<T>, before: SeriesState): Promise<Record<string, unknown>> {
    const { inputs } = at.call;
    const began = this.around.clock.now();
    let state: SeriesState = { ...before, formerStacks: at.call.formerStacks };
    if (state.pending !== undefined) state = await finishPending(at, state, state.pending);
    if (isDue(state, inputs["triggers"])) state = await takeNext(at, state);
    try {
      state = await dated(at, state, before, began);
      const history = await keep(at, state, await look(at, state));
      return seriesOutputs(inputs, { ...state, history, former: undefined }, at.origin);
    } catch (error) {
      // What was made must not be lost with what could not be deleted.
      throw unfinishedSeries(at, state, error, settleJob);
    }
  }

  /** Whether nothing differs that the platform would have to know. */
  private onlyRecorded({ inputs, outputs, owner }: Call): boolean {
    if (outputs["__job"] !== undefined || isBehind(outputs) || damages(outputs, inputs).length > 0) return false;
    const { fields } = this.kind;
    const changed = changedInputs(fields, declaredInputs(this.kind, outputs), inputs);
    if (changed.some((name) => fields[name]?.change !== "createOnly")) return false;
    if (ownerLabel(owner) !== ownerLabel(this.call("update", outputs, {}).owner)) return false;
    const endpoint = this.kind.endpoint(this.settings);
    return endpoint === undefined || endpointOf(String(outputs["__origin"] ?? "")) === endpoint;
  }

  private handOut({ history, pending }: SeriesState): void {
    for (const { uuid } of history) this.around.handedOut.add(uuid);
    if (pending !== undefined) this.around.handedOut.add(pending.uuid);
  }
}

/** What is known to be wrong with points that are to be kept, and is not accepted. */
function damages(outputs: Values, inputs: Values): { point: Point; wrong: Finding[] }[] {
  const kept = stateOf(outputs).history.filter(({ stays }) => stays === undefined);
  return kept.map((point) => ({ point, wrong: standing(point, inputs) })).filter(({ wrong }) => wrong.length > 0);
}

function retained({ deletionPolicy }: Values): string | undefined {
  return deletionPolicy === "delete" ? undefined : `deletionPolicy is "retain"`;
}
