import assert from "node:assert/strict";
import { theLab } from "../../cinder/support/lab";
import { ProcessPool, ProjectFolder } from "../harness/realProcess";
import { allCases, type Case, sampled, titleOf } from "./harness/cases";
import { Lane } from "./harness/lane";
import { play, type Verdict } from "./harness/play";

/** `npm run test:cinder -- --full`: every case, not a sample. */
const full = process.env["PULUMI_SNAPSHOTS_TEST_FULL"] === "1";
/** For work on one case: only those whose title has this text. */
const only = process.env["PULUMI_SNAPSHOTS_TEST_CASE"];
const lanesAtOnce = 4;

describe("the crash matrix against a real Cinder", () => {
  let folder: ProjectFolder;
  let pool: ProcessPool;
  let lanes: Lane[] = [];

  before(async function () {
    const lab = await theLab(this);
    folder = new ProjectFolder();
    pool = new ProcessPool(folder, lanesAtOnce, [require.resolve("./harness/hurry.cjs")]);
    lanes = await Promise.all(Array.from({ length: lanesAtOnce }, (_, index) => Lane.open(lab, `lane${index}`)));
  });

  after(async () => {
    await pool?.close();
    await Promise.all(lanes.map((lane) => lane.close()));
    folder?.remove();
  });

  async function playAll(cases: readonly Case[]): Promise<Verdict[]> {
    const verdicts: Verdict[] = [];
    const work = async (lane: Lane, waiting: Case[]): Promise<void> => {
      for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) {
        const verdict = await play(lane, pool, one);
        verdicts.push(verdict);
        if (full && verdicts.length % 20 === 0) console.log(`      ${verdicts.length} of ${cases.length} cases`);
        if (verdict.complaints.length === 0) continue;
        console.log(`      ${verdict.title}\n        ${verdict.complaints.join("\n        ")}`);
        if (only !== undefined) console.log(verdict.told);
      }
    };
    const [first] = lanes;
    assert.ok(first);
    // What holds the storage holds it for everybody.
    const alone = cases.filter((one) => one.fault.limit !== undefined);
    const waiting = cases.filter((one) => one.fault.limit === undefined);
    await Promise.all(lanes.map((lane) => work(lane, waiting)));
    await work(first, alone);
    return verdicts;
  }

  it("holds", async function () {
    this.timeout(full ? 4 * 3600_000 : 900_000);
    const all = await allCases(lanes);
    const cases = only === undefined ? (full ? all : sampled(all)) : all.filter((one) => titleOf(one).includes(only));
    const verdicts = await playAll(cases);
    const broken = verdicts.filter((one) => one.complaints.length > 0);
    const left = verdicts.filter((one) => one.left).length;
    console.log(
      `      cinder crash matrix: ${verdicts.length} cases, ${verdicts.length - broken.length} held ` +
        `(of ${all.length}; ${left} met the open window and were named)`,
    );
    assert.deepEqual(
      broken.map((one) => `${one.title}: ${one.complaints.join("; ")}`),
      [],
    );
  });
});
