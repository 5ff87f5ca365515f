import assert from "node:assert/strict";
import { type DrilledPoint, DrillTests, drilledSeries } from "../../support/drills";
import type { ProcessOptions } from "../../support/providerProcess";
import { currentOf, namesOf, type SeriesTests, uuidsOf } from "../../support/series";
import { Simulated } from "../../support/simulated";

for (const kind of drilledSeries) {
  describe(`a series of ${kind} with drill: true`, () => {
    // Each snapshot can be deleted by itself.
    const simulated = new Simulated({ storage: "individual" });
    const tests = new DrillTests(simulated, kind);
    const next: SeriesTests["next"] = (...asked) => tests.series.next(...asked);
    const open = (options: ProcessOptions = {}) => simulated.process(options);

    it("drills each new point once, records what it has shown, and leaves nothing", async () => {
      const series = await tests.taken(3, { keepLast: 2 });
      assert.equal(await tests.drills(), 3);
      assert.deepEqual(await tests.left(), []);
      assert.equal(await tests.existing(), 2);
      for (const one of tests.points(series)) {
        assert.match(String(one.drill?.restorableAt), /^\d{4}-\d\d-\d\dT/);
        assert.equal(typeof one.drill?.duration, "number");
        assert.ok(Number(one.drill?.size) > 0);
        assert.equal(one.drillProblem, undefined);
      }
      assert.deepEqual((currentOf(series) as DrilledPoint | undefined)?.drill, tests.points(series)[0]?.drill);
      assert.equal(await series.up(open()), "same");
      assert.equal(await series.refresh(open()), "same");
      assert.equal(await series.up(open()), "same");
      series.inputs = { ...series.inputs, keepLast: 1 };
      assert.equal(await series.up(open()), "updated");
      assert.equal(await tests.drills(), 3);
      assert.equal(tests.points(series).length, 1);
      assert.ok(tests.points(series)[0]?.drill !== undefined);
    });

    it("keeps the point and all older ones if the drill fails, and repeats only the drill", async () => {
      const series = await tests.taken(1, { keepLast: 1 });
      await tests.failing();
      await assert.rejects(next(series, 2, open()), (error: Error & { code?: unknown }) => {
        assert.notEqual(error.code, "internal-error");
        return /older ones are kept/.test(error.message);
      });
      assert.equal(namesOf(series).length, 2);
      assert.equal(await tests.existing(), 2);
      assert.equal(typeof tests.points(series)[0]?.drillProblem, "string");
      const [newest] = uuidsOf(series);
      await tests.failing();
      await assert.rejects(series.up(open()));
      assert.equal(await tests.existing(), 2);
      assert.equal(await series.refresh(open()), "same");
      const last = open();
      assert.equal(await series.up(last), "updated");
      assert.equal(await tests.made(), 2);
      assert.equal(await tests.drills(), 4);
      assert.deepEqual(uuidsOf(series), [newest]);
      assert.equal(tests.points(series)[0]?.drillProblem, undefined);
      assert.ok(tests.points(series)[0]?.drill !== undefined);
      assert.deepEqual(await tests.left(), []);
      assert.equal(await tests.existing(), 1);
      assert.equal(await series.up(open()), "same");
    });

    it("keeps the first point in state if its drill fails", async () => {
      const series = tests.declared({ triggers: 1 });
      await tests.failing();
      await assert.rejects(series.up(open()));
      const [first] = uuidsOf(series);
      assert.ok(first !== undefined);
      assert.equal(await series.up(open()), "updated");
      assert.deepEqual(uuidsOf(series), [first]);
      assert.equal(await tests.made(), 1);
      assert.ok(tests.points(series)[0]?.drill !== undefined);
    });

    it("takes away what a failed drill left with the next point, for which the other does not count", async () => {
      const series = await tests.taken(1, { keepLast: 2 });
      await tests.stuck();
      await assert.rejects(next(series, 2, open()));
      assert.ok((await tests.left()).length > 0);
      await next(series, 3, open());
      assert.deepEqual(await tests.left(), []);
      assert.equal(await tests.made(), 3);
      const [third, second, first] = tests.points(series);
      assert.ok(third?.drill !== undefined && first?.drill !== undefined);
      assert.equal(typeof second?.drillProblem, "string");
      await next(series, 4, open());
      assert.equal(tests.points(series).length, 2);
    });

    it("is turned on and off in place, without a point and without a drill of an old one", async () => {
      const series = await tests.taken(1, { drill: undefined });
      assert.equal(await tests.drills(), 0);
      series.inputs = { ...series.inputs, drill: true };
      assert.equal(await series.up(open()), "updated");
      assert.deepEqual([await tests.made(), await tests.drills()], [1, 0]);
      assert.equal(await series.up(open()), "same");
      await next(series, 2, open());
      assert.deepEqual([await tests.made(), await tests.drills()], [2, 1]);
      assert.deepEqual(
        tests.points(series).map((one) => one.drill !== undefined),
        [true, false],
      );
      series.inputs = { ...series.inputs, drill: false };
      assert.equal(await series.up(open()), "updated");
      await next(series, 3, open());
      assert.deepEqual([await tests.made(), await tests.drills()], [3, 1]);
    });

    it("that is turned off takes away what a failed drill left, and does not repeat it", async () => {
      const series = tests.declared({ triggers: 1 });
      await tests.stuck();
      await assert.rejects(series.up(open()));
      series.inputs = { ...series.inputs, drill: false };
      assert.equal(await series.up(open()), "updated");
      assert.deepEqual(await tests.left(), []);
      assert.deepEqual([await tests.made(), await tests.drills()], [1, 1]);
      assert.equal(await series.up(open()), "same");
    });

    for (const deletionPolicy of ["delete", "retain"] as const) {
      it(`that is destroyed (${deletionPolicy}) takes away what a failed drill left`, async () => {
        const series = tests.declared({ triggers: 1, deletionPolicy });
        await tests.stuck();
        await assert.rejects(series.up(open()));
        assert.ok((await tests.left()).length > 0);
        await series.destroy(open());
        assert.deepEqual(await tests.left(), []);
        assert.equal(await tests.existing(), deletionPolicy === "delete" ? 0 : 1);
      });
    }

    it("drills a point anew that was deleted outside Pulumi while its drill was owed", async () => {
      const series = await tests.taken(1);
      await tests.stuck();
      await assert.rejects(next(series, 2, open()));
      const [gone] = uuidsOf(series);
      const path = kind === "snapshots" ? `/v1/volume-snapshots/${gone}` : `/v1/vm-backups/${gone}`;
      await simulated.control.job("DELETE", `${path}?deleteMode=Permissive`);
      assert.equal(await series.up(open()), "updated");
      assert.ok(!uuidsOf(series).includes(gone ?? ""));
      assert.deepEqual(await tests.left(), []);
      assert.equal(tests.points(series).filter((one) => one.drill !== undefined).length, 2);
    });

    it("takes away what a failed drill left under the name before a renaming", async () => {
      const series = tests.declared({ triggers: 1 });
      await tests.stuck();
      await assert.rejects(series.up(open()));
      series.inputs = { ...series.inputs, __seed: String(series.inputs["__seed"]).replace(/::\w+$/, "::renamed") };
      assert.equal(await series.up(open()), "updated");
      assert.deepEqual(await tests.left(), []);
      assert.ok(tests.points(series)[0]?.drill !== undefined);
      assert.equal(await tests.made(), 1);
    });

    it("makes the point and does not drill under the retain-all override; the next up without it drills", async () => {
      const environment = { PULUMI_SNAPSHOTS_DELETION_POLICY: "retain" };
      const series = tests.declared({ triggers: 1 });
      await assert.rejects(series.up(open({ environment })), { code: "retain-all-override" });
      assert.deepEqual([await tests.made(), await tests.drills()], [1, 0]);
      assert.equal(uuidsOf(series).length, 1);
      await assert.rejects(series.up(open({ environment })), { code: "retain-all-override" });
      await series.up(open());
      assert.deepEqual([await tests.made(), await tests.drills()], [1, 1]);
      assert.deepEqual(await tests.left(), []);
    });
  });
}
