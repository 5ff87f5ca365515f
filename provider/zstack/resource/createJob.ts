import { UnfinishedError } from "../../core/contract/errors";
import type { RequestContext } from "../../core/contract/resourceDefinition";
import { backoff, type Deadline, formatDuration } from "../../http/clock";
import { AmbiguousError, FinalError, RefusedError, SessionError } from "../../http/errors";
import { JobLostError, JobTimeoutError, type Submitted, type ZStackApi } from "../client/client";
import { jobKey, jobUuid } from "../client/jobIds";
import type { Json } from "../client/responses";
import { serverClock } from "../client/serverClock";
import { tagsOf } from "../ownership/tags";
import { type CreateRequest, cleanUp, fits, freeOf, usualLimit } from "./createRequest";
import { byNow, JobDeadError, momentOf, restartedSince, watchOf, waysOut } from "./deadJobs";
import type { OpenJob } from "./jobRef";
import {
  findByIdentity,
  getObject,
  type Inventory,
  isRemembered,
  mostAttempts,
  type ObservedZStack,
  observedFrom,
} from "./objectType";
import { unfinished } from "./resume";

/**
 * Hands in the creation under the job ids of the call's identity, one after the other, until one of them is ours or
 * leads to an object that nobody was given yet.
 */
export async function createWithJob<T extends Inventory>(
  api: ZStackApi,
  ctx: RequestContext,
  wanted: CreateRequest<T>,
): Promise<ObservedZStack<T>> {
  const deadline = ctx.deadline(60);
  const key = jobKey(api.settings.credentials);
  const limit = Math.max(wanted.type.serverLimit ?? usualLimit, ctx.timeout ?? 0);
  let making = wanted;
  let looked = false;
  for (let attempt = 1; attempt <= mostAttempts; attempt += 1) {
    const job = jobUuid(key, ctx.identity, attempt);
    // An id whose verdict the server still has is never handed in again: a server that has forgotten the job may take
    // it and go on answering with the old verdict.
    const state = await api.job(job);
    if (state.state !== "unknown") {
      const next = jobUuid(key, ctx.identity, attempt + 1);
      // Whoever began the next attempt knew that this one was over.
      if (state.state === "running" && (await api.job(next)).state !== "unknown") continue;
      const made = await joinRunningJob(api, ctx, making, job, deadline);
      if (made !== undefined) return made;
      continue;
    }
    if (!looked) await preflight(api, making, job);
    looked = true;
    const submitted = await api.submit(making.write(making.uuid), job, deadline).catch(async (error: unknown) => {
      if (!(error instanceof AmbiguousError)) throw error;
      const ref = { job, handedIn: byNow(api), limit, seen: false };
      throw await unfinished(api, ctx, making.type, making.uuid, ref, error);
    });
    if (ctx.timeout === undefined) deadline.extendTo((submitted.serverTimeout ?? limit) + 60);
    const ref = { job, handedIn: byNow(api), limit: submitted.serverTimeout ?? limit, seen: false };
    const made =
      submitted.outcome === "known"
        ? await joinRunningJob(api, ctx, making, job, deadline)
        : await awaitOwnJob(api, ctx, making, submitted, ref, deadline);
    if (made !== undefined) return made;
    // The next attempt gets a uuid of its own.
    making = { ...making, uuid: making.fresh?.() ?? making.uuid };
  }
  throw new RefusedError(
    "too-many-attempts",
    `${mostAttempts} attempts at this ${wanted.type.noun} are remembered by the server, which is more than can be told apart; ` +
      `wait three hours, or change triggers`,
  );
}

/** A refusal counts only while nobody has handed the creation in: another run of the same program needs room as well. */
async function preflight<T extends Inventory>(api: ZStackApi, making: CreateRequest<T>, job: string): Promise<void> {
  try {
    await making.preflight();
  } catch (error) {
    if ((await api.job(job)).state === "unknown") throw error;
  }
}

