import { codeOf } from "../../http/errorCodes";
import { messageOf } from "../../http/errors";
import { EngineGoneError, PartialStateError, UnfinishedError } from "../contract/errors";
import type { Observed, RequestContext, ResourceDefinition } from "../contract/resourceDefinition";
import { type JsonObject, jsonClean } from "../json";
import { hiddenInputsOf } from "./check";
import { carriedNames } from "./formerStacks";
import { verificationOf } from "./verification";

/** Everything that state keeps: the inputs, what the platform shows, and the hidden outputs. */
export function toState<T>(
  definition: ResourceDefinition<T>,
  ctx: RequestContext,
  observed: Observed<T>,
  olds: JsonObject,
  origin: string,
  job?: string,
): Record<string, unknown> {
  const shown = { ...definition.toOutputs(observed, olds, ctx.inputs), ...verificationOf(olds) };
  return withHidden(definition, ctx, shown, origin, job);
}

/** The same of an object that the platform does not show yet. */
export function unfinishedState<T>(
  definition: ResourceDefinition<T>,
  ctx: RequestContext,
  { id, job }: UnfinishedObject,
  origin: string,
): Record<string, unknown> {
  const shown = definition.idOutput === undefined ? {} : { [definition.idOutput]: id };
  return withHidden(definition, ctx, shown, origin, job);
}

function withHidden<T>(
  definition: ResourceDefinition<T>,
  ctx: RequestContext,
  shown: JsonObject,
  origin: string,
  job: string | undefined,
): Record<string, unknown> {
  const hidden = { ...carriedNames(ctx), __origin: origin, __job: job };
  return jsonClean({ ...ctx.inputs, ...hiddenInputsOf(definition, ctx.inputs), ...shown, ...hidden });
}

/** The object of a creation that has not ended. */
export interface UnfinishedObject {
  readonly id: string;
  /** What has to be followed. */
  readonly job: string;
}

/** What an error of a creation leaves to the engine. Throws it if that is nothing, or if no engine would record it. */
export async function unfinishedObject(
  { noun }: Pick<ResourceDefinition<unknown>, "noun">,
  { runtime }: Pick<RequestContext, "runtime">,
  error: unknown,
): Promise<UnfinishedObject> {
  if (!(error instanceof UnfinishedError) || error.id === undefined) throw error;
  if (!(await runtime.engineAlive())) throw new EngineGoneError(`${noun} ${error.id}`);
  return { id: error.id, job: error.job };
}

/** The error that gives the engine `properties` to keep; the next `up` calls update, which continues from them. */
export function partialState(id: string, error: unknown, properties: JsonObject): Error {
  if (error instanceof EngineGoneError) return error;
  const reason = messageOf(error);
  return new PartialStateError(id, reason, jsonClean(properties), { cause: error, code: codeOf(error) });
}
