import { RefusedError, UnfinishedError } from "../../core/contract/errors";
import type { Call } from "../../core/contract/resourceDefinition";
import { type Deadline, growingPauses, spoken } from "../../http/clock";
import { AmbiguousError, FinalError, SessionError } from "../../http/errors";
import { JobLostError, JobTimeoutError, type Submitted, type ZStackApi } from "../client/client";
import { jobKey, jobUuid } from "../client/jobIds";
import type { Json } from "../client/responses";
import { serverClock } from "../client/serverClock";
import { tagsOf } from "../ownership/tags";
import { cleanUp, fits, freeOf, type Making, usualLimit } from "./createRequest";
import { byNow, JobDeadError, momentOf, restartedSince, watchOf, waysOut } from "./deadJobs";
import type { OpenJob } from "./jobRef";
import {
  findByIdentity,
  getObject,
  type Inventory,
  isRemembered,
  mostAttempts,
  sightingOf,
  type ZStackSighting,
} from "./objectType";
import { unfinished } from "./resume";

/**
 * Hands in the creation under the job ids of the call's identity, one after the other, until one of them is ours or
 * leads to an object that nobody was given yet.
 */
export async function makeByJob<T extends Inventory>(
  api: ZStackApi,
  call: Call,
  wanted: Making<T>,
): Promise<ZStackSighting<T>> {
  const deadline = call.deadline(60);
  const key = jobKey(api.settings.credentials);
  const limit = Math.max(wanted.type.serverLimit ?? usualLimit, call.timeout ?? 0);
  let making = wanted;
  let looked = false;
  for (let attempt = 1; attempt <= mostAttempts; attempt += 1) {
    const job = jobUuid(key, call.identity, attempt);
    // An id whose verdict the server still has is never handed in again: a server that has forgotten the job may take
    // it and go on answering with the old verdict.
    const state = await api.job(job);
    if (state.state !== "unknown") {
      const next = jobUuid(key, call.identity, attempt + 1);
      // Whoever began the next attempt knew that this one was over.
      if (state.state === "running" && (await api.job(next)).state !== "unknown") continue;
      const made = await joined(api, call, making, job, deadline);
      if (made !== undefined) return made;
      continue;
    }
    if (!looked) await preflight(api, making, job);
    looked = true;
    const submitted = await api.submit(making.write(making.uuid), job, deadline).catch(async (error: unknown) => {
      if (!(error instanceof AmbiguousError)) throw error;
      const ref = { job, handedIn: byNow(api), limit, seen: false };
      throw await unfinished(api, call, making.type, making.uuid, ref, error);
    });
    if (call.timeout === undefined) deadline.extendTo((submitted.serverTimeout ?? limit) + 60);
    const ref = { job, handedIn: byNow(api), limit: submitted.serverTimeout ?? limit, seen: false };
    const made =
      submitted.outcome === "known"
        ? await joined(api, call, making, job, deadline)
        : await own(api, call, making, submitted, ref, deadline);
    if (made !== undefined) return made;
    // The next attempt gets a uuid of its own.
    making = { ...making, uuid: making.fresh?.() ?? making.uuid };
  }
  throw new Error(
    `${mostAttempts} attempts at this ${wanted.type.noun} are remembered by the server, which is more than can be told apart; ` +
      `wait three hours, or change triggers`,
  );
}

/** A refusal counts only while nobody has handed the creation in: another run of the same program needs room as well. */
async function preflight<T extends Inventory>(api: ZStackApi, making: Making<T>, job: string): Promise<void> {
  try {
    await making.preflight();
  } catch (error) {
    if ((await api.job(job)).state === "unknown") throw error;
  }
}

/** Our own job; undefined where the next attempt is due. */
async function own<T extends Inventory>(
  api: ZStackApi,
  call: Call,
  making: Making<T>,
  submitted: Submitted,
  ref: OpenJob,
  deadline: Deadline,
): Promise<ZStackSighting<T> | undefined> {
  const { job, outcome } = submitted;
  const what = `${making.type.noun} ${making.uuid}`;
  let result: Json;
  try {
    const watch = watchOf(api, job, false, async () => ({
      handedIn: await ref.handedIn(),
      limit: ref.limit ?? usualLimit,
    }));
    result = await api.follow(job, deadline, `${call.label}: ${what}`, watch);
  } catch (error) {
    if (error instanceof JobDeadError) {
      const sighting = await getObject(api, making.type, making.uuid);
      if (sighting?.ready === true && fits(call, making, sighting)) return sighting;
      call.around.say(`${call.label}: the creation of ${what} is over: ${error.message}`);
      await cleanUp(api, call, making);
      if (making.fresh !== undefined) return undefined;
      throw new RefusedError(
        `resourceUuid: the creation of ${what} never ends (${error.reason}), and a uuid must never be used again; choose another`,
      );
    }
    if (error instanceof SessionError) {
      // The session had ended before the job began: nothing ran.
      await api.relogin(submitted);
      return undefined;
    }
    if (!(error instanceof FinalError) && !(error instanceof JobLostError)) {
      throw await unfinished(api, call, making.type, making.uuid, ref, error);
    }
    // The verdict may be of another's job under the same id, after a lost answer: the object itself knows better.
    const sighting = await getObject(api, making.type, making.uuid);
    if (sighting !== undefined && fits(call, making, sighting))
      return ready(api, call, making, ref, deadline, sighting);
    if (error instanceof FinalError) throw error;
    throw new Error(
      `the server lost the creation of ${making.type.noun} ${making.uuid} and made nothing (${error.message})`,
      {
        cause: error,
      },
    );
  }
  const made = making.type.made(result);
  const uuid = made?.uuid;
  if (made !== undefined && uuid === making.uuid) {
    // Some kinds lose the user tags that are given to their creation; where none are declared there is nothing to see.
    const declared = call.inputs["userTags"] !== undefined;
    const rows = declared ? await tagsOf(api, [making.type.tagged(made)]) : [];
    return ready(api, call, making, ref, deadline, sightingOf(making.type, made, rows));
  }
  if (outcome === "lost") return uuid === undefined ? undefined : free(api, call, making, uuid);
  return ready(api, call, making, ref, deadline, undefined);
}

