import { z } from "zod";
import type { RequestContext } from "../../core/contract/resourceDefinition";
import { formatDuration } from "../../http/clock";
import type { ErrorCode } from "../../http/errorCodes";
import { ClosingError, FinalError } from "../../http/errors";
import { bestEffort } from "../client/bestEffort";
import type { ZStackApi } from "../client/client";
import { isSteady, type Moment, serverClock } from "../client/serverClock";

// A killed management server leaves its jobs "running" and their records Creating or Deleting forever. Neither job nor
// record shows it: only the join date of the servers, which administrators can query, or the age of the job does.
// @API GET /v1/management-nodes

const nodeSchema = z.object({ uuid: z.string(), joinDate: z.string().optional() });

/** Seconds after its limit in which a job may still finish. */
const lenience = 600;

/** The age of a job, or of a record that a job changes. */
export interface JobAge {
  /** When it was submitted at the latest; undefined if unknown. */
  readonly handedIn: Moment | undefined;
  /** The server's time limit for it in seconds. */
  readonly limit: number;
}

/** Connections whose account cannot query the management nodes, or whose server does not list them. */
const refused = new WeakSet<ZStackApi>();

/** An older response is safe, only less informative: join dates only increase. */
const answers = new WeakMap<ZStackApi, { readonly at: number; readonly dates: Promise<unknown[]> }>();

/** Milliseconds for which an answer is good enough. */
const goodFor = 5000;

function joinDates(api: ZStackApi): Promise<unknown[]> {
  const now = api.runtime.clock.now();
  const known = answers.get(api);
  if (known !== undefined && now - known.at < goodFor) return known.dates;
  const dates = api.query("/v1/management-nodes", nodeSchema, []).then((nodes) => nodes.map((node) => node.joinDate));
  answers.set(api, { at: now, dates });
  dates.catch(() => answers.delete(api));
  return dates;
}

/** Whether the connection can ask when the management servers were started. */
export const canAskNodes = (api: ZStackApi): boolean => !refused.has(api);

/** Whether every management node joined after this moment, as far as that can be known. */
export async function restartedSince(api: ZStackApi, moment: Moment): Promise<boolean> {
  if (refused.has(api)) return false;
  try {
    const [dates, clock] = await Promise.all([joinDates(api), serverClock(api)]);
    return dates.length > 0 && dates.every((date) => clock.isAfter(date, moment));
  } catch (error) {
    if (error instanceof ClosingError) throw error;
    if (error instanceof FinalError) refused.add(api);
    return false;
  }
}

/** Why a "running" job can never finish; undefined if it may. */
export async function deathOf(api: ZStackApi, { handedIn, limit }: JobAge): Promise<string | undefined> {
  if (handedIn === undefined) return undefined;
  const age = (await bestEffort(() => serverClock(api)))?.leastSince(handedIn);
  if (age !== undefined && age > limit + lenience && (await bestEffort(() => isSteady(api))) === true) {
    return `it was submitted ${formatDuration(age)} ago, and the server's time limit is ${formatDuration(limit)}`;
  }
  if (!(await restartedSince(api, handedIn))) return undefined;
  return "the management server was restarted after it was submitted";
}

/**
 * When a job that the server has by now was handed in at the latest. The server's clock is asked for only once that
 * matters; where nothing answers by then, the date of the session is as good as it gets.
 */
export function byNow(api: ZStackApi): () => Promise<Moment | undefined> {
  const { clock } = api.runtime;
  const at = clock.now();
  const shown = api.sessionClock();
  return async () => {
    const server = await bestEffort(() => serverClock(api));
    if (server !== undefined) return server.moment(clock.now() - at);
    return shown === undefined ? undefined : { ms: shown, zoned: false };
  };
}

/** What a date of the server means at the latest. */
export async function momentOf(api: ZStackApi, date: string | undefined): Promise<Moment | undefined> {
  return date === undefined ? undefined : (await bestEffort(() => serverClock(api)))?.momentOf(date);
}

/** A record that a job is making or deleting. */
export interface Changing {
  readonly status?: string | undefined;
  readonly createDate?: string | undefined;
  readonly lastOpDate?: string | undefined;
}

/** Whether the job that creates or deletes this record is dead, so the record never changes again. */
export async function isAbandoned(api: ZStackApi, record: Changing, limit: number): Promise<boolean> {
  // What is built on a record changes it too, so that only a deletion began with its last change.
  const since = record.status === "Deleting" ? record.lastOpDate : record.createDate;
  return (await deathOf(api, { handedIn: await momentOf(api, since), limit })) !== undefined;
}

/** How a server refuses the deletion of what an interrupted deletion left; that makes the record Ready again. */
const refusedOnce = "for current status[Deleting] on transaction event[delete]";

/** Sends a deletion again if the server refuses it because of an earlier one that never ended. */
export async function withInterruptedDeletes<T>(ctx: RequestContext, what: string, send: () => Promise<T>): Promise<T> {
  for (let round = 1; ; round += 1) {
    try {
      return await send();
    } catch (error) {
      if (!(error instanceof FinalError) || !error.message.includes(refusedOnce) || round >= mostRounds) throw error;
      ctx.runtime.say(`${ctx.label}: an earlier deletion of ${what} never finished; deleting it again`);
    }
  }
}

/** Of several records that one deletion reaches, each may be refused once. */
const mostRounds = 5;

/** The job can never finish. */
export class JobDeadError extends Error {
  readonly code: ErrorCode = "job-dead";

  constructor(
    readonly job: string,
    readonly reason: string,
  ) {
    super(`job ${job} can never finish: ${reason}`);
    this.name = "JobDeadError";
  }
}

/**
 * For a wait: throws JobDeadError once the job is known to be dead. The first question comes with the first call if
 * `atOnce`, else after a minute, and then one each minute.
 */
export function watchOf(api: ZStackApi, job: string, atOnce: boolean, age: () => Promise<JobAge>): () => Promise<void> {
  const { clock } = api.runtime;
  let next = clock.now() + (atOnce ? 0 : 60_000);
  return async () => {
    if (clock.now() < next) return;
    next = clock.now() + 60_000;
    const reason = await deathOf(api, await age());
    if (reason !== undefined) throw new JobDeadError(job, reason);
  };
}

/** Why a job may never finish, and who can find out. */
export function restartedMeanwhile(api: ZStackApi): string {
  const ask = canAskNodes(api)
    ? ""
    : " Only an administrator's account can see when the management server was started.";
  return `If the management server was restarted in the meantime, it never finishes.${ask}`;
}

/** What to do about a job that may never finish. */
export function waysOut(api: ZStackApi): string {
  return (
    `${restartedMeanwhile(api)} To stop waiting: delete the unfinished record on the platform, if there is one, then ` +
    `destroy the resource or change triggers; or set deletionPolicy: "retain"`
  );
}
