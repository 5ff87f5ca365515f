import type { Call } from "../contract/resourceDefinition";
import type { Values } from "../json";
import type { Surroundings } from "../runtime/runtime";

const seeds = new WeakMap<Surroundings, Set<unknown>>();

/** Remembers that the program of this run declares the resource: the engine checks the inputs of all that it does. */
export function noteDeclared(around: Surroundings, inputs: Values): void {
  const known = seeds.get(around) ?? new Set();
  seeds.set(around, known.add(inputs["__seed"]));
}

/**
 * Whether the program declares the resource of this call. Where the call is a delete, the object was then replaced, in
 * this run or in an earlier one: it is asked for at each `up` until it is gone, and no change of the program stops that.
 */
export function isDeclared(call: Pick<Call, "around" | "inputs">): boolean {
  return seeds.get(call.around)?.has(call.inputs["__seed"]) === true;
}
