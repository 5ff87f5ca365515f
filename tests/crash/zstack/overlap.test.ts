import assert from "node:assert/strict";
import { EngineState } from "../harness/engine";
import { complaints, knownBy, markOf, pointsOf } from "../harness/judge";
import { declaredFor, type KindName, kindNames } from "../harness/kinds";
import { Lane } from "../harness/lane";
import type { Exchange } from "../harness/tap";

/** At which request of the first run the second one begins. */
const meetings: Readonly<Record<string, (exchange: Exchange) => boolean>> = {
  "before the creation is handed in": ({ position }) => position.submits && !position.marks,
  "while the job runs": ({ position }) => position.poll && position.phase === "create",
  "before the mark is written": ({ position }) => position.marks,
};

describe("two overlapping runs of one program on copied states", () => {
  let lane: Lane;

  before(async () => {
    lane = await Lane.open(300);
  });
  after(() => lane.close());

  async function overlapping(kind: KindName, meets: (exchange: Exchange) => boolean): Promise<EngineState[]> {
    await lane.reset();
    const { after: declared } = declaredFor(kind, "create");
    const first = new EngineState();
    const second = first.copy();
    lane.tap.phase = () => first.phase;
    let other: Promise<string> | undefined;
    let passed = 0;
    lane.tap.hook = async (exchange) => {
      if (other === undefined && meets(exchange)) {
        other = lane.locally(kind, (calls) => second.up(calls, declared));
        // The second one has looked around (login, objects, tags) before the first goes on.
        while (passed < 3) await new Promise((resolve) => setImmediate(resolve));
      }
      const answer = await exchange.answer();
      if (other !== undefined) passed += 1;
      await exchange.deliver(answer);
    };
    await lane.locally(kind, (calls) => first.up(calls, declared));
    await other;
    lane.tap.quiet();
    assert.ok(other, "the runs have met");
    return [first, second];
  }

  for (const kind of kindNames) {
    for (const [when, meets] of Object.entries(meetings)) {
      it(`end with one ${kind} that both know, meeting ${when}`, async () => {
        const [first, second] = await overlapping(kind, meets);
        assert.ok(first?.recorded && second?.recorded);
        assert.equal(second.recorded.id, first.recorded.id);
        const mark = markOf(kind, first.recorded.inputs["__seed"]);
        assert.deepEqual(complaints(await pointsOf(lane.control), knownBy(first.recorded), mark, false, ""), []);
      });
    }
  }

  it("end with an object each, and a word, where the second begins after the first has ended", async () => {
    await lane.reset();
    const { after: declared } = declaredFor("VolumeSnapshot", "create");
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
