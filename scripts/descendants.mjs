// What a process has started, directly or through others, also in process groups of their own: the Pulumi CLI puts each
// of its plugins into one. Known where the system shows its processes below /proc; elsewhere there is nothing to see.
import { existsSync, readdirSync, readFileSync } from "node:fs";

/** @typedef {{ pid: number, parent: number, startedAt: string, isDead: boolean }} Entry */

/**
 * @param {string} pid
 * @returns {Entry[]}
 */
function entryOf(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name before it may hold anything.
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    const [state, parent, startedAt] = [fields[0], fields[1], fields[19]];
    return [{ pid: Number(pid), parent: Number(parent), startedAt: startedAt ?? "", isDead: state === "Z" }];
  } catch {
    // It ended while we looked.
    return [];
  }
}

/** Descendants of one process, collected over time: one whose parent has ended cannot be found any more. */
export class Descendants {
  /** @type {Map<number, string>} start times by process id: the system gives ids anew */
  #known = new Map();

  /** @param {number} root */
  constructor(root) {
    this.root = root;
  }

  look() {
    if (!existsSync("/proc/self/stat")) return;
    const entries = readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .flatMap(entryOf);
    const parents = new Set([this.root, ...this.#alive()]);
    for (let before = -1; before !== parents.size; ) {
      before = parents.size;
      for (const { pid, parent, startedAt } of entries) {
        if (!parents.has(parent) || parents.has(pid)) continue;
        parents.add(pid);
        this.#known.set(pid, startedAt);
      }
    }
  }

  get areGone() {
    return this.#alive().length === 0;
  }

  kill() {
    for (const pid of this.#alive()) {
      try {
        process.kill(pid, "SIGKILL");
      } catch {
        // It ended meanwhile: that is what was wanted.
      }
    }
  }

  #alive() {
    return [...this.#known]
      .filter(([pid, startedAt]) =>
        entryOf(String(pid)).some((entry) => entry.startedAt === startedAt && !entry.isDead),
      )
      .map(([pid]) => pid);
  }
}
