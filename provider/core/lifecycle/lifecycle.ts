import { EngineGoneError, HeldError, PartialStateError, RefusedError } from "../contract/errors";
import type { Attempt, Call, Failure, Kind, Sighting } from "../contract/resourceDefinition";
import { labelOf, type ReadResult, type Steps } from "../contract/resourceProvider";
import { Settings } from "../contract/settings";
import { claimName, failedJob, secretTriggersName, settleJob } from "../contract/stateKeys";
import { ownerLabel, ownerOf, parseSeed, sameStack } from "../identity/identity";
import { jsonClean, type Values } from "../json";
import type { Surroundings } from "../runtime/runtime";
import { assertAsDeclared, differingUnfinished } from "./asDeclared";
import { changedInputs, checkInputs, declaredInputs, shadowOf, stillThere } from "./check";
import { callFor } from "./context";
import { type Created, createObject, outputsOf, reviewed, settle } from "./create";
import { noteDeclared } from "./declared";
import { noteAnswered } from "./deferrals";
import { type Difference, difference, endpointOf, ownerChange, sameOrigin } from "./diff";
import { noteStackNames } from "./formerStacks";
import { isMarked, pendingJob } from "./holder";
import { leftBeside } from "./leftovers";
import { elsewhere, reallyMissing, samePlatform } from "./origin";
import { noteMade, noteRecorded, noteUpdated, refuseWithoutSuccessor, troubleOf } from "./successor";
import { lasting, problemsName, problemsOf, standing, unrelaxed, warningOf } from "./verification";

/** Runs every kind through the same steps: observe, ensure, settle, verify, return. */
export class Lifecycle<T> implements Steps {
  private settings: Settings;
  constructor(
    readonly kind: Kind<T>,
    private readonly around: Surroundings,
  ) {
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
    const wrong = standing(olds, news);
    if (wrong.length > 0) this.around.say(`${this.label(news)}: ${warningOf(wrong)}`);
    const renamed = ownerChange(this.kind, olds["__seed"], news["__seed"]);
    if (renamed !== undefined) this.around.say(`${this.label(news)}: ${renamed}`);
    const found = difference(this.kind, this.settings, id, olds, news);
    if (found.replaces.length === 0) this.around.wanted.add(id);
    noteRecorded(this.around, { id, olds, news }, found.replaces.length > 0);
    return found;
  }

  async create(inputs: Values): Promise<Created> {
    const { failures } = checkInputs(this.kind, {}, inputs);
    if (failures.length > 0) throw new RefusedError(failures.map((failure) => failure.reason).join("; "));
    return noteMade(this.around, inputs, () => createObject(this.kind, this.call("create", inputs, {})));
  }

  async read(id: string, props: Values): Promise<ReadResult> {
    const call = this.call("read", declaredInputs(this.kind, props), props);
    await samePlatform(this.kind, call, id, props);
    const job = pendingJob(props);
    let sighting: Sighting<T> | undefined;
    if (job === undefined) {
      sighting = (await this.kind.glance(call, id)) ?? (await this.kind.get(call, id));
    } else {
      const state = await this.follow(call, id, job, false);
      if (state === "running") return { id, props: jsonClean(props), inputs: jsonClean(call.inputs) };
      sighting = state;
    }
    if (sighting === undefined) {
      const failed = job === undefined ? undefined : await this.kind.get(call, id);
      if (failed !== undefined && this.kind.failed?.(failed) === true) {
        // It is there all the same: forgotten, nobody would ever delete it.
        return { id, props: jsonClean({ ...props, __job: failedJob }), inputs: jsonClean(call.inputs) };
      }
      await reallyMissing(this.kind, call, id);
      return {};
    }
    const inputs = { ...call.inputs, ...this.kind.toInputs(sighting, call.inputs) };
    // A mark that is missing, another's or a wish to be deleted is put right, or refused, by the next `up`.
    const due = job ?? (isMarked(call, sighting) ? undefined : settleJob);
    const problems = problemsOf(lasting(unrelaxed(call.inputs, this.kind.verify(call, sighting))));
    const before = { ...props, [problemsName]: problems };
    const outputs = outputsOf(this.kind, { ...call, inputs }, sighting, before, String(props["__origin"] ?? ""), due);
    // No program declares problems, so that the engine shows them as what an update would take away.
    return { id, props: { ...outputs, ...held(props) }, inputs: jsonClean({ ...inputs, [problemsName]: problems }) };
  }

