import assert from "node:assert/strict";
import { type CliCase, cliCases, sampledOfCli } from "./cli/cases";
import { CliLane } from "./cli/lane";
import { CliPlayer } from "./cli/play";
import { resourceNames } from "./platform/kinds";
import { ZStackLane } from "./platform/lane";

/** `npm run test:crash -- --full`: every fault with every kind, not a sample. */
const full = process.env["PULUMI_SNAPSHOTS_TEST_FULL"] === "1";
/** For work on one case: only those whose title has this text. */
const only = process.env["PULUMI_SNAPSHOTS_TEST_CASE"];
const lanesAtOnce = 2;

const titleOf = ({ kind, operation, fault, position }: CliCase): string =>
  `${kind}, ${operation}, ${fault.name}, ${position.phase}: ${position.key}`;

describe("the crash matrix through the CLI", () => {
  let lanes: CliLane[] = [];

  before(async function () {
    if (process.platform !== "linux") this.skip();
    lanes = await Promise.all(Array.from({ length: lanesAtOnce }, () => CliLane.open()));
  });
  after(() => Promise.all(lanes.map((lane) => lane.close())));

  async function chosen(): Promise<CliCase[]> {
    const lane = await ZStackLane.open(5);
    try {
      const all = await cliCases(lane);
      if (only !== undefined) return all.filter((one) => titleOf(one).includes(only));
      return full ? all : sampledOfCli(all);
    } finally {
      await lane.close();
    }
  }

  it("holds", async function () {
    this.timeout(full ? 2 * 3600_000 : 600_000);
    const cases = await chosen();
    const waiting = resourceNames.map((kind) => cases.filter((one) => one.kind === kind));
    const broken: string[] = [];
    let played = 0;
    await Promise.all(
      lanes.map(async (lane) => {
        for (let ofKind = waiting.shift(); ofKind !== undefined; ofKind = waiting.shift()) {
          const player = new CliPlayer(lane);
          for (const one of ofKind) {
            const { complaints, told } = await player.play(one);
            played += 1;
            if (full) console.log(`      ${played} of ${cases.length}: ${titleOf(one)}`);
            if (complaints.length === 0) continue;
            broken.push(`${titleOf(one)}: ${complaints.join("; ")}`);
            console.log(`      ${titleOf(one)}\n        ${complaints.join("\n        ")}\n${told}`);
          }
        }
      }),
    );
    console.log(`      crash matrix through the CLI: ${played} cases, ${played - broken.length} held`);
    assert.deepEqual(broken, []);
  });
});
