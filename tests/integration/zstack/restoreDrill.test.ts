import assert from "node:assert/strict";
import { codeOf } from "../../../provider/http/errorCodes";
import { messageOf } from "../../../provider/http/errors";
import { defaultFixture } from "../../../simulator";
import { ProviderProcess } from "../../support/providerProcess";
import { drillKinds, drillScene } from "../../support/restoreDrills";
import type { Tap } from "../../support/wire";
import { MortalProcess } from "../deletion/processes";

/** `-- --full`: every position, not a few. */
const full = process.env["PULUMI_SNAPSHOTS_TEST_FULL"] === "1";

// A killed process never logs out, and an account has 500 sessions at most: each kind has a simulator of its own.
for (const kind of drillKinds) {
  describe("a restore drill", () => {
    const { simulated, sources, declare, made, left } = drillScene();

    it(`from a ${kind} leaves nothing, and says when and how long`, async () => {
      const resource = declare(await sources[kind](), { triggers: 1 });
      await resource.up(new ProviderProcess(simulated.control));
      const { outputs } = resource.state ?? {};
      assert.match(String(outputs?.["restorableAt"]), /^\d{4}-\d\d-\d\dT/);
      assert.equal(typeof outputs?.["duration"], "number");
      assert.ok(Number(outputs?.["size"]) > 0);
      assert.deepEqual(await left(), []);
      assert.equal(await made(), 1);
      assert.equal(await resource.up(new ProviderProcess(simulated.control)), "same");
      assert.equal(await resource.refresh(new ProviderProcess(simulated.control)), "same");
      resource.inputs = { ...resource.inputs, triggers: 2 };
      assert.equal(await resource.up(new ProviderProcess(simulated.control)), "updated");
      assert.equal(await made(), 2);
      assert.equal(resource.state?.outputs["runCount"], 2);
      assert.deepEqual(await left(), []);
      await resource.destroy(new ProviderProcess(simulated.control));
    });

    it(`from a ${kind} names what it cannot take away, and does once it is run again`, async () => {
      const resource = declare(await sources[kind]());
      for (const match of [{ method: "DELETE" }, { method: "PUT", route: "/v1/volumes/{uuid}/actions" }]) {
        await simulated.control.fault({ match, times: 2, action: { type: "failJob", details: "busy" } });
        const failed: unknown = await resource
          .up(new ProviderProcess(simulated.control))
          .catch((error: unknown) => error);
        assert.equal(codeOf(failed), "refused-by-platform");
        const [named] = (await left()).filter((id) => messageOf(failed).includes(id));
        assert.notEqual(named, undefined, messageOf(failed));
        await simulated.control.clearFaults();
      }
      await resource.up(new ProviderProcess(simulated.control));
      assert.deepEqual(await left(), []);
    });

    it(`from a ${kind}, killed after any request, leaves nothing once it is run again`, async function () {
      this.timeout(full ? 600_000 : 60_000);
      let total = 0;
      for (let at = 0; at <= total; at += full || at === 0 ? 1 : 5) {
        await simulated.control.reset();
        simulated.control.forgetSession();
        const source = await sources[kind]();
        const mortal = await MortalProcess.start(simulated.control, at === 0 ? {} : { requests: at }, {});
        await declare(source)
          .up(mortal.process)
          .catch(() => undefined);
        if (at === 0) total = mortal.requests;
        await mortal.end();
        const again = declare(source);
        await again.up(new ProviderProcess(simulated.control));
        const where = `killed after ${at} of ${total} requests`;
        assert.deepEqual(await left(), [], where);
        assert.equal(typeof again.state?.outputs["restorableAt"], "string", where);
      }
      assert.ok(total > 10, String(total));
    });
  });
}

