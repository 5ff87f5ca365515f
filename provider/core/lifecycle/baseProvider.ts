import { RefusedError } from "../../http/errors";
import type { Properties } from "../contract/properties";
import type { Failure, RequestContext, ResourceDefinition } from "../contract/resourceDefinition";
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
import { checkInputs, declaredInputs, otherType } from "./check";
import { contextFor } from "./context";
import { recordDeclared } from "./declared";
import { difference } from "./diff";
import { noteStackNames } from "./formerStacks";
import { type EntryOf, noteCreated, noteNotCreated, noteNotUpdated, noteRecorded, noteUpdated } from "./successor";

/** What the definitions of objects, of the points of a series and of actions have in common. */
export type Declaration = Properties &
  Pick<ResourceDefinition<unknown>, "noun" | "rules" | "endpoint" | "origin"> &
  Partial<Pick<ResourceDefinition<unknown>, "importInput">>;

/** The engine's calls as far as they are the same for objects, series and actions. */
export abstract class BaseProvider<D extends Declaration> implements ResourceProvider {
  protected settings: Settings;

  constructor(
    readonly definition: D,
    protected readonly runtime: ProviderRuntime,
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
    const other = otherType(olds, news);
    if (other !== undefined) throw new RefusedError("invalid-input", other);
    noteStackNames(this.runtime, olds, news);
    const lines = this.repairs(olds, news);
    for (const line of lines) this.runtime.say(`${this.label(news)}: ${line}`);
    const found = difference(this.definition, this.settings, id, olds, news);
    const isReplaced = found.replaces.length > 0;
    noteRecorded(this.runtime, { id, olds, news }, isReplaced, this.entryOf);
    if (!isReplaced) for (const one of this.objectsOf(id, olds)) this.runtime.keptByProgram.add(one);
    return { ...found, changes: found.changes || lines.length > 0 };
  }

  async create(inputs: JsonObject): Promise<Created> {
    const { failures } = checkInputs(this.definition, {}, inputs);
    if (failures.length > 0)
      throw new RefusedError("invalid-input", failures.map((failure) => failure.reason).join("; "));
    try {
      const created = await this.createFor(this.ctx("create", inputs, {}));
      noteCreated(this.runtime, inputs, created, this.entryOf);
      return created;
    } catch (error) {
      noteNotCreated(this.runtime, inputs, error, this.entryOf);
      throw error;
    }
  }

  read(id: string, props: JsonObject): Promise<ReadResult> {
    return this.readFor(this.ctx("read", declaredInputs(this.definition, props), props), id);
  }

  async update(id: string, olds: JsonObject, news: JsonObject): Promise<{ outs: Record<string, unknown> }> {
    try {
      const outs = await this.updateFor(this.ctx("update", news, olds), id);
      noteUpdated(this.runtime, { id, inputs: news, outputs: outs }, this.entryOf);
      return { outs };
    } catch (error) {
      noteNotUpdated(this.runtime, { id, inputs: news, outputs: olds }, error, this.entryOf);
      throw error;
    }
  }

  async delete(id: string, props: JsonObject): Promise<void> {
    return this.deleteFor(this.ctx("delete", declaredInputs(this.definition, props), props), id);
  }

  label(inputs: JsonObject): string {
    return labelOf(this.definition.token, inputs);
  }

  /** See `RequestContext.entry`. */
  protected readonly entryOf: EntryOf = (id) => id;
  /** What an update would put right although no input differs, a line each. Asks nobody. */
  protected abstract repairs(olds: JsonObject, news: JsonObject): string[];
  /** Objects that this entry of the state stands for. */
  protected abstract objectsOf(id: string, olds: JsonObject): readonly string[];
  protected abstract createFor(ctx: RequestContext): Promise<Created>;
  protected abstract readFor(ctx: RequestContext, id: string): Promise<ReadResult>;
  /** All outputs. */
  protected abstract updateFor(ctx: RequestContext, id: string): Promise<Record<string, unknown>>;
  protected abstract deleteFor(ctx: RequestContext, id: string): Promise<void>;

  protected ctx(operation: RequestContext["operation"], inputs: JsonObject, outputs: JsonObject): RequestContext {
    const { definition, settings, runtime } = this;
    return contextFor({ definition, settings, runtime }, operation, inputs, outputs);
  }
}
