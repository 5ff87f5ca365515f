// Test files in mocha processes of their own, so many at a time over all layers.

/** @typedef {import("./mocha.mjs").Counts} Counts */

/** Lets `size` pieces of work run at a time; the others wait, first come, first served. */
export class Slots {
  #free;
  /** @type {(() => void)[]} */
  #waiting = [];

  /** @param {number} size */
  constructor(size) {
    this.#free = size;
  }

  /**
   * @template T
   * @param {() => Promise<T>} work
   * @returns {Promise<T>}
   */
  async run(work) {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise((/** @type {(value?: undefined) => void} */ resolve) => this.#waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#free += 1;
      else next();
    }
  }
}

/**
 * @template T
 * @param {readonly T[]} pieces
 * @param {Slots} slots
 * @param {(piece: T) => Promise<Counts>} runPiece
 * @returns {Promise<Counts>} their sum
 */
export async function runSideBySide(pieces, slots, runPiece) {
  const all = await Promise.all(pieces.map((piece) => slots.run(() => runPiece(piece))));
  return all.reduce(added, nothing);
}

/** @type {Counts} */
export const nothing = { passed: 0, failed: 0, skipped: 0, cpuSeconds: 0, failures: [] };

/**
 * @param {Counts} a
 * @param {Counts} b
 * @returns {Counts}
 */
export function added(a, b) {
  return {
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    skipped: a.skipped + b.skipped,
    cpuSeconds: a.cpuSeconds + b.cpuSeconds,
    failures: [...a.failures, ...b.failures],
  };
}
