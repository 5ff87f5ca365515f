import type { RequestContext } from "../contract/resourceDefinition";
import type { Created, ReadResult } from "../contract/resourceProvider";
import { freshUuid, identityPrefix } from "../identity/identity";
import { jsonClean } from "../json";
import { BaseProvider } from "../lifecycle/baseProvider";
import { changedInputs, declaredInputs } from "../lifecycle/check";
import { movedEndpoint } from "../lifecycle/diff";
import { carriedNames } from "../lifecycle/formerStacks";
import { assertSameOrigin } from "../lifecycle/origin";
import { refuseUnderOverride } from "../lifecycle/override";
import type { ActionDefinition } from "./definition";

/** Output of every action: how often it has run for this resource. */
const runCountName = "runCount";

/** Runs an action when it is created, and again when an input changes that is not only recorded. */
export class Action extends BaseProvider<ActionDefinition> {
  protected override repairs(): string[] {
    return [];
  }

  protected override objectsOf(): readonly string[] {
    return [];
  }

  protected override async createFor(ctx: RequestContext): Promise<Created> {
    const outs = await this.run(ctx, 1);
    return { id: freshUuid(identityPrefix(ctx.owner, ctx.identity), this.runtime.random), outs };
  }

  protected override async readFor(ctx: RequestContext, id: string): Promise<ReadResult> {
    await assertSameOrigin(this.definition, ctx, id, ctx.outputs);
    if (!(await this.definition.targetExists(ctx))) return {};
    return { id, props: jsonClean(ctx.outputs), inputs: jsonClean(ctx.inputs) };
  }

  protected override async updateFor(ctx: RequestContext): Promise<Record<string, unknown>> {
    const { inputs: news, outputs: olds } = ctx;
    const changed = changedInputs(this.definition.inputs, declaredInputs(this.definition, olds), news);
    if (changed.some((name) => this.definition.inputs[name]?.onChange !== "record"))
      return this.run(ctx, Number(olds[runCountName] ?? 0) + 1);
    const origin = movedEndpoint(this.definition, this.settings, olds)
      ? await this.definition.origin(ctx)
      : olds["__origin"];
    const results = Object.keys(this.definition.outputs).map((name) => [name, olds[name]]);
    return jsonClean({ ...news, ...Object.fromEntries(results), ...carriedNames(ctx), __origin: origin });
  }

  protected override async deleteFor(): Promise<void> {}

  private async run(ctx: RequestContext, runCount: number): Promise<Record<string, unknown>> {
    const origin = await this.definition.origin(ctx);
    refuseUnderOverride(this.definition, ctx.settings);
    return jsonClean({
      ...ctx.inputs,
      ...(await this.definition.run(ctx)),
      [runCountName]: runCount,
      ...carriedNames(ctx),
      __origin: origin,
    });
  }
}
