import assert from "node:assert/strict";
import { defaultFixture } from "../../../simulator";
import { Backups } from "../../support/backups";
import { gate } from "../../support/gate";
import type { JsonObject, Resource } from "../../support/providerProcess";
import { type RevertName, Reverts, revertNames } from "../../support/reverts";
import { Simulated } from "../../support/simulated";

const targetOf = (inputs: JsonObject): string => String(inputs["volumeUuid"] ?? inputs["vmInstanceUuid"]);

const outputs = (resource: Resource): JsonObject => resource.state?.outputs ?? {};

for (const name of revertNames) {
  describe(`a restore in place, ${name}`, () => {
    const reverts = new Reverts(new Simulated());

    /** A restore point of the stopped VM, and newer content. */
    async function scene(): Promise<JsonObject> {
      const point = await reverts.point(name);
      await reverts.snapshot();
      await reverts.stop();
      return point;
    }

    it("happens once, is proved, and says what was there before", async () => {
      const point = await scene();
      const before = await Promise.all(reverts.volumes.map((volume) => reverts.pathOf(volume)));
      const resource = reverts.declare(point);
      await resource.up(reverts.start());
      assert.deepEqual(await reverts.jobs(), { accepted: 1, done: 1 });
      assert.notEqual(await reverts.pathOf(reverts.root), before[0]);
      const safety = await reverts.safetySnapshots();
      assert.equal(safety.length, name.startsWith("VM") ? 3 : 1);
      assert.equal(typeof outputs(resource)["revertedAt"], "string");
      assert.equal(outputs(resource)["vmStateBefore"], "Stopped");
      assert.equal(outputs(resource)["runCount"], 1);
      assert.equal(typeof outputs(resource)["restorePointDate"], "string");
      assert.equal(typeof outputs(resource)["safetySnapshotUuid"], "string");
      const [mark, ...others] = await reverts.marks(targetOf(point));
      assert.match(mark ?? "", /^[0-9a-f]{16}::done$/);
      assert.deepEqual(others, []);
    });

    it("is not repeated by a refresh, another up, a forced replacement, another name or stack, or a lost state", async () => {
      const point = await scene();
      const resource = reverts.declare(point);
      await resource.up(reverts.start());
      assert.equal(await resource.refresh(reverts.start()), "same");
      assert.equal(await resource.up(reverts.start()), "same");
      assert.equal(await resource.up(reverts.start(), { replace: true }), "replaced");
      await resource.destroy(reverts.start());
      await reverts.declare(point).up(reverts.start());
      await reverts.declare(point, {}, {}, "renamed").up(reverts.start());
      const lost = reverts.declare(point, {}, { stack: "other" });
      await lost.up(reverts.start());
      assert.equal(typeof outputs(lost)["safetySnapshotUuid"], "string");
      assert.deepEqual(await reverts.jobs(), { accepted: 1, done: 1 });
      assert.equal((await reverts.safetySnapshots()).length, name.startsWith("VM") ? 3 : 1);
    });

    it("is repeated when triggers change, and only then", async () => {
      const point = await scene();
      const resource = reverts.declare(point, { triggers: 1 });
      await resource.up(reverts.start());
      resource.inputs = { ...resource.inputs, triggers: 2 };
      assert.equal(await resource.up(reverts.start()), "updated");
      assert.deepEqual(await reverts.jobs(), { accepted: 2, done: 2 });
      assert.equal(outputs(resource)["runCount"], 2);
      resource.inputs = { ...resource.inputs, triggers: 1 };
      await resource.up(reverts.start());
      resource.inputs = { ...resource.inputs, whenRunning: "stop", safetySnapshot: false, onUnknown: "rerun" };
      assert.equal(await resource.up(reverts.start()), "updated");
      assert.deepEqual(await reverts.jobs(), { accepted: 2, done: 2 });
    });

    it("is not repeated because its triggers are a secret by now, or no longer", async () => {
      const point = await scene();
      for (const isSecret of [false, true]) {
        const flag = (secret: boolean) => ({ __secretTriggers: secret ? true : undefined });
        const resource = reverts.declare({ ...point, triggers: [isSecret], ...flag(isSecret) });
        await resource.up(reverts.start());
        resource.inputs = { ...resource.inputs, ...flag(!isSecret) };
        await resource.up(reverts.start());
        assert.equal(await resource.up(reverts.start(), { replace: true }), "replaced");
      }
      assert.deepEqual(await reverts.jobs(), { accepted: 2, done: 2 });
    });

    it("is refused while the VM runs, before anything is sent", async () => {
      const point = await scene();
      await reverts.run();
      await assert.rejects(reverts.declare(point).up(reverts.start()), { code: "wrong-state" });
      assert.deepEqual(await reverts.jobs(), { accepted: 0, done: 0 });
      assert.deepEqual(await reverts.marks(targetOf(point)), []);
      assert.deepEqual(await reverts.safetySnapshots(), []);
      assert.equal(await reverts.stateOfVm(), "Running");
    });

    for (const [whenRunning, after] of [
      ["stop", "Stopped"],
      ["stopAndStart", "Running"],
    ] as const) {
      it(`stops a running VM with "${whenRunning}", which is ${after} afterwards`, async () => {
        const point = await scene();
        await reverts.run();
        const resource = reverts.declare(point, { whenRunning });
        await resource.up(reverts.start());
        assert.deepEqual(await reverts.jobs(), { accepted: 1, done: 1 });
        assert.equal(outputs(resource)["vmStateBefore"], "Running");
        assert.equal(await reverts.stateOfVm(), after);
      });
    }

    it("stays away under the retain-all override", async () => {
      const point = await scene();
      const environment = { PULUMI_SNAPSHOTS_DELETION_POLICY: "retain" };
      await assert.rejects(reverts.declare(point).up(reverts.start({ environment })), { code: "retain-all-override" });
      assert.deepEqual(await reverts.jobs(), { accepted: 0, done: 0 });
    });

    it("takes no safety snapshot where none is wanted", async () => {
      const point = await scene();
      const resource = reverts.declare(point, { safetySnapshot: false });
      await resource.up(reverts.start());
      assert.deepEqual(await reverts.jobs(), { accepted: 1, done: 1 });
      assert.deepEqual(await reverts.safetySnapshots(), []);
      assert.equal(outputs(resource)["safetySnapshotUuid"], undefined);
    });

    it("fails where the target is not that of the restore point, and changes nothing", async () => {
      const point = await scene();
      const other = name.startsWith("VM")
        ? { vmInstanceUuid: defaultFixture.vmInstances.web1.uuid }
        : { volumeUuid: reverts.volumes[1] };
      await assert.rejects(reverts.declare({ ...point, ...other }).up(reverts.start()), { code: "not-as-declared" });
      assert.deepEqual(await reverts.jobs(), { accepted: 0, done: 0 });
      assert.deepEqual(await reverts.safetySnapshots(), []);
    });
  });
}

