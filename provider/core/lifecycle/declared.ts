import type { RequestContext } from "../contract/resourceDefinition";
import type { JsonObject } from "../json";
import type { ProviderRuntime } from "../runtime/runtime";

const seeds = new WeakMap<ProviderRuntime, Set<unknown>>();

/** Remembers that the program of this run declares the resource: the engine checks the inputs of everything declared. */
export function recordDeclared(runtime: ProviderRuntime, inputs: JsonObject): void {
  const known = seeds.get(runtime) ?? new Set();
  seeds.set(runtime, known.add(inputs["__seed"]));
}

/**
 * Whether the program declares the resource of this request. If the request is a delete, the object was replaced, in this
 * run or in an earlier one: each `up` asks for its deletion until it is gone, and no change of the program stops that.
 */
export function isDeclared(ctx: Pick<RequestContext, "runtime" | "inputs">): boolean {
  return seeds.get(ctx.runtime)?.has(ctx.inputs["__seed"]) === true;
}
