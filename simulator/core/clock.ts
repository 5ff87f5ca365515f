// The simulated clock: wall time plus whatever tests moved it forward. Timers run in simulated time, so that moving the
// clock also finishes jobs and expires sessions that became due.

import { AsyncLocalStorage } from "node:async_hooks";

interface Timer {
  due: number;
  run: () => void;
  handle: NodeJS.Timeout | undefined;
}

/** The zone in which what runs writes dates; several servers may run in one process. */
const zoneInUse = new AsyncLocalStorage<string>();

const ownZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

export class Clock {
  private offset = 0;
  private zone = ownZone();
  private readonly timers = new Set<Timer>();

  /** Milliseconds since the epoch, simulated. */
  now(): number {
    return Date.now() + this.offset;
  }

  /** As a database column holds it: without fractions of a second. */
  timestamp(): number {
    return Math.floor(this.now() / 1000) * 1000;
  }

  get advanced(): number {
    return this.offset;
  }

  /** IANA name of the zone in which dates are written. */
  get timeZone(): string {
    return this.zone;
  }

  /** @throws RangeError for what is no zone */
  setTimeZone(zone: string): void {
    this.zone = new Intl.DateTimeFormat("en-US", { timeZone: zone }).resolvedOptions().timeZone;
  }

  /** Does `work` with all dates in the server's zone. */
  inZone<R>(work: () => R): R {
    return zoneInUse.run(this.zone, work);
  }

  /** Runs `run` once after `ms` of simulated time; the result cancels it. */
  after(ms: number, run: () => void): () => void {
    const timer: Timer = { due: this.now() + ms, run, handle: undefined };
    this.timers.add(timer);
    this.arm(timer);
    return () => this.drop(timer);
  }

  advance(ms: number): void {
    this.offset += ms;
    const due = [...this.timers].filter((timer) => timer.due <= this.now()).sort((a, b) => a.due - b.due);
    for (const timer of due) this.fire(timer);
    for (const timer of this.timers) this.arm(timer);
  }

  /** Sets the clock to another time, also an earlier one: what is under way goes on and does not notice. */
  step(ms: number): void {
    this.offset += ms;
    for (const timer of this.timers) timer.due += ms;
  }

  /** Back to wall time; pending timers keep the wait they had left. */
  reset(): void {
    for (const timer of this.timers) timer.due -= this.offset;
    this.offset = 0;
    this.zone = ownZone();
  }

  stop(): void {
    for (const timer of this.timers) clearTimeout(timer.handle);
    this.timers.clear();
  }

  private arm(timer: Timer): void {
    clearTimeout(timer.handle);
    // setTimeout takes 31 bits; longer waits are re-armed when the shorter one ends.
    const wait = Math.min(Math.max(timer.due - this.now(), 0), 0x7fffffff);
    timer.handle = setTimeout(() => {
      if (timer.due <= this.now()) this.fire(timer);
      else this.arm(timer);
    }, wait);
  }

  private fire(timer: Timer): void {
    if (!this.timers.has(timer)) return;
    this.drop(timer);
    timer.run();
  }

  private drop(timer: Timer): void {
    clearTimeout(timer.handle);
    this.timers.delete(timer);
  }
}

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const format =
    formats.get(zone) ??
    new Intl.DateTimeFormat("en-US", {
      ...{ timeZone: zone, hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric" },
      ...{ hour: "numeric", minute: "numeric", second: "numeric" },
    });
  formats.set(zone, format);
  return format;
}

/** Within such a part of an hour no zone has changed its offset since 1972. */
const offsetPeriod = 15 * 60 * 1000;

/** By zone and period; to ask Intl for each date of an answer takes longer than the rest of it. */
const offsets = new Map<string, number>();
const mostOffsets = 10_000;

/** Milliseconds by which clocks of the zone are ahead of UTC in the period that begins at `start`. */
function offsetAt(zone: string, start: number): number {
  const key = `${zone} ${start}`;
  const known = offsets.get(key);
  if (known !== undefined) return known;
  const parts = formatOf(zone).formatToParts(start);
  const fields = Object.fromEntries(parts.map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = fields;
  const offset = Date.UTC(year, month - 1, day, hour, minute, second) - start;
  if (offsets.size >= mostOffsets) offsets.clear();
  offsets.set(key, offset);
  return offset;
}

/** What clocks of the server's zone show, as if it were UTC. */
export function localFields(ms: number): Date {
  const second = Math.floor(ms / 1000) * 1000;
  const start = Math.floor(ms / offsetPeriod) * offsetPeriod;
  return new Date(second + offsetAt(zoneInUse.getStore() ?? ownZone(), start));
}

/** The form a JDK 8 server prints: local time, no zone, no fraction. */
export function jdkDate(ms: number): string {
  const date = localFields(ms);
  const two = (value: number) => String(value).padStart(2, "0");
  const hours = date.getUTCHours();
  const hour = hours % 12 === 0 ? 12 : hours % 12;
  const day = `${months[date.getUTCMonth()]} ${date.getUTCDate()}, ${date.getUTCFullYear()}`;
  return `${day} ${hour}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())} ${hours < 12 ? "AM" : "PM"}`;
}

/** Reads what a query may compare a date with: SQL form, or a time the server printed. `undefined` when it is neither. */
export function parseDate(text: string): number | undefined {
  const sql = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T](\d{1,2}):(\d{1,2})(?::(\d{1,2}))?)?/.exec(text);
  if (sql === null) return undefined;
  const part = (index: number) => Number(sql[index] ?? 0);
  return new Date(part(1), part(2) - 1, part(3), part(4), part(5), part(6)).getTime();
}