  update(id: string, olds: Values, news: Values): Promise<{ outs: Record<string, unknown> }> {
    return noteUpdated(this.around, { id, olds, news }, () => this.brought(id, olds, news));
  }

  private async brought(id: string, olds: Values, news: Values): Promise<{ outs: Record<string, unknown> }> {
    const call = this.call("update", news, olds);
    this.warnOfUnchangeable(call, olds, news);
    if (this.onlyRecorded(olds, news)) return { outs: this.recorded(olds, news) };
    const origin = await this.kind.origin(call);
    const before = String(olds["__origin"] ?? origin);
    const moved = endpointOf(before) !== endpointOf(origin);
    if (!moved && !sameOrigin(before, origin)) throw new RefusedError(elsewhere(this.kind.noun, id, before, origin));
    const sighting = await this.resumed(call, id, olds);
    if (sighting === undefined) {
      await reallyMissing(this.kind, call, id);
      if (moved) throw new RefusedError(elsewhere(this.kind.noun, id, before, origin));
      throw new RefusedError(
        `${this.kind.noun} ${id} is not on ${origin} any more; run \`pulumi up --refresh\` to make a new one`,
      );
    }
    this.refuseOtherHolder(call, sighting);
    const declared = declaredInputs(this.kind, olds);
    if (pendingJob(olds) !== undefined || !isMarked(call, sighting)) {
      const surplus = pendingJob(olds) === undefined ? [] : await leftBeside(this.kind, call, id);
      const outs = await settle(this.kind, call, sighting, { origin, outputs: olds, declared });
      if (surplus.length > 0) await this.kind.discard?.(call, surplus);
      return { outs };
    }
    const updated = await this.kind.update(call, sighting, declared);
    const found = lasting(unrelaxed(news, this.kind.verify(call, updated)));
    return { outs: { ...outputsOf(this.kind, call, updated, reviewed(call, olds, found), origin), ...held(olds) } };
  }

  async delete(id: string, props: Values): Promise<void> {
    const call = this.call("delete", declaredInputs(this.kind, props), props);
    // `up --replace` asks to delete "the old one" even where create has just adopted exactly that one.
    if (this.around.handedOut.has(id)) {
      this.around.say(`${call.label}: ${this.kind.noun} ${id} was made in this run and stays`);
      return;
    }
    this.around.wanted.delete(id);
    const brake = this.settings.brake;
    await samePlatform(this.kind, call, id, props);
    const job = pendingJob(props);
    const keeping = brake !== undefined || props["deletionPolicy"] === "retain";
    if (job !== undefined && !keeping) await this.follow(call, id, job, true);
    const sighting = await this.kind.get(call, id);
    if (sighting === undefined) await reallyMissing(this.kind, call, id);
    const holder =
      sighting === undefined
        ? undefined
        : (call.holder(sighting.marks) ?? differingUnfinished(this.kind, call, sighting, job));
    const isHeld = (why: string): void =>
      this.around.say(`${call.label}: ${this.kind.noun} ${id} stays on the platform, because ${why}`);
    if (holder !== undefined) return isHeld(holder);
    try {
      if (!keeping) {
        if (sighting !== undefined) {
          await refuseWithoutSuccessor(call, this.kind.noun, id, (successor) => troubleOf(this.kind, call, successor));
        }
        await this.kind.remove(call, id);
        noteAnswered(call);
        return;
      }
      await this.kind.retain(call, id);
    } catch (error) {
      if (error instanceof HeldError) return isHeld(error.holder);
      throw error;
    }
    const kept =
      sighting === undefined && job !== undefined
        ? "is not there; if its creation still runs, what it makes is nobody's"
        : "is kept on the platform";
    this.around.say(`${call.label}: ${this.kind.noun} ${id} ${kept} (${brake ?? "deletionPolicy"} is "retain")`);
  }

  /** Every object there is of a declaration, newest first, and creations that are still remembered. */
  async traces(inputs: Values): Promise<{ objects: Sighting<T>[]; attempts: Attempt[] }> {
    const call = this.call("read", inputs, {});
    const attempts = (await this.kind.attempts?.(call)) ?? [];
    // Afterwards: what comes up in the meantime is seen twice, not missed.
    const objects = (await this.kind.find(call)).filter((one) => this.kind.leaving?.(one) !== true);
    const named = inputs[this.kind.namedBy];
    if (typeof named === "string" && !objects.some((one) => one.id === named)) {
      const object = await this.kind.get(call, named);
      if (object !== undefined) objects.push(object);
    }
    return { objects, attempts };
  }

