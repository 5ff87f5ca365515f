import assert from "node:assert/strict";
import { type RevertName, Reverts, revertNames } from "../../support/reverts";
import { Simulated } from "../../support/simulated";

/** Milliseconds after which the server no longer tells what was sent. */
const forgotten = 4 * 3_600_000;

function describeUnsent(name: RevertName, safetySnapshot: boolean, isNewest: boolean): void {
  // The server's clock goes on, so each has one of its own.
  const reverts = new Reverts(new Simulated());
  const others = `${isNewest ? "first" : "further"} snapshots, ${safetySnapshot ? "with" : "without"} a safety snapshot`;

  it(`${name}: is not taken for one because others took ${others}`, async () => {
    const point = await reverts.point(name);
    const strangers = async (): Promise<void> => {
      for (const volume of reverts.volumes) await reverts.snapshot(volume);
    };
    if (!isNewest) await strangers();
    await reverts.stop();
    let asked = 0;
    // It is gone right before the request, when the mark is written.
    const engineAlive = async (): Promise<boolean> => {
      asked += 1;
      return asked === 1;
    };
    const dying = reverts.declare(point, { safetySnapshot });
    await assert.rejects(dying.up(reverts.start({ engineAlive })), { code: "engine-gone" });
    await strangers();
    await reverts.control.advance(forgotten);
    const again = reverts.declare(point, { safetySnapshot });
    await assert.rejects(again.up(reverts.start()), { code: "outcome-unknown" });
    assert.deepEqual(await reverts.jobs(), { accepted: 0, done: 0 });
  });
}

describe("a restore in place that was never sent", () => {
  for (const name of revertNames)
    for (const safety of [true, false])
      for (const isNewest of [true, false]) describe("", () => describeUnsent(name, safety, isNewest));
});
