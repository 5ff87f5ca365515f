import type { Clock } from "../../http/clock";

/** Longest time between two looks, in milliseconds: a job can fail long before others of its kind end. */
const longest = 3500;

/** Milliseconds to the first look at a job of a kind that nothing is known of. */
const first = 50;

/** How much later the next look at such a job comes: at the scout, and at others, of which it may say more before. */
const growing = { scout: 1.2, others: 6 };

/** Looks are so far apart, as a part of the time that the job has taken and at least so many milliseconds. */
const apart = { part: 0.12, ms: 25 };

/** How long a job waits before it heeds what others have shown, in the same terms. */
const heeding = { part: 0.06, ms: 25 };

/**
 * Looks at jobs that run together fall on common moments, at least so many milliseconds apart and at most this part of the
 * time that they take: what follows their ends comes together then, and goes as one query.
 */
const moments = { part: 0.03, ms: 25 };

/** The expectation of a kind falls by this part when a first look finds the end, twice as far by each one after that. */
const falls = { part: 0.015, most: 0.25, hold: 4 };

/** And grows by this factor when several looks were in vain. */
const grows = 1.1;

/** What is known of the jobs of a kind. */
interface Known {
  /** Milliseconds that the shortest ones took lately. */
  readonly shortest: number;
  /** The part by which that falls with the next first look of the scout that finds the end. */
  readonly fall: number;
  /** How many scouts look without that, because it was in vain. */
  readonly holds: number;
}

/** Jobs of one kind. */
interface Kind {
  known: Known | undefined;
  /** Of those that are followed, the one that looks whether they have become shorter. A look in vain is then one only. */
  scout: PacedJob | undefined;
  /** How many are followed. */
  followed: number;
}

const newKind = (): Kind => ({ known: undefined, scout: undefined, followed: 0 });

/**
 * How long jobs of one connection take, by kind. A look in vain costs a request and a late look costs time, so the first
 * look comes when the shortest jobs of the kind have ended. Those that wait for others of their volume take longer.
 */
export class JobPace {
  private readonly kinds = new Map<string, Kind>();

  constructor(private readonly clock: Pick<Clock, "now">) {}

  /** A job that begins now. */
  begin(name: string): PacedJob {
    const kind = this.kinds.get(name) ?? newKind();
    this.kinds.set(name, kind);
    return new PacedJob(this.clock, kind);
  }

  /** A job that somebody else began: how long it has been running is not known. */
  join(): PacedJob {
    return new PacedJob(this.clock, newKind());
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
  /** What was known when it began. */
  private readonly before: Known | undefined;
  /** When it was last seen running, and how often since it was expected to end. */
  private ran = 0;
  private ranLate = 0;

  constructor(
    private readonly clock: Pick<Clock, "now">,
    private readonly kind: Kind,
  ) {
    this.begun = clock.now();
    this.before = kind.known;
  }

  /** Milliseconds before each time that it asks whether a look is due. */
  *pauses(): Generator<number, never> {
    this.kind.followed += 1;
    this.kind.scout ??= this;
    for (;;) {
      const left = this.due - this.elapsed;
      const heeds = this.isAlone ? left : Math.max(heeding.ms, this.elapsed * heeding.part);
      yield Math.ceil(Math.max(1, Math.min(left, heeds)));
    }
  }

  /** Whether a look is worth its request by now. */
  get isDue(): boolean {
    return this.elapsed >= this.due;
  }

  /** A look has shown that it runs. */
  runs(): void {
    const { expected } = this;
    this.ran = this.elapsed;
    if (expected !== undefined && this.ran >= expected) this.ranLate += 1;
  }

  /** A look has shown that it has ended well. */
  ended(): void {
    this.kind.known = this.learned();
  }

  /** Nobody follows it any more, whatever has become of it. */
  left(): void {
    this.kind.followed -= 1;
    if (this.kind.scout === this) this.kind.scout = undefined;
  }

  private learned(): Known {
    const { elapsed, before, ran, ranLate, isScout } = this;
    const { known } = this.kind;
    const found = { shortest: between(ran, elapsed), fall: falls.part, holds: 0 };
    if (known === undefined) return { ...found, shortest: between(Math.max(ran, this.kind.scout?.ran ?? 0), elapsed) };
    const least = Math.min(known.shortest, Math.max(ran, withoutMargin(elapsed)));
    if (ranLate === 1) {
      // Only the scout has looked in vain; others find the end as before, or where its second look has found it.
      const isEarly = isScout && ran < withMargin(known.shortest);
      return isEarly ? { shortest: least, fall: falls.part, holds: falls.hold } : found;
    }
    const lowered = least < known.shortest ? { ...known, shortest: least } : known;
    // Of jobs that ran together, the first one has said it.
    if (known !== before) return lowered;
    if (ranLate > 0) return { ...found, shortest: known.shortest * grows };
    if (!isScout) return lowered;
    if (known.holds > 0) return { ...known, shortest: least, holds: known.holds - 1 };
    const shortest = Math.max(ran, Math.min(least, known.shortest * (1 - known.fall)));
    return { shortest, fall: Math.min(falls.most, known.fall * 2), holds: 0 };
  }

  private get isScout(): boolean {
    return this.kind.scout === this;
  }

  /** Whether no other one can show when it ends. */
  private get isAlone(): boolean {
    return this.kind.followed <= 1;
  }

  /** Milliseconds after which the first look is worth its request; undefined if nothing is known. */
  private get expected(): number | undefined {
    const { known } = this.kind;
    if (known === undefined) return undefined;
    return withMargin(this.isScout && known.holds === 0 ? known.shortest * (1 - known.fall) : known.shortest);
  }

  /** When the next look is, in milliseconds since it began. */
  private get due(): number {
    return this.isAlone ? this.next : this.momentAfter(this.next);
  }

  private get next(): number {
    const { expected, ran, isScout } = this;
    if (expected === undefined) {
      const next = isScout ? Math.max(ran * growing.scout, ran + first) : Math.max(ran, first) * growing.others;
      return Math.min(next, ran + longest);
    }
    return Math.min(ran < expected ? expected : ran + Math.max(apart.ms, ran * apart.part), ran + longest);
  }

  /** The first common moment at or after a time, both in milliseconds since it began. */
  private momentAfter(ms: number): number {
    const most = ms * moments.part;
    if (most < moments.ms) return ms;
    const step = moments.ms * 2 ** Math.floor(Math.log2(most / moments.ms));
    return Math.ceil((this.begun + ms) / step) * step - this.begun;
  }

  private get elapsed(): number {
    return this.clock.now() - this.begun;
  }
}

/** When a job ended, of which one look has shown that it runs, or which has not been looked at, and the next one its end. */
function between(ran: number, ended: number): number {
  const from = Math.min(ran, ended);
  return from === 0 ? ended / 2 : from + (ended - from) / 4;
}

const withMargin = (ms: number): number => ms * 1.03 + 5;
const withoutMargin = (ms: number): number => (ms - 5) / 1.03;
