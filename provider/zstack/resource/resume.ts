import { EngineGoneError, UnfinishedError } from "../../core/contract/errors";
import type { RequestContext } from "../../core/contract/resourceDefinition";
import {
  AmbiguousError,
  ClosingError,
  FinalError,
  messageOf,
  RetryableError,
  SessionError,
  WrongEndpointError,
} from "../../http/errors";
import { bestEffort } from "../client/bestEffort";
import { JobLostError, JobTimeoutError, type ZStackApi } from "../client/client";
import { usualLimit } from "./createRequest";
import { type JobAge, JobDeadError, momentOf, watchOf, waysOut } from "./deadJobs";
import { formatJobRef, type OpenJob, parseJobRef } from "./jobRef";
import { getObject, type Inventory, type ObjectType, type ObservedZStack } from "./objectType";

/** Seconds of waiting after which the error says how to stop waiting. */
const longWait = 600;

/**
 * The error for a creation that may still finish: state keeps its uuid and its job. Without a uuid, state keeps nothing, and
 * the next create joins the job.
 */
export async function unfinished<T extends Inventory>(
  api: ZStackApi,
  ctx: RequestContext,
  type: ObjectType<T>,
  uuid: string | undefined,
  ref: OpenJob,
  error: unknown,
): Promise<Error> {
  if (error instanceof EngineGoneError || error instanceof ClosingError) return error;
  const isTimeout = error instanceof JobTimeoutError;
  const known =
    isTimeout ||
    error instanceof RetryableError ||
    error instanceof AmbiguousError ||
    error instanceof WrongEndpointError;
  const reason = messageOf(error);
  if (!known) return error instanceof Error ? error : new Error(reason);
  // Whether the record was seen once decides later what its absence means.
  const record = isTimeout && uuid !== undefined ? await bestEffort(() => type.byUuid(api, uuid)) : undefined;
  const handedIn = (await momentOf(api, record?.createDate)) ?? (await ref.handedIn());
  const parts = isTimeout && record === undefined ? ((await bestEffort(async () => type.parts?.(api, ctx))) ?? []) : [];
  const job = formatJobRef({
    ...ref,
    handedIn,
    recordObserved: ref.recordObserved || record !== undefined || parts.length > 0,
  });
  const long = isTimeout && (ctx.operation === "delete" || error.seconds >= longWait);
  const text = `${type.noun}${uuid === undefined ? "" : ` ${uuid}`} is not ready yet: ${reason}. Run "pulumi up" again to continue waiting.`;
  return new UnfinishedError(uuid, job, long ? `${text} ${waysOut(api)}` : text);
}

/** The outcome of a creation whose uuid and job are recorded. */
export async function resumeByJob<T extends Inventory>(
  api: ZStackApi,
  ctx: RequestContext,
  type: ObjectType<T>,
  uuid: string,
  recorded: string,
  wait: boolean,
): Promise<ObservedZStack<T> | "running" | undefined> {
  const ref = parseJobRef(recorded);
  const state = await api.job(ref.job);
  const observed = await getObject(api, type, uuid);
  const early = type.readyBeforeEnd === true;
  if (state.state !== "running" || (observed?.ready && !early)) return observed;
  if (!wait) return "running";
  const what = `${type.noun} ${uuid}`;
  if (observed === undefined && ref.recordObserved && !((await type.parts?.(api, ctx)) ?? []).length) {
    // An object that appears last takes over its parts when it does.
    const now = type.parts === undefined ? undefined : await getObject(api, type, uuid);
    if (now !== undefined) return now;
    ctx.runtime.say(
      `${ctx.label}: ${what} no longer exists, although the server reports its creation (job ${ref.job}) as running`,
    );
    return undefined;
  }
  const limit = ref.limit ?? Math.max(type.serverLimit ?? usualLimit, ctx.timeout ?? 0);
  const age = async (): Promise<JobAge> => {
    const record = await type.byUuid(api, uuid);
    return { handedIn: (await momentOf(api, record?.createDate)) ?? ref.handedIn, limit };
  };
  const deadline = ctx.deadline((type.serverLimit ?? usualLimit) + 60);
  try {
    await api.follow(ref.job, deadline, `${ctx.label}: ${uuid}`, watchOf(api, ref.job, true, age));
  } catch (error) {
    if (error instanceof JobDeadError) {
      ctx.runtime.say(`${ctx.label}: stopped waiting for ${what}: ${error.message}`);
      const now = await getObject(api, type, uuid);
      return now?.ready && !early ? now : undefined;
    }
    // The object itself shows the outcome; only an unfinished wait is an error.
    if (!(error instanceof FinalError || error instanceof SessionError || error instanceof JobLostError)) {
      throw await unfinished(api, ctx, type, uuid, { ...ref, handedIn: async () => ref.handedIn }, error);
    }
  }
  return getObject(api, type, uuid);
}
