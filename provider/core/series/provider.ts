import { RefusedError } from "../../http/errors";
import { PartialStateError } from "../contract/errors";
import type {
  Attempt,
  Failure,
  Finding,
  Observed,
  RequestContext,
  ResourceDefinition,
} from "../contract/resourceDefinition";
import {
  type Created,
  type Difference,
  labelOf,
  type ReadResult,
  type ResourceProvider,
} from "../contract/resourceProvider";
import { Settings } from "../contract/settings";
import { pendingFinalize } from "../contract/stateKeys";
import { ownerLabel } from "../identity/identity";
import { type JsonObject, jsonClean } from "../json";
import { changedInputs, checkInputs, declaredInputs } from "../lifecycle/check";
import { contextFor } from "../lifecycle/context";
import { recordDeclared } from "../lifecycle/declared";
import { noteAnswered } from "../lifecycle/deferrals";
import { difference, endpointOf, ownerChange, sameOrigin } from "../lifecycle/diff";
import { noteStackNames } from "../lifecycle/formerStacks";
import { isOwned } from "../lifecycle/holder";
import { assertSameOrigin, originMismatchMessage } from "../lifecycle/origin";
import {
  noteRecorded,
  noteUpdated,
  recordMade,
  refuseWithoutSuccessor,
  type Successor,
  troubleOf,
} from "../lifecycle/successor";
import { recordedProblems, warningOf } from "../lifecycle/verification";
import type { ProviderRuntime } from "../runtime/runtime";
import { finishPending, firstIdentity, type SeriesContext, takeFirst, takeNext, unfinishedSeries } from "./create";
import { asResourceDefinition, pointContext, type SeriesDefinition, seriesId } from "./definition";
import { giveUp } from "./delete";
import { contextOf, dated, keep, look, recordOf, stillOurs, zonesNow } from "./prune";
import { isBehind, isDue, nothingYet, type Point, type SeriesState, seriesOutputs, stateOf } from "./state";

/** Keeps the last restore points of a kind: takes one for each value of `triggers`, then deletes what need not be kept. */
export class Series<T> implements ResourceProvider {
  private settings: Settings;
  private readonly definition: ResourceDefinition<T>;

  constructor(
    private readonly series: SeriesDefinition<T>,
    private readonly runtime: ProviderRuntime,
  ) {
    this.definition = asResourceDefinition(series);
    this.settings = new Settings(() => undefined, runtime.environment);
  }

  configure(settings: Settings): void {
    this.settings = settings;
  }

  check(olds: JsonObject, news: JsonObject): { inputs: Record<string, unknown>; failures: Failure[] } {
    recordDeclared(this.runtime, news);
    return checkInputs(this.definition, olds, news);
  }

  diff(id: string, olds: JsonObject, news: JsonObject): Difference {
    noteStackNames(this.runtime, olds, news);
    const damaged = damages(this.series, olds, news);
    for (const { point, wrong } of damaged)
      this.runtime.say(`${this.label(news)}: "${point.name}": ${warningOf(wrong)}`);
    const renamed = ownerChange(this.definition, olds["__seed"], news["__seed"]);
    if (renamed !== undefined) this.runtime.say(`${this.label(news)}: ${renamed}`);
    const found = difference(this.definition, this.settings, id, olds, news);
    noteRecorded(this.runtime, { id, olds, news }, found.replaces.length > 0);
    found.changes ||= isBehind(olds, this.series) || damaged.length > 0;
    if (found.replaces.length === 0) {
      for (const { uuid, pendingDeletionReason } of stateOf(olds, this.series).history)
        if (pendingDeletionReason === undefined) this.runtime.keptByProgram.add(uuid);
    }
    return found;
  }

  async create(inputs: JsonObject): Promise<Created> {
    const { failures } = checkInputs(this.definition, {}, inputs);
    if (failures.length > 0)
      throw new RefusedError("invalid-input", failures.map((failure) => failure.reason).join("; "));
    return recordMade(this.runtime, inputs, () => this.made(inputs));
  }

