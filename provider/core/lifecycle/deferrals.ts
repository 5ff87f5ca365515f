import type { Deferral, RequestContext } from "../contract/resourceDefinition";
import { type OwnershipTags, stackLabel } from "../identity/identity";
import type { ProviderRuntime } from "../runtime/runtime";

// A deferring tag is written before the engine hears that the delete succeeded, and the engine may never record that: the
// process, or the engine, can be killed in between. So the tag counts in two steps. As long as the owner tag is there too,
// only the process that was asked for the delete may act on it. The owner tag is removed once the engine has certainly
// removed the object from its state: then every run of the stack may act on it.

interface Memory {
  /** Objects that the engine has asked this process to delete. */
  readonly asked: Set<string>;
  /** Deferrals of requests that succeeded. */
  readonly answered: Map<string, Deferral>;
  answeredAt: number;
}

const memories = new WeakMap<ProviderRuntime, Memory>();

function memoryOf(runtime: ProviderRuntime): Memory {
  const memory = memories.get(runtime) ?? { asked: new Set(), answered: new Map(), answeredAt: 0 };
  memories.set(runtime, memory);
  return memory;
}

/** Remembers a deferred deletion; it counts beyond this process only once it is answered and confirmed. */
export function noteDeferral(ctx: Pick<RequestContext, "runtime" | "deferrals">, deferral: Deferral): void {
  memoryOf(ctx.runtime).asked.add(deferral.uuid);
  ctx.deferrals.push(deferral);
}

/** Whether this process was asked to delete the object and has deferred that. */
export function wasAsked(runtime: ProviderRuntime, uuid: string): boolean {
  return memoryOf(runtime).asked.has(uuid);
}

/** The request succeeds: the engine is about to record what it has deferred. */
export function noteAnswered({ runtime, deferrals }: Pick<RequestContext, "runtime" | "deferrals">): void {
  if (deferrals.length === 0) return;
  const memory = memoryOf(runtime);
  for (const deferral of deferrals) memory.answered.set(deferral.uuid, deferral);
  memory.answeredAt = runtime.clock.now();
}

/** Milliseconds that an engine which is being stopped may need to record its last answer. */
const recording = 1000;

/**
 * The engine ends this process and lives: it has recorded every answer, since it saves its state after each step and
 * ends its providers after the last one. Confirms what was deferred; what fails is kept and named by later runs.
 *
 * Each provider resource has a process of its own, and another one may have deleted the last dependent before this one
 * confirmed: then nobody but this one comes by again.
 */
export async function confirmDeferrals(runtime: ProviderRuntime): Promise<void> {
  const memory = memoryOf(runtime);
  if (memory.answered.size === 0) return;
  // An engine that the user stops by force ends its providers while it saves for the last time.
  const early = memory.answeredAt + recording - runtime.clock.now();
  // A plugin's run is cancelled whenever it has ended, which says nothing of what the engine has saved.
  if (early > 0) await runtime.clock.sleep(Math.min(early, recording), true);
  if (!(await runtime.engineAlive())) return;
  const deferrals = [...memory.answered.values()];
  memory.answered.clear();
  const waiting = new Map<string, Deferral>();
  const confirm = async (one: Deferral): Promise<void> => {
    if (await one.confirm()) waiting.set(one.place, one);
  };
  await Promise.allSettled(deferrals.map(confirm));
  await Promise.allSettled([...waiting.values()].map((one) => one.retry()));
}

/** Whether an owner label is of this stack, by its present name or by an earlier one. */
export function isOfStack(
  { owner, formerStacks }: Pick<RequestContext, "owner" | "formerStacks">,
  label: string,
): boolean {
  return [stackLabel(owner), ...formerStacks].some((stack) => label.startsWith(`${stack}::`));
}

/** Whether this stack has deferred the deletion of the object, and nobody else holds it. */
export function isDeferredHere(ctx: Pick<RequestContext, "owner" | "formerStacks">, ownership: OwnershipTags): boolean {
  const { owner, deferred, retained } = ownership;
  if (deferred === undefined || retained !== undefined || !isOfStack(ctx, deferred)) return false;
  return owner === undefined || owner === deferred;
}

/** Whether the state certainly no longer holds the object, or this process was asked to delete it. */
export function isLetGo(
  ctx: Pick<RequestContext, "runtime" | "owner" | "formerStacks">,
  uuid: string,
  ownership: OwnershipTags,
): boolean {
  if (!isDeferredHere(ctx, ownership)) return false;
  return ownership.owner === undefined || wasAsked(ctx.runtime, uuid);
}

const named = new WeakMap<ProviderRuntime, Set<string>>();

/** Prints once per process that a deferred object is kept, because the state may still hold it. */
export function nameDoubtful(
  ctx: Pick<RequestContext, "runtime" | "label">,
  uuid: string,
  what: string,
  { deferred }: OwnershipTags,
): void {
  const known = named.get(ctx.runtime) ?? new Set();
  named.set(ctx.runtime, known);
  if (known.has(uuid)) return;
  known.add(uuid);
  ctx.runtime.say(
    `${ctx.label}: warning: ${what} is kept: its deletion was postponed for ${deferred} by another process. If that belongs to ` +
      `this run, it deletes it at its end. If it was interrupted, the state may still contain it; if no state does, delete ` +
      `it with "pulumi-snapshots orphans".`,
  );
}
