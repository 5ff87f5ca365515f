import type { Observed, RequestContext, ResourceDefinition } from "../contract/resourceDefinition";

/**
 * What an interrupted creation of the same declaration left beside the object that state holds: no run was given it, and
 * once that one has its owner tag, no run adopts it. Asked for before the tag is written, as a later one belongs to a
 * run that is at work.
 */
export async function findLeftovers<T>(
  kind: ResourceDefinition<T>,
  ctx: RequestContext,
  id: string,
): Promise<Observed<T>[]> {
  if (kind.deleteLeftovers === undefined) return [];
  const others = (await kind.find(ctx)).filter(
    (one) =>
      one.id !== id &&
      one.marks.owner === undefined &&
      one.marks.deferred === undefined &&
      one.marks.retained === undefined &&
      kind.mismatch(ctx, one) === undefined,
  );
  const failed = others.filter((one) => kind.failed?.(one) === true);
  const known = await kind.listResumable(
    ctx,
    others.filter((one) => !failed.includes(one) && kind.isDeleting?.(one) !== true),
  );
  return [...failed, ...known.map(({ observed }) => observed)];
}