  private async made(inputs: JsonObject): Promise<Created> {
    const ctx = this.ctx("create", inputs, {});
    const at = { ...this.at(ctx, seriesId(ctx.identity)), origin: await this.definition.origin(ctx) };
    try {
      // Asked before anything is made: afterwards the answer is known, and cannot fail.
      const zones = await zonesNow(at, nothingYet);
      const began = this.runtime.clock.now();
      const taken = await dated(at, await takeFirst(at, zones), nothingYet, began);
      const state = { ...taken, formerStacks: ctx.formerStacks };
      this.handOut(state);
      return { id: at.id, outs: seriesOutputs(inputs, state, { ...this.series, origin: at.origin }) };
    } catch (error) {
      if (error instanceof PartialStateError) this.handOut(stateOf(error.properties, this.series));
      throw error;
    }
  }

  async read(id: string, props: JsonObject): Promise<ReadResult> {
    const ctx = this.ctx("read", declaredInputs(this.definition, props), props);
    await assertSameOrigin(this.definition, ctx, id, props);
    const at = this.at(ctx, id);
    const state = stateOf(props, this.series);
    const history: Point[] = [];
    let job = props["__job"] as string | undefined;
    for (const point of state.history) {
      const own = contextOf(at, point);
      const shown = (await this.definition.getCached(own, point.uuid)) ?? (await this.definition.get(own, point.uuid));
      const ours = await stillOurs(at, point, shown);
      if (ours !== undefined) history.push(recordOf(at, ours));
      // A loss is a difference, which a preview tells pipelines, until an `up` has gone over what is left.
      if (point.pendingDeletionReason === undefined && (ours === undefined || !isOwned(own, ours.observed)))
        job = pendingFinalize;
    }
    const origin = String(props["__origin"] ?? "");
    const outs = seriesOutputs(ctx.inputs, { ...state, history }, { ...this.series, origin, job });
    return { id, props: outs, inputs: jsonClean(ctx.inputs) };
  }

  update(id: string, olds: JsonObject, news: JsonObject): Promise<{ outs: Record<string, unknown> }> {
    return noteUpdated(this.runtime, { id, olds, news }, () => this.brought(id, olds, news));
  }

  private async brought(id: string, olds: JsonObject, news: JsonObject): Promise<{ outs: Record<string, unknown> }> {
    const ctx = this.ctx("update", news, olds);
    const before = stateOf(olds, this.series);
    if (this.onlyRecorded(ctx)) {
      return { outs: seriesOutputs(news, before, { ...this.series, origin: String(olds["__origin"] ?? "") }) };
    }
    const origin = await this.definition.origin(ctx);
    const at = { ...this.at(ctx, id), origin };
    const recorded = String(olds["__origin"] ?? origin);
    const moved = endpointOf(recorded) !== endpointOf(origin);
    if (!moved && !sameOrigin(recorded, origin))
      throw new RefusedError("origin-mismatch", originMismatchMessage(this.definition.noun, id, recorded, origin));
    if (moved && before.history.length > 0 && (await look(at, before)).length === 0)
      throw new RefusedError("origin-mismatch", originMismatchMessage(this.definition.noun, id, recorded, origin));
    const outs = await this.broughtUp(at, before);
    noteAnswered(ctx);
    return { outs };
  }

  async delete(id: string, props: JsonObject): Promise<void> {
    const ctx = this.ctx("delete", declaredInputs(this.definition, props), props);
    const { retainAllOverride } = this.settings;
    await assertSameOrigin(this.definition, ctx, id, props);
    const because = retainAllOverride !== undefined ? `${retainAllOverride} is "retain"` : retained(props);
    if (because === undefined) {
      await refuseWithoutSuccessor(ctx, labelOf(this.series.token, ctx.inputs), id, (successor) =>
        this.troubleOf(ctx, successor),
      );
    }
    await giveUp(this.at(ctx, id), stateOf(props, this.series), because);
    noteAnswered(ctx);
  }

