import { EngineGoneError } from "../../core/contract/errors";
import type { RequestContext } from "../../core/contract/resourceDefinition";
import type { Deadline } from "../../http/clock";
import { type FinalError, NotFoundError } from "../../http/errors";
import { NotYet, waitFor } from "../../http/waitFor";
import { InvalidStateError, QuotaError } from "../../openstack/responses";

/** An object that a request needs, as it is now. */
export interface Needed {
  readonly what: string;
  readonly status: string;
  /** The status is a transient one. */
  readonly passing: boolean;
  /** The status allows the request. */
  readonly idle: boolean;
}

/** What the refusals of a request mean. */
export interface Refusals {
  /** The object that the request needs; of several, the one that is in the way. */
  look(): Promise<Needed>;
  notSeen(error: NotFoundError): Error;
  overQuota(error: QuotaError): Error;
  refused(needed: Needed, error: InvalidStateError): Error;
}

/** What an error says besides its text. */
export function factsOf(error: FinalError): { request: string; platformCode?: string } {
  return { request: error.request, ...(error.platformCode === undefined ? {} : { platformCode: error.platformCode }) };
}

/** Sends a request once what it needs is idle; the error says what prevents it. */
export async function retryWhileBusy<T>(
  ctx: RequestContext,
  deadline: Deadline,
  send: () => Promise<T>,
  { look, notSeen, overQuota, refused }: Refusals,
): Promise<T> {
  let printed = false;
  let idle = 0;
  let waited = false;
  const attempt = async () => {
    // The run that follows waits for the same, and sends its own.
    if (waited && !(await ctx.runtime.engineAlive())) throw new EngineGoneError(`what ${ctx.label} declares`);
    waited = true;
    try {
      return await send();
    } catch (error) {
      if (error instanceof NotFoundError) throw notSeen(error);
      if (error instanceof QuotaError) throw overQuota(error);
      if (!(error instanceof InvalidStateError)) throw error;
      const needed = await look();
      // What was in the way may have ended between the refusal and the look.
      idle = needed.idle ? idle + 1 : 0;
      if ((!needed.passing && !needed.idle) || idle > 1) throw refused(needed, error);
      return new NotYet({ needed, error });
    }
  };
  return waitFor(deadline, attempt, {
    late: ({ needed, error }) => {
      throw refused(needed, error);
    },
    progress: ({ needed: { what, status, passing } }) => {
      if (!printed && passing) ctx.runtime.say(`${ctx.label}: waiting for ${what} (status "${status}")`);
      printed = printed || passing;
    },
  });
}

/** The error of a request for which a quota of the project has no room. */
export function overQuota(noun: string, error: QuotaError): Error {
  return new QuotaError(
    `The project's quota allows no further ${noun}: ${error.message}. Delete objects that are no longer needed or ask ` +
      `for a higher quota.`,
    factsOf(error),
    { cause: error },
  );
}
