import { same } from "../../../provider/core/json";
import type { EngineCalls } from "../../support/protocol/calls";
import type { JsonObject } from "../../support/providerProcess";

export interface Recorded {
  readonly id: string;
  readonly inputs: JsonObject;
  readonly outputs: JsonObject;
}

export type Phase = "check" | "create" | "update" | "delete";

/**
 * One resource as the engine keeps it over many runs: what a failed call leaves in state, and what the next run then
 * asks for. A call whose provider died leaves nothing.
 */
export class EngineState {
  recorded: Recorded | undefined;
  /** Its last operation failed although it exists. */
  unfinished = false;
  /** Replaced, and still to be deleted. */
  doomed: Recorded[] = [];
  /** What is being asked for right now. */
  phase: Phase = "check";

  /** A second state that knows what this one knows: another checkout of the same stack. */
  copy(): EngineState {
    const other = new EngineState();
    other.takeFrom(this);
    return other;
  }

  /** Knows what another state knows, and nothing else: what was not recorded is forgotten. */
  takeFrom(other: EngineState): void {
    this.recorded = other.recorded;
    this.unfinished = other.unfinished;
    this.doomed = [...other.doomed];
  }

  /** `pulumi up`. Returns what was done. */
  async up(calls: EngineCalls, declared: JsonObject, options: { replace?: boolean } = {}): Promise<string> {
    this.phase = "check";
    const done = await this.brought(calls, declared, options.replace === true);
    await this.deleteDoomed(calls);
    return done;
  }

  /** `pulumi destroy`. */
  async destroy(calls: EngineCalls): Promise<void> {
    if (this.recorded !== undefined) this.doomed.push(this.recorded);
    const [kept] = this.recorded === undefined ? [] : [this.recorded];
    this.recorded = undefined;
    try {
      await this.deleteDoomed(calls);
    } catch (error) {
      if (kept !== undefined && this.doomed.includes(kept)) {
        this.recorded = kept;
        this.doomed = this.doomed.filter((one) => one !== kept);
      }
      throw error;
    }
  }

  /** `pulumi refresh`. */
  async refresh(calls: EngineCalls): Promise<"same" | "changed" | "gone"> {
    const before = this.recorded;
    if (before === undefined) return "gone";
    const { id, props = {}, inputs = before.inputs } = await calls.read(before.id, before.outputs, before.inputs);
    if (id === undefined) {
      this.recorded = undefined;
      return "gone";
    }
    this.recorded = { id, inputs, outputs: props };
    return same(before.outputs, props) ? "same" : "changed";
  }

  private async brought(calls: EngineCalls, declared: JsonObject, forced: boolean): Promise<string> {
    const olds = this.recorded;
    if (olds === undefined) {
      await this.create(calls, declared);
      return "created";
    }
    if (forced) return this.replace(calls, declared, olds);
    const inputs = await this.checked(calls, olds.inputs, declared);
    const { changes, replaces } = await calls.diff(olds.id, olds.outputs, inputs);
    if (replaces.length > 0) return this.replace(calls, declared, olds);
    if (!changes && !this.unfinished) {
      this.recorded = { ...olds, inputs };
      return "same";
    }
    this.phase = "update";
    await this.kept(inputs, async () => ({ id: olds.id, ...(await calls.update(olds.id, olds.outputs, inputs)) }));
    return "updated";
  }

  private async replace(calls: EngineCalls, declared: JsonObject, olds: Recorded): Promise<string> {
    try {
      await this.create(calls, declared);
    } finally {
      // A partial state is a state: the old one is then replaced.
      if (this.recorded !== olds) this.doomed.push(olds);
    }
    return "replaced";
  }

  private async create(calls: EngineCalls, declared: JsonObject): Promise<void> {
    const inputs = await this.checked(calls, {}, declared);
    this.phase = "create";
    await this.kept(inputs, () => calls.create(inputs));
  }

  private async deleteDoomed(calls: EngineCalls): Promise<void> {
    this.phase = "delete";
    for (const one of [...this.doomed].reverse()) {
      await calls.delete(one.id, one.outputs);
      this.doomed = this.doomed.filter((other) => other !== one);
    }
  }

  private async checked(calls: EngineCalls, olds: JsonObject, news: JsonObject): Promise<JsonObject> {
    const { inputs, failures } = await calls.check(olds, news);
    if (failures.length > 0) throw new Error(failures.map((failure) => failure.reason).join("; "));
    return inputs;
  }

  private async kept(inputs: JsonObject, work: () => Promise<{ id: string; outs: JsonObject }>): Promise<void> {
    try {
      const { id, outs } = await work();
      this.recorded = { id, inputs, outputs: outs };
      this.unfinished = false;
    } catch (error) {
      const partial = error as { id?: string; properties?: JsonObject };
      if (partial.id !== undefined) {
        this.recorded = { id: partial.id, inputs, outputs: partial.properties ?? {} };
        this.unfinished = true;
      }
      throw error;
    }
  }
}