  /** A series is as good as its newest point. */
  private async troubleOf(ctx: RequestContext, { id = "", inputs, outputs }: Successor): Promise<string | undefined> {
    const state = stateOf(outputs, this.series);
    const point = state.history.find(({ uuid }) => uuid === state.current);
    if (point === undefined) return undefined;
    const own = contextOf(this.at({ ...ctx, inputs, outputs }, id), point);
    const trouble = await troubleOf(this.definition, own, { id: point.uuid, inputs: own.inputs, outputs: own.outputs });
    return trouble === undefined ? undefined : `${this.definition.noun} ${point.uuid}: ${trouble}`;
  }

  /** What there is of the first point of a declaration, newest first, and creations that are still remembered. */
  async traces(inputs: JsonObject): Promise<{ objects: Observed<T>[]; attempts: Attempt[] }> {
    const ctx = this.ctx("read", inputs, {});
    const point = pointContext(this.series, ctx, { identity: firstIdentity(ctx) });
    const attempts = (await this.definition.attempts?.(point)) ?? [];
    // Afterwards: what comes up in the meantime is seen twice, not missed.
    const objects = (await this.definition.find(point)).filter((one) => this.definition.isDeleting?.(one) !== true);
    return { objects, attempts };
  }

  label(inputs: JsonObject): string {
    return labelOf(this.series.token, inputs);
  }

  private ctx(operation: RequestContext["operation"], inputs: JsonObject, outputs: JsonObject): RequestContext {
    const { definition, settings, runtime } = this;
    return contextFor({ definition, settings, runtime }, operation, inputs, outputs);
  }

  private at(ctx: RequestContext, id: string): SeriesContext<T> {
    const { series, definition } = this;
    return { series, definition, ctx, id, origin: String(ctx.outputs["__origin"] ?? "") };
  }

  /** First a new point, then, once that is verified, less of the old ones. */
  private async broughtUp(at: SeriesContext<T>, before: SeriesState): Promise<Record<string, unknown>> {
    const { inputs } = at.ctx;
    const began = this.runtime.clock.now();
    let state: SeriesState = { ...before, formerStacks: at.ctx.formerStacks };
    if (state.pending !== undefined) state = await finishPending(at, state, state.pending);
    if (isDue(state, inputs["triggers"])) state = await takeNext(at, state);
    try {
      state = await dated(at, state, before, began);
      const history = await keep(at, state, await look(at, state));
      return seriesOutputs(inputs, { ...state, history, former: undefined }, { ...this.series, origin: at.origin });
    } catch (error) {
      // What was made must not be lost with what could not be deleted.
      throw unfinishedSeries(at, state, error, pendingFinalize);
    }
  }

  /** Whether nothing differs that the platform would have to know. */
  private onlyRecorded({ inputs, outputs, owner }: RequestContext): boolean {
    if (
      outputs["__job"] !== undefined ||
      isBehind(outputs, this.series) ||
      damages(this.series, outputs, inputs).length > 0
    )
      return false;
    const { inputs: declared } = this.definition;
    const changed = changedInputs(declared, declaredInputs(this.definition, outputs), inputs);
    if (changed.some((name) => declared[name]?.onChange !== "record")) return false;
    if (ownerLabel(owner) !== ownerLabel(this.ctx("update", outputs, {}).owner)) return false;
    const endpoint = this.definition.endpoint(this.settings);
    return endpoint === undefined || endpointOf(String(outputs["__origin"] ?? "")) === endpoint;
  }

  private handOut({ history, pending }: SeriesState): void {
    for (const { uuid } of history) this.runtime.createdInThisProcess.add(uuid);
    if (pending !== undefined) this.runtime.createdInThisProcess.add(pending.uuid);
  }
}

/** What is known to be wrong with points that are to be kept, and is not accepted. */
function damages<T>(
  series: SeriesDefinition<T>,
  outputs: JsonObject,
  inputs: JsonObject,
): { point: Point; wrong: Finding[] }[] {
  const kept = stateOf(outputs, series).history.filter(
    ({ pendingDeletionReason }) => pendingDeletionReason === undefined,
  );
  return kept
    .map((point) => ({ point, wrong: recordedProblems(point, inputs) }))
    .filter(({ wrong }) => wrong.length > 0);
}

function retained({ deletionPolicy }: JsonObject): string | undefined {
  return deletionPolicy === "delete" ? undefined : `deletionPolicy is "retain"`;
}
