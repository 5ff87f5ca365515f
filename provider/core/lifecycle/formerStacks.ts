import { formatSeed, parseSeed, type Seed, stackLabel } from "../identity/identity";
import type { JsonObject } from "../json";
import type { ProviderRuntime } from "../runtime/runtime";

// A stack can be renamed, and `snapshots:namespace` changed; objects that no state contains keep tags with the name before.
// Every resource remembers the names that its stack had, so that those objects are still the stack's own.

/** Hidden output: names that the stack had before it was renamed, as owner tags contain them. */
export const formerStacksName = "__formerStacks";

const memories = new WeakMap<ProviderRuntime, Set<string>>();

/** Stack names in recorded or declared values. */
export function stackNames(...values: readonly JsonObject[]): string[] {
  const names = values.flatMap((one) => {
    const former = one[formerStacksName];
    const seed = one["__seed"];
    return [
      ...(typeof seed === "string" ? [stackLabel(parseSeed(seed))] : []),
      ...(Array.isArray(former) ? former.filter((name) => typeof name === "string") : []),
    ];
  });
  return [...new Set(names)];
}

/** Remembers the names in these values: a process works for one stack, whatever it was called. */
export function noteStackNames(runtime: ProviderRuntime, ...values: readonly JsonObject[]): ReadonlySet<string> {
  const known = memories.get(runtime) ?? new Set<string>();
  memories.set(runtime, known);
  for (const name of stackNames(...values)) known.add(name);
  return known;
}

/** What the resource's seed was before it was renamed, and before its stack was, as far as that is known. */
export function formerSeeds({
  inputs,
  outputs,
  formerStacks,
}: {
  readonly inputs: JsonObject;
  readonly outputs: JsonObject;
  readonly formerStacks: readonly string[];
}): Seed[] {
  const present = String(inputs["__seed"]);
  const recorded = outputs["__seed"];
  const texts = [
    ...(typeof recorded === "string" ? [recorded] : []),
    ...formerStacks.flatMap((label) => seedUnder(label, present) ?? []),
  ];
  return [...new Set(texts)].filter((text) => text !== present).map(parseSeed);
}

/** The seed that the resource has in a stack of this name. */
function seedUnder(label: string, seed: string): string | undefined {
  const [stack, project, organization, namespace = ""] = label.split("/").map(decodeURIComponent).reverse();
  const urn = seed.split("/").slice(2).join("/");
  const [, , ...rest] = urn.split("::");
  if (stack === undefined || project === undefined || organization === undefined) return undefined;
  return formatSeed(namespace, organization, [`urn:pulumi:${stack}`, project, ...rest].join("::"));
}

/** The names as an output. */
export function carriedNames({ formerStacks }: { readonly formerStacks: readonly string[] }): JsonObject {
  return { [formerStacksName]: formerStacks.length === 0 ? undefined : formerStacks };
}
