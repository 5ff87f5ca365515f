import type { Clock } from "./clock";
import { RateLimitedError } from "./errors";
import { longestPause } from "./retry";

/** Milliseconds of the first pause where the server names none; each that follows without success is twice as long. */
const firstPause = 1000;

/** The rate limit of a server towards one connection: once it refuses a request, all wait until it can be asked again. */
export class RateLimit {
  private until = Number.NEGATIVE_INFINITY;
  private refusals = 0;

  constructor(private readonly clock: Clock) {}

  get isReached(): boolean {
    return this.clock.now() < this.until;
  }

  /** Resolves when the server can be asked again. */
  async passed(): Promise<void> {
    while (this.isReached && this.clock.cancelled !== true) await this.clock.sleep(this.until - this.clock.now());
  }

  /** Makes a request when the server can be asked again. */
  async heedFirst<T>(request: () => Promise<T>): Promise<T> {
    await this.passed();
    return this.heed(request);
  }

  /** Makes a request, whatever others have heard since, and remembers whether the server refuses it. */
  async heed<T>(request: () => Promise<T>): Promise<T> {
    try {
      const answer = await request();
      this.refusals = 0;
      return answer;
    } catch (error) {
      // Those that were under way together are refused together.
      if (error instanceof RateLimitedError && !this.isReached) {
        const pause = error.retryAfter ?? firstPause * 2 ** this.refusals;
        this.refusals += 1;
        this.until = this.clock.now() + Math.min(longestPause, pause);
      }
      throw error;
    }
  }
}
