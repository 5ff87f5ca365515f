import { type Clock, Deadline } from "./clock";
import { RetryableError } from "./errors";

/** Tries of a request that could not be sent before it is given up. */
export const tries = 5;

/** Milliseconds that a server may keep a caller waiting before it is asked again. */
export const longestPause = 30_000;

/**
 * Repeats `send` while it fails in a way that repeating cannot harm: at most five times, with growing pauses and a
 * random part so that many callers do not come back together. Everything else is thrown at once.
 */
export async function retried<T>(clock: Clock, send: () => Promise<T>, deadline?: Deadline): Promise<T> {
  const until = deadline ?? new Deadline(clock, 60);
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await send();
    } catch (error) {
      if (!(error instanceof RetryableError) || attempt >= tries || until.passed) throw error;
      const wished = error.retryAfter === undefined ? 0 : Math.min(error.retryAfter, longestPause);
      await until.pause(wished || 200 * 2 ** attempt * (0.75 + Math.random() / 4));
    }
  }
}
