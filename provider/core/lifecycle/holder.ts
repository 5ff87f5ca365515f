import type { Call } from "../contract/resourceDefinition";
import { claimName, failedJob, settleJob } from "../contract/stateKeys";
import { type Marks, ownerLabel } from "../identity/identity";

// Whether a resource still holds its object. The memory of a process ends with it, so that the marks tell.

type Holding = Pick<Call, "owner" | "outputs">;

interface Marked {
  readonly marks: Marks;
}

/** What `__job` says is still to be done with the object. */
export function pendingJob(outputs: Call["outputs"]): string | undefined {
  const job = outputs["__job"];
  return typeof job === "string" && job !== "" ? job : undefined;
}

/** Whether the object carries the mark of exactly this resource, and no wish to be deleted. */
export function isMarked(call: Holding, { marks }: Marked): boolean {
  const { owner, deferred, claim } = marks;
  const claimed = call.outputs[claimName] === undefined || claim !== undefined;
  return owner === ownerLabel(call.owner) && deferred === undefined && claimed;
}

/**
 * Who holds the object in place of the resource of this call: another resource, or a later adoption by the same one;
 * undefined where it is still this one, or nobody.
 */
export function otherHolder(call: Holding, { marks }: Marked): string | undefined {
  const { owner, retained, claim } = marks;
  if (owner === undefined) return retained === undefined ? undefined : `${retained} has given it up`;
  if (owner !== ownerLabel(call.owner)) return `it belongs to ${owner}`;
  return claim === undefined || claim === call.outputs[claimName] ? undefined : `${owner} has adopted it anew`;
}

/**
 * Who else has settled an object that was unfinished when this entry was recorded: after a forced replacement that was
 * interrupted, two entries have the same id, and only the other one is live.
 */
export function finishedBy(call: Holding, sighting: Marked, job: string | undefined): string | undefined {
  if (job === undefined || job === settleJob || job === failedJob || !isMarked(call, sighting)) return undefined;
  return "a later run has finished it and holds it; `pulumi-snapshots orphans` tells whether a state knows it";
}

/** Who holds an object that an interrupted run has left and that no resource was given. */
export function anyHolder({ owner, retained }: Marks): string | undefined {
  const holder = owner ?? retained;
  return holder === undefined ? undefined : `it belongs to ${holder}`;
}

/** Who holds an object that had the marks `before`. */
export function newHolder(before: Marks): (marks: Marks) => string | undefined {
  return ({ owner, retained, claim }) =>
    owner === before.owner && retained === before.retained && claim === before.claim
      ? undefined
      : "its marks have changed meanwhile";
}
