import type { Deferral, RequestContext } from "../contract/resourceDefinition";
import { type OwnershipTags, stackLabel } from "../identity/identity";
import type { ProviderRuntime } from "../runtime/runtime";

// A deferring mark is written before the engine hears that the delete has succeeded, and it may never record it: the
// process, or the engine, can be killed in between. So the mark counts in two steps. While the owner mark is there as
// well, only the process that was asked for the delete may act on it. The owner mark is taken off once the engine has
// let go of the object for certain: then every run of the stack may.

interface Memory {
  /** Objects that the engine has asked this process to delete. */
  readonly asked: Set<string>;
  /** Deferrals of calls that have succeeded. */
  readonly answered: Map<string, Deferral>;
  answeredAt: number;
}

const memories = new WeakMap<ProviderRuntime, Memory>();

function memoryOf(runtime: ProviderRuntime): Memory {
  const memory = memories.get(runtime) ?? { asked: new Set(), answered: new Map(), answeredAt: 0 };
  memories.set(runtime, memory);
  return memory;
}

/** Remembers what a call has marked; it counts beyond this process only when `answered` and confirmed. */
export function noteDeferral(ctx: Pick<RequestContext, "runtime" | "deferrals">, deferral: Deferral): void {
  memoryOf(ctx.runtime).asked.add(deferral.uuid);
  ctx.deferrals.push(deferral);
}

/** The call succeeds: the engine is about to record what it has deferred. */
export function noteAnswered({ runtime, deferrals }: Pick<RequestContext, "runtime" | "deferrals">): void {
  if (deferrals.length === 0) return;
  const memory = memoryOf(runtime);
  for (const deferral of deferrals) memory.answered.set(deferral.uuid, deferral);
  memory.answeredAt = runtime.clock.now();
}

/** Milliseconds that an engine that ends all the same may need to record its last answer. */
const recording = 1000;

/**
 * The engine ends this process and lives: it has recorded every answer, since it saves its state after each step and
 * ends its providers after the last one. Confirms what was deferred; what fails is kept and named by later runs.
 */
export async function confirmDeferrals(runtime: ProviderRuntime): Promise<void> {
  const memory = memoryOf(runtime);
  if (memory.answered.size === 0) return;
  // A person who stops a run by force makes the engine end its providers beside its last save.
  const early = memory.answeredAt + recording - runtime.clock.now();
  if (early > 0) await runtime.clock.sleep(Math.min(early, recording));
  if (!(await runtime.engineAlive())) return;
  const deferrals = [...memory.answered.values()];
  memory.answered.clear();
  await Promise.allSettled(deferrals.map((one) => one.confirm()));
}

/** Whether a label of a mark is of this stack, by its present name or by an earlier one. */
export function isOfStack(
  { owner, formerStacks }: Pick<RequestContext, "owner" | "formerStacks">,
  label: string,
): boolean {
  return [stackLabel(owner), ...formerStacks].some((stack) => label.startsWith(`${stack}::`));
}

/** Whether marks say that this stack wants the object deleted, and nobody else has it. */
export function isDeferredHere(ctx: Pick<RequestContext, "owner" | "formerStacks">, ownership: OwnershipTags): boolean {
  const { owner, deferred, retained } = ownership;
  if (deferred === undefined || retained !== undefined || !isOfStack(ctx, deferred)) return false;
  return owner === undefined || owner === deferred;
}

/** Whether the engine has let go of the object for certain, or this process was asked to delete it. */
export function isLetGo(
  ctx: Pick<RequestContext, "runtime" | "owner" | "formerStacks">,
  uuid: string,
  ownership: OwnershipTags,
): boolean {
  if (!isDeferredHere(ctx, ownership)) return false;
  return ownership.owner === undefined || memoryOf(ctx.runtime).asked.has(uuid);
}

const named = new WeakMap<ProviderRuntime, Set<string>>();

/** Says once in a process that a deferred object is kept, because the state may still hold it. */
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
    `${ctx.label}: warning: ${what} is kept: its deletion was postponed for ${deferred} by a run that was interrupted or ` +
      `has not ended, so the state may still contain it. If no state does, delete it with "pulumi-snapshots orphans".`,
  );
}
