import type { Attempt, Observed, RequestContext, ResourceDefinition } from "../contract/resourceDefinition";
import type { Created, ReadResult } from "../contract/resourceProvider";
import type { JsonObject } from "../json";
import { BaseProvider } from "./baseProvider";
import { createObject } from "./create";
import { deleteObject } from "./delete";
import { ownerChanges } from "./diff";
import { importObject } from "./import";
import { readObject } from "./read";
import { updateObject } from "./update";
import { recordedProblems, warningOf } from "./verification";

/** Runs every object through the same steps: observe, ensure, finalize, verify, return. */
export class Lifecycle<T> extends BaseProvider<ResourceDefinition<T>> {
  import(id: string, hidden: JsonObject, take: boolean): Promise<ReadResult> {
    return importObject(this.definition, this.ctx("read", hidden, {}), id, take);
  }

  /** Every object of a declaration, newest first, and the creations that the platform still remembers. */
  async traces(inputs: JsonObject): Promise<{ objects: Observed<T>[]; attempts: Attempt[] }> {
    const ctx = this.ctx("read", inputs, {});
    const attempts = (await this.definition.attempts?.(ctx)) ?? [];
    // After the attempts: what is finished in the meantime is listed twice, not missed.
    const objects = (await this.definition.find(ctx)).filter((one) => this.definition.isDeleting?.(one) !== true);
    const named = inputs[this.definition.importInput];
    if (typeof named === "string" && !objects.some((one) => one.id === named)) {
      const object = await this.definition.get(ctx, named);
      if (object !== undefined) objects.push(object);
    }
    return { objects, attempts };
  }

  protected override repairs(olds: JsonObject, news: JsonObject): string[] {
    const problems = recordedProblems(olds, news);
    return [...(problems.length > 0 ? [warningOf(problems)] : []), ...ownerChanges(this.definition, olds, news)];
  }

  protected override objectsOf(id: string): readonly string[] {
    return [id];
  }

  protected override createFor(ctx: RequestContext): Promise<Created> {
    return createObject(this.definition, ctx);
  }

  protected override readFor(ctx: RequestContext, id: string): Promise<ReadResult> {
    return readObject(this.definition, ctx, id);
  }

  protected override updateFor(ctx: RequestContext, id: string): Promise<Record<string, unknown>> {
    return updateObject(this.definition, ctx, id);
  }

  protected override deleteFor(ctx: RequestContext, id: string): Promise<void> {
    return deleteObject(this.definition, ctx, id);
  }
}