describe("a restore drill", () => {
  const { simulated, sources, declare, made, left, vms } = drillScene();

  it("of a VM makes it in the cluster of the one that was saved, or in the one that is given", async () => {
    const { db1 } = defaultFixture.vmInstances;
    const source = await sources["VM backup"]();
    await simulated.control.job("DELETE", `/v1/vm-instances/${db1.uuid}`);
    await simulated.control.job("PUT", `/v1/vm-instances/${db1.uuid}/actions`, { expungeVmInstance: {} });
    await assert.rejects(declare(source).up(new ProviderProcess(simulated.control)), {
      message: /^.*clusterUuid: the VM that was saved/,
    });
    assert.equal(await made(), 0);
    const process = new ProviderProcess(simulated.control);
    const resource = declare(source, { clusterUuid: defaultFixture.clusterUuid });
    await resource.up(process);
    // All volumes of db-1.
    assert.equal(resource.state?.outputs["size"], (40 + 2 * 200) * 1024 ** 3);
    assert.deepEqual(await left(), []);
  });

  it("of a VM does not count one that an interrupted removal has taken apart", async () => {
    const source = await sources["VM backup"]();
    const refused = { type: "respond", status: 400, body: "no" };
    const match = { method: "DELETE", route: "/v1/vm-instances/{uuid}" };
    await simulated.control.fault({ match, action: refused });
    await assert.rejects(declare(source).up(new ProviderProcess(simulated.control)));
    assert.equal((await vms.rows()).length, 1);
    await declare(source).up(new ProviderProcess(simulated.control));
    assert.equal(await made(), 2);
    assert.deepEqual(await left(), []);
  });

  it("keeps a VM of an earlier one that another resource has adopted right before it was to be deleted", async () => {
    const source = await sources["VM backup"]();
    const match = { method: "DELETE", route: "/v1/vm-instances/{uuid}" };
    await simulated.control.fault({ match, action: { type: "respond", status: 400, body: "no" } });
    await assert.rejects(declare(source).up(new ProviderProcess(simulated.control)));
    const [earlier] = await vms.rows();
    const uuid = earlier?.uuid ?? "";
    let looks = 0;
    const tap: Tap = async ({ method, path }) => {
      if (method !== "GET" || !path.startsWith("/v1/vm-instances")) return undefined;
      looks += 1;
      if (looks !== 2) return undefined;
      const before = (await simulated.control.state()).userTags.find(
        (one) => one.resourceUuid === uuid && one.tag.startsWith("pulumi::org"),
      );
      await simulated.control.job("DELETE", `/v1/tags/${before?.uuid}`);
      const tag = "pulumi::org/project/dev::zstack.RestoredVm::kept";
      const params = { resourceType: "VmInstanceVO", resourceUuid: uuid, tag };
      await simulated.control.job("POST", "/v1/user-tags", { params });
      return undefined;
    };
    const mortal = await MortalProcess.start(simulated.control, { tap }, {});
    await declare(source).up(mortal.process);
    await mortal.end();
    assert.ok(looks > 2);
    assert.ok((await left()).includes(uuid));
  });

  it("does not run under the retain-all override", async () => {
    const environment = { PULUMI_SNAPSHOTS_DELETION_POLICY: "retain" };
    const resource = declare(await sources.snapshot());
    await assert.rejects(resource.up(new ProviderProcess(simulated.control, { environment })), {
      code: "retain-all-override",
    });
    assert.equal(await made(), 0);
  });

  it("needs exactly one restore point", async () => {
    await assert.rejects(declare({}).up(new ProviderProcess(simulated.control)));
    const both = { ...(await sources.snapshot()), ...(await sources.backup()) };
    await assert.rejects(declare(both).up(new ProviderProcess(simulated.control)));
    const { clusterUuid } = defaultFixture;
    for (const [kind, more] of [
      ["snapshot", { clusterUuid }],
      ["snapshot", { backupStorageUuid: clusterUuid }],
      ["snapshot group", { backupStorageUuid: clusterUuid }],
      ["VM backup", { primaryStorageUuid: clusterUuid }],
    ] as const) {
      const [name = ""] = Object.keys(more);
      const wrong = declare(await sources[kind](), more);
      await assert.rejects(wrong.up(new ProviderProcess(simulated.control)), { message: new RegExp(`${name}: `) });
    }
    assert.equal(await made(), 0);
  });
});
