// The data file, all tables and the jobs' results, and its journal: a line for all that changed together, appended at
// once whatever the size of the file. When the journal has grown, the file is written as a whole beside the old one, put
// in its place, and the next journal begins.

import {
  appendFileSync,
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";
import type { JobRow } from "../rest/jobs";
import type { World } from "../world";
import { lockFile } from "./fileLock";
import { Journal, replayJournal } from "./journal";
import { readTables, type StoredTables, writeTables } from "./storedTables";

const format = "pulumi-snapshots simulator";

interface Stored {
  format: typeof format;
  version: 1;
  /** The journal that goes on from here names the same number. */
  generation?: number;
  tables: StoredTables;
  jobs: JobRow[];
}

/** Milliseconds between a change and the moment at which it is in the journal. */
const soon = 100;

/** Characters of a journal that are few, whatever the size of the file. */
const fewCharacters = 4_000_000;

export class DataFile {
  private timer: NodeJS.Timeout | undefined;
  private closed = false;
  private generation = 0;
  /** Characters in the file and in its journal. */
  private size = 0;
  private appended = 0;
  private readonly journal: Journal;
  /** Gives the file to others. */
  unlock: () => void = () => {};

  constructor(
    private readonly path: string,
    private readonly world: World,
  ) {
    this.journal = new Journal(world);
  }

  private get journalPath(): string {
    return `${this.path}.journal`;
  }

  /** Before anything is read: what another simulator is writing is nothing to begin with. */
  lock(): void {
    this.unlock = lockFile(this.path);
  }

  /**
   * False when there is no file yet. A file that cannot be understood is an error and stays as it is. What was under way
   * when the simulator ended is there as a crash of the management node leaves it.
   */
  load(): boolean {
    if (!existsSync(this.path)) return false;
    try {
      const stored = JSON.parse(readFileSync(this.path, "utf8")) as Stored;
      if (stored?.format !== format || stored.version !== 1) throw new Error("it is no data file");
      readTables(this.world, stored.tables, this.path);
      for (const job of stored.jobs) this.world.jobs.rows.set(job.uuid, job);
      this.generation = stored.generation ?? 0;
      replayJournal(this.world, this.journalLines());
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new Error(
        `The data file ${this.path} cannot be used: ${reason}. It was left untouched; ` +
          "move it and its .journal away, or give another with --data.",
      );
    }
    return true;
  }

  /**
   * The first line names the file that the journal goes on from: one of an older file is contained in this one. A last
   * line without its end was being written when the process was killed, and counts for nothing.
   */
  private journalLines(): string[] {
    if (!existsSync(this.journalPath)) return [];
    const [first = "", ...lines] = readFileSync(this.journalPath, "utf8").split("\n");
    lines.pop();
    return first === header(this.generation) ? lines : [];
  }

  /** The first write is at once: a file that cannot be written is known before anybody relies on it. */
  watch(): void {
    this.writeAll();
    this.world.onChange((change) => {
      this.journal.note(change);
      this.schedule();
    });
  }

  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.timer);
    try {
      this.writeAll();
    } finally {
      this.unlock();
    }
  }

  private schedule(): void {
    if (this.timer !== undefined || this.closed) return;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      try {
        this.write();
      } catch (error) {
        // The server goes on, and tries again.
        this.journal.note("everything");
        process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
        this.schedule();
      }
    }, soon);
  }

  private write(): void {
    if (this.journal.isEmpty) return;
    if (this.journal.everything) {
      this.writeAll();
      return;
    }
    const line = this.journal.line();
    this.attempt(() => appendFileSync(this.journalPath, line, { mode: 0o600 }));
    this.journal.forget();
    this.appended += line.length;
    // Only now: while the whole file is written, all that was done before is in the journal.
    if (this.appended > Math.max(fewCharacters, this.size)) this.writeAll();
  }

  private writeAll(): void {
    const generation = this.generation + 1;
    const tables = writeTables(this.world.database);
    const stored: Stored = { format, version: 1, generation, tables, jobs: [...this.world.jobs.rows.values()] };
    const text = JSON.stringify(stored);
    this.attempt(() => {
      // Killed between the two, there is a journal of an older file, which counts for nothing.
      replace(this.path, text);
      replace(this.journalPath, `${header(generation)}\n`);
    });
    this.journal.forget();
    this.generation = generation;
    this.size = text.length;
    this.appended = 0;
  }

  private attempt(write: () => void): void {
    try {
      write();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new Error(`The data file ${this.path} cannot be written: ${reason}. Give another with --data.`);
    }
  }
}

const header = (generation: number): string => JSON.stringify({ format: `${format} journal`, generation });

/** Written beside the old one and then put in its place: nobody ever finds half a file. */
function replace(path: string, text: string): void {
  const temporary = `${path}.tmp`;
  try {
    const file = openSync(temporary, "w", 0o600);
    try {
      writeFileSync(file, text);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
    syncDirectory(dirname(path));
  } catch (error) {
    if (existsSync(temporary)) unlinkSync(temporary);
    throw error;
  }
}

function syncDirectory(path: string): void {
  try {
    const directory = openSync(path, "r");
    fsyncSync(directory);
    closeSync(directory);
  } catch {
    // Some systems do not sync directories; the rename itself has happened.
  }
}
