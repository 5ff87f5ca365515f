// The data file: all tables and the jobs' results, written as a whole beside the old file and then put in its place.

import {
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
import { abortSnapshot } from "../engine/snapshots";
import type { JobRow } from "../rest/jobs";
import type { World } from "../world";
import { lockFile } from "./fileLock";
import { readTables, type StoredTables, writeTables } from "./storedTables";

interface Stored {
  format: "pulumi-snapshots simulator";
  version: 1;
  tables: StoredTables;
  jobs: JobRow[];
}

/** Milliseconds between a change and the moment at which it is on the disk, for files that are written in half of that. */
const mayBeLost = 800;

export class DataFile {
  private timer: NodeJS.Timeout | undefined;
  private dirty = false;
  private closed = false;
  private lastWrite = 0;
  /** Gives the file to others. */
  unlock: () => void = () => {};

  constructor(
    private readonly path: string,
    private readonly world: World,
  ) {}

  /** Before anything is read: what another simulator is writing is nothing to begin with. */
  lock(): void {
    this.unlock = lockFile(this.path);
  }

  /** False when there is no file yet. A file that cannot be understood is an error and stays as it is. */
  load(): boolean {
    if (!existsSync(this.path)) return false;
    let stored: Stored;
    try {
      stored = JSON.parse(readFileSync(this.path, "utf8")) as Stored;
      if (stored?.format !== "pulumi-snapshots simulator" || stored.version !== 1)
        throw new Error("it is no data file");
      readTables(this.world, stored.tables, this.path);
      for (const job of stored.jobs) this.world.jobs.rows.set(job.uuid, job);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new Error(
        `The data file ${this.path} cannot be used: ${reason}. It was left untouched; ` +
          "move it away, or give another with --data.",
      );
    }
    this.recover();
    return true;
  }

  /** The first write is at once: a file that cannot be written is known before anybody relies on it. */
  watch(): void {
    this.dirty = true;
    this.write();
    this.world.onChange(() => {
      this.dirty = true;
      this.schedule();
    });
  }

  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.timer);
    try {
      this.write();
    } finally {
      this.unlock();
    }
  }

  /** Work that a stop interrupted is undone; its jobs stay "processing", as the product's do after a crash. */
  private recover(): void {
    const { snapshots, backups, backupRefs } = this.world.database.tables;
    for (const row of [...snapshots.all()]) {
      if (row.status === "Creating") abortSnapshot(this.world, row);
      else if (row.status === "Deleting") snapshots.update(row, { status: "Ready" });
    }
    for (const row of [...backups.all()]) {
      if (row.status !== "Creating") continue;
      for (const ref of backupRefs.by("volumeBackupUuid", row.uuid)) backupRefs.remove(ref.uuid);
      this.world.database.removeResource("backups", row.uuid);
    }
  }

  /** Not so often that writing a large file takes most of the time, and within the second that may be lost. */
  private schedule(): void {
    if (this.timer !== undefined || this.closed) return;
    const rare = Math.max(50, this.lastWrite * 10);
    const soon = Math.max(0, mayBeLost - 2 * this.lastWrite);
    this.timer = setTimeout(
      () => {
        this.timer = undefined;
        try {
          this.write();
        } catch (error) {
          // The server goes on, and tries again.
          this.dirty = true;
          process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
          this.schedule();
        }
      },
      Math.min(rare, soon),
    );
  }

  private write(): void {
    if (!this.dirty) return;
    this.dirty = false;
    const began = Date.now();
    const stored: Stored = {
      format: "pulumi-snapshots simulator",
      version: 1,
      tables: writeTables(this.world.database),
      jobs: [...this.world.jobs.rows.values()],
    };
    const temporary = `${this.path}.tmp`;
    try {
      const file = openSync(temporary, "w", 0o600);
      try {
        writeFileSync(file, JSON.stringify(stored));
        fsyncSync(file);
      } finally {
        closeSync(file);
      }
      renameSync(temporary, this.path);
      syncDirectory(dirname(this.path));
    } catch (error) {
      if (existsSync(temporary)) unlinkSync(temporary);
      const reason = error instanceof Error ? error.message : String(error);
      throw new Error(`The data file ${this.path} cannot be written: ${reason}. Give another with --data.`);
    }
    this.lastWrite = Date.now() - began;
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
