import { ClosingError, RetryableError } from "../../http/errors";
import type { ZStackApi } from "./client";

/** Milliseconds in which questions come together: an answer takes a server longer. */
const gathering = 5;

interface Asking<T> {
  readonly keys: readonly string[];
  readonly answer: (rows: Promise<readonly T[]>) => void;
}

/**
 * Questions about some keys that are asked while another one is under way go together as the next query: what it returns
 * has been read after each of them was asked, as if each had been sent by itself.
 */
export class MergedQuery<T> {
  private waiting: Asking<T>[] = [];
  private isRunning = false;

  /**
   * @param query all rows of these keys
   * @param keyOf the one that a row is about; undefined if it does not tell
   * @param gather a short wait, in which more of them come together
   */
  constructor(
    private readonly query: (keys: readonly string[]) => Promise<readonly T[]>,
    private readonly keyOf: (row: T) => string | undefined,
    private readonly gather: () => Promise<void>,
  ) {}

  async rowsOf(keys: readonly string[]): Promise<readonly T[]> {
    if (keys.length === 0) return [];
    return new Promise<readonly T[]>((answer) => {
      this.waiting.push({ keys, answer });
      if (!this.isRunning) void this.run();
    });
  }

  private async run(): Promise<void> {
    this.isRunning = true;
    while (this.waiting.length > 0) {
      const gathered = this.gather();
      await Promise.allSettled([gathered]);
      const together = this.waiting.splice(0);
      // A process that is ending asks nothing more, and each of them gets that error.
      const all = new Set(together.flatMap(({ keys }) => keys));
      const rows = gathered.then(() => this.query([...all]));
      for (const { keys, answer } of together) answer(together.length === 1 ? rows : this.partOf(rows, keys, all));
      await Promise.allSettled([rows]);
    }
    this.isRunning = false;
  }

  /** The rows of one question; it is asked by itself if others may have spoilt the query, or a row is about none of them. */
  private async partOf(
    together: Promise<readonly T[]>,
    keys: readonly string[],
    all: ReadonlySet<string>,
  ): Promise<readonly T[]> {
    let rows: readonly T[];
    try {
      rows = await together;
    } catch (error) {
      // Those have been tried several times, and would fail again.
      if (error instanceof ClosingError || error instanceof RetryableError) throw error;
      return this.query(keys);
    }
    const found = rows.map((row) => ({ row, key: this.keyOf(row) ?? "" }));
    if (found.some(({ key }) => !all.has(key))) return this.query(keys);
    return found.filter(({ key }) => keys.includes(key)).map(({ row }) => row);
  }
}

/** What merged queries need of a connection. */
export type Queryable = Pick<ZStackApi, "query"> & Partial<Pick<ZStackApi, "runtime">>;

/** Merges the questions of each connection. */
export function mergedByConnection<T, A extends Queryable>(
  query: (api: A, keys: readonly string[]) => Promise<readonly T[]>,
  keyOf: (row: T) => string | undefined,
): (api: A, keys: readonly string[]) => Promise<readonly T[]> {
  const queries = new WeakMap<A, MergedQuery<T>>();
  return (api, keys) => {
    const merged =
      queries.get(api) ??
      new MergedQuery(
        (some) => query(api, some),
        keyOf,
        async () => api.runtime?.clock.sleep(gathering, true),
      );
    queries.set(api, merged);
    return merged.rowsOf(keys);
  };
}
