import { HeldError } from "../contract/errors";
import { readInput } from "../contract/readers";
import type { Observed, RequestContext, ResourceDefinition } from "../contract/resourceDefinition";
import { differingUnfinished } from "./asDeclared";
import { noteAnswered } from "./deferrals";
import { pendingJob } from "./holder";
import { assertMissing, assertSameOrigin } from "./origin";
import { followJob } from "./resume";
import { refuseWithoutSuccessor, troubleOf } from "./successor";

/** The object, perhaps as deletions that run together have seen it shortly before. */
async function seen<T>(
  definition: ResourceDefinition<T>,
  ctx: RequestContext,
  id: string,
): Promise<Observed<T> | undefined> {
  const shared = await definition.getForDelete?.(ctx, id);
  // What speaks against its deletion may have changed since.
  const isOurs = shared !== undefined && ctx.holder(shared.ownership) === undefined;
  return isOurs ? shared : definition.get(ctx, id);
}

/** Deletes the object, keeps it where a policy says so, or refuses and says why. */
export async function deleteObject<T>(
  definition: ResourceDefinition<T>,
  ctx: RequestContext,
  id: string,
): Promise<void> {
  const props = ctx.outputs;
  // `up --replace` asks to delete "the old one" even where create has just adopted exactly that one.
  if (ctx.runtime.createdInThisProcess.has(id)) {
    ctx.runtime.say(`${ctx.label}: ${definition.noun} ${id} is kept: it was created in this run`);
    return;
  }
  ctx.runtime.keptByProgram.delete(id);
  const retainAllOverride = ctx.settings.retainAllOverride;
  await assertSameOrigin(definition, ctx, id, props);
  const job = pendingJob(props);
  // Throws where it cannot be read: what nobody understands is no wish to delete.
  const keeping =
    retainAllOverride !== undefined || readInput(definition.inputs, "deletionPolicy", ctx.inputs) === "retain";
  if (job !== undefined && !keeping) await followJob(definition, ctx, id, job, true);
  const observed = job === undefined && !keeping ? await seen(definition, ctx, id) : await definition.get(ctx, id);
  if (observed === undefined) await assertMissing(definition, ctx, id);
  const holder =
    observed === undefined
      ? undefined
      : (ctx.holder(observed.ownership) ?? differingUnfinished(definition, ctx, observed, job));
  const isHeld = (why: string): void =>
    ctx.runtime.say(`${ctx.label}: ${definition.noun} ${id} is kept on the platform, because ${why}`);
  if (holder !== undefined) return isHeld(holder);
  try {
    if (!keeping) {
      if (observed !== undefined) {
        await refuseWithoutSuccessor(ctx, definition.noun, id, (successor) => troubleOf(definition, ctx, successor));
      }
      await definition.remove(ctx, id, observed);
      noteAnswered(ctx);
      return;
    }
    await definition.retain(ctx, id);
  } catch (error) {
    if (error instanceof HeldError) return isHeld(error.holder);
    throw error;
  }
  const kept =
    observed === undefined && job !== undefined
      ? "was not found; if its creation is still running, no resource owns the result"
      : "is kept on the platform";
  ctx.runtime.say(
    `${ctx.label}: ${definition.noun} ${id} ${kept} (${retainAllOverride ?? "deletionPolicy"} is "retain")`,
  );
}
