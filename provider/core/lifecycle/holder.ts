import type { RequestContext } from "../contract/resourceDefinition";
import { adoptionIdName, failedJob, pendingFinalize } from "../contract/stateKeys";
import { type OwnershipTags, ownerLabel } from "../identity/identity";
import type { JsonObject } from "../json";

// Whether a resource still holds its object. The memory of a process ends with it, so that the marks tell.

type Holding = Pick<RequestContext, "owner" | "outputs">;

interface WithOwnership {
  readonly ownership: OwnershipTags;
}

/** What `__job` says is still to be done with the object. */
export function pendingJob(outputs: RequestContext["outputs"]): string | undefined {
  const job = outputs["__job"];
  return typeof job === "string" && job !== "" ? job : undefined;
}

/** Whether the object carries the mark of exactly this resource, and no wish to be deleted. */
export function isOwned(ctx: Holding, { ownership }: WithOwnership): boolean {
  const { owner, deferred, adoptionId } = ownership;
  const claimed = ctx.outputs[adoptionIdName] === undefined || adoptionId !== undefined;
  return owner === ownerLabel(ctx.owner) && deferred === undefined && claimed;
}

/**
 * Who holds the object in place of the resource of this call: another resource, or a later adoption by the same one;
 * undefined where it is still this one, or nobody.
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

/** Who holds an object that an interrupted run has left and that no resource was given. */
export function anyHolder({ owner, retained }: OwnershipTags): string | undefined {
  const holder = owner ?? retained;
  return holder === undefined ? undefined : `it belongs to ${holder}`;
}

/** Who holds an object that had the marks `before`. */
export function newHolder(before: OwnershipTags): (ownership: OwnershipTags) => string | undefined {
  return ({ owner, retained, adoptionId }) =>
    owner === before.owner && retained === before.retained && adoptionId === before.adoptionId
      ? undefined
      : "its owner tags have changed in the meantime";
}

/** The adoption by which state holds the object. */
export const adoptionOf = (outputs: JsonObject): Record<string, unknown> =>
  outputs[adoptionIdName] === undefined ? {} : { [adoptionIdName]: outputs[adoptionIdName] };
