import { messageOf, RefusedError } from "../../http/errors";
import { EngineGoneError } from "../contract/errors";
import type { RequestContext } from "../contract/resourceDefinition";
import type { JsonObject } from "../json";
import { now } from "../lifecycle/verification";
import type { Outcome, Plan, RevertDefinition, ShownMark } from "./definition";
import { eventOf, eventsOf, type Mark, markedBy } from "./mark";

/**
 * Takes the target back to the restore point, once for this restore point and these triggers, whoever asks and however often.
 * `started` is written on the target before anything is changed, `done` once the target shows the restore point.
 */
export async function revertOnce<M extends ShownMark>(
  definition: RevertDefinition<M>,
  ctx: RequestContext,
): Promise<JsonObject> {
  const marks = await definition.marks(ctx);
  const target = targetOf(definition, ctx);
  if (marks === undefined) {
    throw new RefusedError("not-found", `${target} does not exist, or this account cannot see it. Correct the id.`);
  }
  const ours = ofSame(definition, ctx, marks);
  const ofEvent = (phase: Mark["phase"]): M[] =>
    ours.filter(({ mark }) => mark.phase === phase).sort((a, b) => b.mark.attempt - a.mark.attempt);
  const [[done], [partly], [started]] = [ofEvent("done"), ofEvent("partly"), ofEvent("started")];
  if (done !== undefined) {
    for (const one of ofEvent("started")) await definition.clearMark(ctx, one);
    return alreadyDone(definition, ctx, done.mark);
  }
  if (started !== undefined) return goOn(definition, ctx, started);
  if (partly !== undefined) return again(definition, ctx, partly, partlyText(target, partly.mark));
  const event = eventOf(definition.source(ctx.inputs), ctx.inputs);
  return carryOut(definition, ctx, await definition.plan(ctx), event);
}

/** Marks of this restore point with these triggers. */
function ofSame<M extends ShownMark>(definition: RevertDefinition<M>, ctx: RequestContext, marks: readonly M[]): M[] {
  if (marks.length === 0) return [];
  const events = eventsOf(definition.source(ctx.inputs), ctx.inputs);
  return marks.filter(({ mark }) => events.includes(mark.event));
}

/** What `revertOnce` would do now, for a preview; empty if it would change nothing. Throws what forbids it. */
export async function revertPlan<M extends ShownMark>(
  definition: RevertDefinition<M>,
  ctx: RequestContext,
): Promise<readonly string[]> {
  const ours = ofSame(definition, ctx, (await definition.marks(ctx)) ?? []);
  if (ours.some(({ mark }) => mark.phase === "done")) return [];
  const started = ours.find(({ mark }) => mark.phase === "started");
  if (started !== undefined) return [`continuing the restore that ${started.mark.by} began at ${started.mark.at}`];
  return [(await definition.plan(ctx)).summary];
}

function alreadyDone<M extends ShownMark>(
  definition: RevertDefinition<M>,
  ctx: RequestContext,
  mark: Mark,
): JsonObject {
  ctx.runtime.say(
    `${ctx.label}: nothing was changed: ${targetOf(definition, ctx)} was restored from this restore point at ${mark.at} by ` +
      `${mark.by}. To restore it once more, change triggers.`,
  );
  return { revertedAt: mark.at, ...definition.outputsOf(mark) };
}

/** Only the platform can tell how an interrupted run ended. */
async function goOn<M extends ShownMark>(
  definition: RevertDefinition<M>,
  ctx: RequestContext,
  started: M,
): Promise<JsonObject> {
  const { mark } = started;
  const target = targetOf(definition, ctx);
  ctx.runtime.say(`${ctx.label}: ${target}: continuing the restore that ${mark.by} began at ${mark.at}`);
  const earlier = await definition.outcomeOf(ctx, started);
  if (earlier.outcome === "unsent" && earlier.outdated === true) {
    ctx.runtime.say(`${ctx.label}: nothing was overwritten; starting again, with a copy of what is there now`);
    const plan = await definition.plan(ctx, mark);
    await definition.clearMark(ctx, started);
    // Under the same number: if the earlier run lives after all, the platform takes one of the two requests.
    return carryOut(definition, ctx, plan, mark.event, mark.attempt - 1);
  }
  if (earlier.outcome === "unsent") return settle(definition, ctx, started, await definition.run(ctx, mark));
  if (earlier.outcome === "failed") {
    ctx.runtime.say(
      `${ctx.label}: it had failed and overwritten nothing (${messageOf(earlier.error)}); starting again`,
    );
    await definition.clearMark(ctx, started);
    return carryOut(definition, ctx, await definition.plan(ctx), mark.event, mark.attempt);
  }
  if (earlier.outcome !== "unknown") return settle(definition, ctx, started, earlier);
  return again(
    definition,
    ctx,
    started,
    `${target}: it is not known whether the restore that ${mark.by} began at ${mark.at} was carried out: ${earlier.reason}. ` +
      `Another one would overwrite what was written since. Look at the ${definition.noun}: set onUnknown: "rerun" to restore ` +
      "it now, or remove this resource if it is as it should be.",
  );
}

