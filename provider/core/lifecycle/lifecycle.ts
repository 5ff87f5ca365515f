import { EngineGoneError, HeldError, PartialStateError, RefusedError } from "../contract/errors";
import type { Attempt, Failure, Observed, RequestContext, ResourceDefinition } from "../contract/resourceDefinition";
import { labelOf, type ReadResult, type ResourceProvider } from "../contract/resourceProvider";
import { Settings } from "../contract/settings";
import { adoptionIdName, failedJob, pendingFinalize, secretTriggersName } from "../contract/stateKeys";
import { ownerLabel, ownerOf, parseSeed, sameStack } from "../identity/identity";
import { type JsonObject, jsonClean } from "../json";
import type { ProviderRuntime } from "../runtime/runtime";
import { assertAsDeclared, differingUnfinished } from "./asDeclared";
import { changedInputs, checkInputs, declaredInputs, hiddenInputsOf, mergePartialInputs } from "./check";
import { contextFor } from "./context";
import { type Created, createObject, finalizeCreate, mergeVerification, toState } from "./create";
import { recordDeclared } from "./declared";
import { noteAnswered } from "./deferrals";
import { type Difference, difference, endpointOf, ownerChange, sameOrigin } from "./diff";
import { noteStackNames } from "./formerStacks";
import { isOwned, pendingJob } from "./holder";
import { findLeftovers } from "./leftovers";
import { assertMissing, assertSameOrigin, originMismatchMessage } from "./origin";
import { noteRecorded, noteUpdated, recordMade, refuseWithoutSuccessor, troubleOf } from "./successor";
import {
  applyVerifyOptions,
  excludeCreateOnly,
  problemsName,
  problemsOf,
  recordedProblems,
  warningOf,
} from "./verification";

/** Runs every kind through the same steps: observe, ensure, settle, verify, return. */
export class Lifecycle<T> implements ResourceProvider {
  private settings: Settings;
  constructor(
    readonly kind: ResourceDefinition<T>,
    private readonly runtime: ProviderRuntime,
  ) {
    this.settings = new Settings(() => undefined, runtime.environment);
  }

  configure(settings: Settings): void {
    this.settings = settings;
  }

  check(olds: JsonObject, news: JsonObject): { inputs: Record<string, unknown>; failures: Failure[] } {
    recordDeclared(this.runtime, news);
    return checkInputs(this.kind, olds, news);
  }

  diff(id: string, olds: JsonObject, news: JsonObject): Difference {
    noteStackNames(this.runtime, olds, news);
    const wrong = recordedProblems(olds, news);
    if (wrong.length > 0) this.runtime.say(`${this.label(news)}: ${warningOf(wrong)}`);
    const renamed = ownerChange(this.kind, olds["__seed"], news["__seed"]);
    if (renamed !== undefined) this.runtime.say(`${this.label(news)}: ${renamed}`);
    const found = difference(this.kind, this.settings, id, olds, news);
    if (found.replaces.length === 0) this.runtime.wanted.add(id);
    noteRecorded(this.runtime, { id, olds, news }, found.replaces.length > 0);
    return found;
  }

  async create(inputs: JsonObject): Promise<Created> {
    const { failures } = checkInputs(this.kind, {}, inputs);
    if (failures.length > 0) throw new RefusedError(failures.map((failure) => failure.reason).join("; "));
    return recordMade(this.runtime, inputs, () => createObject(this.kind, this.ctx("create", inputs, {})));
  }

  async read(id: string, props: JsonObject): Promise<ReadResult> {
    const ctx = this.ctx("read", declaredInputs(this.kind, props), props);
    await assertSameOrigin(this.kind, ctx, id, props);
    const job = pendingJob(props);
    let observed: Observed<T> | undefined;
    if (job === undefined) {
      observed = (await this.kind.getCached(ctx, id)) ?? (await this.kind.get(ctx, id));
    } else {
      const state = await this.follow(ctx, id, job, false);
      if (state === "running") return { id, props: jsonClean(props), inputs: jsonClean(ctx.inputs) };
      observed = state;
    }
    if (observed === undefined) {
      const failed = job === undefined ? undefined : await this.kind.get(ctx, id);
      if (failed !== undefined && this.kind.failed?.(failed) === true) {
        // It is there all the same: forgotten, nobody would ever delete it.
        return { id, props: jsonClean({ ...props, __job: failedJob }), inputs: jsonClean(ctx.inputs) };
      }
      await assertMissing(this.kind, ctx, id);
      return {};
    }
    const inputs = { ...ctx.inputs, ...this.kind.toInputs(observed, ctx.inputs) };
    // A mark that is missing, another's or a wish to be deleted is put right, or refused, by the next `up`.
    const due = job ?? (isOwned(ctx, observed) ? undefined : pendingFinalize);
    const problems = problemsOf(excludeCreateOnly(applyVerifyOptions(ctx.inputs, this.kind.verify(ctx, observed))));
    const before = { ...props, [problemsName]: problems };
    const outputs = toState(this.kind, { ...ctx, inputs }, observed, before, String(props["__origin"] ?? ""), due);
    // No program declares problems, so that the engine shows them as what an update would take away.
    return { id, props: { ...outputs, ...held(props) }, inputs: jsonClean({ ...inputs, [problemsName]: problems }) };
  }

