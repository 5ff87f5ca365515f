import { HeldError } from "../../core/contract/errors";
import type { RequestContext } from "../../core/contract/resourceDefinition";
import { readOwnershipTags } from "../../core/identity/identity";
import { anyHolder } from "../../core/lifecycle/holder";

// Whether a deletion, or a mark, is still the business of the resource that asks for it.

/** Throws if, by its tags, something else holds the object by now. */
export function refuseHeldBy(
  { holder }: Pick<RequestContext, "holder">,
  uuid: string,
  rows: readonly { readonly tag: string }[],
): void {
  const marks = readOwnershipTags(rows.map((row) => row.tag));
  // Of two that adopt at the same time, one takes its tag off again: until then both count.
  const owners = new Set(rows.map((row) => readOwnershipTags([row.tag]).owner).filter((owner) => owner !== undefined));
  for (const one of owners.size === 0 ? [marks] : [...owners].map((owner) => ({ ...marks, owner }))) {
    const other = holder(one);
    if (other !== undefined) throw new HeldError(uuid, other);
  }
}

/** The request as it concerns what an interrupted run has left: whoever holds it, it is not this one. */
export const asLeftover = (ctx: RequestContext): RequestContext => ({ ...ctx, holder: anyHolder });
