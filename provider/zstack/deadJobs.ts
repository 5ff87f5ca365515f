import { z } from "zod";
import type { Call } from "../core/kind";
import { spoken } from "../http/clock";
import { ClosingError, FinalError } from "../http/errors";
import type { ZStackApi } from "./api";
import { serverDate } from "./serverDates";

// A management server that is killed leaves its jobs "running" and their records Creating or Deleting for good. Neither
// the job nor the record tells: only when the servers joined, which administrators may ask, or the job's own age does.
// @API GET /v1/management-nodes

const nodeSchema = z.object({ uuid: z.string(), joinDate: z.string().optional() });

/** Seconds by which dates of one server may differ from each other. */
const imprecise = 5;

/** Seconds after its own limit in which a job may still end. */
const lenience = 600;

/** Seconds by which the clock of this machine may differ from the server's, where only an access key is known. */
const skew = 15 * 60;

/** What is known of the age of a job, or of a record that one changes. */
export interface JobAge {
  /** When it had been handed in at the latest, as `serverDate` reads dates; undefined where nothing is known. */
  readonly handedIn: number | undefined;
  /** Seconds that the server gives it. */
  readonly limit: number;
}

/** Connections whose account may not ask for the management nodes, or whose server does not show them. */
const refused = new WeakSet<ZStackApi>();

/** When each management node joined; undefined where that cannot be known. */
async function joinDates(api: ZStackApi): Promise<number[] | undefined> {
  if (refused.has(api)) return undefined;
  try {
    const nodes = await api.query("/v1/management-nodes", nodeSchema, []);
    const dates = nodes.map((node) => serverDate(node.joinDate));
    const now = api.serverNow();
    // A date to come tells that the clock was set back: nothing follows from it.
    const known = dates.filter((date) => date !== undefined && (now === undefined || date < now + skew * 1000));
    return known.length === 0 || known.length < dates.length ? undefined : known.map(Number);
  } catch (error) {
    if (error instanceof ClosingError) throw error;
    if (error instanceof FinalError) refused.add(api);
    return undefined;
  }
}

/** Whether the connection can ask when the management servers were started. */
export const canAskNodes = (api: ZStackApi): boolean => !refused.has(api);

/** Whether every management node joined after this moment. */
export async function restartedSince(api: ZStackApi, moment: number): Promise<boolean> {
  const joined = await joinDates(api);
  return joined?.every((date) => date > moment + imprecise * 1000) === true;
}

/** Why a job that answers "running" never ends; undefined where it may. */
export async function deathOf(api: ZStackApi, { handedIn, limit }: JobAge): Promise<string | undefined> {
  if (handedIn === undefined) return undefined;
  const now = api.serverNow();
  if (now !== undefined && now - handedIn > (limit + lenience) * 1000) {
    return `it was handed in ${spoken((now - handedIn) / 1000)} ago, and the server gives it ${spoken(limit)}`;
  }
  if (!(await restartedSince(api, handedIn))) return undefined;
  return "the management server was restarted after it had been handed in";
}

/** When a job that the server has by now was handed in at the latest. */
export async function byNow(api: ZStackApi): Promise<number | undefined> {
  const now = api.serverNow();
  if (now === undefined) return undefined;
  return (await api.account()) === undefined ? now + skew * 1000 : now;
}

/** A record that a job is making or deleting. */
export interface Changing {
  readonly status?: string | undefined;
  readonly createDate?: string | undefined;
  readonly lastOpDate?: string | undefined;
}

/** Whether the job that makes or deletes this record is dead, so that the record stays as it is. */
export async function isAbandoned(api: ZStackApi, record: Changing, limit: number): Promise<boolean> {
  // What is built on a record changes it too, so that only a deletion began with its last change.
  const since = record.status === "Deleting" ? record.lastOpDate : record.createDate;
  return (await deathOf(api, { handedIn: serverDate(since), limit })) !== undefined;
}

/** How a server refuses the deletion of what an interrupted deletion left; that makes the record Ready again. */
const refusedOnce = "for current status[Deleting] on transaction event[delete]";

/** Sends a deletion again if the server refuses it because of an earlier one that never ended. */
export async function withInterruptedDeletes<T>(call: Call, what: string, send: () => Promise<T>): Promise<T> {
  for (let round = 1; ; round += 1) {
    try {
      return await send();
    } catch (error) {
      if (!(error instanceof FinalError) || !error.message.includes(refusedOnce) || round >= mostRounds) throw error;
      call.around.say(`${call.label}: an earlier deletion of ${what} never ended; deleting it again`);
    }
  }
}

/** Of several records that one deletion reaches, each may be refused once. */
const mostRounds = 5;

/** The job never ends. */
export class JobDeadError extends Error {
  constructor(
    readonly job: string,
    readonly reason: string,
  ) {
    super(`job ${job} never ends: ${reason}`);
    this.name = "JobDeadError";
  }
}

/**
 * For a wait: throws JobDeadError once the job is known to be dead. The first question comes with the first call if
 * `atOnce`, else after a minute, and then one each minute.
 */
export function watchOf(api: ZStackApi, job: string, atOnce: boolean, age: () => Promise<JobAge>): () => Promise<void> {
  const { clock } = api.around;
  let next = clock.now() + (atOnce ? 0 : 60_000);
  return async () => {
    if (clock.now() < next) return;
    next = clock.now() + 60_000;
    const reason = await deathOf(api, await age());
    if (reason !== undefined) throw new JobDeadError(job, reason);
  };
}

/** What to do about a job of which it is not known whether it ever ends. */
export function waysOut(api: ZStackApi): string {
  const ask = canAskNodes(api)
    ? ""
    : " This account may not ask when the management server was started: an administrator's may.";
  return (
    `If the management server was restarted meanwhile, it never ends.${ask} To go on without waiting: delete the ` +
    `unfinished record on the platform, if there is one, then destroy or change triggers; or set deletionPolicy: "retain"`
  );
}
