import assert from "node:assert/strict";
import type { SimulatorOptions } from "../../../simulator";
import type { Resource } from "../../support/providerProcess";
import { Deletions, dataVolume, each, idOf } from "./support";

/** As far from any order of the tree as can be: 0, 7, 14, 1, 8, … */
const mixed = <T>(items: readonly T[]): T[] =>
  items.map((_, at) => items[(at * 7) % items.length]).filter((one) => one !== undefined);

const servers: readonly [string, SimulatorOptions][] = [
  ["5.2.1 with chains", { serverVersion: "5.2.1" }],
  ["5.4 with chains", { serverVersion: "5.4.0" }],
  ["5.2.1 with individual snapshots", { serverVersion: "5.2.1", storage: "individual" }],
];

for (const [what, options] of servers) {
  describe(`a chain of 20 on ${what}`, () => {
    const simulated = new Deletions(options);
    const single = { configuration: { "zstack:deleteScope": "single" } };

    async function chain(): Promise<Resource[]> {
      const all: Resource[] = [];
      for (let at = 0; at < 20; at += 1) all.push(await simulated.snapshot(`s${at}`));
      return all;
    }

    for (const parallel of [1, 8, 64]) {
      it(`goes in a mixed order with --parallel ${parallel}`, async () => {
        const all = await chain();
        const processes = [simulated.start(), simulated.start(single)];
        await each(mixed(all), parallel, (one, at) => one.destroy(processes[at % 2] ?? simulated.start()));
        assert.deepEqual(await simulated.left(), []);
      });
    }

    it("loses every other one and nothing else", async () => {
      const all = await chain();
      const going = all.filter((_, at) => at % 2 === 0);
      const staying = all.filter((_, at) => at % 2 === 1).map(idOf);
      // A run has one process; what several of them defer at the same time, none of them knows of the others.
      const run = simulated.start();
      await each(mixed(going), 8, (one) => one.destroy(run));
      const left = await simulated.left();
      assert.ok(staying.every((uuid) => left.includes(uuid)));
      for (const uuid of left) assert.equal(await simulated.isDeferred(uuid), !staying.includes(uuid), uuid);
      const next = simulated.start();
      await each(
        all.filter((one) => one.state !== undefined),
        8,
        (one) => one.destroy(next),
      );
      assert.deepEqual(await simulated.left(), []);
    });
  });
}

describe("a chain that somebody else has a part in", () => {
  const simulated = new Deletions();

  it("keeps another stack's parent, and what that stack has below", async () => {
    const parent = await simulated.snapshot("parent", {}, { stack: "prod" });
    const ours = await simulated.snapshot("ours");
    const child = await simulated.snapshot("child", {}, { stack: "prod" });
    const before = await simulated.left();
    await assert.rejects(ours.destroy(simulated.start()), {
      code: "foreign-dependents",
      message: new RegExp(`${idOf(child)} "child" .*org/project/prod`),
    });
    await assert.rejects(parent.destroy(simulated.start()), {
      code: "foreign-dependents",
      message: new RegExp(`${idOf(ours)} "ours" .*org/project/dev`),
    });
    assert.deepEqual(await simulated.left(), before);
    await child.destroy(simulated.start());
    await ours.destroy(simulated.start());
    assert.deepEqual(await simulated.left(), [idOf(parent)]);
  });

  it("of replacements grows to 64 and goes as a whole when a new tree begins", async () => {
    const resource = await simulated.snapshot("nightly", { triggers: [0] });
    for (let night = 1; night < 64; night += 1) {
      resource.inputs = { ...resource.inputs, triggers: [night] };
      await resource.up(simulated.start());
    }
    assert.equal((await simulated.left()).length, 64);
    resource.inputs = { ...resource.inputs, triggers: [64] };
    await resource.up(simulated.start());
    assert.deepEqual(await simulated.left(), [idOf(resource)]);
    const deletions = await simulated.control.countOf("DELETE", "/v1/volume-snapshots/{uuid}");
    assert.equal(deletions, 2, "of the last one, and of all that was deferred");
  });

  it("goes while its volume lies in the recycle bin", async () => {
    const [first, second] = [
      await simulated.snapshot("first", { volumeUuid: dataVolume }),
      await simulated.snapshot("second", { volumeUuid: dataVolume }),
    ];
    await simulated.control.job("DELETE", `/v1/volumes/${dataVolume}`);
    await first.destroy(simulated.start());
    assert.equal((await simulated.left()).length, 2);
    await second.destroy(simulated.start());
    assert.deepEqual(await simulated.left(), []);
  });

  it("names the linked clone in the way, and leaves state and marks alone", async () => {
    const parent = await simulated.snapshot("parent");
    const clone = "9".repeat(32);
    await simulated.control.objects({ references: { volumeSnapshotUuid: idOf(parent), volumeUuids: [clone] } });
    await assert.rejects(parent.destroy(simulated.start()), { message: new RegExp(clone) });
    assert.ok(parent.state);
    assert.equal(await simulated.isDeferred(idOf(parent)), false);
  });

  it("loses nothing live by `up --replace` with adopt left in, nor after a cleared partial state", async () => {
    const adopting = { adopt: true };
    const resource = await simulated.snapshot("a", adopting);
    const id = idOf(resource);
    await resource.up(simulated.start(), { replace: true });
    assert.deepEqual(await simulated.left(), [id]);
    // Another process deletes what the first one left: the marks say that it was adopted anew.
    const old = resource.state;
    const again = await simulated.snapshot("a", adopting);
    assert.equal(idOf(again), id);
    resource.state = old;
    await resource.destroy(simulated.start());
    assert.deepEqual(await simulated.left(), [id]);
    await again.destroy(simulated.start());
    assert.deepEqual(await simulated.left(), []);
  });

  it("keeps what Pulumi's retainOnDelete left in place, and puts off what would take it along", async () => {
    const parent = await simulated.snapshot("parent");
    const kept = await simulated.snapshot("kept");
    const keptId = idOf(kept);
    // The engine asks for nothing and forgets it: the owner mark stays.
    kept.state = undefined;
    await parent.destroy(simulated.start());
    assert.ok((await simulated.left()).includes(keptId));
    const other = await simulated.snapshot("other");
    await other.destroy(simulated.start());
    assert.ok((await simulated.left()).includes(keptId), "no sweep takes it");
    assert.equal(await simulated.isDeferred(keptId), false);
  });
});
