import { RefusedError } from "../../http/errors";
import type { Observed, RequestContext, ResourceDefinition } from "../contract/resourceDefinition";
import { pendingFinalize } from "../contract/stateKeys";

/** Whether the object is what is declared; if it is not, that is said, and it is left as it is. */
export function isAsDeclared<T>(
  definition: ResourceDefinition<T>,
  ctx: RequestContext,
  observed: Observed<T>,
): boolean {
  const mismatch = definition.mismatch(ctx, observed);
  if (mismatch !== undefined)
    ctx.runtime.say(`${ctx.label}: ${definition.noun} ${observed.id} is not taken over: ${mismatch}`);
  return mismatch === undefined;
}

/** Throws where an object that state holds as unfinished turns out to be another one than was declared. */
export function assertAsDeclared<T>(
  definition: ResourceDefinition<T>,
  ctx: RequestContext,
  observed: Observed<T>,
): void {
  const mismatch = definition.mismatch(ctx, observed);
  if (mismatch === undefined) return;
  throw new RefusedError(
    "not-as-declared",
    `${definition.noun} ${observed.id} differs from its declaration: ${mismatch}. Nothing was changed. Remove this entry from ` +
      `the state ("pulumi state delete"), then run "pulumi up" to create a new one.`,
  );
}

/** How an untagged object that state holds as unfinished differs from its declaration. */
export function differingUnfinished<T>(
  definition: ResourceDefinition<T>,
  ctx: RequestContext,
  observed: Observed<T>,
  job: string | undefined,
): string | undefined {
  if (job === undefined || job === pendingFinalize || observed.ownership.owner !== undefined) return undefined;
  const mismatch = definition.mismatch(ctx, observed);
  return mismatch === undefined ? undefined : `it differs from its declaration: ${mismatch}`;
}
