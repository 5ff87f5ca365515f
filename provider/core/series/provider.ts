import { PartialStateError } from "../contract/errors";
import type { Attempt, Finding, Observed, RequestContext, ResourceDefinition } from "../contract/resourceDefinition";
import type { Created, Difference, ReadResult } from "../contract/resourceProvider";
import { pendingFinalize } from "../contract/stateKeys";
import { type JsonObject, jsonClean } from "../json";
import { BaseProvider } from "../lifecycle/baseProvider";
import { noteAnswered } from "../lifecycle/deferrals";
import { isOnlyRecorded, ownerChanges } from "../lifecycle/diff";
import { isOwned } from "../lifecycle/holder";
import { assertSameOrigin, originOfUpdate } from "../lifecycle/origin";
import { refuseWithoutSuccessor, type Successor, troubleOf } from "../lifecycle/successor";
import { recordedProblems, warningOf } from "../lifecycle/verification";
import type { ProviderRuntime } from "../runtime/runtime";
import type { SeriesContext } from "./context";
import { finishPending, firstIdentity, takeFirst, takeNext, unfinishedSeries } from "./create";
import { asResourceDefinition, pointContext, type SeriesDefinition, seriesId } from "./definition";
import { deleteOrRetain } from "./delete";
import { repeatDrills } from "./owedDrills";
import { contextOf, dated, keep, look, recordOf, stillOurs, zonesNow } from "./prune";
import { isBehind, isDue, nothingYet, owedDrill, type Point, type SeriesState, seriesOutputs, stateOf } from "./state";

/** Keeps the last restore points of a type: creates one for each value of `triggers`, then deletes what may go. */
export class Series<T> extends BaseProvider<ResourceDefinition<T>> {
  constructor(
    private readonly series: SeriesDefinition<T>,
    runtime: ProviderRuntime,
  ) {
    super(asResourceDefinition(series), runtime);
  }

  /** Objects of the first point of a declaration, newest first, and the creations that the platform still remembers. */
  async traces(inputs: JsonObject): Promise<{ objects: Observed<T>[]; attempts: Attempt[] }> {
    const ctx = this.ctx("read", inputs, {});
    const point = pointContext(this.series, ctx, { identity: firstIdentity(ctx) });
    const attempts = (await this.definition.attempts?.(point)) ?? [];
    // After the attempts: what is finished in the meantime is listed twice, not missed.
    const objects = (await this.definition.find(point)).filter((one) => this.definition.isDeleting?.(one) !== true);
    return { objects, attempts };
  }

  override diff(id: string, olds: JsonObject, news: JsonObject): Difference {
    const found = super.diff(id, olds, news);
    return { ...found, changes: found.changes || isBehind(olds, this.series) };
  }

  protected override repairs(olds: JsonObject, news: JsonObject): string[] {
    const problems = pointProblems(this.series, olds, news).map(
      ({ point, wrong }) => `"${point.name}": ${warningOf(wrong)}`,
    );
    return [...problems, ...this.repeats(olds, news), ...ownerChanges(this.definition, olds, news)];
  }

  /** The drill that failed, as far as the next update repeats it. */
  private repeats(olds: JsonObject, news: JsonObject): string[] {
    const state = stateOf(olds, this.series);
    const owed = isDue(state, news["triggers"]) ? undefined : owedDrill(state, news);
    return owed === undefined ? [] : [`the restore drill of "${owed.name}" failed and is repeated`];
  }

  /** A forced replacement has the id of the series that it replaces, and another first point. */
  protected override readonly entryOf = (id: string, outputs: JsonObject): string =>
    `${id} ${stateOf(outputs, this.series).first ?? ""}`;

  protected override objectsOf(_id: string, olds: JsonObject): readonly string[] {
    const { history } = stateOf(olds, this.series);
    return history.filter((point) => point.pendingDeletionReason === undefined).map(({ uuid }) => uuid);
  }

  protected override async createFor(ctx: RequestContext): Promise<Created> {
    const at = { ...this.at(ctx, seriesId(ctx.identity)), origin: await this.definition.origin(ctx) };
    try {
      // Asked before anything is made: afterwards the answer is known, and cannot fail.
      const zones = await zonesNow(at, nothingYet);
      const began = this.runtime.clock.now();
      const taken = await dated(at, await takeFirst(at, zones), nothingYet, began);
      const state = { ...taken, formerStacks: ctx.formerStacks };
      if (state.failure !== undefined) throw unfinishedSeries(at, state, state.failure);
      this.noteCreated(state);
      return { id: at.id, outs: seriesOutputs(ctx.inputs, state, { ...this.series, origin: at.origin }) };
    } catch (error) {
      if (error instanceof PartialStateError) this.noteCreated(stateOf(error.properties, this.series));
      throw error;
    }
  }

