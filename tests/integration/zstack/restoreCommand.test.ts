import assert from "node:assert/strict";
import type { RestoreOptions } from "../../../cli/restore/options";
import { defaultFixture } from "../../../simulator";
import { type JsonObject, Resource } from "../../support/providerProcess";
import { restoreCommand, type Told } from "../../support/restoreCommand";
import { RestoredVms } from "../../support/restoredVms";
import { type RevertName, Reverts, revertNames } from "../../support/reverts";
import { Simulated } from "../../support/simulated";

describe("pulumi-snapshots restore", () => {
  const simulated = new Simulated();
  const reverts = new Reverts(simulated);
  const vms = new RestoredVms(simulated);

  function restore(uuid: string, more: Partial<RestoreOptions> = {}): Promise<Told> {
    const { host, port } = reverts.control;
    const account = { ZSTACK_ACCOUNT_NAME: "admin", ZSTACK_ACCOUNT_PASSWORD: "password" };
    return restoreCommand({ ZSTACK_HOST: host, ZSTACK_PORT: port, ...account }, uuid, more);
  }

  const pointIn = (inputs: JsonObject): string =>
    String(
      inputs["volumeSnapshotUuid"] ??
        inputs["volumeBackupUuid"] ??
        inputs["volumeSnapshotGroupUuid"] ??
        inputs["vmBackupUuid"],
    );

  async function scene(name: RevertName): Promise<string> {
    const point = pointIn(await reverts.point(name));
    await reverts.stop();
    return point;
  }

  for (const name of revertNames) {
    it(`${name}: finds by the uuid alone what it is of, and restores once for each time that it is asked`, async () => {
      const point = await scene(name);
      const shown = await restore(point, { dryRun: true });
      assert.equal(shown.code, 0);
      assert.deepEqual(await reverts.jobs(), { accepted: 0, done: 0 });
      const refused = await restore(point, { yes: false });
      assert.deepEqual([refused.code, refused.told["restored"]], [1, false]);
      const first = await restore(point);
      assert.deepEqual([first.code, first.told["restored"]], [0, true]);
      const { safetySnapshotUuid } = first.told["outputs"] as { safetySnapshotUuid: string };
      const [kept] = first.told["next"] as string[];
      assert.match(kept ?? "", new RegExp(`${safetySnapshotUuid}\\. Delete it .*a deployment .* is refused`));
      assert.deepEqual(await reverts.jobs(), { accepted: 1, done: 1 });
      const second = await restore(point);
      assert.equal((second.told["notes"] as string[]).length, 1);
      assert.deepEqual(await reverts.jobs(), { accepted: 2, done: 2 });
    });
  }

  it("refuses a running VM unless told to stop it, and starts it again", async () => {
    const point = await scene("VM to group");
    await reverts.run();
    await assert.rejects(restore(point), { code: "wrong-state" });
    assert.deepEqual(await reverts.jobs(), { accepted: 0, done: 0 });
    await restore(point, { whenRunning: "stopAndStart" });
    assert.deepEqual(await reverts.jobs(), { accepted: 1, done: 1 });
    assert.equal(await reverts.stateOfVm(), "Running");
  });

  for (const name of ["volume to snapshot", "volume to backup"] as const) {
    it(`makes a new volume beside the old one, ${name.split(" ").at(-1)}, which a stack may adopt`, async () => {
      const point = await scene(name);
      const { code, told } = await restore(point, { to: "new-volume", name: "copy" });
      assert.equal(code, 0);
      const { uuid } = told["outputs"] as { uuid: string };
      assert.match((await reverts.control.tags(uuid)).join(), /^pulumi-retained::/);
      const { volumes } = await reverts.control.state();
      assert.equal(volumes.find((one) => one.uuid === uuid)?.status, "Ready");
      assert.deepEqual(await reverts.jobs(), { accepted: 0, done: 0 });
    });
  }

  for (const name of ["VM to group", "VM to backup"] as const) {
    it(`makes a new VM beside the old one, ${name.split(" ").at(-1)}, which a stack may adopt with its data volumes`, async () => {
      const point = pointIn(await reverts.point(name));
      assert.equal((await restore(point, { to: "new-vm", name: "copy", dryRun: true })).code, 0);
      assert.deepEqual(await vms.rows(), []);
      const { code, told } = await restore(point, { to: "new-vm", name: "copy" });
      assert.equal(code, 0);
      const { uuid } = told["outputs"] as { uuid: string };
      const [row, ...others] = await vms.rows();
      assert.deepEqual([row?.uuid, row?.name, row?.state, others], [uuid, "copy", "Stopped", []]);
      const disks = (await vms.dataVolumes()).map((one) => one.uuid);
      assert.equal(disks.length, 2);
      for (const one of [uuid, ...disks]) assert.match((await reverts.control.tags(one)).join(), /^pulumi-retained::/);
      const input = name === "VM to group" ? "volumeSnapshotGroupUuid" : "vmBackupUuid";
      const resource = new Resource(vms.inputs({ [input]: point, adopt: true, resourceUuid: uuid }));
      await resource.up(vms.vm());
      assert.deepEqual(resource.state?.outputs["dataVolumeUuids"], disks);
      await resource.destroy(vms.vm());
      assert.ok((await vms.dataVolumes()).every(({ status }) => status === "Deleted"));
    });
  }

  it("makes a new VM out of a backup whose VM is gone only with what that no longer says", async () => {
    const point = pointIn(await reverts.point("VM to backup"));
    await reverts.control.job("DELETE", `/v1/vm-instances/${reverts.vm}`);
    await reverts.control.job("PUT", `/v1/vm-instances/${reverts.vm}/actions`, { expungeVmInstance: {} });
    const missing = { code: "usage-error", message: /--cpu, --memory, --cluster/ };
    await assert.rejects(restore(point, { to: "new-vm" }), missing);
    const { clusterUuid } = defaultFixture;
    const given = { clusterUuid, networkUuids: [], cpuNum: 2, memoryGib: 4, start: true };
    await restore(point, { to: "new-vm", newVm: given });
    assert.deepEqual(
      (await vms.rows()).map(({ state }) => state),
      ["Running"],
    );
  });

  it("makes no VM of a point of one volume", async () => {
    await assert.rejects(restore(await scene("volume to backup"), { to: "new-vm" }), { code: "usage-error" });
  });

  it("makes no volume of a point of several", async () => {
    await assert.rejects(restore(await scene("VM to group"), { to: "new-volume" }), { code: "usage-error" });
  });

  it("names a uuid that is no restore point", async () => {
    await assert.rejects(restore("0".repeat(32)), { code: "not-found" });
  });
});
