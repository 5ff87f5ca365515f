import assert from "node:assert/strict";
import type { Context } from "mocha";
import type { Door } from "../../support/doors";
import { allCases, type Case, fewer, sampled, titleOf } from "./cases";
import type { Lane, Platform } from "./lane";
import { chosenDoors, count, full, only, partOf, spreadEvenly } from "./options";
import { play, type Verdict } from "./play";
import { ProcessPool, ProjectFolder } from "./realProcess";

export interface MatrixOptions<K extends string, L extends Lane<K>> {
  readonly title: string;
  readonly platform: Platform<K, L>;
  /** Cases at a time: a case mostly waits, for the platform, for the next attempt, for an orphan to end. */
  readonly lanesAtOnce: number;
  readonly open: (hook: Context, index: number, door: Door) => Promise<L>;
  /** Default: all that were not left out on the command line. */
  readonly doors?: readonly Door[];
  /** After so many cases a lane makes room for a new one. */
  readonly casesPerLane?: number;
  /** Modules that change provider processes for a test. */
  readonly preload?: readonly string[];
}

/** Tests that every case of a platform, or a sample of them, ends as if nothing had happened. */
export function describeMatrix<K extends string, L extends Lane<K>>(options: MatrixOptions<K, L>): void {
  // Both doors have the same places: of a case that another door does not reach, its verdict says so.
  let found: Promise<Case<K, L>[]> | undefined;
  const casesOf = (lanes: readonly L[]): Promise<Case<K, L>[]> => {
    found ??= allCases(options.platform, lanes);
    return found;
  };
  for (const { door, isChosen } of chosenDoors) {
    if (options.doors?.includes(door) !== false) describeDoor({ ...options, casesOf }, door, isChosen);
  }
}

function describeDoor<K extends string, L extends Lane<K>>(
  options: MatrixOptions<K, L> & { casesOf(lanes: readonly L[]): Promise<Case<K, L>[]> },
  door: Door,
  isChosen: boolean,
): void {
  const { platform, lanesAtOnce, casesPerLane = Number.POSITIVE_INFINITY, preload = [] } = options;
  const title = `${options.title}, ${door}`;
  const open = (hook: Context, index: number): Promise<L> => options.open(hook, index, door);
  const { hangsAfterMs } = platform;

  describe(`the ${title}`, () => {
    let folder: ProjectFolder;
    let pool: ProcessPool;
    let lanes: L[] = [];

    before(async function () {
      const indices = [...new Array(lanesAtOnce).keys()];
      lanes = await Promise.all(indices.map((index) => open(this, index)));
      folder = new ProjectFolder();
      pool = new ProcessPool(folder, lanesAtOnce, { door, preload });
    });

    after(async () => {
      await pool?.close();
      await Promise.all(lanes.map((lane) => lane.close()));
      folder?.remove();
    });

    function chosenOf(all: readonly Case<K, L>[]): readonly Case<K, L>[] {
      const text = only;
      const named = text === undefined ? all : all.filter((one) => titleOf(one).includes(text));
      if (count !== undefined) return spreadEvenly(named, Number(count));
      if (full || text !== undefined) return named;
      const some = sampled(platform, all);
      return isChosen ? some : fewer(platform, some);
    }

    async function playAll(cases: readonly Case<K, L>[], hook: Context): Promise<Verdict[]> {
      const verdicts: Verdict[] = [];
      const work = async (at: number, waiting: Case<K, L>[]): Promise<void> => {
        let played = 0;
        for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) {
          let lane = lanes[at];
          if (lane === undefined) return;
          if (played > 0 && played % casesPerLane === 0) {
            await lane.close();
            lane = await open(hook, at);
            lanes[at] = lane;
          }
          played += 1;
          const verdict = await play({ lane, door, pool, hangsAfterMs }, one);
          verdicts.push(verdict);
          if ((full || count !== undefined) && verdicts.length % 50 === 0)
            console.log(`      ${verdicts.length} of ${cases.length} cases`);
          if (verdict.complaints.length === 0) continue;
          console.log(`      ${verdict.title}\n        ${verdict.complaints.join("\n        ")}`);
          if (only !== undefined) console.log(verdict.told);
        }
      };
      const waiting = cases.filter((one) => one.fault.alone !== true);
      await Promise.all(lanes.map((_, at) => work(at, waiting)));
      await work(
        0,
        cases.filter((one) => one.fault.alone === true),
      );
      return verdicts;
    }

    it("holds", async function () {
      this.timeout(full || count !== undefined ? 4 * 3600_000 : 900_000);
      const all = await options.casesOf(lanes);
      const cases = partOf(chosenOf(all));
      const verdicts = await playAll(cases, this);
      const broken = verdicts.filter((one) => one.complaints.length > 0);
      const left = verdicts.filter((one) => one.left).length;
      console.log(
        `      ${title}: ${verdicts.length} cases, ${verdicts.length - broken.length} held ` +
          `(of ${all.length}; ${left} met the open window and were named)`,
      );
      assert.deepEqual(
        broken.map((one) => `${one.title}: ${one.complaints.join("; ")}`),
        [],
      );
    });
  });
}