  protected override async readFor(ctx: RequestContext, id: string): Promise<ReadResult> {
    const props = ctx.outputs;
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
      // A missing point is a difference, which a preview shows to pipelines, until an `up` has dealt with it.
      if (point.pendingDeletionReason === undefined && (ours === undefined || !isOwned(own, ours.observed)))
        job = pendingFinalize;
    }
    const origin = String(props["__origin"] ?? "");
    const outs = seriesOutputs(ctx.inputs, { ...state, history }, { ...this.series, origin, job });
    return { id, props: outs, inputs: jsonClean(ctx.inputs) };
  }

  protected override async updateFor(ctx: RequestContext, id: string): Promise<Record<string, unknown>> {
    const { outputs: olds, inputs: news } = ctx;
    const before = stateOf(olds, this.series);
    const isCurrent = !isBehind(olds, this.series) && pointProblems(this.series, olds, news).length === 0;
    if (isCurrent && isOnlyRecorded(this.definition, ctx))
      return seriesOutputs(news, before, { ...this.series, origin: String(olds["__origin"] ?? "") });
    const { origin, moved } = await originOfUpdate(this.definition, ctx, id);
    const at = { ...this.at(ctx, id), origin };
    // Not a word of points that are missing on another platform: they are not lost.
    const isElsewhere = async () => (await look(at, before, () => undefined)).length === 0;
    if (moved !== undefined && before.history.length > 0 && (await isElsewhere())) throw moved;
    const outs = await this.broughtUp(at, before);
    noteAnswered(ctx);
    return outs;
  }

  protected override async deleteFor(ctx: RequestContext, id: string): Promise<void> {
    const props = ctx.outputs;
    const { retainAllOverride } = this.settings;
    await assertSameOrigin(this.definition, ctx, id, props);
    const at = this.at(ctx, id);
    const because = retainAllOverride !== undefined ? `${retainAllOverride} is "retain"` : retained(props);
    if (because === undefined) {
      const look = (successor: Successor): Promise<string | undefined> => this.troubleOf(ctx, successor);
      await refuseWithoutSuccessor(at.ctx, this.label(ctx.inputs), id, look);
    }
    await deleteOrRetain(at, stateOf(props, this.series), because);
    noteAnswered(ctx);
  }

  /** A series is as good as its newest point. */
  private async troubleOf(ctx: RequestContext, { id = "", inputs, outputs }: Successor): Promise<string | undefined> {
    const state = stateOf(outputs, this.series);
    const point = state.history.find(({ uuid }) => uuid === state.current);
    if (point === undefined) return "it has no restore point";
    const own = contextOf(this.at({ ...ctx, inputs, outputs }, id), point);
    const trouble = await troubleOf(this.definition, own, { id: point.uuid, inputs: own.inputs, outputs: own.outputs });
    return trouble === undefined ? undefined : `${this.definition.noun} ${point.uuid}: ${trouble}`;
  }

  private at(ctx: RequestContext, id: string): SeriesContext<T> {
    const { series, definition } = this;
    const entry = this.entryOf(id, ctx.outputs);
    return { series, definition, ctx: { ...ctx, entry }, id, origin: String(ctx.outputs["__origin"] ?? "") };
  }

  /** First a new point; old ones are deleted once it is verified. */
  private async broughtUp(at: SeriesContext<T>, before: SeriesState): Promise<Record<string, unknown>> {
    const { inputs } = at.ctx;
    const began = this.runtime.clock.now();
    let state: SeriesState = { ...before, formerStacks: at.ctx.formerStacks };
    if (state.pending !== undefined) state = await finishPending(at, state, state.pending);
    state = await repeatDrills(at, state);
    if (isDue(state, inputs["triggers"])) state = await takeNext(at, state);
    try {
      state = await dated(at, state, before, began);
      if (state.failure !== undefined) throw state.failure;
      const history = await keep(at, state, await look(at, state));
      return seriesOutputs(inputs, { ...state, history, former: undefined }, { ...this.series, origin: at.origin });
    } catch (error) {
      // A new point must not be lost because an old one could not be deleted.
      throw unfinishedSeries(at, state, error, pendingFinalize);
    }
  }

  private noteCreated({ history, pending }: SeriesState): void {
    for (const { uuid } of history) this.runtime.createdInThisProcess.add(uuid);
    if (pending !== undefined) this.runtime.createdInThisProcess.add(pending.uuid);
  }
}

/** Recorded problems of points that are to be kept, as far as the inputs do not accept them. */
function pointProblems<T>(
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
