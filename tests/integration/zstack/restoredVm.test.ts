import assert from "node:assert/strict";
import { defaultFixture } from "../../../simulator";
import { idOf, out, stores } from "../../support/backups";
import { declareAs, type JsonObject, Resource } from "../../support/providerProcess";
import { creationRoutes, RestoredVms, type VmSourceName, vmSources } from "../../support/restoredVms";
import { Simulated } from "../../support/simulated";

const { db1 } = defaultFixture.vmInstances;
const owner = "pulumi::org/project/dev::zstack.RestoredVm::restored";
const names = Object.keys(vmSources) as VmSourceName[];
const actions = { method: "PUT", route: "/v1/vm-instances/{uuid}/actions" };

describe("a restored VM", () => {
  const simulated = new Simulated();
  const vms = new RestoredVms(simulated);
  const tags = (uuid: string) => simulated.control.tags(uuid);
  const shown = async () => (await vms.rows()).map(({ uuid, state }) => [uuid, state]);
  const disks = async () =>
    (await vms.dataVolumes()).map(({ uuid, status, vmInstanceUuid }) => [uuid, status, vmInstanceUuid]);

  for (const name of names) {
    describe(`from a ${name}`, () => {
      const count = vmSources[name];
      const route = { method: "POST", route: creationRoutes[name] };

      it("is made once, not running, tagged last, and deleted with its data volumes", async () => {
        const resource = await vms.made(name, { description: "d", userTags: ["b", "a"] });
        const id = idOf(resource);
        assert.deepEqual(await shown(), [[id, "Stopped"]]);
        const [row] = await vms.rows();
        assert.deepEqual([row?.name, row?.description], ["restored", "d"]);
        assert.deepEqual(await tags(id), ["a", "b", owner]);
        const made = await vms.dataVolumes();
        assert.equal(made.length, count);
        assert.deepEqual(
          out(resource, "dataVolumeUuids"),
          made.map(({ uuid }) => uuid),
        );
        for (const one of made) {
          assert.equal(one.vmInstanceUuid, id);
          assert.deepEqual(await tags(one.uuid), [owner]);
        }
        assert.equal(out(resource, "rootVolumeUuid"), row?.rootVolumeUuid);
        assert.equal(typeof out(resource, "verifiedAt"), "string");
        for (const one of ["same", "same"]) {
          assert.equal(await resource.refresh(vms.vm()), one);
          assert.equal(await resource.up(vms.vm()), one);
        }
        await resource.destroy(vms.vm());
        assert.deepEqual(await shown(), [[id, "Destroyed"]]);
        assert.deepEqual(
          await disks(),
          made.map(({ uuid }) => [uuid, "Deleted", undefined]),
        );
      });

      it("is taken over from a process that died before its owner tags", async () => {
        const source = await vms.source(name);
        const dying = vms.vm({ engineAlive: async () => false });
        await assert.rejects(new Resource(vms.inputs(source)).up(dying), { code: "engine-gone" });
        const [left] = await vms.rows();
        assert.deepEqual(await tags(left?.uuid ?? ""), []);
        const resource = new Resource(vms.inputs(source, { userTags: ["x"] }));
        await resource.up(vms.vm());
        assert.deepEqual(await shown(), [[left?.uuid, "Stopped"]]);
        assert.equal(idOf(resource), left?.uuid);
        assert.equal((out(resource, "dataVolumeUuids") as string[]).length, count);
        assert.equal((await vms.dataVolumes()).length, count);
      });

      for (const [fault, action] of [
        ["a lost answer", { type: "dropAfter" }],
        ["a cut connection", { type: "dropBefore" }],
        ["a forgotten job", { type: "expireJob" }],
        ["a malformed answer", { type: "malformed" }],
      ] as const) {
        it(`is made once despite ${fault}`, async () => {
          const source = await vms.source(name);
          await simulated.control.fault({ match: route, action });
          const resource = new Resource(vms.inputs(source));
          await resource.up(vms.vm());
          assert.deepEqual(await shown(), [[idOf(resource), "Stopped"]]);
          assert.equal((out(resource, "dataVolumeUuids") as string[]).length, count);
          assert.equal((await vms.dataVolumes()).length, count);
        });
      }

      it("is waited for by the next run where the first one gave up", async () => {
        const source = await vms.source(name);
        await simulated.control.fault({ match: route, action: { type: "slowJob", ms: 120_000 } });
        const resource = new Resource(vms.inputs(source, {}, { timeouts: { create: 1 } }));
        await assert.rejects(resource.up(vms.vm()), { code: "unfinished" });
        await simulated.control.advance(120_000);
        await resource.up(vms.vm());
        assert.deepEqual(await shown(), [[idOf(resource), "Stopped"]]);
        assert.equal((out(resource, "dataVolumeUuids") as string[]).length, count);
        assert.ok((await tags(idOf(resource))).includes(owner));
      });

      it("that looks finished while its job still runs is waited for, and gets all its data volumes", async () => {
        const source = await vms.source(name);
        await simulated.control.fault({ match: route, action: { type: "slowJob", ms: 120_000 } });
        const first = new Resource(vms.inputs(source, {}, { timeouts: { create: 1 } }));
        await assert.rejects(first.up(vms.vm()), { code: "unfinished" });
        // By now the VM of a group is stopped, and has none of its data volumes.
        await simulated.control.advance(80_000);
        const lost = new Resource(vms.inputs(source, {}, { timeouts: { create: 1 } }));
        await assert.rejects(lost.up(vms.vm()), { code: "unfinished" });
        await simulated.control.advance(60_000);
        await lost.up(vms.vm());
        assert.deepEqual(await shown(), [[idOf(lost), "Stopped"]]);
        assert.equal((out(lost, "dataVolumeUuids") as string[]).length, count);
      });

      it("is replaced by another source, new one first", async () => {
        const resource = await vms.made(name);
        const old = idOf(resource);
        resource.inputs = vms.inputs(await vms.source(name));
        assert.equal(await resource.up(vms.vm()), "replaced");
        assert.deepEqual(
          (await shown()).sort(),
          [
            [old, "Destroyed"],
            [idOf(resource), "Stopped"],
          ].sort(),
        );
        const living = (await vms.dataVolumes()).filter(({ status }) => status === "Ready");
        assert.deepEqual(
          living.map(({ vmInstanceUuid }) => vmInstanceUuid),
          Array(count).fill(idOf(resource)),
        );
      });

      it("is made anew when it was deleted outside", async () => {
        const resource = await vms.made(name);
        await simulated.control.job("DELETE", `/v1/vm-instances/${idOf(resource)}`);
        assert.equal(await resource.refresh(vms.vm()), "gone");
        assert.equal(await resource.up(vms.vm()), "created");
        assert.equal((await vms.rows()).filter(({ state }) => state === "Stopped").length, 1);
      });

      it("is started where that is declared, and stopped for its deletion", async () => {
        const resource = await vms.made(name, { strategy: "InstantStart" });
        const id = idOf(resource);
        assert.deepEqual(await shown(), [[id, "Running"]]);
        await resource.destroy(vms.vm());
        assert.deepEqual(await shown(), [[id, "Destroyed"]]);
        assert.ok((await vms.dataVolumes()).every(({ status }) => status === "Deleted"));
      });

      it("stays as it is when its source is gone", async () => {
        const source = await vms.source(name);
        const resource = new Resource(vms.inputs(source));
        await resource.up(vms.vm());
        const paths = { group: "volume-snapshots/group", "VM backup": "vm-backups", "root backup": "volume-backups" };
        await simulated.control.job("DELETE", `/v1/${paths[name]}/${Object.values(source)[0]}`);
        assert.equal(await resource.refresh(vms.vm()), "same");
        assert.equal(await resource.up(vms.vm()), "same");
        await resource.destroy(vms.vm());
        assert.ok((await vms.dataVolumes()).every(({ status }) => status === "Deleted"));
      });
    });
  }

  for (const [name, seconds] of [
    ["group", 55],
    ["VM backup", 40],
  ] as const) {
    it(`from a ${name} whose server was killed while it was made is deleted, and made anew`, async () => {
      const source = await vms.source(name);
      const route = { method: "POST", route: creationRoutes[name] };
      await simulated.control.fault({ match: route, action: { type: "slowJob", ms: 120_000 } });
      const first = new Resource(vms.inputs(source, {}, { timeouts: { create: 1 } }));
      await assert.rejects(first.up(vms.vm()), { code: "unfinished" });
      await simulated.control.advance(seconds * 1000);
      const [[dead, state] = []] = await shown();
      assert.equal(state, "Starting");
      await simulated.control.advance(10_000);
      await simulated.control.restart();
      const process = vms.vm();
      const resource = new Resource(vms.inputs(source));
      await resource.up(process);
      assert.match(process.lines.join("\n"), new RegExp(`deleted restored VM ${dead}`));
      const all = Object.fromEntries(await shown());
      assert.deepEqual(all, { [String(dead)]: "Destroyed", [idOf(resource)]: "Stopped" });
      assert.equal((out(resource, "dataVolumeUuids") as string[]).length, vmSources[name]);
    });
  }

  it("that the server starts in spite of CreateStopped is stopped, and that is said", async () => {
    const process = vms.vm();
    const resource = new Resource(vms.inputs(await vms.source("group")));
    await resource.up(process);
    assert.match(process.lines.join("\n"), /started VM .* in spite of strategy "CreateStopped"/);
    await vms.power(idOf(resource), "startVmInstance");
    resource.inputs = { ...resource.inputs, description: "new" };
    assert.equal(await resource.up(vms.vm()), "updated");
    assert.deepEqual(await shown(), [[idOf(resource), "Running"]]);
  });

  it("keeps being its resource's where others change its state, sizes and disks", async () => {
    const resource = await vms.made("VM backup");
    const id = idOf(resource);
    await vms.power(id, "startVmInstance");
    await vms.attach(await vms.strangersVolume(), id);
    assert.equal(await resource.refresh(vms.vm()), "same");
    resource.inputs = { ...resource.inputs, name: "renamed", userTags: ["x"], cpuNum: 8 };
    assert.equal(await resource.up(vms.vm()), "updated");
    assert.equal((await vms.rows())[0]?.name, "renamed");
    assert.deepEqual(await tags(id), [owner, "x"].sort());
  });

  it("is adopted with its data volumes after the state was lost", async () => {
    const source = await vms.source("group");
    const first = new Resource(vms.inputs(source));
    await first.up(vms.vm());
    const resource = new Resource(vms.inputs(source, { adopt: true }));
    await resource.up(vms.vm());
    assert.equal(idOf(resource), idOf(first));
    assert.deepEqual(out(resource, "dataVolumeUuids"), out(first, "dataVolumeUuids"));
    // What the lost state held is no longer its own.
    await first.destroy(vms.vm());
    assert.deepEqual(await shown(), [[idOf(resource), "Stopped"]]);
    assert.ok((await vms.dataVolumes()).every(({ status }) => status === "Ready"));
    await resource.destroy(vms.vm());
    assert.ok((await vms.dataVolumes()).every(({ status }) => status === "Deleted"));
  });

  it("that was made by hand is adopted without the data volumes it has, which keep it from being deleted", async () => {
    const resource = new Resource(
      vms.inputs({ volumeSnapshotGroupUuid: "0".repeat(32), adopt: true, resourceUuid: db1.uuid }),
    );
    await resource.up(vms.vm());
    assert.deepEqual(out(resource, "dataVolumeUuids"), []);
    await assert.rejects(resource.destroy(vms.vm()), { code: "has-dependents" });
  });

  describe("its inputs", () => {
    async function refused(source: JsonObject, more: JsonObject, message: RegExp): Promise<void> {
      const resource = new Resource(vms.inputs(source, more));
      await assert.rejects(resource.up(vms.vm()), { message });
      assert.deepEqual(await vms.rows(), []);
      for (const route of Object.values(creationRoutes))
        assert.equal(await simulated.control.countOf("POST", route), 0);
    }

    it("are refused before anything is sent, by name", async () => {
      const [group, backup, root] = [
        await vms.source("group"),
        await vms.source("VM backup"),
        await vms.source("root backup"),
      ];
      const nobody = "0".repeat(32);
      await refused(
        { ...group, volumeSnapshotGroupUuid: nobody },
        {},
        /volumeSnapshotGroupUuid: volume snapshot group 0+ does not exist/,
      );
      await refused({ ...backup, vmBackupUuid: nobody }, {}, /vmBackupUuid: VM backup 0+ does not exist/);
      await refused({ ...root, volumeBackupUuid: nobody }, {}, /volumeBackupUuid: volume backup 0+ does not exist/);
      await refused(backup, { backupStorageUuid: stores.second }, /backupStorageUuid: .* has no Ready copy/);
      await refused(root, { backupStorageUuid: nobody }, /backupStorageUuid: .* does not exist/);
      const params = { name: "stranger", backupStorageUuid: stores.first };
      const data = await simulated.control.job("POST", `/v1/volumes/${db1.dataVolumeUuids[0]}/volume-backups`, {
        params,
      });
      const volumeBackupUuid = (data["inventory"] as { uuid: string }).uuid;
      await refused({ ...root, volumeBackupUuid }, {}, /is of a Data volume, and a VM needs one of a root volume/);
    });

    it("that name a group whose volumes are no longer all attached are refused, unless that is accepted", async () => {
      const source = await vms.source("group");
      const [disk = ""] = db1.dataVolumeUuids;
      await simulated.control.job("DELETE", `/v1/volumes/${disk}/vm-instances`);
      await refused(source, {}, new RegExp(`the new VM would lack volume ${disk}`));
      const resource = new Resource(vms.inputs(source, { verify: { members: false } }));
      await resource.up(vms.vm());
      assert.equal((out(resource, "dataVolumeUuids") as string[]).length, 1);
    });

    it("may be a uuid that was never used", async () => {
      const fresh = "5f0e6a1b2c3d4e5f8a9b0c1d2e3f4a5b";
      const resource = await vms.made("group", { resourceUuid: fresh });
      assert.equal(idOf(resource), fresh);
    });
  });

  describe("deleted", () => {
    it("is kept with volumes that were not made with it, which are named", async () => {
      const resource = await vms.made("group");
      const id = idOf(resource);
      const volume = await vms.strangersVolume();
      await vms.attach(volume, id);
      await assert.rejects(resource.destroy(vms.vm()), { code: "has-dependents", message: new RegExp(volume) });
      assert.deepEqual(await shown(), [[id, "Stopped"]]);
      assert.ok((await disks()).every(([, status, vm]) => status === "Ready" && vm === id));
      await simulated.control.job("DELETE", `/v1/volumes/${volume}/vm-instances`);
      await resource.destroy(vms.vm());
      assert.deepEqual(
        (await disks()).filter(([, status]) => status === "Ready"),
        [[volume, "Ready", undefined]],
      );
    });

    it("is kept where one of its data volumes is attached to another VM, which is named", async () => {
      const resource = await vms.made("VM backup");
      const [volume = ""] = out(resource, "dataVolumeUuids") as string[];
      await simulated.control.job("DELETE", `/v1/volumes/${volume}/vm-instances`);
      await vms.attach(volume, db1.uuid);
      await assert.rejects(resource.destroy(vms.vm()), { code: "has-dependents", message: new RegExp(db1.uuid) });
      assert.deepEqual(await shown(), [[idOf(resource), "Stopped"]]);
    });

    it("is kept, running, with a data volume that another resource has by now, and goes without it once it is detached", async () => {
      const resource = await vms.made("group", { strategy: "InstantStart" });
      const id = idOf(resource);
      const [disk = ""] = out(resource, "dataVolumeUuids") as string[];
      const source = { volumeSnapshotUuid: "0".repeat(32), adopt: true, resourceUuid: disk };
      const taken = new Resource(declareAs("RestoredVolume", "taken", source));
      await taken.up(vms.vm());
      await assert.rejects(resource.destroy(vms.vm()), { code: "has-dependents", message: new RegExp(disk) });
      assert.deepEqual(await shown(), [[id, "Running"]]);
      assert.ok((await disks()).every(([, status, vm]) => status === "Ready" && vm === id));
      await simulated.control.job("DELETE", `/v1/volumes/${disk}/vm-instances`);
      await resource.destroy(vms.vm());
      assert.deepEqual(await shown(), [[id, "Destroyed"]]);
      assert.deepEqual(
        (await disks()).filter(([, status]) => status === "Ready"),
        [[disk, "Ready", undefined]],
      );
    });

    it("is kept with snapshots of any of its volumes, which are named", async () => {
      const resource = await vms.made("VM backup");
      const root = String(out(resource, "rootVolumeUuid"));
      for (const volume of [root, ...(out(resource, "dataVolumeUuids") as string[])]) {
        const snapshot = await simulated.control.strangersSnapshot(volume);
        await assert.rejects(resource.destroy(vms.vm()), { code: "has-dependents", message: new RegExp(snapshot) });
        await simulated.control.job("DELETE", `/v1/volume-snapshots/${snapshot}`);
      }
      assert.deepEqual(await shown(), [[idOf(resource), "Stopped"]]);
      await resource.destroy(vms.vm());
    });

    it("goes with the data volumes that somebody detached, and without those that somebody deleted for good", async () => {
      const resource = await vms.made("group");
      const [detached = "", gone = ""] = out(resource, "dataVolumeUuids") as string[];
      for (const uuid of [detached, gone]) await simulated.control.job("DELETE", `/v1/volumes/${uuid}/vm-instances`);
      await simulated.control.job("DELETE", `/v1/volumes/${gone}`);
      await simulated.control.job("PUT", `/v1/volumes/${gone}/actions`, { expungeDataVolume: {} });
      await resource.destroy(vms.vm());
      assert.deepEqual(await disks(), [[detached, "Deleted", undefined]]);
    });

    it("takes its data volumes along although the VM was deleted outside", async () => {
      const resource = await vms.made("group");
      await simulated.control.job("DELETE", `/v1/vm-instances/${idOf(resource)}`);
      await resource.destroy(vms.vm());
      assert.ok((await disks()).every(([, status]) => status === "Deleted"));
    });

    it("leaves the recycle bin only where that is declared", async () => {
      const resource = await vms.made("VM backup", { expungeOnDelete: true, strategy: "InstantStart" });
      await resource.destroy(vms.vm());
      assert.deepEqual([await shown(), await disks()], [[], []]);
    });

    it("stays in the recycle bin, where somebody else has put it, with snapshots of any of its volumes, which are named", async () => {
      for (const isRoot of [true, false]) {
        const resource = await vms.made("VM backup", { expungeOnDelete: true });
        const [disk = ""] = out(resource, "dataVolumeUuids") as string[];
        const volume = isRoot ? String(out(resource, "rootVolumeUuid")) : disk;
        const snapshot = await simulated.control.strangersSnapshot(volume);
        await simulated.control.job("DELETE", `/v1/vm-instances/${idOf(resource)}`);
        if (!isRoot) await simulated.control.job("DELETE", `/v1/volumes/${disk}`);
        const named = { code: "has-dependents", message: new RegExp(snapshot) };
        await assert.rejects(resource.destroy(vms.vm()), named);
        assert.deepEqual(await shown(), [[idOf(resource), "Destroyed"]]);
        await simulated.control.job("DELETE", `/v1/volume-snapshots/${snapshot}`);
        await resource.destroy(vms.vm());
        assert.deepEqual([await shown(), await disks()], [[], []]);
      }
    });

    it("is continued by the next run where a request failed, whichever it was", async () => {
      for (const [method, route] of [
        ["DELETE", "/v1/volumes/{uuid}/vm-instances"],
        ["DELETE", "/v1/volumes/{uuid}"],
        ["PUT", "/v1/volumes/{uuid}/actions"],
        ["DELETE", "/v1/vm-instances/{uuid}"],
        ["PUT", actions.route],
      ] as const) {
        const resource = await vms.made("group", { expungeOnDelete: true, strategy: "InstantStart" });
        await simulated.control.fault({
          match: { method, route },
          action: { type: "respond", status: 400, body: "no" },
        });
        await assert.rejects(resource.destroy(vms.vm()), route);
        await resource.destroy(vms.vm());
        assert.deepEqual([await shown(), await disks()], [[], []], route);
      }
    });

    it("is kept with its data volumes under the policy retain, and by the retain-all override", async () => {
      const retained = await vms.made("group", { deletionPolicy: "retain" });
      await retained.destroy(vms.vm());
      const kept = await vms.made("VM backup");
      await kept.destroy(vms.vm({ environment: { PULUMI_SNAPSHOTS_DELETION_POLICY: "retain" } }));
      for (const { uuid, state } of await vms.rows()) {
        assert.equal(state, "Stopped");
        assert.match((await tags(uuid))[0] ?? "", /pulumi-retained::/);
      }
      const volumes = await vms.dataVolumes();
      assert.equal(volumes.length, 4);
      for (const { uuid, status } of volumes) {
        assert.equal(status, "Ready");
        assert.match((await tags(uuid))[0] ?? "", /pulumi-retained::/);
      }
    });
  });
});
