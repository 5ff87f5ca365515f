import { UnfinishedError } from "../../core/contract/errors";
import type { RequestContext } from "../../core/contract/resourceDefinition";
import { type Deadline, formatDuration } from "../../http/clock";
import { AmbiguousError, FinalError, messageOf, RefusedError, SessionError } from "../../http/errors";
import { JobLostError, type Submitted, type ZStackApi } from "../client/client";
import { jobKey, jobUuid } from "../client/jobIds";
import type { Json } from "../client/responses";
import { tagsOf } from "../ownership/tags";
import { findAfterJobLoss, objectOf, takeIfUnowned, unfinishedAttempt, waitUntilReady } from "./createdObject";
import { type CreateRequest, cleanUp, findUnowned, fits, usualLimit } from "./createRequest";
import { byNow, JobDeadError, momentOf, restartedSince, watchOf, waysOut } from "./deadJobs";
import { commonReaders } from "./inputs";
import type { OpenJob } from "./jobRef";
import { getObject, type Inventory, mostAttempts, type ObservedZStack, observedFrom } from "./objectType";

/**
 * Submits the creation under the job ids of the request's identity, one after the other, until one of them is ours or
 * leads to an object without an owner.
 */
export async function createWithJob<T extends Inventory>(
  api: ZStackApi,
  ctx: RequestContext,
  initial: CreateRequest<T>,
): Promise<ObservedZStack<T>> {
  const deadline = ctx.deadline(60);
  const key = jobKey(api.settings.credentials);
  const limit = Math.max(initial.type.serverLimit ?? usualLimit, ctx.timeout ?? 0);
  let request = initial;
  let looked = false;
  for (let attempt = 1; attempt <= mostAttempts; attempt += 1) {
    const job = jobUuid(key, ctx.identity, attempt);
    // Never reuse an id whose result the server still has: a server that forgot the job may accept it again and keep
    // returning the old result.
    const state = await api.job(job);
    if (state.state !== "unknown") {
      const next = jobUuid(key, ctx.identity, attempt + 1);
      // Whoever started the next attempt knew that this one had ended.
      if (state.state === "running" && (await api.job(next)).state !== "unknown") continue;
      const made = await joinRunningJob(api, ctx, request, job, deadline);
      if (made !== undefined) return made;
      continue;
    }
    if (!looked) await preflight(api, request, job);
    looked = true;
    const submitted = await api.submit(request.write(request.uuid), job, deadline).catch(async (error: unknown) => {
      if (!(error instanceof AmbiguousError)) throw error;
      const ref = { job, handedIn: byNow(api), limit, recordObserved: false };
      throw await unfinishedAttempt(api, ctx, request, ref, error);
    });
    if (ctx.timeout === undefined) deadline.extendTo((submitted.serverTimeout ?? limit) + 60);
    const ref = { job, handedIn: byNow(api), limit: submitted.serverTimeout ?? limit, recordObserved: false };
    const made =
      submitted.outcome === "known"
        ? await joinRunningJob(api, ctx, request, job, deadline)
        : await awaitOwnJob(api, ctx, request, submitted, ref, deadline);
    if (made !== undefined) return made;
    // The next attempt gets a uuid of its own.
    request = { ...request, uuid: request.fresh?.() ?? request.uuid };
  }
  throw new RefusedError(
    "too-many-attempts",
    `too many attempts to create this ${initial.type.noun} (${mostAttempts} in the last 3 hours). ` +
      `Wait three hours or change triggers.`,
  );
}

/** A refusal counts only if the creation was not submitted: another run of the same program may have used the room. */
async function preflight<T extends Inventory>(api: ZStackApi, request: CreateRequest<T>, job: string): Promise<void> {
  try {
    await request.preflight();
  } catch (error) {
    if ((await api.job(job)).state === "unknown") throw error;
  }
}

