import { codeOf } from "../../http/errorCodes";
import { FinalError, messageOf, OutcomeError, RefusedError } from "../../http/errors";
import { HeldError } from "../contract/errors";
import type { Observed, RequestContext } from "../contract/resourceDefinition";
import { type OwnershipTags, ownerLabel } from "../identity/identity";
import { type DrillDefinition, drillContext, otherDrill } from "./definition";

/** `others`: not what this run of the drill continues with. */
export type Which = "all" | "others";

/**
 * Takes away what earlier attempts of the drill have left, in a recycle bin too.
 *
 * @param labels owner labels that objects of the drill may carry besides its own
 */
export async function clearDrill<T>(
  definition: DrillDefinition<T>,
  ctx: RequestContext,
  which: Which,
  labels: readonly string[] = [],
): Promise<void> {
  const drilling = drillContext(definition, ctx);
  await definition.sweep?.(drilling);
  await takeAway(definition, drilling, which, [ownerLabel(ctx.owner), ...labels]);
}

/** The same for what is in no recycle bin. */
export async function takeAway<T>(
  definition: DrillDefinition<T>,
  drilling: RequestContext,
  which: Which,
  labels: readonly string[],
): Promise<void> {
  const { restored } = definition;
  const own = ownerLabel(drilling.owner);
  const isContinued = (one: Observed<T>): boolean => {
    const { owner = own, retained } = one.ownership;
    return owner === own && retained === undefined && otherDrill(restored, drilling, one) === undefined;
  };
  const found = (await restored.find(drilling)).filter((one) => which === "all" || !isContinued(one));
  if (found.length === 0) return;
  const holder = otherThan(labels);
  const removal: RequestContext = { ...drilling, operation: "delete", holder };
  const tagged = found.filter(({ ownership }) => ownership.owner !== undefined && holder(ownership) === undefined);
  const untagged = found.filter(({ ownership: { owner, retained } }) => owner === undefined && retained === undefined);
  for (const id of [
    ...tagged.map((one) => one.id),
    ...(await finished(definition, { ...drilling, holder }, untagged)),
  ]) {
    await takingAwayEarlier(`${restored.noun} ${id}`, restored.remove(removal, id));
  }
}

/** Who holds what a drill of these owner labels has made, if another resource does; its adoption is in no state. */
export const otherThan =
  (labels: readonly string[]): RequestContext["holder"] =>
  ({ owner, retained }: OwnershipTags) => {
    const label = owner ?? retained;
    return label === undefined || (label === owner && labels.includes(label)) ? undefined : `it belongs to ${label}`;
  };

/** Ends as `removal` does; its error says what stays on the platform, unless it concerns no single object. */
export async function takingAway(what: string, removal: Promise<void>): Promise<void> {
  try {
    await removal;
  } catch (error) {
    if (!(error instanceof RefusedError || error instanceof FinalError || error instanceof OutcomeError)) throw error;
    const text =
      `${what} cannot be taken away: ${messageOf(error).replace(/\.$/, "")}. The next "pulumi up" tries again; after a ` +
      'destroy, "pulumi-snapshots orphans" lists it.';
    throw new RefusedError(codeOf(error), text, { cause: error });
  }
}

/** The same of what an earlier restore drill has left, and what is kept if another resource has adopted it since. */
export async function takingAwayEarlier(what: string, removal: Promise<void>): Promise<void> {
  const unlessHeld = removal.catch((error: unknown) => {
    if (!(error instanceof HeldError)) throw error;
  });
  await takingAway(`${what} of an earlier restore drill`, unlessHeld);
}

/** Of these, the ones that the drill has certainly made, once their creation has ended; the others are named. */
async function finished<T>(
  { restored, doubt }: DrillDefinition<T>,
  ctx: RequestContext,
  untagged: readonly Observed<T>[],
): Promise<string[]> {
  const isKept = ({ id }: Observed<T>, why: string | undefined): boolean => {
    if (why === undefined) return false;
    ctx.runtime.say(
      `${ctx.label}: warning: ${restored.noun} ${id} of an interrupted restore drill is kept: ${why}. ` +
        `Delete it on the platform, or with "pulumi-snapshots orphans".`,
    );
    return true;
  };
  const own = untagged.filter((one) => restored.isDeleting?.(one) !== true && !isKept(one, doubt?.(ctx, one)));
  const failed = own.filter((one) => restored.failed?.(one) === true);
  if (failed.length > 0) await restored.deleteLeftovers?.(ctx, failed);
  const usable = own.filter((one) => !failed.includes(one));
  if (usable.length === 0) return [];
  const known = await restored.listResumable(ctx, usable);
  const ids: string[] = [];
  for (const one of usable) {
    const resumable = known.find(({ observed }) => observed.id === one.id);
    const unknown = resumable === undefined ? "it is too old, or was created with other credentials" : undefined;
    if (doubt === undefined && isKept(one, unknown)) continue;
    const { observed, job } = resumable ?? { observed: one, job: "" };
    if (!observed.ready) {
      await restored.resume(ctx, one.id, job, true);
      // What it was made from, and whose it is, may show only now.
      const now = await restored.get(ctx, one.id);
      if (now !== undefined && (ctx.holder(now.ownership) !== undefined || isKept(now, doubt?.(ctx, now)))) continue;
    }
    ids.push(one.id);
  }
  return ids;
}
