// What changed since it was last written, and how that is written: one line of JSON for all that belongs together.

import type { JobRow } from "../rest/jobs";
import type { World } from "../world";
import type { Change, TableName } from "./database";
import type { BaseRow, Table } from "./table";

/** A row as it is now, or the uuid of one that is gone. */
type Entry =
  | { table: TableName; row: BaseRow }
  | { table: TableName; gone: string }
  | { job: JobRow }
  | { ended: string };

export class Journal {
  /** By table and uuid; true where a row was removed, perhaps before another one of that uuid came. */
  private readonly rows = new Map<TableName, Map<string, boolean>>();
  private readonly jobs = new Set<string>();
  /** The whole state is to be written instead. */
  everything = false;

  constructor(private readonly world: World) {}

  get isEmpty(): boolean {
    return !this.everything && this.rows.size === 0 && this.jobs.size === 0;
  }

  note(change: Change): void {
    if (change === "everything") this.everything = true;
    else if ("job" in change) this.jobs.add(change.job);
    else {
      const touched = this.rows.get(change.table) ?? new Map<string, boolean>();
      this.rows.set(change.table, touched);
      touched.set(change.uuid, change.removed || touched.get(change.uuid) === true);
    }
  }

  forget(): void {
    this.rows.clear();
    this.jobs.clear();
    this.everything = false;
  }

  /** One line: what is written at once counts as a whole or not at all. */
  line(): string {
    const entries: Entry[] = [];
    for (const [table, touched] of this.rows) {
      const rows = tableOf(this.world, table);
      for (const [uuid, removed] of touched) {
        if (removed) entries.push({ table, gone: uuid });
        const row = rows.get(uuid);
        if (row !== undefined) entries.push({ table, row });
      }
    }
    for (const uuid of this.jobs) {
      const job = this.world.jobs.rows.get(uuid);
      entries.push(job === undefined ? { ended: uuid } : { job });
    }
    return `${JSON.stringify(entries)}\n`;
  }
}

/**
 * Carries out the lines of a journal.
 *
 * @throws SyntaxError for a line that is no JSON
 */
export function replayJournal(world: World, lines: readonly string[]): void {
  for (const line of lines) {
    for (const entry of JSON.parse(line) as Entry[]) {
      if ("job" in entry) world.jobs.rows.set(entry.job.uuid, entry.job);
      else if ("ended" in entry) world.jobs.rows.delete(entry.ended);
      else if ("gone" in entry) tableOf(world, entry.table).remove(entry.gone);
      else put(tableOf(world, entry.table), entry.row);
    }
  }
}

/** In its old place where there was one: some lists are in the order in which their rows came. */
function put(table: Table<BaseRow>, row: BaseRow): void {
  const known = table.get(row.uuid);
  if (known === undefined) {
    table.insert(row);
    return;
  }
  const emptied = Object.fromEntries(Object.keys(known).map((column) => [column, undefined]));
  table.update(known, { ...emptied, ...row });
}

function tableOf(world: World, name: TableName): Table<BaseRow> {
  const table = world.database.tables[name];
  if (table === undefined) throw new Error(`unknown table "${name}"`);
  return table as unknown as Table<BaseRow>;
}
