import assert from "node:assert/strict";
import { defaultFixture } from "../../../simulator";
import { idOf, out, stores } from "../../support/backups";
import { type JsonObject, Resource } from "../../support/providerProcess";
import { Restored } from "../../support/restored";
import { Simulated, volumes } from "../../support/simulated";

const { web1, db1 } = defaultFixture.vmInstances;
const owner = "pulumi::org/project/dev::zstack.RestoredVolume::restored";
const fresh = "5f0e6a1b2c3d4e5f8a9b0c1d2e3f4a5b";
const routes = {
  snapshot: { method: "POST", route: "/v1/volumes/data/from/volume-snapshots/{volumeSnapshotUuid}" },
  backup: { method: "POST", route: "/v1/volumes/data-volume/from/volume-template/{backupUuid}" },
  attach: { method: "POST", route: "/v1/volumes/{volumeUuid}/vm-instances/{vmInstanceUuid}" },
  actions: { method: "PUT", route: "/v1/volumes/{uuid}/actions" },
} as const;

describe("a restored volume", () => {
  const simulated = new Simulated();
  const restored = new Restored(simulated);
  const live = async () => (await restored.rows()).filter(({ status }) => status !== "Deleted");

  const sources = {
    snapshot: () => restored.snapshotSource(),
    backup: () => restored.backupSource(),
  } as const;

  for (const kind of ["snapshot", "backup"] as const) {
    describe(`from a ${kind}`, () => {
      const made = async (more: JsonObject = {}): Promise<Resource> => {
        const resource = new Resource(restored.inputs(await sources[kind](), more));
        await resource.up(restored.volume());
        return resource;
      };

      it("is made once, tagged last, and has what is declared", async () => {
        const resource = await made({ description: "d", userTags: ["b", "a"], attachTo: web1.uuid });
        const [row, ...others] = await restored.rows();
        assert.equal(others.length, 0);
        assert.deepEqual(
          [row?.uuid, row?.name, row?.description, row?.vmInstanceUuid, row?.status],
          [idOf(resource), "restored", "d", web1.uuid, "Ready"],
        );
        assert.deepEqual(await simulated.control.tags(idOf(resource)), ["a", "b", owner]);
        assert.equal(out(resource, "uuid"), idOf(resource));
        assert.equal(out(resource, "size"), row?.size);
        assert.equal(out(resource, "primaryStorageUuid"), row?.primaryStorageUuid);
        assert.equal(out(resource, "attachedVmUuid"), web1.uuid);
        assert.equal(typeof out(resource, "verifiedAt"), "string");
        for (const one of ["same", "same"]) {
          assert.equal(await resource.refresh(restored.volume()), one);
          assert.equal(await resource.up(restored.volume()), one);
        }
        await resource.destroy(restored.volume());
        assert.deepEqual(
          (await restored.rows()).map(({ status, vmInstanceUuid }) => [status, vmInstanceUuid]),
          [["Deleted", undefined]],
        );
      });

      it("is taken over from a process that died before its owner tag", async () => {
        const source = await sources[kind]();
        const dying = restored.volume({ engineAlive: async () => false });
        await assert.rejects(new Resource(restored.inputs(source)).up(dying), { code: "engine-gone" });
        const [left] = await restored.rows();
        assert.deepEqual(await simulated.control.tags(left?.uuid ?? ""), []);
        const resource = new Resource(restored.inputs(source, { userTags: ["x"] }));
        await resource.up(restored.volume());
        assert.equal(idOf(resource), left?.uuid);
        assert.deepEqual(await simulated.control.tags(idOf(resource)), [owner, "x"].sort());
        assert.equal((await restored.rows()).length, 1);
        assert.equal((await restored.row(idOf(resource)))?.name, "restored");
      });

      for (const [name, action] of [
        ["a lost answer", { type: "dropAfter" }],
        ["a cut connection", { type: "dropBefore" }],
        ["a forgotten job", { type: "expireJob" }],
        ["a malformed answer", { type: "malformed" }],
      ] as const) {
        it(`is made once despite ${name}`, async () => {
          const source = await sources[kind]();
          await simulated.control.fault({ match: routes[kind], action });
          const resource = new Resource(restored.inputs(source));
          await resource.up(restored.volume());
          assert.deepEqual(
            (await restored.rows()).map(({ uuid, name: shown }) => [uuid, shown]),
            [[idOf(resource), "restored"]],
          );
        });
      }

      it("is waited for by the next run where the first one gave up", async () => {
        const source = await sources[kind]();
        await simulated.control.fault({ match: routes[kind], action: { type: "slowJob", ms: 120_000 } });
        const resource = new Resource(restored.inputs(source, {}, { timeouts: { create: 1 } }));
        await assert.rejects(resource.up(restored.volume()), { code: "unfinished" });
        await simulated.control.advance(120_000);
        await resource.up(restored.volume());
        assert.deepEqual(
          (await restored.rows()).map(({ uuid, status, name }) => [uuid, status, name]),
          [[idOf(resource), "Ready", "restored"]],
        );
        assert.ok((await simulated.control.tags(idOf(resource))).includes(owner));
      });

      it("is made anew when the volume was deleted outside, and its source must be there then", async () => {
        const resource = await made();
        await simulated.control.job("DELETE", `/v1/volumes/${idOf(resource)}`);
        assert.equal(await resource.refresh(restored.volume()), "gone");
        assert.equal(await resource.up(restored.volume()), "created");
        assert.equal((await live()).length, 1);
      });

      it("is replaced by another source, new one first, and the old one is detached and deleted", async () => {
        const resource = await made({ attachTo: web1.uuid });
        const old = idOf(resource);
        resource.inputs = restored.inputs(await sources[kind](), { attachTo: web1.uuid });
        assert.equal(await resource.up(restored.volume()), "replaced");
        assert.notEqual(idOf(resource), old);
        assert.deepEqual(
          (await live()).map(({ uuid, vmInstanceUuid }) => [uuid, vmInstanceUuid]),
          [[idOf(resource), web1.uuid]],
        );
        assert.equal((await restored.row(old))?.status, "Deleted");
      });
    });
  }

  it("stays as it is when its source is gone", async () => {
    for (const [kind, path] of [
      ["snapshot", "volume-snapshots"],
      ["backup", "volume-backups"],
    ] as const) {
      const source = await sources[kind]();
      const resource = new Resource(restored.inputs(source, {}, {}, kind));
      await resource.up(restored.volume());
      await simulated.control.job("DELETE", `/v1/${path}/${Object.values(source)[0]}`);
      assert.equal(await resource.refresh(restored.volume()), "same");
      assert.equal(await resource.up(restored.volume()), "same");
    }
  });

  it("that was tagged and never recorded is named by the next create, also under its final name", async () => {
    const source = await restored.backupSource();
    const first = new Resource(restored.inputs(source));
    await first.up(restored.volume());
    const process = restored.volume();
    await new Resource(restored.inputs(source)).up(process);
    assert.match(process.lines.join("\n"), new RegExp(`${idOf(first)} of the same declaration already exists`));
    assert.equal((await live()).length, 2);
  });

  it("whose renaming failed is renamed by the next run", async () => {
    const source = await restored.backupSource();
    const refused = { type: "respond", status: 400, body: "no" };
    // The owner tag is tried twice, and the name with it.
    await simulated.control.fault({ match: routes.actions, times: 2, action: refused });
    const resource = new Resource(restored.inputs(source));
    await assert.rejects(resource.up(restored.volume()));
    const [row] = await restored.rows();
    assert.match(row?.name ?? "", /pulumi-restore-/);
    assert.equal(idOf(resource), row?.uuid);
    assert.equal(await resource.up(restored.volume()), "updated");
    assert.equal((await restored.row(idOf(resource)))?.name, "restored");
  });

  describe("its inputs", () => {
    async function refused(source: JsonObject, more: JsonObject, message: RegExp): Promise<void> {
      const resource = new Resource(restored.inputs(source, more));
      await assert.rejects(resource.up(restored.volume()), { message });
      assert.equal((await restored.rows()).length, 0);
      for (const { method, route } of [routes.snapshot, routes.backup])
        assert.equal(await simulated.control.countOf(method, route), 0);
    }

    it("are refused before anything is sent, by name", async () => {
      const snapshot = await restored.snapshotSource();
      const backup = await restored.backupSource();
      const nobody = "0".repeat(32);
      await refused({}, {}, /^volumeSnapshotUuid: give what to restore from/);
      await refused({ ...snapshot, ...backup }, {}, /volumeBackupUuid: volumeSnapshotUuid names/);
      await refused(snapshot, { primaryStorageUuid: nobody }, /primaryStorageUuid: the server ignores it/);
      await refused(snapshot, { backupStorageUuid: nobody }, /backupStorageUuid: .* restore from volumeBackupUuid$/);
      await refused(backup, { resourceUuid: fresh }, /resourceUuid: the server chooses the uuid/);
      await refused({ volumeSnapshotUuid: nobody }, {}, /volumeSnapshotUuid: volume snapshot 0+ does not exist/);
      await refused({ volumeBackupUuid: nobody }, {}, /volumeBackupUuid: volume backup 0+ does not exist/);
      await refused(backup, { backupStorageUuid: stores.second }, /backupStorageUuid: .* has no Ready copy/);
      await refused(backup, { backupStorageUuid: nobody }, /backupStorageUuid: .* does not exist/);
      await refused(snapshot, { attachTo: nobody }, /attachTo: VM 0+ does not exist/);
      await simulated.control.job("PUT", `/v1/vm-instances/${db1.uuid}/actions`, { pauseVmInstance: {} });
      await refused(backup, { attachTo: db1.uuid }, /attachTo: VM .* is Paused and must be Running or Stopped/);
    });

    it("may be a uuid that was never used", async () => {
      const resource = await restored.fromSnapshot({ resourceUuid: fresh });
      assert.equal(idOf(resource), fresh);
      await resource.destroy(restored.volume());
      const again = new Resource(restored.inputs(await restored.snapshotSource(), { resourceUuid: fresh }));
      await assert.rejects(again.up(restored.volume()), { code: "uuid-used" });
    });

    it("adopt an existing data volume, and no root volume", async () => {
      const left = await restored.fromSnapshot({ deletionPolicy: "retain" });
      const id = idOf(left);
      await left.destroy(restored.volume());
      const source = await restored.backupSource();
      const resource = new Resource(restored.inputs(source, { adopt: true, resourceUuid: id }));
      await resource.up(restored.volume());
      assert.equal(idOf(resource), id);
      const root = new Resource(restored.inputs(source, { adopt: true, resourceUuid: volumes.root }));
      await assert.rejects(root.up(restored.volume()), { code: "not-as-declared" });
    });
  });

  describe("attached to a VM", () => {
    it("is attached, moved and detached in place", async () => {
      const resource = await restored.fromSnapshot();
      const id = idOf(resource);
      const base = resource.inputs;
      for (const [attachTo, expected] of [
        [web1.uuid, web1.uuid],
        [db1.uuid, db1.uuid],
        [undefined, undefined],
      ]) {
        resource.inputs = attachTo === undefined ? base : { ...base, attachTo };
        assert.equal(await resource.up(restored.volume()), "updated");
        assert.equal(idOf(resource), id);
        assert.equal((await restored.row(id))?.vmInstanceUuid, expected);
        assert.equal(out(resource, "attachedVmUuid"), expected);
        assert.equal(await resource.refresh(restored.volume()), "same");
      }
    });

    it("is attached again when somebody has detached it", async () => {
      const resource = await restored.fromSnapshot({ attachTo: web1.uuid });
      await restored.detach(idOf(resource));
      assert.equal(await resource.refresh(restored.volume()), "changed");
      assert.equal(await resource.up(restored.volume()), "updated");
      assert.equal((await restored.row(idOf(resource)))?.vmInstanceUuid, web1.uuid);
    });

    it("is never detached from a VM that the state does not name", async () => {
      const resource = await restored.fromSnapshot();
      await restored.attach(idOf(resource), db1.uuid);
      resource.inputs = { ...resource.inputs, attachTo: web1.uuid };
      await assert.rejects(resource.up(restored.volume()), { code: "wrong-state", message: /attached to VM/ });
      assert.equal((await restored.row(idOf(resource)))?.vmInstanceUuid, db1.uuid);
    });

    it("is attached once despite a lost answer, and attached by the next run after a refusal", async () => {
      await simulated.control.fault({ match: routes.attach, action: { type: "expireJob" } });
      const resource = await restored.fromSnapshot({ attachTo: web1.uuid });
      assert.equal((await restored.row(idOf(resource)))?.vmInstanceUuid, web1.uuid);
      const refused = { type: "respond", status: 400, body: "no" };
      await simulated.control.fault({ match: routes.attach, action: refused });
      const other = new Resource(restored.inputs(await restored.backupSource(), { attachTo: web1.uuid }, {}, "other"));
      await assert.rejects(other.up(restored.volume()), ({ reasons }: { reasons: string[] }) =>
        /attachTo: VM/.test(reasons[0] ?? ""),
      );
      assert.ok(other.state !== undefined);
      assert.equal(await other.up(restored.volume()), "updated");
      assert.equal((await restored.row(idOf(other)))?.vmInstanceUuid, web1.uuid);
      assert.equal((await restored.rows()).length, 2);
    });
  });

  describe("deleted", () => {
    it("is kept where somebody else has attached it, also right before the request", async () => {
      const resource = await restored.fromSnapshot();
      await restored.attach(idOf(resource), db1.uuid);
      await assert.rejects(resource.destroy(restored.volume()), { code: "has-dependents", message: /attached to VM/ });
      assert.equal((await restored.row(idOf(resource)))?.status, "Ready");
    });

    it("is kept where the state attached it to one VM, and it is on another", async () => {
      const resource = await restored.fromSnapshot({ attachTo: web1.uuid });
      await restored.detach(idOf(resource));
      await restored.attach(idOf(resource), db1.uuid);
      await assert.rejects(resource.destroy(restored.volume()), { code: "has-dependents" });
      await resource.refresh(restored.volume());
      await assert.rejects(resource.destroy(restored.volume()), { code: "has-dependents" });
      assert.equal((await restored.row(idOf(resource)))?.vmInstanceUuid, db1.uuid);
    });

    it("is kept with its snapshots, which are named, and stays attached", async () => {
      const resource = await restored.fromSnapshot({ attachTo: web1.uuid });
      const id = idOf(resource);
      const snapshot = await simulated.control.strangersSnapshot(id);
      const named = { code: "has-dependents", message: new RegExp(snapshot) };
      await assert.rejects(resource.destroy(restored.volume()), named);
      assert.equal((await restored.row(id))?.vmInstanceUuid, web1.uuid);
      await simulated.control.job("DELETE", `/v1/volume-snapshots/${snapshot}`);
      await resource.destroy(restored.volume());
      assert.equal((await restored.row(id))?.status, "Deleted");
    });

    it("leaves the recycle bin only where that is declared", async () => {
      const resource = await restored.fromBackup({ expungeOnDelete: true, attachTo: web1.uuid });
      await resource.destroy(restored.volume());
      assert.deepEqual(await restored.rows(), []);
      const kept = await restored.fromSnapshot();
      await kept.destroy(restored.volume());
      assert.deepEqual(
        (await restored.rows()).map(({ status }) => status),
        ["Deleted"],
      );
    });

    it("is expunged by the next run where the first one moved it to the recycle bin only", async () => {
      const resource = await restored.fromSnapshot({ expungeOnDelete: true });
      const refused = { type: "respond", status: 400, body: "no" };
      await simulated.control.fault({ match: routes.actions, action: refused });
      await assert.rejects(resource.destroy(restored.volume()));
      assert.equal((await restored.row(idOf(resource)))?.status, "Deleted");
      await resource.destroy(restored.volume());
      assert.deepEqual(await restored.rows(), []);
    });

    it("stays in the recycle bin, where somebody else has put it, with its snapshots, which are named", async () => {
      const resource = await restored.fromSnapshot({ expungeOnDelete: true });
      const id = idOf(resource);
      const snapshot = await simulated.control.strangersSnapshot(id);
      await simulated.control.job("DELETE", `/v1/volumes/${id}`);
      const named = { code: "has-dependents", message: new RegExp(snapshot) };
      await assert.rejects(resource.destroy(restored.volume()), named);
      assert.equal((await restored.row(id))?.status, "Deleted");
      await simulated.control.job("DELETE", `/v1/volume-snapshots/${snapshot}`);
      await resource.destroy(restored.volume());
      assert.deepEqual(await restored.rows(), []);
    });

    it("is kept under the policy retain, and by the retain-all override", async () => {
      const retained = await restored.fromSnapshot({ deletionPolicy: "retain", attachTo: web1.uuid });
      await retained.destroy(restored.volume());
      const kept = await restored.fromBackup();
      await kept.destroy(restored.volume({ environment: { PULUMI_SNAPSHOTS_DELETION_POLICY: "retain" } }));
      for (const one of await restored.rows()) {
        assert.equal(one.status, "Ready");
        const [tag] = await simulated.control.tags(one.uuid);
        assert.match(tag ?? "", /pulumi-retained::/);
      }
      assert.equal((await restored.rows()).length, 2);
    });
  });
});
