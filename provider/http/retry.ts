import { type Clock, Deadline } from "./clock";
import { RateLimitedError, RefusedConnectionError, RetryableError } from "./errors";

/** Attempts of a request before it is given up. */
export const maxAttempts = 5;

/** Milliseconds that a server can make a caller wait before the next attempt. */
export const longestPause = 30_000;

/** Seconds after which a connection that is always refused is given up. */
export const refusedLimit = 10;

/** Seconds for which a server may refuse a request because there are too many: longer than the minute in which it counts. */
export const rateLimitedFor = 120;

/** Errors that were given up already: an outer retry does not start again. */
const givenUp = new WeakSet<RetryableError>();

/** Whether all attempts were used up. */
export const isGivenUp = (error: unknown): boolean => error instanceof RetryableError && givenUp.has(error);

/**
 * Repeats `send` while it fails in a way that repeating cannot harm: at most five times, with growing pauses and a
 * random part so that many callers do not come back together. Refusals by a rate limit do not count. Everything else is
 * thrown at once.
 */
export async function withRetry<T>(clock: Clock, send: () => Promise<T>, deadline?: Deadline): Promise<T> {
  const until = deadline ?? new Deadline(clock, 60);
  const refused = new Deadline(clock, Math.min(refusedLimit, until.seconds - until.elapsed));
  const limited = deadline ?? new Deadline(clock, rateLimitedFor);
  let failures = 0;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await send();
    } catch (error) {
      if (!(error instanceof RetryableError) || givenUp.has(error)) throw error;
      const isLimited = error instanceof RateLimitedError;
      const limit = error instanceof RefusedConnectionError ? refused : isLimited ? limited : until;
      if (!isLimited) failures += 1;
      if (failures >= maxAttempts || limit.passed) {
        givenUp.add(error);
        throw error;
      }
      const wished = error.retryAfter === undefined ? 0 : Math.min(error.retryAfter, longestPause);
      const growing = Math.min(longestPause, 200 * 2 ** attempt) * (0.75 + Math.random() / 4);
      await limit.pause(wished || growing);
    }
  }
}
