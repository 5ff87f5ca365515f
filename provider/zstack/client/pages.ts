/** A part of a list that is sorted by uuid. */
export interface Page<T> {
  readonly rows: readonly T[];
  /** Of each row; undefined if not every row shows one. */
  readonly uuids: readonly string[] | undefined;
}

/**
 * Every row of a list that is read in pages, each once. Rows that are removed meanwhile move those behind them to the front,
 * past the beginning of the next page. So each page begins with the last row of the one before it; if another row is there,
 * it is read again from further in front.
 *
 * @param read the rows from this number on, `size` at most
 */
export async function* pagesOf<T>(size: number, read: (start: number) => Promise<Page<T>>): AsyncGenerator<T[], void> {
  const seen = new Set<string>();
  let start = 0;
  for (;;) {
    let page = await read(start);
    for (let back = 1; start > 0 && isBehind(page, seen); back *= 2) {
      start = Math.max(0, start - back);
      page = await read(start);
    }
    const { rows, uuids } = page;
    yield rows.filter((_, index) => !seen.has(uuids?.[index] ?? ""));
    if (rows.length < size) return;
    for (const uuid of uuids ?? []) seen.add(uuid);
    start += uuids === undefined ? rows.length : rows.length - 1;
  }
}

/** Whether rows may be missing between those that were read before and this page. */
const isBehind = <T>({ uuids }: Page<T>, seen: ReadonlySet<string>): boolean =>
  uuids !== undefined && !seen.has(uuids[0] ?? "");
