// First come, first served per key (a volume, a VM); some keys let several in at a time. Work that needs several keys
// waits in all their queues at once, so that two of them can never block each other.

interface Entry {
  keys: readonly string[];
  run: () => void;
  running: boolean;
}

export class Queues {
  private readonly waiting = new Map<string, Entry[]>();

  /** How many may run at a time on a key. */
  constructor(private readonly capacity: (key: string) => number = () => 1) {}

  /** Calls `run` when it is first on every key; the result ends it, or takes it out of the queues. */
  enter(keys: readonly string[], run: () => void): () => void {
    const entry: Entry = { keys: [...new Set(keys)], run, running: false };
    for (const key of entry.keys) {
      const queue = this.waiting.get(key);
      if (queue === undefined) this.waiting.set(key, [entry]);
      else queue.push(entry);
    }
    let left = false;
    // Later, so that the caller holds the handle before the work begins.
    queueMicrotask(() => {
      if (!left) this.tryStart(entry);
    });
    return () => {
      if (left) return;
      left = true;
      this.leave(entry);
    };
  }

  clear(): void {
    this.waiting.clear();
  }

  private tryStart(entry: Entry): void {
    if (entry.running) return;
    for (const key of entry.keys) {
      const place = this.waiting.get(key)?.indexOf(entry) ?? -1;
      if (place < 0 || place >= this.capacity(key)) return;
    }
    entry.running = true;
    entry.run();
  }

  private leave(entry: Entry): void {
    for (const key of entry.keys) {
      const queue = (this.waiting.get(key) ?? []).filter((other) => other !== entry);
      if (queue.length === 0) this.waiting.delete(key);
      else this.waiting.set(key, queue);
    }
    for (const key of entry.keys) {
      for (const next of (this.waiting.get(key) ?? []).slice(0, this.capacity(key))) this.tryStart(next);
    }
  }
}
