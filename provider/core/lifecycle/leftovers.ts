import type { Observed, RequestContext, ResourceDefinition } from "../contract/resourceDefinition";

/**
 * What an interrupted creation of the same declaration left beside the object that state holds: no run was given it, and
 * once that one has its owner tag, no run adopts it. Asked for before the tag is written, as a later one belongs to a
 * run that is at work.
 */
export async function findLeftovers<T>(
  definition: ResourceDefinition<T>,
  ctx: RequestContext,
  id: string,
): Promise<Observed<T>[]> {
  if (definition.deleteLeftovers === undefined) return [];
  const others = (await definition.find(ctx)).filter(
    (one) =>
      one.id !== id &&
      one.ownership.owner === undefined &&
      one.ownership.deferred === undefined &&
      one.ownership.retained === undefined &&
      definition.mismatch(ctx, one) === undefined,
  );
  const failed = others.filter((one) => definition.failed?.(one) === true);
  const known = await definition.listResumable(
    ctx,
    others.filter((one) => !failed.includes(one) && definition.isDeleting?.(one) !== true),
  );
  return [...failed, ...known.map(({ observed }) => observed)];
}
