import type { RequestContext, ResourceDefinition } from "../../provider/core/contract/resourceDefinition";
import { ownerLabel } from "../../provider/core/identity/identity";
import type { JsonObject } from "../../provider/core/json";
import { createObject, finalizeCreate } from "../../provider/core/lifecycle/create";

/** An object that no state contains, and its outputs. */
interface Unmanaged {
  readonly id: string;
  readonly outputs: JsonObject;
}

/** Creates the object of a resource that no state will contain, and retains it: a stack may adopt it. */
export async function createUnmanaged<T>(definition: ResourceDefinition<T>, ctx: RequestContext): Promise<Unmanaged> {
  const { id, outs } = (await interruptedLast(definition, ctx)) ?? (await createObject(definition, ctx));
  await definition.retain({ ...ctx, outputs: outs }, id);
  return { id, outputs: Object.fromEntries(Object.entries(outs).filter(([key]) => !key.startsWith("__"))) };
}

/** One that has its owner tag already: no state holds what a command owns, so the run that made it did not end. */
async function interruptedLast<T>(
  definition: ResourceDefinition<T>,
  ctx: RequestContext,
): Promise<{ id: string; outs: JsonObject } | undefined> {
  const origin = await definition.origin(ctx);
  const own = ownerLabel(ctx.owner);
  const left = (await definition.find(ctx)).find(({ ready, ownership }) => ready && ownership.owner === own);
  if (left === undefined) return undefined;
  ctx.runtime.say(`${ctx.label}: taking over ${definition.noun} ${left.id} of an interrupted run`);
  return { id: left.id, outs: await finalizeCreate(definition, ctx, left, { origin }) };
}
