import assert from "node:assert/strict";
import type { Door } from "../../support/doors";
import { chosenDoors, count, full, only, spreadEvenly } from "../harness/options";
import { type CliCase, cliCases, sampledOfCli } from "./cli/cases";
import { CliLane } from "./cli/lane";
import { CliPlayer } from "./cli/play";
import { resourceNames } from "./platform/kinds";
import { ZStackLane } from "./platform/lane";

const lanesAtOnce = 2;

const titleOf = ({ kind, operation, fault, position }: CliCase): string =>
  `${kind}, ${operation}, ${fault.name}, ${position.phase}: ${position.key}`;

for (const { door, isChosen } of chosenDoors) {
  describe(`the crash matrix through the CLI, ${door}`, () => holds(door, isChosen));
}

function holds(door: Door, isChosen: boolean): void {
  let lanes: CliLane[] = [];

  before(async function () {
    if (process.platform !== "linux") this.skip();
    lanes = await Promise.all(Array.from({ length: lanesAtOnce }, () => CliLane.open(door)));
  });
  after(() => Promise.all(lanes.map((lane) => lane.close())));

  async function chosen(): Promise<CliCase[]> {
    const lane = await ZStackLane.open({ jobDuration: 5 });
    try {
      const all = await cliCases(lane);
      const text = only;
      if (text !== undefined) return all.filter((one) => titleOf(one).includes(text));
      if (count !== undefined) return spreadEvenly(all, Number(count));
      if (full) return all;
      const some = sampledOfCli(all);
      // Every other one, for a door that has no cases of its own.
      return isChosen ? some : some.filter((_, index) => index % 2 === 0);
    } finally {
      await lane.close();
    }
  }

  it("holds", async function () {
    this.timeout(full || count !== undefined ? 2 * 3600_000 : 600_000);
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
            if (full || count !== undefined) console.log(`      ${played} of ${cases.length}: ${titleOf(one)}`);
            if (complaints.length === 0) continue;
            broken.push(`${titleOf(one)}: ${complaints.join("; ")}`);
            console.log(`      ${titleOf(one)}\n        ${complaints.join("\n        ")}\n${told}`);
          }
        }
      }),
    );
    console.log(`      crash matrix through the CLI, ${door}: ${played} cases, ${played - broken.length} held`);
    assert.deepEqual(broken, []);
  });
}
