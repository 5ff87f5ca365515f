// An indexed table: rows by uuid, by the columns queries use most, and by the first characters of the uuid.

export interface BaseRow {
  uuid: string;
  createDate: number;
  lastOpDate: number;
  /** The owner; not part of any inventory. */
  accountUuid: string;
}

const prefixLength = 3;

export class Table<R extends BaseRow> {
  private readonly rows = new Map<string, R>();
  private readonly prefixes: Index<R> = new Map();
  private readonly indexes = new Map<string, Index<R>>();

  constructor(
    private readonly timestamp: () => number,
    /** Told after every change; without a uuid all rows are gone. */
    private readonly changed: (uuid: string | undefined, removed: boolean) => void,
    indexed: readonly (keyof R & string)[] = [],
  ) {
    for (const column of indexed) this.indexes.set(column, new Map());
  }

  get size(): number {
    return this.rows.size;
  }

  all(): IterableIterator<R> {
    return this.rows.values();
  }

  get(uuid: string): R | undefined {
    return this.rows.get(uuid);
  }

  has(uuid: string): boolean {
    return this.rows.has(uuid);
  }

  insert(row: R): R {
    this.rows.set(row.uuid, row);
    put(this.prefixes, row.uuid.slice(0, prefixLength), row);
    for (const [column, index] of this.indexes) put(index, column in row ? row[column as keyof R] : undefined, row);
    this.changed(row.uuid, false);
    return row;
  }

  /** Writes columns; `lastOpDate` follows, as the database does it by itself. */
  update(row: R, patch: Partial<R>): R {
    // A row that was removed meanwhile stays out of the indexes.
    if (this.rows.get(row.uuid) !== row) return Object.assign(row, patch);
    for (const [column, index] of this.indexes) {
      if (column in patch) take(index, row[column as keyof R], row);
    }
    Object.assign(row, { lastOpDate: this.timestamp() }, patch);
    for (const [column, index] of this.indexes) {
      if (column in patch) put(index, row[column as keyof R], row);
    }
    this.changed(row.uuid, false);
    return row;
  }

  remove(uuid: string): R | undefined {
    const row = this.rows.get(uuid);
    if (row === undefined) return undefined;
    this.rows.delete(uuid);
    take(this.prefixes, uuid.slice(0, prefixLength), row);
    for (const [column, index] of this.indexes) take(index, row[column as keyof R], row);
    this.changed(uuid, true);
    return row;
  }

  clear(): void {
    this.rows.clear();
    this.prefixes.clear();
    for (const index of this.indexes.values()) index.clear();
    this.changed(undefined, true);
  }

  /** The rows whose column equals `value`, or `undefined` where the column has no index. */
  indexedBy(column: string, value: unknown): Iterable<R> | undefined {
    const index = this.indexes.get(column);
    return index === undefined ? undefined : rowsAt(index, value);
  }

  by<C extends keyof R & string>(column: C, value: R[C]): R[] {
    const found = this.indexedBy(column, value);
    if (found !== undefined) return [...found];
    return [...this.rows.values()].filter((row) => row[column] === value);
  }

  /** Candidates for a uuid that starts with `prefix`: perhaps more, never fewer. */
  *startingWith(prefix: string): Iterable<R> {
    const head = prefix.slice(0, prefixLength);
    if (head.length === prefixLength) {
      yield* rowsAt(this.prefixes, head);
      return;
    }
    for (const key of this.prefixes.keys()) {
      if (String(key).startsWith(head)) yield* rowsAt(this.prefixes, key);
    }
  }
}

/** Most keys have one row: a set is made only for the second. */
type Index<R> = Map<unknown, R | Set<R>>;

function put<R extends BaseRow>(index: Index<R>, key: unknown, row: R): void {
  const entry = index.get(key);
  if (entry === undefined || entry === row) index.set(key, row);
  else if (entry instanceof Set) entry.add(row);
  else index.set(key, new Set([entry, row]));
}

function take<R extends BaseRow>(index: Index<R>, key: unknown, row: R): void {
  const entry = index.get(key);
  if (entry === row) index.delete(key);
  if (!(entry instanceof Set)) return;
  entry.delete(row);
  if (entry.size === 0) index.delete(key);
}

function rowsAt<R extends BaseRow>(index: Index<R>, key: unknown): Iterable<R> {
  const entry = index.get(key);
  if (entry === undefined) return [];
  return entry instanceof Set ? entry : [entry];
}
