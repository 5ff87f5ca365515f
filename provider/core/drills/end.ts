import { Deadline } from "../../http/clock";
import { notYet, waitFor } from "../../http/waitFor";
import type { Observed, RequestContext, ResourceDefinition } from "../contract/resourceDefinition";
import type { OwnershipTags } from "../identity/identity";
import { isAsDeclared } from "../lifecycle/asDeclared";
import { type DrillDefinition, drillContext } from "./drill";

/** Seconds within which a running creation shows its object. */
const appearanceLimit = 600;

/**
 * Takes away what an interrupted or failed drill of the same restore point has left, and waits for a creation that still
 * runs. Makes nothing.
 *
 * @param labels owner labels that the object may carry
 */
export async function endDrill<T>(
  definition: DrillDefinition<T>,
  ctx: RequestContext,
  labels: readonly string[],
): Promise<void> {
  const { restored, sweep } = definition;
  const drilling = drillContext(definition, ctx);
  await sweep?.(drilling);
  // Its adoption is in no state.
  const holder = ({ owner, retained }: OwnershipTags): string | undefined => {
    const label = owner ?? retained;
    return label === undefined || labels.includes(label) ? undefined : `it belongs to ${label}`;
  };
  const removal: RequestContext = { ...drilling, operation: "delete", holder };
  const found = await appeared(restored, drilling);
  const own = found.filter(({ ownership }) => ownership.owner !== undefined && holder(ownership) === undefined);
  for (const { id } of own) await restored.remove(removal, id);
  const untagged = found.filter(({ ownership: { owner, retained } }) => owner === undefined && retained === undefined);
  for (const id of await finished(restored, drilling, untagged)) await restored.remove(removal, id);
}

/** Objects of the drill, once those whose creation runs have shown. */
async function appeared<T>(restored: ResourceDefinition<T>, ctx: RequestContext): Promise<Observed<T>[]> {
  const look = async () => {
    const running = ((await restored.attempts?.(ctx)) ?? []).some(({ state }) => state === "running");
    // After the jobs: what is finished in the meantime is listed.
    const found = await restored.find(ctx);
    return found.length > 0 || !running ? found : notYet;
  };
  const late = (): Observed<T>[] => {
    ctx.runtime.say(
      `${ctx.label}: warning: an interrupted restore drill is still creating a ${restored.noun}, which does not show. ` +
        `See "pulumi-snapshots orphans" later.`,
    );
    return [];
  };
  return waitFor(new Deadline(ctx.runtime.clock, appearanceLimit), look, { late });
}

/** Of these, the ones that the platform remembers creating, once that has ended; the others are named. */
async function finished<T>(
  restored: ResourceDefinition<T>,
  ctx: RequestContext,
  untagged: readonly Observed<T>[],
): Promise<string[]> {
  const ours = untagged.filter((one) => isAsDeclared(restored, ctx, one));
  const failed = ours.filter((one) => restored.failed?.(one) === true);
  if (failed.length > 0) await restored.deleteLeftovers?.(ctx, failed);
  const usable = ours.filter((one) => !failed.includes(one) && restored.isDeleting?.(one) !== true);
  const known = await restored.listResumable(ctx, usable);
  for (const { id } of usable.filter((one) => !known.some(({ observed }) => observed.id === one.id))) {
    ctx.runtime.say(
      `${ctx.label}: warning: ${restored.noun} ${id} of an interrupted restore drill is kept: it is too old, or was created ` +
        `with other credentials. Delete it on the platform, or with "pulumi-snapshots orphans".`,
    );
  }
  for (const { observed, job } of known) if (!observed.ready) await restored.resume(ctx, observed.id, job, true);
  return known.map(({ observed }) => observed.id);
}
