import assert from "node:assert/strict";
import { declareAs, Resource } from "../../support/providerProcess";
import { Restored } from "../../support/restored";
import { RestoredVms } from "../../support/restoredVms";
import { Simulated } from "../../support/simulated";
import { entryOf, runOrphans, type State, settingsOf } from "./orphansCommand";

describe("pulumi-snapshots orphans, of what was restored", () => {
  const simulated = new Simulated();
  const restored = new Restored(simulated);
  const vms = new RestoredVms(simulated);

  const orphans = (args: string[], state: State = []) =>
    runOrphans([["the stack's connection", settingsOf(simulated)]], args, state);

  for (const kind of ["snapshot", "backup"] as const) {
    const source = () => (kind === "snapshot" ? restored.snapshotSource() : restored.backupSource());

    it(`lists a volume from a ${kind} that no state holds, and deletes it by its own rules`, async () => {
      const resource = new Resource(restored.inputs(await source()));
      await resource.up(restored.volume());
      const id = resource.state?.id ?? "";
      assert.deepEqual((await orphans([], [resource])).orphans, []);
      const { orphans: found } = await orphans([]);
      assert.deepEqual(
        found.map(({ uuid, type, status }) => [uuid, type, status]),
        [[id, "zstack.RestoredVolume", "unmanaged"]],
      );
      const snapshot = await simulated.control.strangersSnapshot(id);
      const [kept] = (await orphans(["--delete", id])).outcomes ?? [];
      assert.equal(kept?.code, "has-dependents");
      await simulated.control.job("DELETE", `/v1/volume-snapshots/${snapshot}`);
      await orphans(["--delete", id]);
      assert.equal((await restored.row(id))?.status, "Deleted");
      assert.deepEqual((await orphans([])).orphans, []);
    });

    it(`lists one from a ${kind} of an interrupted run, by its uuid or by its first name`, async () => {
      const dying = restored.volume({ engineAlive: async () => false });
      await assert.rejects(new Resource(restored.inputs(await source())).up(dying), { code: "engine-gone" });
      const [left] = await restored.rows();
      assert.deepEqual(
        (await orphans([])).orphans.map(({ uuid, status }) => [uuid, status]),
        [[left?.uuid, "interrupted"]],
      );
    });
  }

  for (const isInState of [false, true]) {
    const when = isInState ? "that is in the state" : "whose first run was killed";

    it(`lists what a drill ${when} has left and a destroy does not take along, and deletes it`, async () => {
      const source = await restored.snapshotSource();
      const declare = (triggers: number): Resource => {
        const { name: _, ...inputs } = declareAs("RestoreDrill", "drill", { ...source, triggers });
        return new Resource(inputs);
      };
      const before = (await restored.rows()).map(({ uuid }) => uuid);
      const isLeft = async () =>
        (await restored.rows()).filter(({ uuid, status }) => !before.includes(uuid) && status !== "Deleted");
      const drill = declare(1);
      if (isInState) await drill.up(simulated.process());
      const killed = declare(2);
      const dying = simulated.process({ engineAlive: async () => false });
      await assert.rejects(killed.up(dying), { code: "engine-gone" });
      const [left, ...others] = await isLeft();
      assert.deepEqual([left !== undefined, others], [true, []]);
      const uuid = left?.uuid ?? "";
      if (isInState) await drill.destroy(simulated.process());
      assert.deepEqual(
        (await orphans([])).orphans.map((one) => [one.uuid, one.status]),
        [[uuid, "interrupted"]],
      );
      const pending = { ...entryOf(killed), inputs: killed.inputs };
      const withPending = { resources: [], pending_operations: [{ type: "creating", resource: pending }] };
      const [kept] = (await orphans(["--delete", uuid, "--allow-unmarked"], withPending)).outcomes ?? [];
      assert.equal(kept?.code, "pending-operations");
      await orphans(["--delete", uuid, "--allow-unmarked"]);
      assert.deepEqual(await isLeft(), []);
    });
  }

  it("lists a VM that no state holds once, not its data volumes, and deletes all of it", async () => {
    const resource = await vms.made("group");
    const id = resource.state?.id ?? "";
    assert.deepEqual((await orphans([], [resource])).orphans, []);
    const { orphans: found } = await orphans([]);
    assert.deepEqual(
      found.map(({ uuid, type, status }) => [uuid, type, status]),
      [[id, "zstack.RestoredVm", "unmanaged"]],
    );
    await orphans(["--delete", id]);
    assert.deepEqual(
      (await vms.rows()).map(({ state }) => state),
      ["Destroyed"],
    );
    assert.ok((await vms.dataVolumes()).every(({ status }) => status === "Deleted"));
    assert.deepEqual((await orphans([])).orphans, []);
  });

  it("lists a VM of an interrupted run, and deletes it with the data volumes that were made with it", async () => {
    const dying = vms.vm({ engineAlive: async () => false });
    const source = await vms.source("VM backup");
    await assert.rejects(new Resource(vms.inputs(source)).up(dying), { code: "engine-gone" });
    const [left] = await vms.rows();
    assert.deepEqual(
      (await orphans([])).orphans.map(({ uuid, status }) => [uuid, status]),
      [[left?.uuid, "interrupted"]],
    );
    await orphans(["--delete", left?.uuid ?? "", "--allow-unmarked"]);
    assert.ok((await vms.dataVolumes()).every(({ status }) => status === "Deleted"));
  });

  it("releases a retained VM with its data volumes, for the next run that declares it", async () => {
    const source = await vms.source("group");
    const resource = new Resource(vms.inputs(source, { deletionPolicy: "retain" }));
    await resource.up(vms.vm());
    const id = resource.state?.id ?? "";
    await resource.destroy(vms.vm());
    await orphans(["--release-retained", id]);
    const disks = (await vms.dataVolumes()).map(({ uuid }) => uuid);
    for (const uuid of [id, ...disks]) assert.deepEqual(await simulated.control.tags(uuid), []);
    const again = new Resource(vms.inputs(source));
    await again.up(vms.vm());
    assert.equal(again.state?.id, id);
    assert.deepEqual(again.state?.outputs["dataVolumeUuids"], disks);
  });
});
