import { codeOf } from "../../http/errorCodes";
import { messageOf, RefusedError } from "../../http/errors";
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
  // Its adoption is in no state.
  const holder = ({ owner, retained }: OwnershipTags): string | undefined => {
    const label = owner ?? retained;
    return label === undefined || (label === owner && labels.includes(label)) ? undefined : `it belongs to ${label}`;
  };
  const removal: RequestContext = { ...drilling, operation: "delete", holder };
  const tagged = found.filter(({ ownership }) => ownership.owner !== undefined && holder(ownership) === undefined);
  const untagged = found.filter(({ ownership: { owner, retained } }) => owner === undefined && retained === undefined);
  for (const id of [...tagged.map((one) => one.id), ...(await finished(definition, drilling, untagged))]) {
    await restored.remove(removal, id).catch((error: unknown) => {
      // Somebody has taken it since.
      if (error instanceof HeldError) return;
      if (!(error instanceof RefusedError)) throw error;
      const text = `${restored.noun} ${id} of an earlier restore drill cannot be taken away: ${messageOf(error)}`;
      throw new RefusedError(codeOf(error), text, { cause: error });
    });
  }
}

/** Of these, the ones that the drill has certainly made, once their creation has ended; the others are named. */
async function finished<T>(
  { restored, doubt }: DrillDefinition<T>,
  ctx: RequestContext,
  untagged: readonly Observed<T>[],
): Promise<string[]> {
  const failed = untagged.filter((one) => restored.failed?.(one) === true);
  if (failed.length > 0) await restored.deleteLeftovers?.(ctx, failed);
  const usable = untagged.filter((one) => !failed.includes(one) && restored.isDeleting?.(one) !== true);
  if (usable.length === 0) return [];
  const known = await restored.listResumable(ctx, usable);
  const ids: string[] = [];
  for (const one of usable) {
    const resumable = known.find(({ observed }) => observed.id === one.id);
    const unknown = resumable === undefined ? "it is too old, or was created with other credentials" : undefined;
    const why = doubt === undefined ? unknown : doubt(ctx, one);
    if (why !== undefined) {
      ctx.runtime.say(
        `${ctx.label}: warning: ${restored.noun} ${one.id} of an interrupted restore drill is kept: ${why}. ` +
          `Delete it on the platform, or with "pulumi-snapshots orphans".`,
      );
      continue;
    }
    const { observed, job } = resumable ?? { observed: one, job: "" };
    if (!observed.ready) await restored.resume(ctx, one.id, job, true);
    ids.push(one.id);
  }
  return ids;
}
