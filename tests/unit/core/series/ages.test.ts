import assert from "node:assert/strict";
import { agesOf, type DatedPoint, isConfirmed, zonesWith } from "../../../../provider/core/series/ages";
import type { PointClock } from "../../../../provider/core/series/pointClock";

const seconds = (date: unknown): number | undefined => (typeof date === "number" ? date : undefined);

/** Dates are written as ages in seconds. */
const clock: PointClock = { zone: undefined, doubt: undefined, age: seconds, leastAge: seconds };

const point = (uuid: string, shown: unknown, rest: Partial<DatedPoint> = {}): DatedPoint => ({
  ...{ uuid, name: uuid, recorded: shown, shown, undated: false },
  ...rest,
});

/** Known ages by uuid, and the points that are in doubt; newest first. */
function aged(points: readonly DatedPoint[], how: PointClock = clock) {
  const { known, doubts } = agesOf(points, how, []);
  return { known: Object.fromEntries(known), doubts: doubts.map((text) => /\((\w+)\)/.exec(text)?.[1] ?? text) };
}

describe("ages of the points of a series", () => {
  it("are less than the dates say by what clocks may be wrong", () => {
    assert.deepEqual(aged([point("a", 100), point("b", 5000)]), { known: { a: -22, b: 4878 }, doubts: [] });
  });

  it("are unknown while no clock can be relied on", () => {
    assert.deepEqual(aged([point("a", 100)], { ...clock, doubt: "no clock" }), { known: {}, doubts: ["no clock"] });
  });

  it("are unknown for a date that cannot be read, in one zone or another", () => {
    const points = [point("a", 100), point("b", "x")];
    assert.deepEqual(aged(points), { known: { a: -22 }, doubts: ["b"] });
    for (const unreadable of ["age", "leastAge"] as const) {
      const half = { ...clock, [unreadable]: (date: unknown) => (date === 300 ? undefined : seconds(date)) };
      assert.deepEqual(aged([point("a", 100), point("b", 300)], half), { known: { a: -22 }, doubts: ["b"] });
    }
  });

  it("are all unknown if one is further in the future than clocks differ", () => {
    assert.deepEqual(aged([point("a", -60), point("b", 5000)]), { known: { a: -182, b: 4878 }, doubts: [] });
    assert.deepEqual(aged([point("a", -61), point("b", 5000)]), { known: {}, doubts: ["a"] });
  });

  it("are unknown for a point whose date has changed; the later ones are no older than it is now", () => {
    const points = [point("a", 4000), point("b", 200, { recorded: 5000 })];
    assert.deepEqual(aged(points), { known: { a: 78 }, doubts: ["b", "a"] });
  });

  it("are not more than that of an earlier point", () => {
    assert.deepEqual(aged([point("a", 1060), point("b", 1000)]), { known: { a: 878, b: 878 }, doubts: [] });
    assert.deepEqual(aged([point("a", 1061), point("b", 1000)]), { known: { a: 878, b: 878 }, doubts: ["a"] });
  });

  it("are those of the next later point where no clock confirmed the date, if there is one", () => {
    const [undated, later] = [point("b", 7, { undated: true }), point("a", 500)];
    assert.deepEqual(aged([later, undated, point("c", 9000)]), { known: { a: 378, b: 378, c: 8878 }, doubts: [] });
    assert.deepEqual(aged([undated, point("c", 9000)]), { known: { c: 8878 }, doubts: ["b"] });
  });
});

describe("a date of a new point", () => {
  it("is confirmed if it is within the run, and as far around it as clocks differ", () => {
    const confirmed = (date: unknown, how = clock) => isConfirmed(date, how, 10);
    assert.deepEqual(
      [-61, -60, 0, 70, 71, "x"].map((date) => confirmed(date)),
      [false, true, true, true, false, false],
    );
    assert.equal(confirmed(0, { ...clock, doubt: "no clock" }), false);
  });

  it("may be written in each zone that was seen, each once", () => {
    const zones = ["Asia/Shanghai"];
    assert.deepEqual(zonesWith(clock, zones), zones);
    assert.deepEqual(zonesWith({ ...clock, zone: "UTC" }, zones), ["Asia/Shanghai", "UTC"]);
    assert.deepEqual(zonesWith({ ...clock, zone: "Asia/Shanghai" }, zones), zones);
  });
});
