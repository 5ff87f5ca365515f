import assert from "node:assert/strict";
import { Backups, idOf, membersOf, out, stores } from "../../support/backups";
import { pointsOf } from "../../support/points";
import { type JsonObject, Resource } from "../../support/providerProcess";
import { Simulated } from "../../support/simulated";

describe("a restore point that was whole once", () => {
  const simulated = new Simulated();
  const backups = new Backups(simulated);
  const kinds = pointsOf(simulated, backups);

  it("shows a point that is no longer ready until it is, or is accepted", async () => {
    const { open, inputs } = kinds.snapshot;
    const resource = new Resource(inputs());
    await resource.up(open());
    const at = out(resource, "verifiedAt");
    await backups.patch("snapshots", idOf(resource), { status: "Error", size: 0 });
    assert.equal(await resource.refresh(open()), "changed");
    const reason = `volume snapshot ${idOf(resource)} is Error, not Ready`;
    assert.deepEqual(resource.state?.inputs["problems"], { status: reason });
    for (let run = 1; run <= 2; run += 1) {
      const process = open();
      assert.equal(await resource.up(process), "updated");
      assert.deepEqual(process.lines.filter((line) => line.includes("warning")).length, 1, process.lines.join("\n"));
      assert.match(process.lines.join("\n"), /is Error, not Ready.*change triggers.* verify: \{ status: false \}/);
    }
    resource.inputs = inputs({ verify: { status: false } });
    assert.equal(await resource.up(open()), "updated");
    assert.equal(out(resource, "problems"), undefined);
    assert.equal(await resource.refresh(open()), "same");
    assert.equal(await resource.up(open()), "same");
    resource.inputs = inputs();
    await resource.up(open());
    await resource.refresh(open());
    assert.deepEqual(out(resource, "problems"), { status: reason });
    await backups.patch("snapshots", idOf(resource), { status: "Ready" });
    assert.equal(await resource.up(open()), "updated");
    assert.notEqual(out(resource, "verifiedAt"), at, "it was verified again");
    assert.equal(await resource.refresh(open()), "same", "and its size is what was recorded");
    assert.equal(await resource.up(open()), "same");
  });

  it("makes a primary copy again, also one that is only not Ready", async () => {
    const { open, inputs } = kinds.volumeBackup;
    const resource = new Resource(inputs({ replicas: [stores.second] }));
    await resource.up(open());
    await simulated.control.deleteBackup(`volume-backups/${idOf(resource)}`, stores.first);
    assert.equal(await resource.refresh(open()), "changed");
    assert.deepEqual(Object.keys((resource.state?.inputs["problems"] ?? {}) as JsonObject), ["copies"]);
    assert.equal(await resource.up(open()), "updated");
    assert.deepEqual(await backups.copies(idOf(resource)), [stores.first, stores.second]);
    assert.equal(await resource.up(open()), "same");
    assert.equal(await resource.refresh(open()), "same");
  });

  it("accepts a lost member without a request, also where its owner mark is lost with it", async () => {
    const { open, inputs } = kinds.vmBackup;
    for (const at of [1, 0]) {
      const resource = new Resource(inputs({ triggers: at }));
      await resource.up(open());
      await simulated.control.deleteBackup(`volume-backups/${membersOf(resource)[at]?.uuid}`);
      assert.equal(await resource.refresh(open()), "changed");
      assert.equal(await resource.up(open()), "updated");
      assert.equal(await resource.up(open()), "updated", "until somebody decides");
      const before = JSON.stringify(await simulated.control.requests());
      resource.inputs = inputs({ triggers: at, verify: { members: false } });
      assert.equal(await resource.up(open()), "updated");
      assert.equal(JSON.stringify(await simulated.control.requests()), before);
      const process = open();
      assert.equal(await resource.up(process), "same");
      assert.equal(await resource.refresh(process), "same");
      assert.equal(await resource.up(process), "same");
      assert.deepEqual(process.lines, []);
      assert.equal(out(resource, "complete"), false, "the record still says so");
      await resource.destroy(open());
    }
  });
});
