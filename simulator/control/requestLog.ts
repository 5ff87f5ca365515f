// Counts of the requests that reached the simulated product, and their order.

export interface LogEntry {
  method: string;
  route: string;
  path: string;
  /** 0 where the connection was cut. */
  status: number;
}

const kept = 100_000;

export class RequestLog {
  private readonly counts = new Map<string, { method: string; route: string; count: number }>();
  private entries: LogEntry[] = [];
  private total = 0;

  record(entry: LogEntry): void {
    this.total++;
    const key = `${entry.method} ${entry.route}`;
    const counted = this.counts.get(key);
    if (counted === undefined) this.counts.set(key, { method: entry.method, route: entry.route, count: 1 });
    else counted.count++;
    this.entries.push(entry);
    if (this.entries.length > 2 * kept) this.entries = this.entries.slice(-kept);
  }

  clear(): void {
    this.counts.clear();
    this.entries = [];
    this.total = 0;
  }

  report(withLog: boolean): Record<string, unknown> {
    const summary = { total: this.total, requests: [...this.counts.values()] };
    return withLog ? { ...summary, log: this.entries } : summary;
  }
}
