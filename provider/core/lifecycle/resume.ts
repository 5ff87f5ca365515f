import { RefusedError } from "../../http/errors";
import type { Observed, RequestContext, ResourceDefinition } from "../contract/resourceDefinition";
import { failedJob, pendingFinalize } from "../contract/stateKeys";
import type { JsonObject } from "../json";
import { assertAsDeclared } from "./asDeclared";
import { declaredInputs, mergePartialInputs } from "./check";
import { pendingJob } from "./holder";
import { partialState } from "./state";

/** The outcome of the job that state names; `wait` waits for its end. */
export async function followJob<T>(
  definition: ResourceDefinition<T>,
  ctx: RequestContext,
  id: string,
  job: string,
  wait: boolean,
): Promise<Observed<T> | "running" | undefined> {
  if (job === pendingFinalize || job === failedJob) return definition.get(ctx, id);
  return definition.resume(ctx, id, job, wait);
}

/** The object of a state entry, once its creation has ended; undefined if it does not exist. */
export async function resumeObject<T>(
  definition: ResourceDefinition<T>,
  ctx: RequestContext,
  id: string,
  olds: JsonObject,
): Promise<Observed<T> | undefined> {
  const job = pendingJob(olds);
  if (job === undefined) return definition.get(ctx, id);
  const observed = await followJob(definition, ctx, id, job, true).catch((error: unknown) => {
    throw partialState(id, error, mergePartialInputs(definition, olds, ctx.inputs));
  });
  if (observed !== undefined && observed !== "running") {
    // One that only lacks its owner tag was compared when it was created or adopted.
    if (job !== pendingFinalize)
      assertAsDeclared(definition, { ...ctx, inputs: declaredInputs(definition, olds) }, observed);
    return observed;
  }
  if (job === pendingFinalize) return undefined;
  const left = await definition.get(ctx, id);
  const why = left === undefined ? "" : ((await definition.reason?.(ctx, left)) ?? "");
  const reason = `the creation of ${definition.noun} ${id} failed and left nothing usable${why}. The next "pulumi up" creates a new one.`;
  const failed = new RefusedError("creation-failed", reason);
  throw partialState(id, failed, { ...olds, ...ctx.inputs, __job: failedJob });
}