/** Waits for our own job; undefined if the next attempt is due. */
async function awaitOwnJob<T extends Inventory>(
  api: ZStackApi,
  ctx: RequestContext,
  request: CreateRequest<T>,
  submitted: Submitted,
  ref: OpenJob,
  deadline: Deadline,
): Promise<ObservedZStack<T> | undefined> {
  const { job, outcome } = submitted;
  const what = `${request.type.noun} ${request.uuid}`;
  let result: Json;
  try {
    const watch = watchOf(api, job, false, async () => ({
      handedIn: await ref.handedIn(),
      limit: ref.limit ?? usualLimit,
    }));
    result = await api.follow(job, deadline, `${ctx.label}: ${what}`, watch);
  } catch (error) {
    if (error instanceof JobDeadError) {
      const observed = await objectOf(api, request);
      if (observed?.ready === true && fits(ctx, request, observed)) return observed;
      ctx.runtime.say(`${ctx.label}: stopped waiting for ${what}: ${error.message}`);
      await cleanUp(api, ctx, request);
      if (request.fresh !== undefined) return undefined;
      throw new RefusedError(
        "uuid-used",
        `resourceUuid: the creation of ${what} can never finish (${error.reason}), and a uuid cannot be reused; choose another`,
      );
    }
    if (error instanceof SessionError) {
      // The session had ended before the job began: nothing ran.
      await api.relogin(submitted);
      return undefined;
    }
    if (!(error instanceof FinalError) && !(error instanceof JobLostError)) {
      throw await unfinishedAttempt(api, ctx, request, ref, error);
    }
    // After a lost response the result may be that of another job under the same id: check the object itself.
    const observed = await objectOf(api, request);
    if (observed !== undefined && fits(ctx, request, observed))
      return waitUntilReady(api, ctx, request, ref, deadline, observed);
    if (error instanceof FinalError) throw error;
    const lost = new Error(
      `${what} was not created: the server has lost its job (${error.message}). Run "pulumi up" again.`,
      {
        cause: error,
      },
    );
    throw Object.assign(lost, { code: error.code });
  }
  const made = request.type.made(result);
  const uuid = made?.uuid;
  const isOwn = request.serverChoice === undefined ? uuid === request.uuid : outcome !== "lost";
  if (made !== undefined && isOwn) {
    // Some objects lose the user tags given at creation; without declared tags there is nothing to read.
    const declared = commonReaders.declared(ctx.inputs).userTags !== undefined;
    const rows = declared ? await tagsOf(api, [request.type.tagged(made)]) : [];
    return waitUntilReady(api, ctx, request, ref, deadline, observedFrom(request.type, made, rows));
  }
  if (outcome === "lost") return uuid === undefined ? undefined : takeIfUnowned(api, ctx, request, uuid);
  return waitUntilReady(api, ctx, request, ref, deadline, undefined);
}

/** Waits for a job that another process submitted under our identity. */
async function joinRunningJob<T extends Inventory>(
  api: ZStackApi,
  ctx: RequestContext,
  request: CreateRequest<T>,
  job: string,
  deadline: Deadline,
): Promise<ObservedZStack<T> | undefined> {
  const state = await api.job(job);
  if (state.state === "running") {
    ctx.runtime.say(`${ctx.label}: joining the creation that an earlier run started (job ${job})`);
    if (ctx.timeout === undefined) deadline.extendTo((request.type.serverLimit ?? usualLimit) + 60);
    let lost = false;
    let dead: string | undefined;
    const watch = await joinedWatch(api, ctx, request, job);
    const result = await api.follow(job, deadline, ctx.label, watch).catch((error: unknown) => {
      lost = error instanceof JobLostError;
      if (error instanceof JobDeadError) {
        dead = error.message;
        return undefined;
      }
      if (error instanceof FinalError || error instanceof SessionError || lost) return undefined;
      const reason = messageOf(error);
      throw new UnfinishedError(
        undefined,
        job,
        `${reason}. The creation continues on the platform, and the next "pulumi up" adopts its result. ${waysOut(api)}`,
      );
    });
    if (dead !== undefined) {
      ctx.runtime.say(`${ctx.label}: stopped waiting for the creation that an earlier run started: ${dead}`);
      await cleanUp(api, ctx, request);
      return undefined;
    }
    if (lost) return findAfterJobLoss(api, ctx, request, job, deadline);
    const uuid = result === undefined ? undefined : request.type.made(result)?.uuid;
    // It was running during this request: it is ours even if the other process writes its owner tag first.
    const observed = uuid === undefined ? undefined : await getObject(api, request.type, uuid);
    return observed !== undefined && fits(ctx, request, observed) ? observed : undefined;
  }
  const uuid = state.state === "done" ? request.type.made(state.result)?.uuid : undefined;
  return uuid === undefined ? undefined : takeIfUnowned(api, ctx, request, uuid);
}

/** Seconds within which a running job creates its record, unless it waits for other jobs of the volume. */
const recordIn = 600;

/**
 * For a job that an earlier run started, only the record shows the age. If none appears and the server was restarted within
 * the time limit of a creation, the job counts as dead: at worst, two objects are created.
 */
async function joinedWatch<T extends Inventory>(
  api: ZStackApi,
  ctx: RequestContext,
  request: CreateRequest<T>,
  job: string,
): Promise<() => Promise<void>> {
  const limit = Math.max(request.type.serverLimit ?? usualLimit, ctx.timeout ?? 0);
  const joinedAt = byNow(api);
  const begun = ctx.runtime.clock.now();
  return watchOf(api, job, true, async () => {
    const records = await findUnowned(api, ctx, request);
    const newest = records.findLast(({ ready }) => !ready);
    const made = await momentOf(api, newest?.object.inventory.createDate);
    const waited = (ctx.runtime.clock.now() - begun) / 1000;
    const first = made === undefined ? await joinedAt() : undefined;
    // All of an object may be finished some time before the job.
    const none = records.every(({ id, ready }) => ready && request.existing.has(id));
    if (first !== undefined && waited > recordIn && none) {
      if (await restartedSince(api, { ...first, ms: first.ms - limit * 1000 })) {
        throw new JobDeadError(
          job,
          `it created no record within ${formatDuration(waited)}, and the management server was restarted recently`,
        );
      }
    }
    return { handedIn: made ?? first, limit };
  });
}
