import type { Observed, RequestContext, ResourceDefinition } from "../contract/resourceDefinition";
import type { ReadResult } from "../contract/resourceProvider";
import { failedJob, pendingFinalize } from "../contract/stateKeys";
import { jsonClean } from "../json";
import { adoptionOf, isOwned, pendingJob } from "./holder";
import { assertMissing, assertSameOrigin } from "./origin";
import { followJob } from "./resume";
import { toState } from "./state";
import { problemsName, verifyAgain, withProblems } from "./verification";

/**
 * What the platform shows of the object now. `{}` only if it certainly does not exist: the engine then creates a new one.
 */
export async function readObject<T>(
  definition: ResourceDefinition<T>,
  ctx: RequestContext,
  id: string,
): Promise<ReadResult> {
  const props = ctx.outputs;
  await assertSameOrigin(definition, ctx, id, props);
  const job = pendingJob(props);
  let observed: Observed<T> | undefined;
  if (job === undefined) {
    observed = (await definition.getCached(ctx, id)) ?? (await definition.get(ctx, id));
  } else {
    const state = await followJob(definition, ctx, id, job, false);
    if (state === "running") return { id, props: jsonClean(props), inputs: jsonClean(ctx.inputs) };
    observed = state;
  }
  if (observed === undefined) {
    const failed = job === undefined ? undefined : await definition.get(ctx, id);
    if (failed !== undefined && definition.failed?.(failed) === true) {
      // It exists all the same, and would never be deleted if the state lost it.
      return { id, props: jsonClean({ ...props, __job: failedJob }), inputs: jsonClean(ctx.inputs) };
    }
    await assertMissing(definition, ctx, id);
    return {};
  }
  const inputs = { ...ctx.inputs, ...definition.toInputs(observed, ctx.inputs) };
  // The next `up` repairs, or refuses, a missing owner tag, another owner's, or a deferring one.
  const due = job ?? (isOwned(ctx, observed) ? undefined : pendingFinalize);
  const before = withProblems(props, verifyAgain(definition, ctx, observed));
  const outputs = toState(definition, { ...ctx, inputs }, observed, before, String(props["__origin"] ?? ""), due);
  // No program declares problems, so the engine shows them as something that an update would remove.
  return {
    id,
    props: { ...outputs, ...adoptionOf(props) },
    inputs: jsonClean({ ...inputs, [problemsName]: before[problemsName] }),
  };
}
