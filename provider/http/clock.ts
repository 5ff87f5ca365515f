import { setMaxListeners } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { ClosingError } from "./errors";

/** Time as the provider sees it; tests inject their own. */
export interface Clock {
  /** Milliseconds; only differences mean anything. Monotonic: setting the clock of this machine does not move it. */
  now(): number;
  /**
   * Resolves after `ms` milliseconds, and rejects with ClosingError as soon as the process is to end.
   * @param evenIfCancelled for a pause that protects something, and for which nobody waits
   */
  sleep(ms: number, evenIfCancelled?: boolean): Promise<void>;
  /** Whether the user has cancelled the run: every wait is over, and `sleep` returns at once. */
  readonly cancelled?: boolean;
}

/** A clock whose sleepers can be woken: at the end of the process, and when the user cancels the run. */
export class StoppableClock implements Clock {
  private readonly stopped = new AbortController();
  /** By the end of the process too. */
  private readonly waking = new AbortController();
  private isCancelled = false;

  constructor() {
    // One listener for each resource that waits.
    setMaxListeners(0, this.waking.signal, this.stopped.signal);
  }

  get cancelled(): boolean {
    return this.isCancelled;
  }

  now(): number {
    return performance.now();
  }

  async sleep(ms: number, evenIfCancelled = false): Promise<void> {
    try {
      await sleep(ms, undefined, { signal: (evenIfCancelled ? this.stopped : this.waking).signal });
    } catch (error) {
      if (this.isCancelled && !evenIfCancelled) return;
      throw this.stopped.signal.aborted ? new ClosingError() : error;
    }
  }

  /** Ends every wait with ClosingError, those that begin later as well. */
  stop(): void {
    this.stopped.abort();
    this.waking.abort();
  }

  /** Brings every wait to its deadline: what is under way is then recorded as unfinished. */
  cancel(): void {
    this.isCancelled = true;
    this.waking.abort();
  }
}

export const systemClock = new StoppableClock();

/** This machine's date in milliseconds since 1970. It can jump, so it measures no durations. */
export const wallClock: Pick<Clock, "now"> = { now: () => Date.now() };

/** The moment at which a wait gives up. */
export class Deadline {
  private readonly started: number;

  /** @param limit seconds from now */
  constructor(
    private readonly clock: Clock,
    private limit: number,
  ) {
    this.started = clock.now();
  }

  /** Whether the user has cancelled the run, whatever time is left. */
  get cancelled(): boolean {
    return this.clock.cancelled === true;
  }

  /** Seconds since the wait began. */
  get elapsed(): number {
    return (this.clock.now() - this.started) / 1000;
  }

  /** Limit of the whole wait in seconds. */
  get seconds(): number {
    return this.limit;
  }

  get passed(): boolean {
    return this.cancelled || this.elapsed >= this.limit;
  }

  /** Allows at least `limit` seconds, counted from the beginning. */
  extendTo(limit: number): void {
    this.limit = Math.max(this.limit, limit);
  }

  /** Sleeps `ms` milliseconds, or until the deadline if that comes first. */
  async pause(ms: number): Promise<void> {
    const left = Math.max(0, this.limit - this.elapsed) * 1000;
    await this.clock.sleep(Math.min(ms, left));
  }
}

/** The pauses of a wait in milliseconds: 50, 75, 113 … up to `most`. */
export function* backoff(first = 50, most = 3000): Generator<number, never> {
  for (let pause = first; ; pause = Math.min(most, pause * 1.5)) yield Math.round(pause);
}

/** `elapsed` seconds in words: `8 s`, `2 min 5 s`, `3 h 10 min`. */
export function formatDuration(elapsed: number): string {
  const whole = Math.round(elapsed);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min${whole % 60 === 0 ? "" : ` ${whole % 60} s`}`;
  return `${Math.floor(whole / 3600)} h${whole % 3600 < 60 ? "" : ` ${Math.floor((whole % 3600) / 60)} min`}`;
}