  /** How errors name the resource: kind, logical name, id. */
  label(inputs: Values): string {
    return labelOf(this.kind.token, inputs);
  }

  private call(operation: Call["operation"], inputs: Values, outputs: Values): Call {
    const { kind, settings, around } = this;
    return callFor({ kind, settings, around }, operation, inputs, outputs);
  }

  private warnOfUnchangeable(call: Call, olds: Values, news: Values): void {
    const names = changedInputs(this.kind.fields, declaredInputs(this.kind, olds), news).filter(
      (name) => this.kind.fields[name]?.warns === true,
    );
    if (names.length === 0) return;
    this.around.say(
      `${call.label}: ${names.join(", ")} of a ${this.kind.noun} cannot be changed; kept for the next one that is made`,
    );
  }

  /** Whether nothing differs that the platform would have to know. */
  private onlyRecorded(olds: Values, news: Values): boolean {
    if (olds["__job"] !== undefined || standing(olds, news).length > 0) return false;
    if (
      changedInputs(this.kind.fields, declaredInputs(this.kind, olds), news).some(
        (name) => this.kind.fields[name]?.change !== "createOnly",
      )
    )
      return false;
    const label = (values: Values): string => ownerLabel(ownerOf(parseSeed(values["__seed"]), this.kind.token));
    if (label(olds) !== label(news)) return false;
    const endpoint = this.kind.endpoint(this.settings);
    return endpoint === undefined || endpointOf(String(olds["__origin"] ?? "")) === endpoint;
  }

  private recorded(olds: Values, news: Values): Record<string, unknown> {
    const { fields, shadowed } = this.kind;
    const kept = Object.entries(olds).filter(([name]) => fields[name] === undefined || shadowed.includes(name));
    const inputs = Object.entries(news).filter(([name]) => !shadowed.includes(name));
    return jsonClean({
      ...Object.fromEntries(kept),
      __timeouts: undefined,
      [secretTriggersName]: undefined,
      // Whatever was wrong is accepted, or an update would have to look.
      [problemsName]: undefined,
      ...Object.fromEntries(inputs),
      ...shadowOf(this.kind, news),
    });
  }

  private async resumed(call: Call, id: string, olds: Values): Promise<Sighting<T> | undefined> {
    const job = pendingJob(olds);
    if (job === undefined) return this.kind.get(call, id);
    const sighting = await this.follow(call, id, job, true).catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      throw error instanceof EngineGoneError
        ? error
        : new PartialStateError(id, reason, jsonClean(stillThere(this.kind, olds, call.inputs)));
    });
    if (sighting !== undefined && sighting !== "running") {
      // One that only lacks its mark was compared when it was made or adopted.
      if (job !== settleJob)
        assertAsDeclared(this.kind, { ...call, inputs: declaredInputs(this.kind, olds) }, sighting);
      return sighting;
    }
    if (job === settleJob) return undefined;
    const left = await this.kind.get(call, id);
    const why = left === undefined ? "" : ((await this.kind.reason?.(call, left)) ?? "");
    const reason = `the creation of ${this.kind.noun} ${id} has failed and left nothing that can be used${why}; the next \`pulumi up\` makes a new one`;
    throw new PartialStateError(id, reason, jsonClean({ ...olds, ...call.inputs, __job: failedJob }));
  }

  private async follow(
    call: Call,
    id: string,
    job: string,
    wait: boolean,
  ): Promise<Sighting<T> | "running" | undefined> {
    if (job === settleJob || job === failedJob) return this.kind.get(call, id);
    return this.kind.resume(call, id, job, wait);
  }

  /** Somebody else's mark came onto an object in our state: nothing here may take it back. */
  private refuseOtherHolder(call: Call, sighting: Sighting<T>): void {
    const { owner } = sighting.marks;
    const before = ownerOf(parseSeed(call.outputs["__seed"] ?? call.inputs["__seed"]), this.kind.token);
    if (owner === undefined || owner === ownerLabel(call.owner) || owner === ownerLabel(before)) return;
    // An adoption within the stack that was recorded and could not write its mark.
    if (call.outputs[claimName] !== undefined && call.outputs["__job"] !== undefined && sameStack(owner, before))
      return;
    throw new RefusedError(
      `${this.kind.noun} ${sighting.id} belongs to ${owner} now; remove this entry (\`pulumi state delete\`), ` +
        `or let that one give it up`,
    );
  }
}

/** The adoption by which state holds the object. */
const held = (outputs: Values): Record<string, unknown> =>
  outputs[claimName] === undefined ? {} : { [claimName]: outputs[claimName] };
