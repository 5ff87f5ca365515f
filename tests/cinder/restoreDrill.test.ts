import assert from "node:assert/strict";
import { declareAs, type JsonObject, Resource } from "../support/providerProcess";
import type { Row } from "./support/platform";
import { CinderTests } from "./support/provider";

/** `-- --full`: every position, not a few. */
const full = process.env["PULUMI_SNAPSHOTS_TEST_FULL"] === "1";

describe("a restore drill of Cinder", () => {
  const cinder = new CinderTests();
  const create = { method: "POST", path: /^\/volumes$/ } as const;

  const declare = (source: JsonObject, more: JsonObject = {}): Resource => {
    const { name: _, ...rest } = declareAs("RestoreDrill", "drill", { ...source, ...more }, {}, "cinder");
    return new Resource(rest);
  };
  const recordedBy = ({ state }: Resource): JsonObject | undefined => state?.outputs;
  const isMade = ({ name }: Row): boolean => /^(?:restore-drill-|pulumi_snapshots_)/.test(name ?? "");
  const left = async (): Promise<Row[]> => (await cinder.member.list("volumes")).filter(isMade);

  async function source(kind: "snapshot" | "backup"): Promise<JsonObject> {
    const row = await cinder.member.make(`${kind}s`, { volume_id: cinder.volume });
    cinder.tap.reset();
    return { [`${kind}Id`]: row.id };
  }

  for (const kind of ["snapshot", "backup"] as const) {
    it(`from a ${kind} leaves nothing, and says when and how long`, async () => {
      const resource = declare(await source(kind), { triggers: 1 });
      await resource.up(cinder.process().drills);
      const outputs: JsonObject = resource.state?.outputs ?? {};
      assert.match(String(outputs["restorableAt"]), /^\d{4}-\d\d-\d\dT/);
      assert.deepEqual([typeof outputs["duration"], outputs["size"]], ["number", 1]);
      assert.deepEqual(await left(), []);
      assert.equal(cinder.tap.count(create), 1);
      assert.equal(await resource.up(cinder.process().drills), "same");
      assert.equal(await resource.refresh(cinder.process().drills), "same");
      resource.inputs = { ...resource.inputs, triggers: 2 };
      assert.equal(await resource.up(cinder.process().drills), "updated");
      assert.equal(cinder.tap.count(create), 2);
      assert.equal(resource.state?.outputs["runCount"], 2);
      assert.deepEqual(await left(), []);
    });

    it(`from a ${kind}, killed after any request, leaves nothing once it is run again`, async function () {
      this.timeout(full ? 1_200_000 : 120_000);
      const point = await source(kind);
      let total = 0;
      for (let at = 0; at <= total; at += full || at === 0 ? 1 : 8) {
        cinder.tap.reset();
        const requests = await cinder.killedAfter(at, (process) => declare(point).up(process.drills));
        if (at === 0) total = requests;
        const again = declare(point);
        await again.up(cinder.process().drills);
        const where = `killed after ${at} of ${total} requests`;
        assert.deepEqual(await left(), [], where);
        assert.equal(typeof again.state?.outputs["restorableAt"], "string", where);
      }
      assert.ok(total > 10, String(total));
    });

    for (const next of ["for other triggers", "with another restore point", "after its stack was renamed"] as const)
      it(`from a ${kind}, killed after any request, leaves nothing once it is run ${next}`, async function () {
        this.timeout(full ? 1_200_000 : 120_000);
        const point = await source(kind);
        const another = next === "with another restore point" ? await source(kind) : point;
        const recorded = declare(point, { triggers: 0 });
        if (next === "after its stack was renamed") await recorded.up(cinder.process().drills);
        let total = 0;
        for (let at = 0; at <= total; at += full || at === 0 ? 1 : 8) {
          cinder.tap.reset();
          const killed = declare(point, { triggers: `killed ${at}` });
          killed.state = structuredClone(recorded.state);
          const requests = await cinder.killedAfter(at, (process) => killed.up(process.drills));
          if (at === 0) total = requests;
          const before = cinder.tap.count(create);
          const again = declare(another, { triggers: `after ${at}` });
          again.state = structuredClone(recorded.state);
          const { __seed } = again.inputs;
          if (again.state !== undefined)
            again.inputs = { ...again.inputs, __seed: String(__seed).replace("pulumi:dev::", "pulumi:prod::") };
          const process = cinder.process();
          await again.up(process.drills);
          const where = `killed after ${at} of ${total} requests`;
          const rest = await left();
          // What a restore has completed with nobody there does not tell which drill it was made for: it is named.
          const told = (id: string) =>
            process.lines.some((line) => line.includes(`${id} of an interrupted restore drill`));
          if (next === "with another restore point" && kind === "backup") {
            assert.ok(
              rest.every(({ id }) => told(id)),
              where,
            );
            for (const { id } of rest) await cinder.member.remove("volumes", id);
          } else assert.deepEqual(rest, [], where);
          assert.equal(cinder.tap.count(create) - before, 1, where);
        }
        assert.ok(total > 10, String(total));
      });
  }

  it("that failed is run again by the next up, and leaves nothing of either", async () => {
    const resource = declare(await source("snapshot"));
    cinder.lab.turn({ faults: { create_volume: "fail" } });
    await assert.rejects(resource.up(cinder.process().drills), { message: /Creation of volume .* failed/ });
    assert.equal(recordedBy(resource), undefined);
    cinder.lab.turn();
    await resource.up(cinder.process().drills);
    assert.equal(typeof recordedBy(resource)?.["restorableAt"], "string");
    assert.deepEqual(await left(), []);
  });

  it("does not run under the retain-all override, or without exactly one restore point", async () => {
    const environment = { PULUMI_SNAPSHOTS_DELETION_POLICY: "retain" };
    const [one, other] = [await source("snapshot"), await source("backup")];
    await assert.rejects(declare(one).up(cinder.process({ environment }).drills), { code: "retain-all-override" });
    await assert.rejects(declare({}).up(cinder.process().drills), /the source is missing/);
    await assert.rejects(declare({ ...one, ...other }).up(cinder.process().drills), /both are given/);
    assert.equal(cinder.tap.count(create), 0);
  });
});