  update(id: string, olds: JsonObject, news: JsonObject): Promise<{ outs: Record<string, unknown> }> {
    return noteUpdated(this.runtime, { id, olds, news }, () => this.brought(id, olds, news));
  }

  private async brought(id: string, olds: JsonObject, news: JsonObject): Promise<{ outs: Record<string, unknown> }> {
    const ctx = this.ctx("update", news, olds);
    this.warnOfUnchangeable(ctx, olds, news);
    if (this.onlyRecorded(olds, news)) return { outs: this.recorded(olds, news) };
    const origin = await this.kind.origin(ctx);
    const before = String(olds["__origin"] ?? origin);
    const moved = endpointOf(before) !== endpointOf(origin);
    if (!moved && !sameOrigin(before, origin))
      throw new RefusedError(originMismatchMessage(this.kind.noun, id, before, origin));
    const observed = await this.resumed(ctx, id, olds);
    if (observed === undefined) {
      await assertMissing(this.kind, ctx, id);
      if (moved) throw new RefusedError(originMismatchMessage(this.kind.noun, id, before, origin));
      throw new RefusedError(
        `${this.kind.noun} ${id} is not on ${origin} any more; run \`pulumi up --refresh\` to make a new one`,
      );
    }
    this.refuseOtherHolder(ctx, observed);
    const declared = declaredInputs(this.kind, olds);
    if (pendingJob(olds) !== undefined || !isOwned(ctx, observed)) {
      const surplus = pendingJob(olds) === undefined ? [] : await findLeftovers(this.kind, ctx, id);
      const outs = await finalizeCreate(this.kind, ctx, observed, { origin, outputs: olds, declared });
      if (surplus.length > 0) await this.kind.deleteLeftovers?.(ctx, surplus);
      return { outs };
    }
    const updated = await this.kind.update(ctx, observed, declared);
    const found = excludeCreateOnly(applyVerifyOptions(news, this.kind.verify(ctx, updated)));
    return {
      outs: { ...toState(this.kind, ctx, updated, mergeVerification(ctx, olds, found), origin), ...held(olds) },
    };
  }

  async delete(id: string, props: JsonObject): Promise<void> {
    const ctx = this.ctx("delete", declaredInputs(this.kind, props), props);
    // `up --replace` asks to delete "the old one" even where create has just adopted exactly that one.
    if (this.runtime.createdInThisProcess.has(id)) {
      this.runtime.say(`${ctx.label}: ${this.kind.noun} ${id} was made in this run and stays`);
      return;
    }
    this.runtime.wanted.delete(id);
    const retainAllOverride = this.settings.retainAllOverride;
    await assertSameOrigin(this.kind, ctx, id, props);
    const job = pendingJob(props);
    const keeping = retainAllOverride !== undefined || props["deletionPolicy"] === "retain";
    if (job !== undefined && !keeping) await this.follow(ctx, id, job, true);
    const observed = await this.kind.get(ctx, id);
    if (observed === undefined) await assertMissing(this.kind, ctx, id);
    const holder =
      observed === undefined
        ? undefined
        : (ctx.holder(observed.marks) ?? differingUnfinished(this.kind, ctx, observed, job));
    const isHeld = (why: string): void =>
      this.runtime.say(`${ctx.label}: ${this.kind.noun} ${id} stays on the platform, because ${why}`);
    if (holder !== undefined) return isHeld(holder);
    try {
      if (!keeping) {
        if (observed !== undefined) {
          await refuseWithoutSuccessor(ctx, this.kind.noun, id, (successor) => troubleOf(this.kind, ctx, successor));
        }
        await this.kind.remove(ctx, id);
        noteAnswered(ctx);
        return;
      }
      await this.kind.retain(ctx, id);
    } catch (error) {
      if (error instanceof HeldError) return isHeld(error.holder);
      throw error;
    }
    const kept =
      observed === undefined && job !== undefined
        ? "is not there; if its creation still runs, what it makes is nobody's"
        : "is kept on the platform";
    this.runtime.say(
      `${ctx.label}: ${this.kind.noun} ${id} ${kept} (${retainAllOverride ?? "deletionPolicy"} is "retain")`,
    );
  }

  /** Every object there is of a declaration, newest first, and creations that are still remembered. */
  async traces(inputs: JsonObject): Promise<{ objects: Observed<T>[]; attempts: Attempt[] }> {
    const ctx = this.ctx("read", inputs, {});
    const attempts = (await this.kind.attempts?.(ctx)) ?? [];
    // Afterwards: what comes up in the meantime is seen twice, not missed.
    const objects = (await this.kind.find(ctx)).filter((one) => this.kind.isDeleting?.(one) !== true);
    const named = inputs[this.kind.importInput];
    if (typeof named === "string" && !objects.some((one) => one.id === named)) {
      const object = await this.kind.get(ctx, named);
      if (object !== undefined) objects.push(object);
    }
    return { objects, attempts };
  }

