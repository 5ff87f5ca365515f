import { RefusedError } from "../../http/errors";
import type { Attempt, Failure, Observed, RequestContext, ResourceDefinition } from "../contract/resourceDefinition";
import {
  type Created,
  type Difference,
  labelOf,
  type ReadResult,
  type ResourceProvider,
} from "../contract/resourceProvider";
import { Settings } from "../contract/settings";
import type { JsonObject } from "../json";
import type { ProviderRuntime } from "../runtime/runtime";
import { checkInputs, declaredInputs } from "./check";
import { contextFor } from "./context";
import { createObject } from "./create";
import { recordDeclared } from "./declared";
import { deleteObject } from "./delete";
import { difference, ownerChange } from "./diff";
import { noteStackNames } from "./formerStacks";
import { readObject } from "./read";
import { noteRecorded, noteUpdated, recordMade } from "./successor";
import { updateObject } from "./update";
import { recordedProblems, warningOf } from "./verification";

/** Runs every resource through the same steps: observe, ensure, finalize, verify, return. */
export class Lifecycle<T> implements ResourceProvider {
  private settings: Settings;
  constructor(
    readonly definition: ResourceDefinition<T>,
    private readonly runtime: ProviderRuntime,
  ) {
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
    const wrong = recordedProblems(olds, news);
    if (wrong.length > 0) this.runtime.say(`${this.label(news)}: ${warningOf(wrong)}`);
    const renamed = ownerChange(this.definition, olds["__seed"], news["__seed"]);
    if (renamed !== undefined) this.runtime.say(`${this.label(news)}: ${renamed}`);
    const found = difference(this.definition, this.settings, id, olds, news);
    if (found.replaces.length === 0) this.runtime.keptByProgram.add(id);
    noteRecorded(this.runtime, { id, olds, news }, found.replaces.length > 0);
    return found;
  }

  async create(inputs: JsonObject): Promise<Created> {
    const { failures } = checkInputs(this.definition, {}, inputs);
    if (failures.length > 0)
      throw new RefusedError("invalid-input", failures.map((failure) => failure.reason).join("; "));
    return recordMade(this.runtime, inputs, () => createObject(this.definition, this.ctx("create", inputs, {})));
  }

  async read(id: string, props: JsonObject): Promise<ReadResult> {
    return readObject(this.definition, this.ctx("read", declaredInputs(this.definition, props), props), id);
  }

  update(id: string, olds: JsonObject, news: JsonObject): Promise<{ outs: Record<string, unknown> }> {
    return noteUpdated(this.runtime, { id, olds, news }, async () =>
      updateObject(this.definition, this.ctx("update", news, olds), id),
    );
  }

  async delete(id: string, props: JsonObject): Promise<void> {
    return deleteObject(this.definition, this.ctx("delete", declaredInputs(this.definition, props), props), id);
  }

  /** Every object there is of a declaration, newest first, and creations that are still remembered. */
  async traces(inputs: JsonObject): Promise<{ objects: Observed<T>[]; attempts: Attempt[] }> {
    const ctx = this.ctx("read", inputs, {});
    const attempts = (await this.definition.attempts?.(ctx)) ?? [];
    // Afterwards: what comes up in the meantime is seen twice, not missed.
    const objects = (await this.definition.find(ctx)).filter((one) => this.definition.isDeleting?.(one) !== true);
    const named = inputs[this.definition.importInput];
    if (typeof named === "string" && !objects.some((one) => one.id === named)) {
      const object = await this.definition.get(ctx, named);
      if (object !== undefined) objects.push(object);
    }
    return { objects, attempts };
  }

  /** How errors name the resource: kind, logical name, id. */
  label(inputs: JsonObject): string {
    return labelOf(this.definition.token, inputs);
  }

  private ctx(operation: RequestContext["operation"], inputs: JsonObject, outputs: JsonObject): RequestContext {
    const { definition, settings, runtime } = this;
    return contextFor({ definition, settings, runtime }, operation, inputs, outputs);
  }
}