describe("a restore in place that fails", () => {
  const reverts = new Reverts(new Simulated());
  const backups = new Backups(reverts.simulated);

  async function stopped(name: RevertName): Promise<JsonObject> {
    const point = await reverts.point(name);
    await reverts.stop();
    return point;
  }

  it("leaves no mark and can be tried again, where the storage overwrote nothing", async () => {
    const point = await stopped("volume to snapshot");
    const uuid = String(point["volumeSnapshotUuid"]);
    await backups.patch("snapshots", uuid, { revertFails: "the host is gone" });
    const resource = reverts.declare(point);
    await assert.rejects(resource.up(reverts.start()), { code: "refused-by-platform" });
    assert.deepEqual(await reverts.marks(reverts.root), []);
    assert.deepEqual(await reverts.jobs(), { accepted: 1, done: 0 });
    await backups.patch("snapshots", uuid, { revertFails: null });
    await resource.up(reverts.start());
    assert.deepEqual(await reverts.jobs(), { accepted: 2, done: 1 });
  });

  it("is not sent by another run whose mark it has removed: the next run would restore once more", async () => {
    const point = await stopped("volume to snapshot");
    const [arrived, released] = [gate(), gate()];
    const other = reverts.start({
      engineAlive: async () => {
        arrived.open();
        await released.opened;
        return true;
      },
    });
    const declared = (name: string) => reverts.declare(point, { safetySnapshot: false }, {}, name);
    let others: Promise<unknown> | undefined;
    let asked = 0;
    const failing = reverts.start({
      engineAlive: async () => {
        asked += 1;
        // Right before the request.
        if (asked === 2) {
          others = declared("other").up(other);
          await arrived.opened;
          await reverts.run();
        }
        return true;
      },
    });
    await assert.rejects(declared("back").up(failing), { code: "wrong-state" });
    await reverts.stop();
    released.open();
    await assert.rejects(others ?? Promise.resolve(), { code: "operation-in-progress" });
    assert.deepEqual(await reverts.jobs(), { accepted: 0, done: 0 });
  });

  it("is not taken for a success where the server reports one and all members failed", async () => {
    const point = await stopped("VM to group");
    const members = await membersOf(String(point["volumeSnapshotGroupUuid"]));
    for (const uuid of members) await backups.patch("snapshots", uuid, { revertFails: "the host is gone" });
    await assert.rejects(reverts.declare(point).up(reverts.start()), { code: "refused-by-platform" });
    assert.deepEqual(await reverts.marks(reverts.vm), []);
    assert.equal(await reverts.stateOfVm(), "Stopped");
  });

  it("in part is named, starts nothing, and is repeated only where that is decided", async () => {
    const point = await reverts.point("VM to group");
    const [first = ""] = await membersOf(String(point["volumeSnapshotGroupUuid"]));
    await backups.patch("snapshots", first, { revertFails: "the host is gone" });
    const resource = reverts.declare(point, { whenRunning: "stopAndStart" });
    await assert.rejects(resource.up(reverts.start()), { code: "partly-reverted" });
    assert.equal(await reverts.stateOfVm(), "Stopped");
    assert.match((await reverts.marks(reverts.vm)).join(), /^[0-9a-f]{16}::partly$/);
    await backups.patch("snapshots", first, { revertFails: null });
    await assert.rejects(resource.up(reverts.start()), { code: "partly-reverted" });
    assert.equal((await reverts.jobs()).accepted, 1);
    resource.inputs = { ...resource.inputs, onUnknown: "rerun" };
    await resource.up(reverts.start());
    assert.equal((await reverts.jobs()).accepted, 2);
    assert.match((await reverts.marks(reverts.vm)).filter((mark) => mark.endsWith("done")).join(), /done$/);
  });

  it("names what is missing of a group, before the server makes a success of nothing", async () => {
    const point = await stopped("VM to group");
    const { volumeSnapshots } = await reverts.control.state();
    const group = point["volumeSnapshotGroupUuid"];
    // A group goes with the snapshot of the root volume.
    const member = volumeSnapshots.find((one) => one.groupUuid === group && one.volumeUuid !== reverts.root);
    await reverts.control.job("DELETE", `/v1/volume-snapshots/${member?.uuid}`);
    await assert.rejects(reverts.declare(point).up(reverts.start()), { code: "wrong-state" });
    assert.deepEqual(await reverts.jobs(), { accepted: 0, done: 0 });
  });

  async function membersOf(group: string): Promise<string[]> {
    const { volumeSnapshots } = await reverts.control.state();
    return volumeSnapshots
      .filter(({ groupUuid }) => groupUuid === group)
      .map(({ uuid }) => uuid)
      .sort();
  }
});
