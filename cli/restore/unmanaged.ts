import type { RequestContext, ResourceDefinition } from "../../provider/core/contract/resourceDefinition";
import type { JsonObject } from "../../provider/core/json";
import { createObject } from "../../provider/core/lifecycle/create";

/** Creates the object of a resource that no state will contain, and retains it: a stack may adopt it. Returns its outputs. */
export async function createUnmanaged<T>(definition: ResourceDefinition<T>, ctx: RequestContext): Promise<JsonObject> {
  const { id, outs } = await createObject(definition, ctx);
  await definition.retain({ ...ctx, outputs: outs }, id);
  return Object.fromEntries(Object.entries(outs).filter(([key]) => !key.startsWith("__")));
}
