interface Asking<T> {
  readonly uuids: readonly string[];
  readonly answer: (rows: Promise<readonly T[]>) => void;
}

/**
 * Queries by uuid that are asked for while one is under way go together as the next one: what they return has been read
 * after they were asked for, as if each had been sent by itself.
 */
export class MergedQuery<T> {
  private waiting: Asking<T>[] = [];
  private isRunning = false;

  /**
   * @param query all rows of these uuids
   * @param uuidOf which of them a row is about
   * @param gather a short wait, in which more of them come together
   */
  constructor(
    private readonly query: (uuids: readonly string[]) => Promise<readonly T[]>,
    private readonly uuidOf: (row: T) => string,
    private readonly gather: () => Promise<void>,
  ) {}

  async rowsOf(uuids: readonly string[]): Promise<T[]> {
    if (uuids.length === 0) return [];
    const wanted = new Set(uuids);
    const rows = await new Promise<readonly T[]>((answer) => {
      this.waiting.push({ uuids, answer });
      if (!this.isRunning) void this.run();
    });
    return rows.filter((row) => wanted.has(this.uuidOf(row)));
  }

  private async run(): Promise<void> {
    this.isRunning = true;
    while (this.waiting.length > 0) {
      const gathered = this.gather();
      await Promise.allSettled([gathered]);
      const together = this.waiting.splice(0);
      const uuids = [...new Set(together.flatMap((one) => one.uuids))];
      // A process that is ending asks nothing more, and each of them gets that error.
      const rows = gathered.then(() => this.query(uuids));
      for (const { answer } of together) answer(rows);
      await Promise.allSettled([rows]);
    }
    this.isRunning = false;
  }
}
