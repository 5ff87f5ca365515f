import type { RequestContext } from "../contract/resourceDefinition";
import { adoptionIdName, failedJob, pendingFinalize } from "../contract/stateKeys";
import { type OwnershipTags, ownerLabel } from "../identity/identity";
import type { JsonObject } from "../json";

// Whether a resource still holds its object. Owner tags decide, because a process remembers nothing of earlier ones.

type Holding = Pick<RequestContext, "owner" | "outputs">;

interface WithOwnership {
  readonly ownership: OwnershipTags;
}

/** What is still to be done with the object, by `__job`. */
export function pendingJob(outputs: RequestContext["outputs"]): string | undefined {
  const job = outputs["__job"];
  return typeof job === "string" && job !== "" ? job : undefined;
}

/** Whether the object has the owner tag of exactly this resource, and no deferring tag. */
export function isOwned(ctx: Holding, { ownership }: WithOwnership): boolean {
  const { owner, deferred, adoptionId } = ownership;
  const claimed = ctx.outputs[adoptionIdName] === undefined || adoptionId !== undefined;
  return owner === ownerLabel(ctx.owner) && deferred === undefined && claimed;
}

/**
 * Who holds the object in place of the resource of this request: another resource, or a later adoption by the same one.
 * Undefined if this one still does, or nobody.
 */
export function otherHolder(ctx: Holding, { ownership }: WithOwnership): string | undefined {
  const { owner, retained, adoptionId } = ownership;
  if (owner === undefined) return retained === undefined ? undefined : `it was retained by ${retained}`;
  if (owner !== ownerLabel(ctx.owner)) return `it belongs to ${owner}`;
  return adoptionId === undefined || adoptionId === ctx.outputs[adoptionIdName]
    ? undefined
    : `${owner} adopted it again`;
}

/**
 * Who else has finalized an object that was unfinished when this entry was recorded: after a forced replacement that was
 * interrupted, two entries have the same id, and only the other one is live.
 */
export function finishedBy(ctx: Holding, observed: WithOwnership, job: string | undefined): string | undefined {
  if (job === undefined || job === pendingFinalize || job === failedJob || !isOwned(ctx, observed)) return undefined;
  return "a later run finished it and owns it ('pulumi-snapshots orphans' shows whether a state contains it)";
}

/** Who holds an object that an interrupted run left. */
export function anyHolder({ owner, retained }: OwnershipTags): string | undefined {
  const holder = owner ?? retained;
  return holder === undefined ? undefined : `it belongs to ${holder}`;
}

/** Who holds an object that had the ownership `before`. */
export function newHolder(before: OwnershipTags): (ownership: OwnershipTags) => string | undefined {
  return ({ owner, retained, adoptionId }) =>
    owner === before.owner && retained === before.retained && adoptionId === before.adoptionId
      ? undefined
      : "its owner tags have changed in the meantime";
}

/** The adoption by which state holds the object. */
export const adoptionOf = (outputs: JsonObject): Record<string, unknown> =>
  outputs[adoptionIdName] === undefined ? {} : { [adoptionIdName]: outputs[adoptionIdName] };
