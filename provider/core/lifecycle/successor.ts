import { messageOf, RefusedError } from "../../http/errors";
import { PartialStateError } from "../contract/errors";
import type { RequestContext, ResourceDefinition } from "../contract/resourceDefinition";
import type { Created } from "../contract/resourceProvider";
import type { JsonObject } from "../json";
import type { ProviderRuntime } from "../runtime/runtime";
import { isDeclared } from "./declared";
import { verifyAgain } from "./verification";

/** What this process knows of the object that a declaration stands for now. */
export interface Successor {
  /** Undefined if its creation failed. */
  readonly id: string | undefined;
  /** See `RequestContext.entry`. */
  readonly entry: string | undefined;
  readonly inputs: JsonObject;
  /** What state holds of it. */
  readonly outputs: JsonObject;
  /** Why it cannot be used yet; undefined if the last request about it succeeded. */
  readonly trouble: string | undefined;
}

interface Memory {
  /** Outcomes of `create` in this process. */
  readonly created: Map<unknown, Successor>;
  /** Resources that were compared or updated in this process, by their entries. */
  readonly kept: Map<unknown, Map<string, Successor>>;
  /** Ids that are to be replaced, perhaps deleted before their replacement exists. */
  readonly replaced: Set<string>;
}

const memories = new WeakMap<ProviderRuntime, Memory>();

function memoryOf(runtime: ProviderRuntime): Memory {
  const memory = memories.get(runtime) ?? { created: new Map(), kept: new Map(), replaced: new Set() };
  memories.set(runtime, memory);
  return memory;
}

/** The entry of the state with this id and these outputs. */
export type EntryOf = (id: string, outputs: JsonObject) => string;

/** Remembers a creation that succeeded. */
export function noteCreated(
  runtime: ProviderRuntime,
  inputs: JsonObject,
  { id, outs }: Created,
  entryOf: EntryOf,
): void {
  const entry = entryOf(id, outs);
  memoryOf(runtime).created.set(inputs["__seed"], { id, entry, inputs, outputs: outs, trouble: undefined });
  runtime.createdInThisProcess.add(id);
}

/** Remembers a creation that failed; its object may exist all the same. */
export function noteNotCreated(runtime: ProviderRuntime, inputs: JsonObject, error: unknown, entryOf: EntryOf): void {
  const { id, properties = {} } = error instanceof PartialStateError ? error : { id: undefined };
  const entry = id === undefined ? undefined : entryOf(id, properties);
  const trouble = messageOf(error);
  memoryOf(runtime).created.set(inputs["__seed"], { id, entry, inputs, outputs: properties, trouble });
  if (id !== undefined) runtime.createdInThisProcess.add(id);
}

/** Whether this process knows that the object of a delete is replaced by another one. */
export function isReplacement(ctx: Deleting, id: string): boolean {
  return memoryOf(ctx.runtime).replaced.has(id) || successorsOf(ctx, id).length > 0;
}

/** Remembers what state holds of a declaration that the engine compares, and whether it is replaced. */
export function noteRecorded(
  runtime: ProviderRuntime,
  { id, olds, news }: { readonly id: string; readonly olds: JsonObject; readonly news: JsonObject },
  isReplaced: boolean,
  entryOf: EntryOf,
): void {
  if (isReplaced) memoryOf(runtime).replaced.add(id);
  const trouble = olds["__job"] === undefined ? undefined : "its creation is not complete";
  noteKept(runtime, { id, entry: entryOf(id, olds), inputs: news, outputs: olds, trouble });
}

/** An update of a resource, with its recorded outputs: those of before if it failed. */
interface Updated {
  readonly id: string;
  readonly inputs: JsonObject;
  readonly outputs: JsonObject;
}

/** Remembers an update that succeeded. */
export function noteUpdated(runtime: ProviderRuntime, updated: Updated, entryOf: EntryOf): void {
  noteKept(runtime, { ...updated, entry: entryOf(updated.id, updated.outputs), trouble: undefined });
}

/** Remembers an update that failed. */
export function noteNotUpdated(runtime: ProviderRuntime, updated: Updated, error: unknown, entryOf: EntryOf): void {
  noteKept(runtime, { ...updated, entry: entryOf(updated.id, updated.outputs), trouble: messageOf(error) });
}

function noteKept(runtime: ProviderRuntime, kept: Successor & { readonly entry: string }): void {
  const { kept: all } = memoryOf(runtime);
  const seed = kept.inputs["__seed"];
  all.set(seed, (all.get(seed) ?? new Map<string, Successor>()).set(kept.entry, kept));
}

type Deleting = Pick<RequestContext, "runtime" | "inputs" | "entry">;

/** What replaces the object of a delete, as far as this process knows. */
function successorsOf(ctx: Deleting, id: string): Successor[] {
  const own = ctx.entry ?? id;
  const { created, kept } = memoryOf(ctx.runtime);
  const seed = ctx.inputs["__seed"];
  const made = created.get(seed);
  if (made !== undefined) return made.entry === own ? [] : [made];
  // A destroy compares what it refreshes, and deletes all of it.
  if (!isDeclared(ctx)) return [];
  return [...(kept.get(seed)?.values() ?? [])].filter((one) => one.entry !== own);
}

/**
 * Whether another object has certainly replaced the one of this delete: the state says so before the engine asks, and no
 * later program brings the old one back.
 */
export function isReplaced({ runtime, inputs, entry }: Deleting, id: string): boolean {
  const own = entry ?? id;
  const { created, kept } = memoryOf(runtime);
  const made = created.get(inputs["__seed"]);
  if (made !== undefined) return made.entry !== own && made.trouble === undefined;
  const live = kept.get(inputs["__seed"]);
  // A refresh also compares what only waits for its deletion, so another entry proves nothing.
  return live !== undefined && !live.has(own);
}

/**
 * Throws if the replacement of the object to delete cannot be used, or not any more.
 * @param look what is wrong by now with an object that was usable when this process last observed it
 */
export async function refuseWithoutSuccessor(
  ctx: RequestContext,
  noun: string,
  id: string,
  look: (successor: Successor) => Promise<string | undefined>,
): Promise<void> {
  for (const successor of successorsOf(ctx, id)) {
    const trouble = successor.trouble ?? (await look(successor));
    if (trouble === undefined) continue;
    const named = successor.id === undefined ? "" : ` ${successor.id}`;
    throw new RefusedError(
      "replacement-not-ready",
      `${noun} ${id} is kept, because its replacement${named} cannot be used yet: ${trouble}. ` +
        `Nothing was deleted. Run "pulumi up" again: it is deleted once the replacement is complete.`,
    );
  }
}

/** What is wrong with an object by now. */
export async function troubleOf<T>(
  definition: ResourceDefinition<T>,
  ctx: RequestContext,
  { id = "", inputs, outputs }: Pick<Successor, "id" | "inputs" | "outputs">,
): Promise<string | undefined> {
  const own: RequestContext = { ...ctx, operation: "read", inputs, outputs };
  const observed = await definition.get(own, id);
  if (observed === undefined || definition.isDeleting?.(observed) === true) return "it no longer exists";
  if (!observed.ready) return "it is not ready";
  const found = verifyAgain(definition, own, observed);
  return found.length === 0 ? undefined : found.map(({ reason }) => reason).join("; ");
}