  /** How errors name the resource: kind, logical name, id. */
  label(inputs: JsonObject): string {
    return labelOf(this.kind.token, inputs);
  }

  private ctx(operation: RequestContext["operation"], inputs: JsonObject, outputs: JsonObject): RequestContext {
    const { kind, settings, runtime } = this;
    return contextFor({ kind, settings, runtime }, operation, inputs, outputs);
  }

  private warnOfUnchangeable(ctx: RequestContext, olds: JsonObject, news: JsonObject): void {
    const names = changedInputs(this.kind.fields, declaredInputs(this.kind, olds), news).filter(
      (name) => this.kind.fields[name]?.warns === true,
    );
    if (names.length === 0) return;
    this.runtime.say(
      `${ctx.label}: ${names.join(", ")} of a ${this.kind.noun} cannot be changed; kept for the next one that is made`,
    );
  }

  /** Whether nothing differs that the platform would have to know. */
  private onlyRecorded(olds: JsonObject, news: JsonObject): boolean {
    if (olds["__job"] !== undefined || recordedProblems(olds, news).length > 0) return false;
    if (
      changedInputs(this.kind.fields, declaredInputs(this.kind, olds), news).some(
        (name) => this.kind.fields[name]?.change !== "createOnly",
      )
    )
      return false;
    const label = (values: JsonObject): string => ownerLabel(ownerOf(parseSeed(values["__seed"]), this.kind.token));
    if (label(olds) !== label(news)) return false;
    const endpoint = this.kind.endpoint(this.settings);
    return endpoint === undefined || endpointOf(String(olds["__origin"] ?? "")) === endpoint;
  }

  private recorded(olds: JsonObject, news: JsonObject): Record<string, unknown> {
    const { fields, inputsHiddenByOutputs } = this.kind;
    const kept = Object.entries(olds).filter(
      ([name]) => fields[name] === undefined || inputsHiddenByOutputs.includes(name),
    );
    const inputs = Object.entries(news).filter(([name]) => !inputsHiddenByOutputs.includes(name));
    return jsonClean({
      ...Object.fromEntries(kept),
      __timeouts: undefined,
      [secretTriggersName]: undefined,
      // Whatever was wrong is accepted, or an update would have to look.
      [problemsName]: undefined,
      ...Object.fromEntries(inputs),
      ...hiddenInputsOf(this.kind, news),
    });
  }

  private async resumed(ctx: RequestContext, id: string, olds: JsonObject): Promise<Observed<T> | undefined> {
    const job = pendingJob(olds);
    if (job === undefined) return this.kind.get(ctx, id);
    const observed = await this.follow(ctx, id, job, true).catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      throw error instanceof EngineGoneError
        ? error
        : new PartialStateError(id, reason, jsonClean(mergePartialInputs(this.kind, olds, ctx.inputs)));
    });
    if (observed !== undefined && observed !== "running") {
      // One that only lacks its mark was compared when it was made or adopted.
      if (job !== pendingFinalize)
        assertAsDeclared(this.kind, { ...ctx, inputs: declaredInputs(this.kind, olds) }, observed);
      return observed;
    }
    if (job === pendingFinalize) return undefined;
    const left = await this.kind.get(ctx, id);
    const why = left === undefined ? "" : ((await this.kind.reason?.(ctx, left)) ?? "");
    const reason = `the creation of ${this.kind.noun} ${id} has failed and left nothing that can be used${why}; the next \`pulumi up\` makes a new one`;
    throw new PartialStateError(id, reason, jsonClean({ ...olds, ...ctx.inputs, __job: failedJob }));
  }

  private async follow(
    ctx: RequestContext,
    id: string,
    job: string,
    wait: boolean,
  ): Promise<Observed<T> | "running" | undefined> {
    if (job === pendingFinalize || job === failedJob) return this.kind.get(ctx, id);
    return this.kind.resume(ctx, id, job, wait);
  }

  /** Somebody else's mark came onto an object in our state: nothing here may take it back. */
  private refuseOtherHolder(ctx: RequestContext, observed: Observed<T>): void {
    const { owner } = observed.marks;
    const before = ownerOf(parseSeed(ctx.outputs["__seed"] ?? ctx.inputs["__seed"]), this.kind.token);
    if (owner === undefined || owner === ownerLabel(ctx.owner) || owner === ownerLabel(before)) return;
    // An adoption within the stack that was recorded and could not write its mark.
    if (ctx.outputs[adoptionIdName] !== undefined && ctx.outputs["__job"] !== undefined && sameStack(owner, before))
      return;
    throw new RefusedError(
      `${this.kind.noun} ${observed.id} belongs to ${owner} now; remove this entry (\`pulumi state delete\`), ` +
        `or let that one give it up`,
    );
  }
}

/** The adoption by which state holds the object. */
const held = (outputs: JsonObject): Record<string, unknown> =>
  outputs[adoptionIdName] === undefined ? {} : { [adoptionIdName]: outputs[adoptionIdName] };
