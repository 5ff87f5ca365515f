// One simulator per data file: a lock file beside it names the process that has it. That of a process that is gone is
// taken over.

import { linkSync, readFileSync, renameSync, unlinkSync, writeFileSync } from "node:fs";

/** Takes the lock of the file, or says who has it; the result gives it back. */
export function lockFile(path: string): () => void {
  const lock = `${path}.lock`;
  const own = nameOf(process.pid);
  for (let attempt = 0; attempt < 10; attempt++) {
    if (create(lock, own)) return () => release(lock, own);
    const holder = read(lock);
    if (holder === undefined) continue;
    if (isAlive(holder)) {
      throw new Error(
        `The data file ${path} is in use by another simulator (process ${holder.split(" ")[0]}). ` +
          "Stop that one, or give another file with --data.",
      );
    }
    moveAside(lock, holder);
  }
  throw new Error(`The lock ${lock} changes all the time. Give another file with --data.`);
}

/** Made whole beside it first: nobody ever reads half a name. */
function create(lock: string, own: string): boolean {
  const whole = `${lock}.${process.pid}.new`;
  try {
    writeFileSync(whole, own, { mode: 0o600 });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`The lock ${lock} cannot be written: ${reason}. Give another file with --data.`);
  }
  try {
    linkSync(whole, lock);
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  } finally {
    unlinkSync(whole);
  }
}

/** Of several that see the same stale lock, a late one may move the fresh one of another: it puts that back. */
function moveAside(lock: string, stale: string): void {
  const aside = `${lock}.${process.pid}`;
  try {
    renameSync(lock, aside);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return;
    throw error;
  }
  try {
    if (read(aside) !== stale) linkSync(aside, lock);
  } catch (error) {
    if (codeOf(error) !== "EEXIST") throw error;
  }
  unlinkSync(aside);
}

function release(lock: string, own: string): void {
  if (read(lock) === own) unlinkSync(lock);
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
}

/** The process id, and when that process began: an id is given again to another process. */
function nameOf(pid: number): string {
  return `${pid} ${beginning(pid) ?? ""}`;
}

function isAlive(holder: string): boolean {
  const [id = "", began = ""] = holder.split(" ");
  const pid = Number(id);
  // A file that was cut off while it was written names nobody.
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (codeOf(error) !== "EPERM") return false;
  }
  return began === "" || (beginning(pid) ?? began) === began;
}

/** Known on Linux only. */
function beginning(pid: number): string | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name of the program comes in brackets and may have blanks; the beginning is the 22nd field.
    return text.slice(text.lastIndexOf(")") + 2).split(" ")[19];
  } catch {
    return undefined;
  }
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}