/** Restores once more only if the user has decided so. */
async function again<M extends ShownMark>(
  definition: RevertDefinition<M>,
  ctx: RequestContext,
  before: M,
  otherwise: string,
): Promise<JsonObject> {
  const code = before.mark.phase === "partly" ? "partly-reverted" : "outcome-unknown";
  if (ctx.inputs["onUnknown"] !== "rerun") throw new RefusedError(code, otherwise);
  ctx.runtime.say(`${ctx.label}: restoring again, because onUnknown is "rerun"`);
  // What forbids it is found before the mark is gone.
  const plan = await definition.plan(ctx);
  await definition.clearMark(ctx, before);
  return carryOut(definition, ctx, plan, before.mark.event, before.mark.attempt);
}

/** @param ended attempts that are known to have ended */
async function carryOut<M extends ShownMark>(
  definition: RevertDefinition<M>,
  ctx: RequestContext,
  plan: Plan,
  event: string,
  ended = 0,
): Promise<JsonObject> {
  const attempt = await definition.nextAttempt(ctx, event, ended);
  if (!(await ctx.runtime.engineAlive())) throw new EngineGoneError(`the restore of ${targetOf(definition, ctx)}`);
  ctx.runtime.say(`${ctx.label}: ${plan.summary}`);
  const mark: Mark = { event, phase: "started", attempt, at: now(), by: markedBy(ctx), facts: plan.facts };
  const started = await definition.writeMark(ctx, mark);
  return settle(definition, ctx, started, await definition.run(ctx, mark));
}

async function settle<M extends ShownMark>(
  definition: RevertDefinition<M>,
  ctx: RequestContext,
  started: M,
  result: Outcome,
): Promise<JsonObject> {
  const { mark } = started;
  const target = targetOf(definition, ctx);
  if (result.outcome === "failed") {
    if (result.remembered !== true) await definition.clearMark(ctx, started);
    throw result.error;
  }
  if (result.outcome === "partly") {
    const partly: Mark = { ...mark, phase: "partly", at: now(), facts: { ...mark.facts, reason: cut(result.reason) } };
    await definition.writeMark(ctx, partly);
    throw new RefusedError("partly-reverted", partlyText(target, partly));
  }
  if (result.outcome === "unknown") {
    throw new RefusedError(
      "outcome-unknown",
      `${target}: the restore was begun, and it is not known how it ended: ${result.reason}. Run "pulumi up" again: it looks ` +
        "how it ended, and never restores twice.",
    );
  }
  const outputs = await definition.complete(ctx, mark);
  const revertedAt = now();
  await definition.writeMark(ctx, { ...mark, phase: "done", at: revertedAt });
  return { revertedAt, ...outputs };
}

const targetOf = <M extends ShownMark>(
  { targetInput, noun }: RevertDefinition<M>,
  { inputs }: Pick<RequestContext, "inputs">,
): string => `${targetInput}: ${noun} ${String(inputs[targetInput])}`;

function partlyText(target: string, { at, facts }: Mark): string {
  return (
    `${target} was restored in part only, at ${at}: ${facts["reason"] ?? "some volumes were not restored"}. Nothing was ` +
    'started again. Remove the cause, then set onUnknown: "rerun" to restore all of it.'
  );
}

/** Characters of a reason that fit into a mark: a tag has 2048. */
const longestReason = 300;

const cut = (text: string): string => (text.length <= longestReason ? text : `${text.slice(0, longestReason - 1)}…`);
