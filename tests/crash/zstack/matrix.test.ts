import assert from "node:assert/strict";
import { allCases, type Case, sampled, titleOf } from "../harness/cases";
import { Lane } from "../harness/lane";
import { play, type Verdict } from "../harness/play";
import { ProcessPool, ProjectFolder } from "../harness/realProcess";

/** `npm run test:crash -- --full`: every case, not a sample. */
const full = process.env["PULUMI_SNAPSHOTS_TEST_FULL"] === "1";
/** For work on one case: only those whose title has this text. */
const only = process.env["PULUMI_SNAPSHOTS_TEST_CASE"];
const rounds = 1;
/** A case mostly waits: for jobs, for the next attempt, for an orphan to end. */
const lanesAtOnce = 6;
/** A killed provider never logs out, and an account has 500 sessions at most. */
const casesPerLane = 100;

describe("the crash matrix", () => {
  let folder: ProjectFolder;
  let pool: ProcessPool;
  let lanes: Lane[] = [];

  before(async () => {
    folder = new ProjectFolder();
    pool = new ProcessPool(folder, lanesAtOnce);
    lanes = await Promise.all(Array.from({ length: lanesAtOnce }, () => Lane.open()));
  });

  after(async () => {
    await pool.close();
    await Promise.all(lanes.map((lane) => lane.close()));
    folder.remove();
  });

  async function playAll(cases: readonly Case[]): Promise<Verdict[]> {
    const waiting = [...cases];
    const verdicts: Verdict[] = [];
    await Promise.all(
      lanes.map(async (first, at) => {
        let lane = first;
        let played = 0;
        for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) {
          if (played > 0 && played % casesPerLane === 0) {
            await lane.close();
            lane = await Lane.open();
            lanes[at] = lane;
          }
          played += 1;
          const verdict = await play(lane, pool, one);
          verdicts.push(verdict);
          if (full && verdicts.length % 50 === 0) console.log(`      ${verdicts.length} of ${cases.length} cases`);
          if (verdict.complaints.length > 0) {
            console.log(`      ${verdict.title}\n        ${verdict.complaints.join("\n        ")}`);
            if (only !== undefined) console.log(verdict.told);
          }
        }
      }),
    );
    return verdicts;
  }

  it("holds", async function () {
    this.timeout(full ? 4 * 3600_000 : 600_000);
    const [lane] = lanes;
    assert.ok(lane);
    const all = await allCases(lane);
    const cases =
      only === undefined ? (full ? all : sampled(all, rounds)) : all.filter((one) => titleOf(one).includes(only));
    const verdicts = await playAll(cases);
    const broken = verdicts.filter((one) => one.complaints.length > 0);
    const left = verdicts.filter((one) => one.left).length;
    console.log(
      `      crash matrix: ${verdicts.length} cases, ${verdicts.length - broken.length} held ` +
        `(of ${all.length}; ${left} met the open window and were named)`,
    );
    assert.deepEqual(
      broken.map((one) => `${one.title}: ${one.complaints.join("; ")}`),
      [],
    );
  });
});
