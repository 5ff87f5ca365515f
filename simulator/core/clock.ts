// The simulated clock: wall time plus whatever tests moved it forward. Timers run in simulated time, so that moving the
// clock also finishes jobs and expires sessions that became due.

interface Timer {
  due: number;
  run: () => void;
  handle: NodeJS.Timeout | undefined;
}

export class Clock {
  private offset = 0;
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

  /** Back to wall time; pending timers keep the wait they had left. */
  reset(): void {
    for (const timer of this.timers) timer.due -= this.offset;
    this.offset = 0;
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

/** The form a JDK 8 server prints: local time, no zone, no fraction. */
export function jdkDate(ms: number): string {
  const date = new Date(ms);
  const two = (value: number) => String(value).padStart(2, "0");
  const hour = date.getHours() % 12 === 0 ? 12 : date.getHours() % 12;
  const half = date.getHours() < 12 ? "AM" : "PM";
  const day = `${months[date.getMonth()]} ${date.getDate()}, ${date.getFullYear()}`;
  return `${day} ${hour}:${two(date.getMinutes())}:${two(date.getSeconds())} ${half}`;
}

/** Reads what a query may compare a date with: SQL form, or a time the server printed. `undefined` when it is neither. */
export function parseDate(text: string): number | undefined {
  const sql = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T](\d{1,2}):(\d{1,2})(?::(\d{1,2}))?)?/.exec(text);
  if (sql === null) return undefined;
  const part = (index: number) => Number(sql[index] ?? 0);
  return new Date(part(1), part(2) - 1, part(3), part(4), part(5), part(6)).getTime();
}
