import type { Clock } from "../../provider/http/clock";

/** A clock that stands still but for sleeping, which takes no time outside of it. */
export class FakeClock implements Clock {
  /** What was slept, in milliseconds. */
  readonly sleeps: number[] = [];

  constructor(private time = 1_000_000) {}

  now(): number {
    return this.time;
  }

  async sleep(ms: number): Promise<void> {
    this.sleeps.push(ms);
    this.time += ms;
  }

  advance(ms: number): void {
    this.time += ms;
  }
}
