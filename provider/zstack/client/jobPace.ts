import type { Clock } from "../../http/clock";

/** Longest pause between two looks, in milliseconds: a job can fail long before others of its kind end. */
const longest = 3000;

/** Milliseconds to the first look at a job of a kind that nothing is known of. */
const first = 50;

/** Looks are so far apart, as a part of the time that the job has taken and at least so many milliseconds. */
const apart = { part: 0.12, ms: 25 };

/** The expectation of a kind falls by this part when a first look finds the end, twice as far by each one after that. */
const falls = { part: 0.015, most: 0.25 };

/** And grows by this factor when several looks were in vain. */
const grows = 1.1;

/** What is known of the jobs of a kind. */
interface Known {
  /** Milliseconds that the shortest ones took lately. */
  readonly shortest: number;
  /** The part by which that falls with the next first look that finds the end. */
  readonly fall: number;
}

/**
 * How long jobs of one connection take, by kind. A look in vain costs a request and a late look costs time, so the first
 * look comes when the shortest jobs of the kind have ended. Those that wait for others of their volume take longer.
 */
export class JobPace {
  private readonly kinds = new Map<string, Known>();

  constructor(private readonly clock: Pick<Clock, "now">) {}

  /** A job that begins now. */
  begin(kind: string): PacedJob {
    const learn = (next: (known: Known | undefined) => Known): void => {
      this.kinds.set(kind, next(this.kinds.get(kind)));
    };
    return new PacedJob(this.clock, this.kinds.get(kind), learn);
  }

  /** A job that somebody else began: how long it has been running is not known. */
  join(): PacedJob {
    return new PacedJob(this.clock, undefined, () => undefined);
  }
}

/** The kind of a job by its request: the API, without the objects that it is about. */
export function jobKind(method: string, path: string): string {
  const [bare = ""] = path.split("?");
  return `${method} ${bare.replace(/[0-9a-f]{32}/g, "{uuid}")}`;
}

/** One job that is followed. */
export class PacedJob {
  private readonly begun: number;
  /** Milliseconds after which the first look is worth its request; undefined if nothing is known. */
  private readonly expected: number | undefined;
  /** When it was last seen running, and how often since it was expected to end. */
  private ran = 0;
  private ranLate = 0;

  constructor(
    private readonly clock: Pick<Clock, "now">,
    private readonly known: Known | undefined,
    private readonly learn: (next: (known: Known | undefined) => Known) => void,
  ) {
    this.begun = clock.now();
    this.expected = known === undefined ? undefined : known.shortest * 1.03 + 5;
  }

  /** Milliseconds before each look. */
  *pauses(): Generator<number, never> {
    for (;;) {
      const { elapsed, expected } = this;
      const growing = expected === undefined ? Math.max(first, elapsed / 2) : Math.max(apart.ms, elapsed * apart.part);
      const left = (expected ?? 0) - elapsed;
      yield Math.min(longest, Math.ceil(left > 0 ? left : growing));
    }
  }

  /** A look has shown that it runs. */
  runs(): void {
    this.ran = this.elapsed;
    if (this.expected !== undefined && this.ran >= this.expected) this.ranLate += 1;
  }

  /** A look has shown that it has ended well. */
  ended(): void {
    const { elapsed, expected, ran } = this;
    this.learn((known) => {
      // It ended between two looks.
      const between = ran === 0 ? elapsed / 2 : ran + (elapsed - ran) / 4;
      const found = { shortest: between, fall: falls.part };
      if (known === undefined) return found;
      if (this.ranLate === 1) return found;
      if (ran > 0 && expected === undefined) return between < known.shortest ? found : known;
      // Of jobs that ran together, the first one has said it.
      if (known !== this.known) return known;
      if (this.ranLate > 0) return { shortest: known.shortest * grows, fall: falls.part };
      const shortest = Math.max(ran, Math.min(known.shortest, elapsed) * (1 - known.fall));
      return { shortest, fall: Math.min(falls.most, known.fall * 2) };
    });
  }

  private get elapsed(): number {
    return this.clock.now() - this.begun;
  }
}
