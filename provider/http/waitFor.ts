import { backoff, type Deadline } from "./clock";

/** What a look returns as long as the wait is not over. */
export class NotYet<S> {
  /**
   * @param state what the look has shown, for the error at the deadline
   * @param pause `atOnce` looks again without a pause, whatever the deadline; a number is the least pause in milliseconds
   */
  constructor(
    readonly state: S,
    readonly pause: "atOnce" | number = 0,
  ) {}
}

/** How often a wait looks, and how it ends. */
export interface WaitOptions<T, S> {
  /** The result at the deadline, or the error to throw, after a look that came too late or has shown `state`. */
  late(state: S): T | Promise<T>;
  /** Called before each pause. */
  progress?(state: S): void;
  /** First and longest pause in milliseconds, or all of them. Default: 200 and 3000. */
  readonly pauses?: readonly [first: number, longest: number] | Iterator<number, never>;
  /** Whether the first of them comes before the first look. */
  readonly pausesFirst?: boolean;
}

/**
 * Looks until there is a result, with growing pauses that end at the deadline; looks at least once, and once more at the
 * deadline. What the look throws ends the wait, and so does the end of the process, with ClosingError.
 */
export async function waitFor<T, S = undefined>(
  deadline: Deadline,
  look: () => Promise<T | NotYet<S>>,
  { late, progress, pauses: wanted = [200, 3000], pausesFirst = false }: WaitOptions<T, S>,
): Promise<T> {
  const pauses = "next" in wanted ? wanted : backoff(...wanted);
  if (pausesFirst) await deadline.pause(pauses.next().value);
  for (;;) {
    const result = await look();
    if (!(result instanceof NotYet)) return result;
    const { state, pause } = result;
    if (pause === "atOnce") continue;
    if (deadline.passed) return late(state);
    progress?.(state);
    await deadline.pause(Math.max(pauses.next().value, pause));
  }
}

/** The look has shown nothing that the error at the deadline would name. */
export const notYet = new NotYet(undefined);

/** Looks again without a pause: something has been done about it, or something else is to be looked at. */
export const atOnce = new NotYet(undefined, "atOnce");
