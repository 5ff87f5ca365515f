import assert from "node:assert/strict";
import { defaultFixture } from "../../../simulator";
import { currentOf, historyOf, namesOf, SeriesTests, seriesMark, uuidsOf } from "../../support/series";
import { Simulated, volumes } from "../../support/simulated";

const remove = { method: "DELETE", route: "/v1/volume-snapshots/{uuid}" };

describe("a series on storage where snapshots build on each other", () => {
  const simulated = new Simulated({ serverVersion: "5.2.1" });
  const tests = new SeriesTests(simulated);

  it("keeps what others depend on in history, with the reason", async () => {
    const process = tests.snapshots();
    const series = await tests.taken(2, { keepLast: 2 });
    await tests.next(series, 3, process);
    assert.deepEqual(namesOf(series), ["nightly-3", "nightly-2", "nightly-1"]);
    assert.match(String(historyOf(series)[2]?.pendingDeletionReason), /other restore points depend on it/);
    assert.equal(historyOf(series)[1]?.pendingDeletionReason, undefined);
    assert.equal(await simulated.control.countOf(remove.method, remove.route), 0);
    assert.equal(await series.refresh(tests.snapshots()), "same");
    assert.equal(await series.up(tests.snapshots()), "same");
    await tests.next(series, 4);
    assert.deepEqual(
      historyOf(series).map((one) => one.pendingDeletionReason !== undefined),
      [false, false, true, true],
    );
    assert.equal((await tests.left()).length, 4);
  });

  it("asks for one of several postponed deletions, whatever words state has for their reason", async () => {
    const series = await tests.taken(3, { keepLast: 1 });
    assert.ok(series.state);
    const reworded = historyOf(series).map((one) => ({
      ...one,
      ...(one.pendingDeletionReason === undefined ? {} : { pendingDeletionReason: "in other words" }),
    }));
    series.state = { ...series.state, outputs: { ...series.state.outputs, history: reworded } };
    const process = tests.snapshots();
    await tests.next(series, 4, process);
    assert.equal(process.lines.filter((line) => line.includes("postponed")).length, 1, process.lines.join("\n"));
    for (const one of historyOf(series).slice(1)) assert.match(String(one.pendingDeletionReason), /depend on it/);
  });

  it("deletes the whole old chain once a new one has begun", async () => {
    const { root: volumeUuid } = volumes;
    await simulated.control.job("POST", "/v1/system-tags", {
      params: { resourceType: "VolumeVO", resourceUuid: volumeUuid, tag: "volumeMaxIncrementalSnapshotNum::3" },
    });
    const series = await tests.taken(9, { keepLast: 2 });
    const names = namesOf(series);
    assert.deepEqual(names, (await tests.left()).reverse(), "history is what there is");
    assert.ok(names.length < 9, `${names}`);
    assert.deepEqual(names.slice(0, 2), ["nightly-9", "nightly-8"]);
    assert.equal(await series.refresh(tests.snapshots()), "same");
  });

  it("wants those again that more is kept of, and they are no longer swept", async () => {
    const series = await tests.taken(3, { keepLast: 1 });
    assert.equal(historyOf(series).filter((one) => one.pendingDeletionReason !== undefined).length, 2);
    series.inputs = { ...series.inputs, keepLast: 3 };
    await series.up(tests.snapshots());
    for (const one of historyOf(series)) {
      assert.equal(one.pendingDeletionReason, undefined);
      assert.deepEqual(await tests.tags(one.uuid), [seriesMark]);
    }
  });

  it("refuses to take a foreign snapshot along, names it, and goes on", async () => {
    const series = await tests.taken(1, { keepLast: 1 });
    await simulated.control.strangersSnapshot(volumes.root, "stranger");
    const process = tests.snapshots();
    await tests.next(series, 2, process);
    assert.match(String(historyOf(series)[1]?.pendingDeletionReason), /"stranger" \(owner unknown\)/);
    assert.equal(process.lines.filter((line) => line.includes("cannot be deleted yet")).length, 1);
    assert.equal(currentOf(series)?.name, "nightly-2");
    assert.equal((await tests.left()).length, 3);
  });

  it("tries one that could not go again with the next point, also where newer ones have to wait", async () => {
    const { root: volumeUuid } = volumes;
    await simulated.control.job("POST", "/v1/system-tags", {
      params: { resourceType: "VolumeVO", resourceUuid: volumeUuid, tag: "volumeMaxIncrementalSnapshotNum::3" },
    });
    const series = await tests.taken(4, { keepLast: 2 });
    await simulated.control.fault({ match: remove, skip: 1, times: 4, action: { type: "failJob" } });
    await tests.next(series, 5);
    assert.deepEqual(namesOf(series), ["nightly-5", "nightly-4", "nightly-2", "nightly-1"]);
    assert.match(String(historyOf(series)[2]?.pendingDeletionReason), /failed on purpose/);
    await tests.next(series, 6);
    assert.deepEqual(namesOf(series), ["nightly-6", "nightly-5", "nightly-4"]);
    assert.deepEqual(await tests.left(), ["nightly-4", "nightly-5", "nightly-6"]);
  });

  it("goes as a whole, the newest first", async () => {
    const series = await tests.taken(4, { keepLast: 2, deletionPolicy: "delete" });
    await series.destroy(tests.snapshots());
    assert.deepEqual(await tests.left(), []);
  });

  it("goes when what is above and below it in the stack goes", async () => {
    const first = await tests.taken(2, { deletionPolicy: "delete" });
    const other = tests.declared({ deletionPolicy: "delete", triggers: 1 }, {}, "other");
    await other.up(tests.snapshots());
    await tests.next(first, 3);
    await first.destroy(tests.snapshots());
    assert.deepEqual(await tests.left(), ["nightly-1", "nightly-2", "other-1"], "put off");
    await other.destroy(tests.snapshots());
    assert.deepEqual(await tests.left(), []);
  });

  it("has no point that is put off where its deletion fails", async () => {
    const series = await tests.taken(2, { deletionPolicy: "delete" });
    const points = uuidsOf(series);
    const other = tests.declared({ deletionPolicy: "delete", triggers: 1 }, {}, "other");
    await other.up(tests.snapshots());
    await simulated.control.strangersSnapshot(volumes.root, "stranger");
    await assert.rejects(series.destroy(tests.snapshots()), { message: /"stranger"/ });
    for (const uuid of points) assert.deepEqual(await tests.tags(uuid), [seriesMark]);
    assert.equal((await tests.left()).length, 4);
  });

  it("that is given up keeps every point away from deletions", async () => {
    const series = await tests.taken(3, { keepLast: 1 });
    const points = uuidsOf(series);
    const process = tests.snapshots();
    await series.destroy(process);
    assert.ok(!process.lines.some((line) => line.includes("put off")), process.lines.join("\n"));
    for (const uuid of points) {
      assert.deepEqual(await tests.tags(uuid), [seriesMark.replace("pulumi::", "pulumi-retained::")]);
    }
    assert.equal((await tests.left()).length, 3);
    assert.ok(defaultFixture);
  });
});

describe("a series on chains of a server that deletes single snapshots", () => {
  const simulated = new Simulated({ serverVersion: "5.4.0" });
  const tests = new SeriesTests(simulated);
  const configuration = { "zstack:deleteScope": "single" };

  it("prunes at once where that is configured", async () => {
    const series = await tests.taken(5, { keepLast: 2 }, { configuration });
    assert.deepEqual(namesOf(series), ["nightly-5", "nightly-4"]);
    assert.deepEqual(await tests.left(), ["nightly-4", "nightly-5"]);
  });

  it("never takes the points along that are to be kept where it is not", async () => {
    const series = await tests.taken(5, { keepLast: 2 });
    assert.equal(historyOf(series).length, 5);
    assert.equal((await tests.left()).length, 5);
  });
});
