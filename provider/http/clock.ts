/** Time as the provider sees it, so that tests can hold it in their hands. */
export interface Clock {
  /** Milliseconds; only differences mean anything. It never jumps: whoever sets the clock of this machine does not move it. */
  now(): number;
  /** Resolves after `ms` milliseconds. */
  sleep(ms: number): Promise<void>;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
};

/** This machine's date, in milliseconds since 1970: it jumps, so that it measures nothing. */
export const wallClock: Pick<Clock, "now"> = { now: () => Date.now() };

/** A moment after which a wait gives up. */
export class Deadline {
  private readonly started: number;

  /** @param limit seconds from now */
  constructor(
    private readonly clock: Clock,
    private limit: number,
  ) {
    this.started = clock.now();
  }

  /** Seconds since the wait began. */
  get elapsed(): number {
    return (this.clock.now() - this.started) / 1000;
  }

  /** Seconds the whole wait may take. */
  get seconds(): number {
    return this.limit;
  }

  get passed(): boolean {
    return this.elapsed >= this.limit;
  }

  /** Allows at least `limit` seconds, counted from the beginning. */
  extendTo(limit: number): void {
    this.limit = Math.max(this.limit, limit);
  }

  /** Sleeps `ms` milliseconds, or until the deadline where that comes first. */
  async pause(ms: number): Promise<void> {
    const left = Math.max(0, this.limit - this.elapsed) * 1000;
    await this.clock.sleep(Math.min(ms, left));
  }
}

/** The pauses of a wait in milliseconds: 50, 75, 112 … up to `most`. */
export function* backoff(first = 50, most = 3000): Generator<number, never> {
  for (let pause = first; ; pause = Math.min(most, pause * 1.5)) yield Math.round(pause);
}

/** `elapsed` seconds the way a person says it: `8 s`, `2 min 5 s`, `3 h 10 min`. */
export function formatDuration(elapsed: number): string {
  const whole = Math.round(elapsed);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min${whole % 60 === 0 ? "" : ` ${whole % 60} s`}`;
  return `${Math.floor(whole / 3600)} h${whole % 3600 < 60 ? "" : ` ${Math.floor((whole % 3600) / 60)} min`}`;
}
