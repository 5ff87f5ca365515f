import { HeldError } from "../../core/contract/errors";
import type { RequestContext } from "../../core/contract/resourceDefinition";
import { readOwnershipTags } from "../../core/identity/identity";
import { anyHolder } from "../../core/lifecycle/holder";

// Whether the resource that requests a deletion or a tag still holds the object.

/** Who else holds the object by now, as its tags show; undefined if nobody does. */
export function otherHolderBy(
  { holder }: Pick<RequestContext, "holder">,
  tags: readonly { readonly tag: string }[],
): string | undefined {
  const ownership = readOwnershipTags(tags.map(({ tag }) => tag));
  // Of two that adopt at the same time, one removes its tag again: until then both count.
  const owners = new Set(tags.map(({ tag }) => readOwnershipTags([tag]).owner).filter((owner) => owner !== undefined));
  for (const one of owners.size === 0 ? [ownership] : [...owners].map((owner) => ({ ...ownership, owner }))) {
    const other = holder(one);
    if (other !== undefined) return other;
  }
  return undefined;
}

/** Throws HeldError if the tags show that another resource holds the object by now. */
export function refuseHeldBy(
  ctx: Pick<RequestContext, "holder">,
  uuid: string,
  tags: readonly { readonly tag: string }[],
): void {
  const other = otherHolderBy(ctx, tags);
  if (other !== undefined) throw new HeldError(uuid, other);
}

/** The context for leftovers of an interrupted run, which this resource never holds. */
export const asLeftover = (ctx: RequestContext): RequestContext => ({ ...ctx, holder: anyHolder });
