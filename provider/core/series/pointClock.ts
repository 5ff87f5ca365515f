/** How old the points of a platform are, by the platform's own clock in this run. */
export interface PointClock {
  /** The time zone in which dates are written; undefined where dates carry theirs, or where it is not known. */
  readonly zone: string | undefined;
  /** Why no age can be relied on in this run. */
  readonly doubt: string | undefined;
  /** Seconds since the date; negative if it is in the future, undefined if it cannot be read. */
  age(date: unknown): number | undefined;
  /** The same, of all readings the least: dates may have been written in any of `zones` before. */
  leastAge(date: unknown, zones: readonly string[]): number | undefined;
}
