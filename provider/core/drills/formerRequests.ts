import type { RequestContext } from "../contract/resourceDefinition";
import { ownerLabel, ownerOf, type Seed } from "../identity/identity";
import { formerSeeds } from "../lifecycle/formerStacks";

/**
 * The request as it would be under the names that the resource, or its stack, had before: what an interrupted drill left then
 * carries those.
 *
 * @param identity of the resource with this seed
 */
export function formerRequests(ctx: RequestContext, identity: (seed: Seed) => string): RequestContext[] {
  const before = formerSeeds(ctx).map((seed) => ({
    ...ctx,
    owner: ownerOf(seed, ctx.owner.token),
    identity: identity(seed),
  }));
  const other = ({ owner, identity: one }: RequestContext): boolean =>
    one !== ctx.identity || ownerLabel(owner) !== ownerLabel(ctx.owner);
  return before.filter(other);
}