/** Our own job; undefined where the next attempt is due. */
async function awaitOwnJob<T extends Inventory>(
  api: ZStackApi,
  ctx: RequestContext,
  making: CreateRequest<T>,
  submitted: Submitted,
  ref: OpenJob,
  deadline: Deadline,
): Promise<ObservedZStack<T> | undefined> {
  const { job, outcome } = submitted;
  const what = `${making.type.noun} ${making.uuid}`;
  let result: Json;
  try {
    const watch = watchOf(api, job, false, async () => ({
      handedIn: await ref.handedIn(),
      limit: ref.limit ?? usualLimit,
    }));
    result = await api.follow(job, deadline, `${ctx.label}: ${what}`, watch);
  } catch (error) {
    if (error instanceof JobDeadError) {
      const observed = await getObject(api, making.type, making.uuid);
      if (observed?.ready === true && fits(ctx, making, observed)) return observed;
      ctx.runtime.say(`${ctx.label}: the creation of ${what} is over: ${error.message}`);
      await cleanUp(api, ctx, making);
      if (making.fresh !== undefined) return undefined;
      throw new RefusedError(
        "uuid-used",
        `resourceUuid: the creation of ${what} never ends (${error.reason}), and a uuid must never be used again; choose another`,
      );
    }
    if (error instanceof SessionError) {
      // The session had ended before the job began: nothing ran.
      await api.relogin(submitted);
      return undefined;
    }
    if (!(error instanceof FinalError) && !(error instanceof JobLostError)) {
      throw await unfinished(api, ctx, making.type, making.uuid, ref, error);
    }
    // The verdict may be of another's job under the same id, after a lost answer: the object itself knows better.
    const observed = await getObject(api, making.type, making.uuid);
    if (observed !== undefined && fits(ctx, making, observed)) return ready(api, ctx, making, ref, deadline, observed);
    if (error instanceof FinalError) throw error;
    const lost = new Error(
      `${what} was not created: the server has lost its job (${error.message}). Run "pulumi up" again.`,
      {
        cause: error,
      },
    );
    throw Object.assign(lost, { code: error.code });
  }
  const made = making.type.made(result);
  const uuid = made?.uuid;
  if (made !== undefined && uuid === making.uuid) {
    // Some kinds lose the user tags that are given to their creation; where none are declared there is nothing to see.
    const declared = ctx.inputs["userTags"] !== undefined;
    const rows = declared ? await tagsOf(api, [making.type.tagged(made)]) : [];
    return ready(api, ctx, making, ref, deadline, observedFrom(making.type, made, rows));
  }
  if (outcome === "lost") return uuid === undefined ? undefined : takeIfUnowned(api, ctx, making, uuid);
  return ready(api, ctx, making, ref, deadline, undefined);
}

/** A job that another process handed in under our identity. */
async function joinRunningJob<T extends Inventory>(
  api: ZStackApi,
  ctx: RequestContext,
  making: CreateRequest<T>,
  job: string,
  deadline: Deadline,
): Promise<ObservedZStack<T> | undefined> {
  const state = await api.job(job);
  if (state.state === "running") {
    ctx.runtime.say(`${ctx.label}: joining the creation that an earlier run began (job ${job})`);
    if (ctx.timeout === undefined) deadline.extendTo((making.type.serverLimit ?? usualLimit) + 60);
    let lost = false;
    let dead: string | undefined;
    const watch = await joinedWatch(api, ctx, making, job);
    const result = await api.follow(job, deadline, ctx.label, watch).catch((error: unknown) => {
      lost = error instanceof JobLostError;
      if (error instanceof JobDeadError) {
        dead = error.message;
        return undefined;
      }
      if (error instanceof FinalError || error instanceof SessionError || lost) return undefined;
      const reason = error instanceof Error ? error.message : String(error);
      throw new UnfinishedError(
        undefined,
        job,
        `${reason}; the creation goes on, the next \`pulumi up\` takes it over. ${waysOut(api)}`,
      );
    });
    if (dead !== undefined) {
      ctx.runtime.say(`${ctx.label}: the creation that an earlier run began is over: ${dead}`);
      await cleanUp(api, ctx, making);
      return undefined;
    }
    if (lost) return findAfterJobLoss(api, ctx, making, job, deadline);
    const uuid = result === undefined ? undefined : making.type.made(result)?.uuid;
    // Seen running by this call: it is ours even if the other process marks it first.
    const observed = uuid === undefined ? undefined : await getObject(api, making.type, uuid);
    return observed !== undefined && fits(ctx, making, observed) ? observed : undefined;
  }
  const uuid = state.state === "done" ? making.type.made(state.result)?.uuid : undefined;
  return uuid === undefined ? undefined : takeIfUnowned(api, ctx, making, uuid);
}

