import { type Clock, Deadline } from "../../http/clock";
import { RefusedError } from "../../http/errors";
import type { RateLimit } from "../../http/rateLimit";

/** Seconds that the condition of a write may wait for what is under way. */
export const conditionLimit = 600;

/** Seconds after which a condition is asked again before the write is sent. */
const freshFor = 10;

/** How often in a row a condition may take longer than that. */
const slowLooks = 5;

/** The condition of one write, through all its sends. */
export class Asked {
  /** What it threw: the write must not be sent, and is not tried again. */
  failure: unknown;

  constructor(
    private readonly condition: () => Promise<void>,
    private readonly handingIn: Deadline,
  ) {}

  /** Credentials for a write whose condition holds now: a slow read, or a login, makes a look out of date. */
  async holdsNow<T>(clock: Clock, authorize: () => Promise<T>): Promise<T> {
    for (let look = 1; ; look += 1) {
      const asked = new Deadline(clock, freshFor);
      await this.ask();
      const credentials = await authorize();
      if (!asked.passed) return credentials;
      if (look >= slowLooks) throw this.failed(new RefusedError("too-slow", tooSlow));
    }
  }

  private async ask(): Promise<void> {
    const before = this.handingIn.elapsed;
    try {
      await this.condition();
    } catch (error) {
      throw this.failed(error);
    }
    // The time that it takes is no time of handing the write in.
    this.handingIn.extendTo(this.handingIn.seconds + this.handingIn.elapsed - before);
  }

  private failed(error: unknown): unknown {
    this.failure = error;
    return error;
  }
}

/** Credentials for a request that may be sent now: the rate limit has passed, and its condition holds. */
export async function whenAllowed<T>(
  clock: Clock,
  rateLimit: RateLimit,
  { authorize, condition }: { readonly authorize: () => Promise<T>; readonly condition: Asked | undefined },
): Promise<T> {
  for (;;) {
    await rateLimit.passed();
    if (condition === undefined) return authorize();
    const credentials = await condition.holdsNow(clock, authorize);
    // To wait now would make the look out of date.
    if (!rateLimit.isReached || clock.cancelled === true) return credentials;
  }
}

const tooSlow =
  "the server responds too slowly to determine what else the deletion would delete. Nothing was sent. Run the command again later.";