/** A job that another process handed in under our identity. */
async function joined<T extends Inventory>(
  api: ZStackApi,
  call: Call,
  making: Making<T>,
  job: string,
  deadline: Deadline,
): Promise<ZStackSighting<T> | undefined> {
  const state = await api.job(job);
  if (state.state === "running") {
    call.around.say(`${call.label}: joining the creation that an earlier run began (job ${job})`);
    if (call.timeout === undefined) deadline.extendTo((making.type.serverLimit ?? usualLimit) + 60);
    let lost = false;
    let dead: string | undefined;
    const watch = await joinedWatch(api, call, making, job);
    const result = await api.follow(job, deadline, call.label, watch).catch((error: unknown) => {
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
      call.around.say(`${call.label}: the creation that an earlier run began is over: ${dead}`);
      await cleanUp(api, call, making);
      return undefined;
    }
    if (lost) return cameUp(api, call, making, job, deadline);
    const uuid = result === undefined ? undefined : making.type.made(result)?.uuid;
    // Seen running by this call: it is ours even if the other process marks it first.
    const sighting = uuid === undefined ? undefined : await getObject(api, making.type, uuid);
    return sighting !== undefined && fits(call, making, sighting) ? sighting : undefined;
  }
  const uuid = state.state === "done" ? making.type.made(state.result)?.uuid : undefined;
  return uuid === undefined ? undefined : free(api, call, making, uuid);
}

/** Seconds in which a job that runs makes its record, unless it waits for others on the same volume. */
const recordIn = 600;

/**
 * Of a job that an earlier run began, only the record tells the age. Where none comes up, and the server was restarted
 * within the time that a creation may take, it is taken for dead: at worst, two are made.
 */
async function joinedWatch<T extends Inventory>(
  api: ZStackApi,
  call: Call,
  making: Making<T>,
  job: string,
): Promise<() => Promise<void>> {
  const limit = Math.max(making.type.serverLimit ?? usualLimit, call.timeout ?? 0);
  const joinedAt = byNow(api);
  const begun = call.around.clock.now();
  return watchOf(api, job, true, async () => {
    const records = await freeOf(api, call, making);
    const newest = records.findLast(({ ready }) => !ready);
    const made = await momentOf(api, newest?.object.inventory.createDate);
    const waited = (call.around.clock.now() - begun) / 1000;
    const first = made === undefined ? await joinedAt() : undefined;
    // All of an object may be finished some time before the job.
    const none = records.every(({ id, ready }) => ready && making.seen.has(id));
    if (first !== undefined && waited > recordIn && none) {
      if (await restartedSince(api, { ...first, ms: first.ms - limit * 1000 })) {
        throw new JobDeadError(
          job,
          `it has made no record in ${spoken(waited)}, and the management server was restarted not long ago`,
        );
      }
    }
    return { handedIn: made ?? first, limit };
  });
}

/** The object of a job that was seen running and whose result nobody can have any more. */
async function cameUp<T extends Inventory>(
  api: ZStackApi,
  call: Call,
  making: Making<T>,
  job: string,
  deadline: Deadline,
): Promise<ZStackSighting<T> | undefined> {
  const found = await findByIdentity(api, making.type, call);
  const fresh = found.find(
    (one) => !making.seen.has(one.id) && one.marks.deferred === undefined && fits(call, making, one),
  );
  const ref = { job, handedIn: async () => undefined, seen: true };
  return fresh === undefined ? undefined : ready(api, call, { ...making, uuid: fresh.id }, ref, deadline, fresh);
}

/**
 * The object, unless it was somebody's when this call began. One that came up, or was marked, since then is of a run
 * that overlaps with this one: both get the same object.
 */
async function free<T extends Inventory>(
  api: ZStackApi,
  call: Call,
  making: Making<T>,
  uuid: string,
): Promise<ZStackSighting<T> | undefined> {
  const sighting = await getObject(api, making.type, uuid);
  if (sighting === undefined) {
    if (uuid !== making.uuid) return undefined;
    throw new RefusedError(
      `resourceUuid: ${uuid} was used before, for a ${making.type.noun} that is gone; a uuid must never be used again, choose another`,
    );
  }
  if (!isRemembered(await serverClock(api), making.type, sighting.object.inventory)) return undefined;
  const { owner, deferred, retained } = sighting.marks;
  if (deferred !== undefined || retained !== undefined) return undefined;
  if (owner !== undefined && making.seen.has(uuid)) return undefined;
  return fits(call, making, sighting) ? sighting : undefined;
}

/** Looks at the object itself until it is ready. */
async function ready<T extends Inventory>(
  api: ZStackApi,
  call: Call,
  making: Making<T>,
  job: OpenJob,
  deadline: Deadline,
  first: ZStackSighting<T> | undefined,
): Promise<ZStackSighting<T>> {
  const pauses = growingPauses(200);
  for (let sighting = first; ; sighting = await getObject(api, making.type, making.uuid)) {
    if (sighting?.ready) return sighting;
    if (deadline.passed) {
      const late = new JobTimeoutError(job.job, deadline.seconds);
      throw await unfinished(api, call, making.type, making.uuid, job, late);
    }
    await deadline.pause(pauses.next().value);
  }
}
