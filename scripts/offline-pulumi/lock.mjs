// A lock file for work that several commands may start at the same time. It names its holder; a holder that is gone, or
// that no longer renews it, loses it.
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { onInterrupt } from "../processes.mjs";

/**
 * @typedef {object} LockOptions
 * @property {(holder: string) => void} [onWait] called once when somebody else holds the lock
 * @property {number} [pollMs]
 * @property {number} [staleMs] without a sign of life for so long, a holder is taken for dead
 */

/**
 * @param {string} file
 * @returns {string | undefined} the holder as it is written in the file
 */
function readHolder(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === "EPERM";
  }
}

/**
 * The process id says nothing about a process of another machine or container that shares the folder; there, and where
 * the id has gone to another process since, only the age of the file tells.
 *
 * @param {string} file
 * @param {string} holder
 * @param {number} staleMs
 */
function isStale(file, holder, staleMs) {
  const [pid, host] = holder.split(" ");
  if (host === hostname() && !isAlive(Number(pid))) return true;
  try {
    return Date.now() - statSync(file).mtimeMs > staleMs;
  } catch {
    return false;
  }
}

/**
 * Moves a stale lock aside. Of several processes that see the same one, a late one may move a fresh lock of another: it
 * reads what it has moved, and puts that back.
 *
 * @param {string} file
 * @param {string} holder
 */
function removeStale(file, holder) {
  const aside = `${file}.${process.pid}.stale`;
  try {
    renameSync(file, aside);
    if (readHolder(aside) !== holder) linkSync(aside, file);
  } catch {
    // Somebody else was quicker: the next round looks again.
  } finally {
    rmSync(aside, { force: true });
  }
}

/**
 * Linking a finished file makes the lock appear with its content, in one step.
 *
 * @param {string} file
 * @param {string} content
 */
function tryAcquire(file, content) {
  const draft = `${file}.${process.pid}.draft`;
  writeFileSync(draft, content);
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === "EEXIST") return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/**
 * Runs `work` while holding the lock, which is given back however the work ends, also by Ctrl-C.
 *
 * @template Result
 * @param {string} file
 * @param {() => Promise<Result>} work
 * @param {LockOptions} [options]
 * @returns {Promise<Result>}
 */
export async function withLock(file, work, { onWait, pollMs = 1000, staleMs = 120_000 } = {}) {
  mkdirSync(dirname(file), { recursive: true });
  const content = `${process.pid} ${hostname()} ${Date.now()}`;
  let told = false;
  while (!tryAcquire(file, content)) {
    const holder = readHolder(file);
    if (holder === undefined) continue;
    if (isStale(file, holder, staleMs)) {
      removeStale(file, holder);
      continue;
    }
    if (!told) onWait?.(holder.split(" ")[0] ?? "");
    told = true;
    await sleep(pollMs);
  }
  const release = () => {
    if (readHolder(file) === content) rmSync(file, { force: true });
  };
  const forget = onInterrupt(release);
  const renewal = setInterval(() => {
    try {
      utimesSync(file, new Date(), new Date());
    } catch {
      // Taken over by another process after a long pause of this one: both works end with a rename, so neither harms.
    }
  }, staleMs / 8);
  try {
    return await work();
  } finally {
    clearInterval(renewal);
    forget();
    release();
  }
}
