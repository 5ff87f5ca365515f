import { RefusedError } from "../../http/errors";
import type { Observed, RequestContext, ResourceDefinition } from "../contract/resourceDefinition";
import { pendingFinalize } from "../contract/stateKeys";

/** Whether the object is what is declared; if it is not, that is said, and it is left as it is. */
export function isAsDeclared<T>(kind: ResourceDefinition<T>, ctx: RequestContext, observed: Observed<T>): boolean {
  const mismatch = kind.mismatch(ctx, observed);
  if (mismatch !== undefined)
    ctx.runtime.say(`${ctx.label}: ${kind.noun} ${observed.id} is not taken over: ${mismatch}`);
  return mismatch === undefined;
}

/** Throws where an object that state holds as unfinished turns out to be another one than was declared. */
export function assertAsDeclared<T>(kind: ResourceDefinition<T>, ctx: RequestContext, observed: Observed<T>): void {
  const mismatch = kind.mismatch(ctx, observed);
  if (mismatch === undefined) return;
  throw new RefusedError(
    "not-as-declared",
    `${kind.noun} ${observed.id} differs from its declaration: ${mismatch}. Nothing was changed. Remove this entry from ` +
      `the state ("pulumi state delete"), then run "pulumi up" to create a new one.`,
  );
}

/** How an unmarked object that state holds as unfinished is another one than was declared. */
export function differingUnfinished<T>(
  kind: ResourceDefinition<T>,
  ctx: RequestContext,
  observed: Observed<T>,
  job: string | undefined,
): string | undefined {
  if (job === undefined || job === pendingFinalize || observed.marks.owner !== undefined) return undefined;
  const mismatch = kind.mismatch(ctx, observed);
  return mismatch === undefined ? undefined : `it differs from its declaration: ${mismatch}`;
}
