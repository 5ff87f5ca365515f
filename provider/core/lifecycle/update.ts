import { RefusedError } from "../../http/errors";
import { inputsHiddenBy } from "../contract/properties";
import type { Observed, RequestContext, ResourceDefinition } from "../contract/resourceDefinition";
import { adoptionIdName, pendingFinalize, secretTriggersName } from "../contract/stateKeys";
import { ownerLabel, ownerOf, parseSeed, sameStack } from "../identity/identity";
import { type JsonObject, jsonClean } from "../json";
import { changedInputs, declaredInputs, hiddenInputsOf } from "./check";
import { finalizeCreate } from "./create";
import { isOnlyRecorded } from "./diff";
import { adoptionOf, isOwned, pendingJob } from "./holder";
import { findLeftovers } from "./leftovers";
import { assertMissing, originOfUpdate } from "./origin";
import { resumeObject } from "./resume";
import { toState } from "./state";
import { mergeVerification, problemsName, recordedProblems, verifiedAtName, verifyAgain } from "./verification";

/** Brings the object to what is declared now, or continues its creation; returns all outputs. */
export async function updateObject<T>(
  definition: ResourceDefinition<T>,
  ctx: RequestContext,
  id: string,
): Promise<Record<string, unknown>> {
  const [olds, news] = [ctx.outputs, ctx.inputs];
  warnOfUnchangeable(definition, ctx, olds, news);
  if (isOnlyRecorded(definition, ctx) && recordedProblems(olds, news).length === 0)
    return recordedOutputs(definition, olds, news);
  const { origin, moved } = await originOfUpdate(definition, ctx, id);
  const observed = await resumeObject(definition, ctx, id, olds);
  if (observed === undefined) {
    await assertMissing(definition, ctx, id);
    if (moved !== undefined) throw moved;
    throw new RefusedError(
      "not-found",
      `${definition.noun} ${id} no longer exists on ${origin}. Run "pulumi up --refresh" to recreate it.`,
    );
  }
  refuseOtherHolder(definition, ctx, observed);
  const declared = declaredInputs(definition, olds);
  if (pendingJob(olds) !== undefined || !isOwned(ctx, observed)) {
    const surplus = pendingJob(olds) === undefined ? [] : await findLeftovers(definition, ctx, id);
    const outs = await finalizeCreate(definition, ctx, observed, { origin, outputs: olds, declared });
    if (surplus.length > 0) await definition.deleteLeftovers?.(ctx, surplus);
    return outs;
  }
  const updated = await definition.update(ctx, observed, declared);
  const found = verifyAgain(definition, ctx, updated);
  return { ...toState(definition, ctx, updated, mergeVerification(ctx, olds, found), origin), ...adoptionOf(olds) };
}

function warnOfUnchangeable<T>(
  definition: ResourceDefinition<T>,
  ctx: RequestContext,
  olds: JsonObject,
  news: JsonObject,
): void {
  const names = changedInputs(definition.inputs, declaredInputs(definition, olds), news).filter(
    (name) => definition.inputs[name]?.warns === true,
  );
  if (names.length === 0) return;
  ctx.runtime.say(
    `${ctx.label}: ${names.join(", ")} of a ${definition.noun} cannot be changed; the new value applies to the next one`,
  );
}

function recordedOutputs<T>(
  definition: ResourceDefinition<T>,
  olds: JsonObject,
  news: JsonObject,
): Record<string, unknown> {
  const hidden = inputsHiddenBy(definition);
  const kept = Object.entries(olds).filter(([name]) => definition.inputs[name] === undefined || hidden.includes(name));
  const inputs = Object.entries(news).filter(([name]) => !hidden.includes(name));
  return jsonClean({
    ...Object.fromEntries(kept),
    __timeouts: undefined,
    [secretTriggersName]: undefined,
    // Problems are accepted by now; otherwise this update would not be one that only records.
    [problemsName]: undefined,
    ...Object.fromEntries(inputs),
    ...hiddenInputsOf(definition, news),
  });
}

/** Another resource has, or has retained, an object in our state: nothing here may take it back. */
function refuseOtherHolder<T>(definition: ResourceDefinition<T>, ctx: RequestContext, observed: Observed<T>): void {
  const { owner, retained } = observed.ownership;
  const before = ownerOf(parseSeed(ctx.outputs["__seed"] ?? ctx.inputs["__seed"]), definition.token);
  const isOurs = (label: string | undefined): boolean =>
    label === undefined || label === ownerLabel(ctx.owner) || label === ownerLabel(before);
  if (owner === undefined && !isOurs(retained) && wasHeld(ctx.outputs)) {
    throw new RefusedError(
      "object-taken",
      `${definition.noun} ${observed.id} was retained by ${retained}, which had it since. Remove this entry ("pulumi state ` +
        `delete"), and adopt it if this stack should have it.`,
    );
  }
  if (owner === undefined || isOurs(owner)) return;
  // An adoption within the stack that was recorded before it could write its owner tag.
  if (ctx.outputs[adoptionIdName] !== undefined && ctx.outputs["__job"] !== undefined && sameStack(owner, before))
    return;
  throw new RefusedError(
    "object-taken",
    `${definition.noun} ${observed.id} belongs to ${owner} now. Remove this entry ("pulumi state delete"), ` +
      `or release it there (deletionPolicy: "retain", then remove that resource).`,
  );
}

/** Whether the resource has had the object: what is imported or adopted just now may have been retained by another one. */
function wasHeld(outputs: JsonObject): boolean {
  const job = pendingJob(outputs);
  return outputs[verifiedAtName] !== undefined || (job !== undefined && job !== pendingFinalize);
}
