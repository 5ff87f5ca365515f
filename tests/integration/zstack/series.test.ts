import assert from "node:assert/strict";
import { Resource } from "../../support/providerProcess";
import { currentOf, historyOf, namesOf, SeriesTests, seriesMark, uuidsOf } from "../../support/series";
import { Simulated, volumes } from "../../support/simulated";

const create = { method: "POST", route: "/v1/volumes/{volumeUuid}/volume-snapshots" };

describe("a series of volume snapshots", () => {
  const simulated = new Simulated({ storage: "individual" });
  const tests = new SeriesTests(simulated);
  const { control } = { control: () => simulated.control };

  it("takes one for each value of triggers, in place, and keeps the last", async () => {
    const series = tests.declared({ keepLast: 3, triggers: "a" });
    assert.equal(await series.up(tests.snapshots()), "created");
    const id = series.state?.id;
    assert.match(String(id), /^series-[0-9a-f]{24}$/);
    for (const trigger of ["b", "c", "d", "e"]) assert.equal(await tests.next(series, trigger), "updated");
    assert.equal(series.state?.id, id);
    assert.deepEqual(namesOf(series), ["nightly-5", "nightly-4", "nightly-3"]);
    assert.deepEqual(await tests.left(), ["nightly-3", "nightly-4", "nightly-5"]);
    assert.deepEqual(currentOf(series), historyOf(series)[0]);
    assert.equal(await series.up(tests.snapshots()), "same");
    assert.equal(await series.refresh(tests.snapshots()), "same");
    assert.equal(await series.up(tests.snapshots()), "same");
  });

  it("shows of each point what the platform recorded", async () => {
    const series = await tests.taken(2);
    const rows = (await control().state()).volumeSnapshots;
    for (const point of historyOf(series)) {
      const row = rows.find((one) => one.uuid === point.uuid);
      assert.equal(point.name, row?.name);
      assert.equal(point.size, row?.size);
      assert.match(point.createDate, /^[A-Z][a-z]{2} \d/);
      assert.match(point.triggerDigest ?? "", /^[0-9a-f]{16}$/);
      assert.equal(point.pendingDeletionReason, undefined);
      assert.deepEqual(await tests.tags(point.uuid), [seriesMark]);
    }
    assert.notEqual(historyOf(series)[0]?.triggerDigest, historyOf(series)[1]?.triggerDigest);
  });

  it("shows of each point the text of its triggers, also after a refresh and an update, and none of secret ones", async () => {
    const texts = (): (string | undefined)[] => historyOf(series).map((one) => one.triggerText);
    const series = tests.declared({ triggers: "v1" });
    await series.up(tests.snapshots());
    await tests.next(series, [{ commit: "abc" }]);
    await series.refresh(tests.snapshots());
    series.inputs = { ...series.inputs, keepLast: 5 };
    await series.up(tests.snapshots());
    assert.deepEqual(texts(), ['[{"commit":"abc"}]', "v1"]);
    assert.equal(currentOf(series)?.triggerText, texts()[0]);
    await tests.next(series, "hush", tests.snapshots(), { __secretTriggers: true });
    await series.refresh(tests.snapshots());
    assert.deepEqual(texts(), [undefined, undefined, undefined]);
    assert.equal(await series.up(tests.snapshots()), "same");
  });

  it("keeps everything where nothing says what to keep", async () => {
    const series = await tests.taken(9);
    assert.equal(historyOf(series).length, 9);
    assert.equal((await tests.left()).length, 9);
  });

  it("takes a new one where triggers go back to an earlier value", async () => {
    const series = tests.declared({ triggers: "a" });
    await series.up(tests.snapshots());
    await tests.next(series, "b");
    await tests.next(series, "a");
    assert.deepEqual(namesOf(series), ["nightly-3", "nightly-2", "nightly-1"]);
    assert.equal(new Set(uuidsOf(series)).size, 3);
    assert.equal(historyOf(series)[0]?.triggerDigest, historyOf(series)[2]?.triggerDigest);
  });

  it("describes those that are taken from then on, and leaves the others alone", async () => {
    const series = tests.declared({ triggers: 1, description: "one", userTags: ["a"] });
    await series.up(tests.snapshots());
    series.inputs = { ...series.inputs, description: "two", userTags: ["b"], name: "daily" };
    const before = (await control().requests()).length;
    assert.equal(await series.up(tests.snapshots()), "updated");
    assert.equal((await control().requests()).length, before, "nothing is sent");
    await tests.next(series, 2);
    const rows = (await control().state()).volumeSnapshots;
    const shown = rows.map(({ name, description }) => [name, description]).sort();
    assert.deepEqual(shown, [
      ["daily-2", "two"],
      ["nightly-1", "one"],
    ]);
    assert.ok((await tests.tags(uuidsOf(series)[0] ?? "")).includes("b"));
    assert.ok((await tests.tags(uuidsOf(series)[1] ?? "")).includes("a"));
  });

  it("prunes where less is to be kept, without a new one", async () => {
    const series = await tests.taken(4);
    series.inputs = { ...series.inputs, keepLast: 2 };
    assert.equal(await series.up(tests.snapshots()), "updated");
    assert.deepEqual(namesOf(series), ["nightly-4", "nightly-3"]);
    assert.deepEqual(await tests.left(), ["nightly-3", "nightly-4"]);
  });

  it("keeps what is younger than keepFor, by the server's clock, and at least one", async () => {
    const series = await tests.taken(2, { keepFor: "1d" });
    await control().advance(23 * 3600_000);
    await tests.next(series, 3);
    assert.equal(historyOf(series).length, 3);
    await control().advance(2 * 3600_000);
    await tests.next(series, 4);
    assert.deepEqual(namesOf(series), ["nightly-4", "nightly-3"]);
    await control().advance(30 * 24 * 3600_000);
    series.inputs = { ...series.inputs, keepFor: "2d" };
    await series.up(tests.snapshots());
    assert.deepEqual(await tests.left(), ["nightly-4"]);
  });

  it("never has fewer than keepLast while the new one is being made", async () => {
    const series = await tests.taken(3, { keepLast: 3 });
    await control().fault({ match: create, action: { type: "failJob" } });
    await assert.rejects(tests.next(series, 4));
    assert.deepEqual(await tests.left(), ["nightly-1", "nightly-2", "nightly-3"]);
    await tests.next(series, 4);
    assert.deepEqual(await tests.left(), ["nightly-2", "nightly-3", "nightly-4"]);
  });

  it("does not count on what was deleted outside since the last look", async () => {
    const series = await tests.taken(4, { keepLast: 4 });
    const [, third, second] = uuidsOf(series);
    for (const uuid of [third, second])
      await control().job("DELETE", `/v1/volume-snapshots/${uuid}?deleteMode=Permissive`);
    const process = tests.snapshots();
    await tests.next(series, 5, process, { keepLast: 3 });
    assert.deepEqual(namesOf(series), ["nightly-5", "nightly-4", "nightly-1"]);
    assert.equal(process.lines.filter((line) => line.includes("was deleted outside")).length, 2);
  });

  describe("whose points are deleted outside", () => {
    const outside = (uuid: string | undefined) =>
      control().job("DELETE", `/v1/volume-snapshots/${uuid}?deleteMode=Permissive`);

    it("leaves them out of history with a warning", async () => {
      const series = await tests.taken(3);
      await outside(uuidsOf(series)[1]);
      const process = tests.snapshots();
      assert.equal(await series.refresh(process), "changed");
      assert.deepEqual(namesOf(series), ["nightly-3", "nightly-1"]);
      assert.match(process.lines.join("\n"), /warning: volume snapshot \w+ "nightly-2" was deleted outside/);
      // A difference, so that pipelines see it, until an `up` has taken note.
      assert.equal(await series.up(tests.snapshots()), "updated");
      assert.deepEqual(namesOf(series), ["nightly-3", "nightly-1"]);
      assert.equal(await series.up(tests.snapshots()), "same");
    });

    it("takes a new one for the current one, under a new name", async () => {
      const series = await tests.taken(2);
      await outside(currentOf(series)?.uuid);
      await series.refresh(tests.snapshots());
      assert.equal(currentOf(series), undefined);
      assert.equal(await series.up(tests.snapshots()), "updated");
      assert.deepEqual(namesOf(series), ["nightly-3", "nightly-1"]);
      assert.equal(currentOf(series)?.name, "nightly-3");
    });

    it("goes on where all are gone", async () => {
      const series = await tests.taken(2);
      for (const uuid of uuidsOf(series)) await outside(uuid);
      assert.equal(await series.refresh(tests.snapshots()), "changed");
      assert.equal(await series.up(tests.snapshots()), "updated");
      assert.deepEqual(namesOf(series), ["nightly-3"]);
    });
  });

  it("says what has become of a point until it is sound again, or accepted", async () => {
    const series = await tests.taken(2);
    const uuid = uuidsOf(series)[1] ?? "";
    const status = (status: string) => control().objects({ patch: { table: "snapshots", uuid, columns: { status } } });
    await status("Error");
    assert.equal(await series.refresh(tests.snapshots()), "changed");
    const process = tests.snapshots();
    assert.equal(await series.up(process), "updated");
    assert.equal(await series.up(process), "updated");
    assert.match(process.lines.join("\n"), /"nightly-1": warning: volume snapshot \w+ is Error, not Ready/);
    const problems = () => (historyOf(series)[1] as unknown as { problems?: Record<string, string> }).problems;
    assert.match(problems()?.["status"] ?? "", /is Error, not Ready/);
    const before = series.inputs;
    series.inputs = { ...before, verify: { status: false } };
    await series.up(tests.snapshots());
    assert.equal(await series.up(tests.snapshots()), "same");
    series.inputs = before;
    await status("Ready");
    assert.equal(await series.up(tests.snapshots()), "updated");
    assert.equal(problems(), undefined);
    assert.equal(await series.up(tests.snapshots()), "same");
  });

  describe("that goes", () => {
    it("leaves its points on the platform, marked as given up", async () => {
      const series = await tests.taken(3);
      const points = uuidsOf(series);
      const process = tests.snapshots();
      await series.destroy(process);
      assert.match(process.lines.join("\n"), /: 3 volume snapshots are kept on the platform \(/);
      assert.equal((await tests.left()).length, 3);
      for (const uuid of points) {
        assert.deepEqual(await tests.tags(uuid), [seriesMark.replace("pulumi::", "pulumi-retained::")]);
      }
    });

    it("takes them along with deletionPolicy delete", async () => {
      const series = await tests.taken(3, { deletionPolicy: "delete" });
      await series.destroy(tests.snapshots());
      assert.deepEqual(await tests.left(), []);
    });

    it("keeps them under the emergency brake, which stops pruning too", async () => {
      const environment = { PULUMI_SNAPSHOTS_DELETION_POLICY: "retain" };
      const series = await tests.taken(3, { deletionPolicy: "delete", keepLast: 1 }, { environment });
      assert.equal(historyOf(series).length, 3);
      assert.match(String(historyOf(series)[2]?.pendingDeletionReason), /PULUMI_SNAPSHOTS_DELETION_POLICY is "retain"/);
      assert.equal(await series.up(tests.snapshots()), "same");
      await tests.next(series, 4);
      assert.deepEqual(await tests.left(), ["nightly-4"]);
      await series.destroy(tests.snapshots({ environment }));
      assert.deepEqual(await tests.left(), ["nightly-4"]);
    });

    it("stays with the rest where one cannot go, and skips what went", async () => {
      const series = await tests.taken(3, { deletionPolicy: "delete" });
      const remove = { method: "DELETE", route: "/v1/volume-snapshots/{uuid}" };
      await control().fault({ match: remove, skip: 1, action: { type: "failJob" } });
      await assert.rejects(series.destroy(tests.snapshots()), {
        code: "partly-deleted",
        message: /nightly-2/,
      });
      assert.deepEqual(await tests.left(), ["nightly-2"]);
      await series.destroy(tests.snapshots());
      assert.deepEqual(await tests.left(), []);
    });

    it("is replaced by another one for another volume, and keeps the points", async () => {
      const series = await tests.taken(2);
      series.inputs = { ...series.inputs, volumeUuid: volumes.data };
      assert.equal(await series.up(tests.snapshots()), "replaced");
      assert.deepEqual(namesOf(series), ["nightly-1"]);
      assert.deepEqual(await tests.left(), ["nightly-1", "nightly-1", "nightly-2"]);
    });

    it("is not mistaken for its successor in a forced replacement", async () => {
      const series = await tests.taken(2, { deletionPolicy: "delete" });
      const before = uuidsOf(series);
      assert.equal(await series.up(tests.snapshots(), { replace: true }), "replaced");
      assert.equal(historyOf(series).length, 1);
      assert.ok(!before.includes(uuidsOf(series)[0] ?? ""));
      assert.deepEqual(await tests.left(), ["nightly-1"]);
      await tests.next(series, 3);
      assert.deepEqual(await tests.left(), ["nightly-1", "nightly-2"]);
    });

    it("gives none of its points to a successor while they wait to be deleted", async () => {
      const series = await tests.taken(2, { deletionPolicy: "delete" });
      const before = uuidsOf(series);
      series.inputs = { ...series.inputs, triggers: 1 };
      const remove = { method: "DELETE", route: "/v1/volume-snapshots/{uuid}" };
      await control().fault({ match: remove, times: 2, action: { type: "failJob" } });
      await assert.rejects(series.up(tests.snapshots(), { replace: true }), { message: /2 of its points/ });
      await tests.next(series, 2);
      assert.deepEqual(namesOf(series), ["nightly-2", "nightly-1"]);
      assert.ok(uuidsOf(series).every((uuid) => !before.includes(uuid)));
    });
  });

  it("is told what is wrong before anything is sent", async () => {
    for (const [more, message] of [
      [{ keepLast: 0 }, /keepLast: is below 1/],
      [{ keepLast: 1.5 }, /keepLast: give a whole number/],
      [{ keepFor: "30 days" }, /keepFor: "30 days" is not a duration/],
      [{ keepFor: "0d" }, /keepFor: "0d" is not a duration/],
      [{ keepFor: "1d1w" }, /keepFor: "1d1w" is not a duration/],
      [{ deletionPolicy: "cascade" }, /deletionPolicy: give one of "delete", "retain"/],
      [{ adopt: true }, /adopt is not an input/],
      [{ resourceUuid: "5d1e6a7b8c9d4e0f8a1b2c3d4e5f6a7b" }, /resourceUuid is not an input/],
      [{ name: "n".repeat(250) }, /name: too long for the counter/],
      [{ volumeUuid: "x" }, /volumeUuid: is not a ZStack uuid/],
    ] as const) {
      await assert.rejects(new Resource(tests.inputs(more)).up(tests.snapshots()), { message });
    }
    assert.equal(await control().countOf(create.method, create.route), 0);
  });
});
