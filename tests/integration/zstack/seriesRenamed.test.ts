import assert from "node:assert/strict";
import type { JsonObject, Resource } from "../../support/providerProcess";
import { namesOf, SeriesTests, seriesMark, uuidsOf } from "../../support/series";
import { Simulated } from "../../support/simulated";

const create = { method: "POST", route: "/v1/volumes/{volumeUuid}/volume-snapshots" };
const remove = { method: "DELETE", route: "/v1/volume-snapshots/{uuid}" };
const tag = { method: "POST", route: "/v1/user-tags" };
const renamedMark = seriesMark.replace("/dev::", "/prod::");

/** The same declaration in the stack by its new name. */
function rename(tests: SeriesTests, series: Resource, triggers: unknown, more: JsonObject = {}): void {
  series.inputs = { ...tests.inputs(more, { stack: "prod" }), triggers };
}

describe("a series whose stack was renamed", () => {
  const simulated = new Simulated({ storage: "individual" });
  const tests = new SeriesTests(simulated);

  it("keeps the one that could not go in history, and tries again", async () => {
    const series = await tests.taken(2, { keepLast: 2 });
    await simulated.control.fault({ match: remove, action: { type: "failJob" } });
    rename(tests, series, 3, { keepLast: 2 });
    await series.up(tests.snapshots());
    assert.equal(await series.refresh(tests.snapshots()), "same");
    assert.deepEqual(namesOf(series), ["nightly-3", "nightly-2", "nightly-1"]);
    await tests.next(series, 4);
    assert.deepEqual(await tests.left(), ["nightly-3", "nightly-4"]);
  });

  it("keeps what the emergency brake keeps in history", async () => {
    const environment = { PULUMI_SNAPSHOTS_DELETION_POLICY: "retain" };
    const series = await tests.taken(2, { keepLast: 1 }, { environment });
    rename(tests, series, 2, { keepLast: 1 });
    await series.up(tests.snapshots({ environment }));
    assert.equal(await series.refresh(tests.snapshots()), "same");
    await tests.next(series, 3);
    assert.deepEqual(await tests.left(), ["nightly-3"]);
  });

  describe("in a run that marked only some of its points", () => {
    async function halfRenamed(more: JsonObject = {}): Promise<Resource> {
      const series = await tests.taken(3, more);
      rename(tests, series, 3, more);
      await simulated.control.fault({ match: tag, skip: 1, times: 1, action: { type: "failJob" } });
      await assert.rejects(series.up(tests.snapshots()), { code: "tag-refused" });
      return series;
    }

    it("knows all of them, refreshed or not, and marks the others in the next run", async () => {
      const series = await halfRenamed();
      await series.refresh(tests.snapshots());
      assert.equal(namesOf(series).length, 3);
      assert.equal(await series.up(tests.snapshots()), "updated");
      assert.equal(namesOf(series).length, 3);
      for (const uuid of uuidsOf(series)) assert.deepEqual(await tests.tags(uuid), [renamedMark]);
      assert.equal(await series.up(tests.snapshots()), "same");
    });

    it("takes all of them along where it goes", async () => {
      const series = await halfRenamed({ deletionPolicy: "delete" });
      await series.destroy(tests.snapshots());
      assert.deepEqual(await tests.left(), []);
    });
  });

  it("keeps its history where the new point is late in the same run", async () => {
    const series = await tests.taken(2);
    rename(tests, series, 3, { __timeouts: { update: 1 } });
    await simulated.control.fault({ match: create, action: { type: "slowJob", ms: 600_000 } });
    await assert.rejects(series.up(tests.snapshots()), { code: "unfinished" });
    await simulated.control.advance(600_000);
    await series.up(tests.snapshots());
    assert.deepEqual(namesOf(series), ["nightly-3", "nightly-2", "nightly-1"]);
    for (const uuid of uuidsOf(series)) assert.deepEqual(await tests.tags(uuid), [renamedMark]);
  });
});

describe("a series on chains whose stack was renamed", () => {
  const simulated = new Simulated({ serverVersion: "5.2.1" });
  const tests = new SeriesTests(simulated);

  it("still knows what was put off under the old name", async () => {
    const series = await tests.taken(4, { keepLast: 1 });
    rename(tests, series, 4, { keepLast: 1 });
    await series.up(tests.snapshots());
    assert.equal(await series.refresh(tests.snapshots()), "same");
    assert.deepEqual(namesOf(series), ["nightly-4", "nightly-3", "nightly-2", "nightly-1"]);
    for (const uuid of uuidsOf(series)) assert.ok(!(await tests.tags(uuid)).some((one) => one.includes("/dev::")));
  });
});