/** Seconds in which a job that runs makes its record, unless it waits for others on the same volume. */
const recordIn = 600;

/**
 * Of a job that an earlier run began, only the record tells the age. Where none comes up, and the server was restarted
 * within the time that a creation may take, it is taken for dead: at worst, two are made.
 */
async function joinedWatch<T extends Inventory>(
  api: ZStackApi,
  ctx: RequestContext,
  making: CreateRequest<T>,
  job: string,
): Promise<() => Promise<void>> {
  const limit = Math.max(making.type.serverLimit ?? usualLimit, ctx.timeout ?? 0);
  const joinedAt = byNow(api);
  const begun = ctx.runtime.clock.now();
  return watchOf(api, job, true, async () => {
    const records = await freeOf(api, ctx, making);
    const newest = records.findLast(({ ready }) => !ready);
    const made = await momentOf(api, newest?.object.inventory.createDate);
    const waited = (ctx.runtime.clock.now() - begun) / 1000;
    const first = made === undefined ? await joinedAt() : undefined;
    // All of an object may be finished some time before the job.
    const none = records.every(({ id, ready }) => ready && making.seen.has(id));
    if (first !== undefined && waited > recordIn && none) {
      if (await restartedSince(api, { ...first, ms: first.ms - limit * 1000 })) {
        throw new JobDeadError(
          job,
          `it has made no record in ${formatDuration(waited)}, and the management server was restarted not long ago`,
        );
      }
    }
    return { handedIn: made ?? first, limit };
  });
}

/** The object of a job that was seen running and whose result nobody can have any more. */
async function findAfterJobLoss<T extends Inventory>(
  api: ZStackApi,
  ctx: RequestContext,
  making: CreateRequest<T>,
  job: string,
  deadline: Deadline,
): Promise<ObservedZStack<T> | undefined> {
  const found = await findByIdentity(api, making.type, ctx);
  const fresh = found.find(
    (one) => !making.seen.has(one.id) && one.marks.deferred === undefined && fits(ctx, making, one),
  );
  const ref = { job, handedIn: async () => undefined, seen: true };
  return fresh === undefined ? undefined : ready(api, ctx, { ...making, uuid: fresh.id }, ref, deadline, fresh);
}

/**
 * The object, unless it was somebody's when this call began. One that came up, or was marked, since then is of a run
 * that overlaps with this one: both get the same object.
 */
async function takeIfUnowned<T extends Inventory>(
  api: ZStackApi,
  ctx: RequestContext,
  making: CreateRequest<T>,
  uuid: string,
): Promise<ObservedZStack<T> | undefined> {
  const observed = await getObject(api, making.type, uuid);
  if (observed === undefined) {
    if (uuid !== making.uuid) return undefined;
    throw new RefusedError(
      "uuid-used",
      `resourceUuid: ${uuid} was used before, for a ${making.type.noun} that is gone; a uuid must never be used again, choose another`,
    );
  }
  if (!isRemembered(await serverClock(api), making.type, observed.object.inventory)) return undefined;
  const { owner, deferred, retained } = observed.marks;
  if (deferred !== undefined || retained !== undefined) return undefined;
  if (owner !== undefined && making.seen.has(uuid)) return undefined;
  return fits(ctx, making, observed) ? observed : undefined;
}

/** Looks at the object itself until it is ready. */
async function ready<T extends Inventory>(
  api: ZStackApi,
  ctx: RequestContext,
  making: CreateRequest<T>,
  job: OpenJob,
  deadline: Deadline,
  first: ObservedZStack<T> | undefined,
): Promise<ObservedZStack<T>> {
  const pauses = backoff(200);
  for (let observed = first; ; observed = await getObject(api, making.type, making.uuid)) {
    if (observed?.ready) return observed;
    if (deadline.passed) {
      const late = new JobTimeoutError(job.job, deadline.seconds);
      throw await unfinished(api, ctx, making.type, making.uuid, job, late);
    }
    await deadline.pause(pauses.next().value);
  }
}
