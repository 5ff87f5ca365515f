import assert from "node:assert/strict";
import { DrillTests, drilledSeries } from "../../support/drills";
import type { Resource } from "../../support/providerProcess";
import { Simulated } from "../../support/simulated";
import { runOrphans, settingsOf } from "../deletion/orphansCommand";
import { MortalProcess } from "../deletion/processes";

/** `-- --full`: every position, not a few. */
const full = process.env["PULUMI_SNAPSHOTS_TEST_FULL"] === "1";

for (const kind of drilledSeries) {
  describe(`a series of ${kind} with drill: true that is interrupted`, () => {
    const simulated = new Simulated({ storage: "individual" });
    const tests = new DrillTests(simulated, kind);
    const orphans = async (args: string[] = []) =>
      (await runOrphans([["the stack's connection", settingsOf(simulated)]], args, [])).orphans;
    const type = kind === "snapshots" ? "zstack.RestoredVolume" : "zstack.RestoredVm";

    it("is named by orphans with what its drill has made, without an owner tag and with one", async () => {
      let alive = true;
      const dying = simulated.process({ engineAlive: async () => alive });
      alive = false;
      await assert.rejects(tests.declared().up(dying), { code: "engine-gone" });
      const [made] = await tests.left();
      const found = await orphans();
      assert.deepEqual(
        found.filter((one) => one.type === type).map(({ uuid, status }) => [uuid, status]),
        [[made, "interrupted"]],
      );
      assert.equal(found.length, 2);
      assert.ok(
        found.every(({ status }) => status === "interrupted"),
        "the point has no owner tag before its drill is over",
      );
      await tests.stuck();
      const series = tests.declared();
      await assert.rejects(series.up(simulated.process()));
      assert.equal(await tests.made(), 1);
      const [left] = (await orphans()).filter((one) => one.type === type);
      assert.equal(left?.status, "unmanaged");
      await orphans(["--delete", left?.uuid ?? ""]);
      assert.equal((await orphans()).filter((one) => one.type === type).length, 0);
      await series.up(simulated.process());
      assert.deepEqual(await tests.left(), []);
    });

    /** A series whose drill takes longer than its limit. */
    async function late(): Promise<Resource> {
      const series = tests.declared({ triggers: 1, deletionPolicy: "delete", __timeouts: { create: 1 } });
      await tests.slow(600_000);
      await assert.rejects(series.up(simulated.process()), { code: "unfinished" });
      assert.equal(tests.points(series).length, 1);
      return series;
    }

    it("by its limit continues with what the drill is making", async () => {
      const series = await late();
      await simulated.control.advance(600_000);
      await series.up(simulated.process());
      assert.deepEqual([await tests.made(), await tests.drills()], [1, 1]);
      assert.ok(tests.points(series)[0]?.drill !== undefined);
      assert.deepEqual(await tests.left(), []);
    });

    it("by its limit waits for what the drill is making before it is destroyed, and takes it away", async () => {
      const series = await late();
      const job = "/v1/api-jobs/{uuid}";
      const before = await simulated.control.countOf("GET", job);
      const destroyed = series.destroy(simulated.process());
      // More than all attempts of one identity are asked for once.
      while ((await simulated.control.countOf("GET", job)) < before + 55)
        await new Promise((resolve) => setImmediate(resolve));
      await simulated.control.advance(600_000);
      await destroyed;
      assert.deepEqual(await tests.left(), []);
      assert.equal(await tests.existing(), 0);
    });
  });
}

// A killed process never logs out, and an account has 500 sessions at most: each has a simulator of its own.
for (const kind of drilledSeries)
  for (const operation of ["create", "update"] as const) {
    describe(`a series of ${kind} with drill: true that is killed`, () => {
      const simulated = new Simulated({ storage: "individual" });
      const tests = new DrillTests(simulated, kind);

      for (const then of ["up", ...(operation === "update" ? ["destroy"] : [])])
        it(`after any request of its ${operation} leaves nothing once "${then}" is run`, async function () {
          this.timeout(full ? 600_000 : 60_000);
          let total = 0;
          for (let at = 0; at <= total; at += full || at === 0 ? 1 : 14) {
            await simulated.control.reset();
            simulated.control.forgetSession();
            const series = tests.declared({ triggers: 1, deletionPolicy: "delete" });
            if (operation === "update") {
              await series.up(simulated.process());
              series.inputs = { ...series.inputs, triggers: 2 };
            }
            const before = structuredClone(series.state);
            const mortal = await MortalProcess.start(simulated.control, at === 0 ? {} : { requests: at }, {});
            if (series.state !== undefined) series.state.outputs = mortal.over(series.state.outputs);
            await series.up(mortal.process).catch(() => undefined);
            if (at === 0) total = mortal.requests;
            await mortal.end();
            // Nobody has recorded anything. With its owner tag, nothing tells a first point from one that a state holds.
            series.state = before;
            const marked = (await simulated.control.state()).userTags.map(({ resourceUuid }) => resourceUuid);
            const temporary = await tests.left();
            const handedOver = operation === "create" && marked.some((uuid) => !temporary.includes(uuid));
            const where = `killed after ${at} of ${total} requests`;
            if (then === "up") {
              await series.up(simulated.process());
              assert.deepEqual(await tests.left(), [], where);
              const [newest] = tests.points(series);
              assert.ok(newest?.drill !== undefined, where);
              const count = await tests.made();
              if (!handedOver) assert.equal(count, operation === "create" ? 1 : 2, where);
            } else {
              await series.destroy(simulated.process());
              assert.deepEqual(await tests.left(), [], where);
            }
          }
          assert.ok(total > 20, String(total));
        });
    });
  }
