import type { RequestContext } from "../../core/contract/resourceDefinition";
import type { JsonObject } from "../../core/json";

/** Inputs of what a drill makes: these, as far as they are given, and what all of them have. */
export function commonDrillInputs(ctx: RequestContext, more: JsonObject): JsonObject {
  const given = Object.entries(more).filter(([, value]) => value !== undefined);
  const hidden = Object.entries(ctx.inputs).filter(([name]) => name.startsWith("__"));
  const name = `restore-drill-${ctx.owner.name}`.slice(0, 255).trim();
  return { ...Object.fromEntries([...given, ...hidden]), name, expungeOnDelete: true };
}
