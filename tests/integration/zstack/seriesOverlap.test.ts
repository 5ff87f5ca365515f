import assert from "node:assert/strict";
import { namesOf, SeriesTests, uuidsOf } from "../../support/series";
import { Simulated } from "../../support/simulated";

const create = { method: "POST", route: "/v1/volumes/{volumeUuid}/volume-snapshots" };

describe("a series with creations of two runs that died", () => {
  const simulated = new Simulated({ storage: "individual" });
  const tests = new SeriesTests(simulated);
  const made = () => simulated.control.countOf(create.method, create.route);

  it("joins the one for its triggers, not the one that is made just then, and names that", async () => {
    const series = await tests.taken(1);
    const state = structuredClone(series.state);
    for (const [triggers, count] of [
      ["a", 2],
      ["b", 3],
    ] as const) {
      await simulated.control.fault({ match: create, action: { type: "slowJob", ms: 60_000 } });
      const dying = tests.snapshots();
      const run = tests.next(series, triggers, dying).catch((error: Error) => error.message);
      while ((await made()) < count) await new Promise((resolve) => setImmediate(resolve));
      await dying.end();
      assert.equal(typeof (await run), "string");
      series.state = structuredClone(state);
    }
    const before = (await simulated.control.state()).volumeSnapshots;
    const forA = before.find((one) => one.status === "Creating")?.uuid ?? "";
    assert.equal(before.length, 2, "the volume makes one at a time");
    const process = tests.snapshots();
    const up = tests.next(series, "b", process);
    while (!process.lines.some((line) => line.includes("joining the creation")))
      await new Promise((resolve) => setImmediate(resolve));
    // One after the other: the second begins when the first has ended.
    for (let job = 0; job < 2; job += 1) {
      await simulated.control.advance(60_000);
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
    await up;
    assert.equal(await made(), 3);
    assert.deepEqual(namesOf(series), ["nightly-2", "nightly-1"]);
    assert.ok(!uuidsOf(series).includes(forA), "made for other triggers");
    assert.equal((await tests.left()).length, 3);
    assert.ok(process.lines.some((line) => line.includes(`${forA} of an interrupted run is in no history`)));
  });
});
