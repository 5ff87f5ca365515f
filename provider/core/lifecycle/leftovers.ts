import type { Observed, RequestContext, ResourceDefinition } from "../contract/resourceDefinition";

/**
 * Objects that interrupted creations of the same declaration left beside the one that state holds. Once that one has its
 * owner tag, no run takes them over. They are listed before the tag is written: later ones belong to a run in progress.
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
