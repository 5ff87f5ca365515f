/** Milliseconds by which the dates of two answers may differ from the time between them: servers of a cluster do. */
const tolerance = 60_000;

/** The clock of the service, by the dates of its answers in this run, carried on by one that only runs forward. */
export class ServiceClock {
  private least = Number.POSITIVE_INFINITY;
  private most = Number.NEGATIVE_INFINITY;

  /** @param elapsed milliseconds by a clock that never jumps */
  constructor(private readonly elapsed: () => number) {}

  /** @param date of an answer that has just come, in milliseconds since 1970 */
  heard(date: number): void {
    if (Number.isNaN(date)) return;
    const ahead = date - this.elapsed();
    this.least = Math.min(this.least, ahead);
    this.most = Math.max(this.most, ahead);
  }

  /** Milliseconds since 1970, of all answers by the one that makes everything youngest; undefined before the first. */
  now(): number | undefined {
    return Number.isFinite(this.least) ? this.elapsed() + this.least : undefined;
  }

  /** Why it cannot be relied on. */
  get doubt(): string | undefined {
    return this.most - this.least > tolerance
      ? "the service's clock has jumped, or its servers' clocks differ"
      : undefined;
  }
}
