import { EngineGoneError, RefusedError, UnfinishedError } from "../core/errors";
import { identityPrefix, ownerLabel } from "../core/identity";
import type { Call } from "../core/kind";
import { type Deadline, growingPauses } from "../http/clock";
import {
  AmbiguousError,
  ClosingError,
  FinalError,
  RetryableError,
  SessionError,
  WrongEndpointError,
} from "../http/errors";
import type { Json } from "./answers";
import { JobLostError, JobTimeoutError, type Submitted, type Write, type ZStackApi } from "./api";
import { jobKey, jobUuid } from "./jobIds";
import {
  findByIdentity,
  getObject,
  type Inventory,
  isYoung,
  mostAttempts,
  type ObjectType,
  sightingOf,
  type ZStackSighting,
} from "./objects";
import { tagsOf } from "./tags";

/** Seconds a server allows most creations by itself. */
const usualLimit = 3 * 3600;

/** What one creation asks for. */
export interface Making<T extends Inventory> {
  readonly type: ObjectType<T>;
  /** The uuid that the object is to have. */
  readonly uuid: string;
  /** Objects of the identity that existed when the call began. */
  readonly seen: ReadonlySet<string>;
  /** How an object is not what is declared; undefined if it is. */
  readonly mismatch: (sighting: ZStackSighting<T>) => string | undefined;
  /** Looks whether the server is going to take it; refuses where it is not. */
  readonly preflight: () => Promise<void>;
  readonly write: Write;
}

/**
 * Hands in the creation under the job ids of the call's identity, one after the other, until one of them is ours or
 * leads to an object that nobody was given yet.
 */
export async function makeByJob<T extends Inventory>(
  api: ZStackApi,
  call: Call,
  making: Making<T>,
): Promise<ZStackSighting<T>> {
  const deadline = call.deadline(60);
  const key = jobKey(api.settings.credentials);
  let looked = false;
  for (let attempt = 1; attempt <= mostAttempts; attempt += 1) {
    const job = jobUuid(key, call.identity, attempt);
    // An id whose verdict the server still has is never handed in again: a server that has forgotten the job may take
    // it and go on answering with the old verdict.
    if ((await api.job(job)).state !== "unknown") {
      const made = await joined(api, call, making, job, deadline);
      if (made !== undefined) return made;
      continue;
    }
    if (!looked) await preflight(api, making, job);
    looked = true;
    const submitted = await api.submit(making.write, job, deadline).catch((error: unknown) => {
      throw error instanceof AmbiguousError ? unfinished(making.uuid, job, error) : error;
    });
    const limit = submitted.serverTimeout ?? making.type.serverLimit ?? usualLimit;
    if (call.timeout === undefined) deadline.extendTo(limit + 60);
    const made =
      submitted.outcome === "known"
        ? await joined(api, call, making, job, deadline)
        : await own(api, call, making, submitted, deadline);
    if (made !== undefined) return made;
  }
  throw new Error(
    `${mostAttempts} attempts at this ${making.type.noun} are remembered by the server, which is more than can be told apart; ` +
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
  deadline: Deadline,
): Promise<ZStackSighting<T> | undefined> {
  const { job, outcome } = submitted;
  let result: Json;
  try {
    result = await api.follow(job, deadline, `${call.label}: ${making.type.noun} ${making.uuid}`);
  } catch (error) {
    if (error instanceof SessionError) {
      // The session had ended before the job began: nothing ran.
      await api.relogin(submitted);
      return undefined;
    }
    if (!(error instanceof FinalError) && !(error instanceof JobLostError)) throw unfinished(making.uuid, job, error);
    // The verdict may be of another's job under the same id, after a lost answer: the object itself knows better.
    const sighting = await getObject(api, making.type, making.uuid);
    if (sighting !== undefined && fits(call, making, sighting)) return ready(api, making, job, deadline, sighting);
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
    return ready(api, making, job, deadline, sightingOf(making.type, made, rows));
  }
  if (outcome === "lost") return uuid === undefined ? undefined : free(api, call, making, uuid);
  return ready(api, making, job, deadline, undefined);
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
    const result = await api.follow(job, deadline, call.label).catch((error: unknown) => {
      lost = error instanceof JobLostError;
      if (error instanceof FinalError || error instanceof SessionError || lost) return undefined;
      const reason = error instanceof Error ? error.message : String(error);
      throw new UnfinishedError(
        undefined,
        job,
        `${reason}; the creation goes on, the next \`pulumi up\` takes it over`,
      );
    });
    if (lost) return cameUp(api, call, making, job, deadline);
    const uuid = result === undefined ? undefined : making.type.made(result)?.uuid;
    // Seen running by this call: it is ours even if the other process marks it first.
    const sighting = uuid === undefined ? undefined : await getObject(api, making.type, uuid);
    return sighting !== undefined && fits(call, making, sighting) ? sighting : undefined;
  }
  const uuid = state.state === "done" ? making.type.made(state.result)?.uuid : undefined;
  return uuid === undefined ? undefined : free(api, call, making, uuid);
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
  return fresh === undefined ? undefined : ready(api, { ...making, uuid: fresh.id }, job, deadline, fresh);
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
  if (!isYoung(api, sighting.object.inventory)) return undefined;
  const { owner, deferred, retained } = sighting.marks;
  if (deferred !== undefined || retained !== undefined) return undefined;
  if (owner !== undefined && making.seen.has(uuid)) return undefined;
  return fits(call, making, sighting) ? sighting : undefined;
}

