import assert from "node:assert/strict";
import { type JsonObject, Resource } from "../support/providerProcess";
import type { Row } from "./support/platform";
import { CinderTests, declareSeries } from "./support/provider";

/** `-- --full`: every position, not a few. */
const full = process.env["PULUMI_SNAPSHOTS_TEST_FULL"] === "1";

interface Point {
  readonly id: string;
  readonly name: string;
  readonly drill?: { readonly restorableAt: string; readonly duration: number; readonly size: number };
  readonly drillProblem?: string;
}

const historyOf = ({ state }: Resource): Point[] => (state?.outputs["history"] ?? []) as unknown as Point[];

describe("a series of volume snapshots in Cinder with drill: true", () => {
  const cinder = new CinderTests();
  const createVolume = { method: "POST", path: /^\/volumes$/ } as const;
  const createSnapshot = { method: "POST", path: /^\/snapshots$/ } as const;

  const declared = (more: JsonObject = {}): Resource =>
    new Resource(declareSeries("nightly", { volumeId: cinder.volume, drill: true, triggers: 1, ...more }));
  const isMade = ({ name }: Row): boolean => /^restore-drill-/.test(name ?? "");
  const left = async (): Promise<Row[]> => (await cinder.member.list("volumes")).filter(isMade);

  it("drills each new point once, records what it has shown, and leaves nothing", async () => {
    const series = declared({ keepLast: 1 });
    await series.up(cinder.process().series);
    series.inputs = { ...series.inputs, triggers: 2 };
    await series.up(cinder.process().series);
    const [point, ...others] = historyOf(series);
    assert.deepEqual(others, []);
    assert.match(String(point?.drill?.restorableAt), /^\d{4}-\d\d-\d\dT/);
    assert.deepEqual([typeof point?.drill?.duration, point?.drill?.size], ["number", 1]);
    assert.equal(cinder.tap.count(createVolume), 2);
    assert.deepEqual(await left(), []);
    assert.equal(await series.up(cinder.process().series), "same");
    assert.equal(await series.refresh(cinder.process().series), "same");
  });

  it("keeps the point and older ones if the drill fails, and repeats only the drill", async () => {
    const series = declared({ keepLast: 1 });
    await series.up(cinder.process().series);
    series.inputs = { ...series.inputs, triggers: 2 };
    cinder.lab.turn({ faults: { create_volume: "fail" } });
    await assert.rejects(series.up(cinder.process().series), { message: /older ones are kept/ });
    cinder.lab.turn();
    assert.deepEqual(
      historyOf(series).map(({ name }) => name),
      ["nightly-2", "nightly-1"],
    );
    assert.equal(typeof historyOf(series)[0]?.drillProblem, "string");
    assert.equal((await cinder.rows()).length, 2);
    await series.up(cinder.process().series);
    assert.equal(cinder.tap.count(createSnapshot), 2);
    assert.deepEqual(
      historyOf(series).map(({ name, drill }) => [name, drill !== undefined]),
      [["nightly-2", true]],
    );
    assert.deepEqual(await left(), []);
  });

  it("takes away what a failed drill left when the series is destroyed", async () => {
    const series = declared({ deletionPolicy: "delete" });
    cinder.lab.turn({ faults: { create_volume: "fail" } });
    await assert.rejects(series.up(cinder.process().series));
    cinder.lab.turn();
    assert.equal((await left()).length, 1);
    await series.destroy(cinder.process().series);
    assert.deepEqual(await left(), []);
    assert.deepEqual(await cinder.rows(), []);
  });

  it("is named by orphans with what its drill has made, where no other run follows", async () => {
    const dying = cinder.process({ engineAlive: async () => false });
    await assert.rejects(declared().up(dying.series), { code: "engine-gone" });
    const [volume] = await left();
    const [point] = await cinder.rows();
    const found = (await cinder.process().orphans()).map(({ uuid, status }) => [uuid, status]);
    for (const one of [volume, point]) assert.ok(found.some(([uuid, is]) => uuid === one?.id && is === "interrupted"));
    await declared().up(cinder.process().series);
    assert.deepEqual(await left(), []);
    assert.equal((await cinder.rows()).length, 1);
  });

  it("killed after any request leaves no volume once it is destroyed", async function () {
    this.timeout(full ? 1_200_000 : 120_000);
    let total = 0;
    for (let at = 0; at <= total; at += full || at === 0 ? 1 : 9) {
      cinder.tap.reset();
      const series = declared({ deletionPolicy: "delete", keepLast: 2 });
      await series.up(cinder.process().series);
      const recorded = structuredClone(series.state);
      series.inputs = { ...series.inputs, triggers: `after ${at}` };
      const requests = await cinder.killedAfter(at, (process) => series.up(process.series));
      if (at === 0) total = requests;
      series.state = recorded;
      await series.destroy(cinder.process().series);
      assert.deepEqual(await left(), [], `killed after ${at} of ${total} requests`);
      // The snapshot of the killed run is in no state: orphans names it.
      for (const { id } of await cinder.rows()) await cinder.member.remove("snapshots", id);
    }
    assert.ok(total > 15, String(total));
  });

  it("killed after any request leaves nothing once it is run again", async function () {
    this.timeout(full ? 1_200_000 : 120_000);
    const first = declared({ deletionPolicy: "delete", keepLast: 1 });
    await first.up(cinder.process().series);
    let total = 0;
    for (let at = 0; at <= total; at += full || at === 0 ? 1 : 9) {
      cinder.tap.reset();
      const series = declared({ deletionPolicy: "delete", keepLast: 2, triggers: `after ${at}` });
      series.state = structuredClone(first.state);
      const requests = await cinder.killedAfter(at, (process) => series.up(process.series));
      if (at === 0) total = requests;
      series.state = structuredClone(first.state);
      const where = `killed after ${at} of ${total} requests`;
      await series.up(cinder.process().series);
      assert.ok(historyOf(series)[0]?.drill !== undefined, where);
      assert.equal(cinder.tap.count(createSnapshot), 1, where);
      // The next one begins with the first alone.
      for (const { id } of historyOf(series).slice(0, 1)) await cinder.member.remove("snapshots", id);
      assert.deepEqual(await left(), [], where);
    }
    assert.ok(total > 15, String(total));
  });
});
