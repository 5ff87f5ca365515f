import assert from "node:assert/strict";
import { EngineState } from "../harness/engine";
import { complaints } from "../harness/judge";
import type { Position } from "../harness/line";
import { overlapping } from "../harness/overlap";
import { kindNames } from "./platform/kinds";
import { ZStackLane } from "./platform/lane";

/** At which request of the first run the second one begins. */
const meetings: Readonly<Record<string, (position: Position) => boolean>> = {
  "before the creation is handed in": ({ submits, marks }) => submits && !marks,
  "while the job runs": ({ polls, phase }) => polls && phase === "create",
  "before the mark is written": ({ marks }) => marks,
};

describe("two overlapping runs of one program on copied states", () => {
  let lane: ZStackLane;

  before(async () => {
    lane = await ZStackLane.open({ jobDuration: 300 });
  });
  after(() => lane.close());

  for (const kind of kindNames) {
    for (const [when, meets] of Object.entries(meetings)) {
      it(`end with one ${kind} that both know, meeting ${when}`, async () => {
        await lane.reset();
        const [first, second] = [new EngineState(), new EngineState()];
        const { after: declared } = lane.declaredFor(kind, "create");
        let passed = 0;
        // Login, objects, tags.
        const hasLooked = (): boolean => ++passed >= 3;
        await overlapping(lane, kind, { states: [first, second], declared, meets, hasLooked });
        assert.ok(first.recorded && second.recorded);
        assert.equal(second.recorded.id, first.recorded.id);
        const mark = lane.markOf(kind, first.recorded.inputs);
        assert.deepEqual(complaints(await lane.points(), lane.knownBy(first.recorded), mark), []);
      });
    }
  }

  it("end with an object each, and a word, where the second begins after the first has ended", async () => {
    await lane.reset();
    const { after: declared } = lane.declaredFor("VolumeSnapshot", "create");
    const first = new EngineState();
    const second = new EngineState();
    await lane.locally("VolumeSnapshot", (calls) => first.up(calls, declared));
    const process = lane.local("VolumeSnapshot");
    await second.up(process.handler, declared);
    await process.end();
    assert.notEqual(second.recorded?.id, first.recorded?.id);
    assert.ok(process.lines.some((line) => line.includes(first.recorded?.id ?? "?")));
  });
});