/**
 * Whether what a job of our identity made is what this call is to make: nobody else's by now, with a uuid that was chosen
 * for this declaration, and of everything that is declared. If not, that is said, and the next attempt is due.
 */
function fits<T extends Inventory>(call: Call, making: Making<T>, sighting: ZStackSighting<T>): boolean {
  const { id, marks } = sighting;
  const foreign = marks.owner !== undefined && marks.owner !== ownerLabel(call.owner);
  const chosen = id === making.uuid || id.startsWith(identityPrefix(call.owner, call.identity));
  const why = foreign
    ? `it belongs to ${marks.owner}`
    : chosen
      ? making.mismatch(sighting)
      : "its uuid was not chosen for this declaration";
  if (why !== undefined) {
    call.around.say(
      `${call.label}: ${making.type.noun} ${id} is not taken over, although a job of this declaration made it: ${why}`,
    );
  }
  return why === undefined;
}

/** Looks at the object itself until it is ready. */
async function ready<T extends Inventory>(
  api: ZStackApi,
  making: Making<T>,
  job: string,
  deadline: Deadline,
  first: ZStackSighting<T> | undefined,
): Promise<ZStackSighting<T>> {
  const pauses = growingPauses(200);
  for (let sighting = first; ; sighting = await getObject(api, making.type, making.uuid)) {
    if (sighting?.ready) return sighting;
    if (deadline.passed) throw unfinished(making.uuid, job, new JobTimeoutError(job, deadline.seconds));
    await deadline.pause(pauses.next().value);
  }
}

function unfinished(uuid: string, job: string, error: unknown): Error {
  if (error instanceof EngineGoneError || error instanceof ClosingError) return error;
  const known =
    error instanceof JobTimeoutError ||
    error instanceof RetryableError ||
    error instanceof AmbiguousError ||
    error instanceof WrongEndpointError;
  const reason = error instanceof Error ? error.message : String(error);
  const text = `${uuid} is not ready: ${reason}; the next \`pulumi up\` goes on waiting`;
  return known ? new UnfinishedError(uuid, job, text) : error instanceof Error ? error : new Error(reason);
}

/** What became of a creation whose uuid and job are recorded. */
export async function resumeByJob<T extends Inventory>(
  api: ZStackApi,
  call: Call,
  type: ObjectType<T>,
  uuid: string,
  job: string,
  wait: boolean,
): Promise<ZStackSighting<T> | "running" | undefined> {
  let state = await api.job(job);
  if (state.state === "running" && wait) {
    const deadline = call.deadline((type.serverLimit ?? usualLimit) + 60);
    await api.follow(job, deadline, `${call.label}: ${uuid}`).catch((error: unknown) => {
      // The object itself tells how it ended; only a wait without an end is an error.
      if (error instanceof FinalError || error instanceof SessionError || error instanceof JobLostError) return;
      throw unfinished(uuid, job, error);
    });
    state = { state: "unknown" };
  }
  const sighting = await getObject(api, type, uuid);
  if (state.state === "running") return sighting?.ready ? sighting : "running";
  return sighting;
}
