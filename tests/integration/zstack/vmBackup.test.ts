import assert from "node:assert/strict";
import { defaultFixture } from "../../../simulator";
import { Backups, idOf, membersOf, out, stores } from "../../support/backups";
import { type JsonObject, type Place, Resource } from "../../support/providerProcess";
import { Simulated } from "../../support/simulated";

const create = { method: "POST", route: "/v1/volumes/{rootVolumeUuid}/vm-backups" };
const fresh = "5f0e6a1b2c3d4e5f8a9b0c1d2e3f4a5b";
const { db1, batch1 } = defaultFixture.vmInstances;

describe("a VM backup", () => {
  const simulated = new Simulated();
  const backups = new Backups(simulated);
  const inputs = (more: JsonObject = {}, place: Place = {}) => backups.vmInputs(more, place);
  const made = (more: JsonObject = {}) => backups.madeVm(more);

  async function refused(declared: JsonObject, message: RegExp): Promise<void> {
    const resource = new Resource(declared);
    await assert.rejects(resource.up(backups.vm()), { message });
    assert.equal(resource.state, undefined);
    assert.equal(await simulated.control.countOf(create.method, create.route), 0);
  }

  describe("created", () => {
    it("has one member per volume, the root first, and its marks on the root", async () => {
      const resource = await made({ userTags: ["a"], description: "d" });
      const members = membersOf(resource);
      assert.deepEqual(
        members.map((one) => [one.volumeUuid, one.type, one.mode]),
        [
          [db1.rootVolumeUuid, "Root", "auto"],
          [db1.dataVolumeUuids[0], "Data", "auto"],
          [db1.dataVolumeUuids[1], "Data", "auto"],
        ],
      );
      assert.ok(
        members.every((one) => one.name.startsWith("vm-")),
        "the server writes names of its own",
      );
      assert.deepEqual(await backups.tags(members[0]?.uuid ?? ""), [
        "a",
        "pulumi::org/project/dev::zstack.VmBackup::vm",
      ]);
      assert.deepEqual(await backups.groups(), [idOf(resource)]);
      assert.equal(out(resource, "groupUuid"), idOf(resource));
      assert.equal(out(resource, "uuid"), undefined);
      assert.equal(out(resource, "vmInstanceUuid"), db1.uuid);
      assert.equal(out(resource, "complete"), true);
      assert.deepEqual(out(resource, "replicaStorageUuids"), [stores.first]);
      assert.equal(
        out(resource, "totalSize"),
        members.reduce((sum, one) => sum + one.size, 0),
      );
      assert.equal(await resource.up(backups.vm()), "same");
      assert.equal(await resource.refresh(backups.vm()), "same");
      assert.equal(await resource.up(backups.vm()), "same");
    });

    it("can be declared by the root volume", async () => {
      const resource = await made({ vmInstanceUuid: undefined, rootVolumeUuid: db1.rootVolumeUuid });
      assert.equal(out(resource, "vmInstanceUuid"), db1.uuid);
      assert.equal(await resource.refresh(backups.vm()), "same");
      assert.equal(await resource.up(backups.vm()), "same");
      assert.equal(resource.state?.inputs["vmInstanceUuid"], undefined);
    });

    it("has the uuid that is asked for as its group", async () => {
      const resource = await made({ resourceUuid: fresh });
      assert.equal(idOf(resource), fresh);
      assert.ok((await backups.rows()).every((one) => one.groupUuid === fresh && one.uuid !== fresh));
    });

    it("leaves shareable volumes out", async () => {
      await backups.patch("volumes", db1.dataVolumeUuids[1] ?? "", { isShareable: true });
      const resource = await made();
      assert.equal(membersOf(resource).length, 2);
      assert.equal(out(resource, "complete"), true);
    });

    it("takes over what a dead process left, without making a second one", async () => {
      const dying = backups.vm({ engineAlive: async () => false });
      await assert.rejects(new Resource(inputs()).up(dying), { code: "engine-gone" });
      const left = await backups.groups();
      const resource = await made();
      assert.deepEqual([idOf(resource)], left);
      assert.deepEqual(await backups.groups(), left);
    });

    for (const [name, action] of [
      ["a lost answer", { type: "dropAfter" }],
      ["a forgotten job", { type: "expireJob" }],
    ] as const) {
      it(`is made once despite ${name}`, async () => {
        await simulated.control.fault({ match: create, action });
        const resource = await made();
        assert.deepEqual(await backups.groups(), [idOf(resource)]);
      });
    }

    for (const [name, action] of [
      ["a cut connection", { type: "dropBefore" }],
      ["a 502", { type: "respond", status: 502, body: "" }],
      ["malformed JSON", { type: "malformed" }],
    ] as const) {
      it(`is made once despite ${name} at any of its requests`, async () => {
        for (const [method, route] of [
          ["GET", "/v1/volume-backups"],
          ["GET", "/v1/backup-storage/{uuid}"],
          ["GET", "/v1/vm-instances/{uuid}"],
          [create.method, create.route],
          ["GET", "/v1/api-jobs/{uuid}"],
          ["GET", "/v1/user-tags"],
          ["POST", "/v1/user-tags"],
        ] as const) {
          await simulated.control.reset();
          await simulated.control.fault({ match: { method, route }, action });
          const resource = await made();
          assert.deepEqual(await backups.groups(), [idOf(resource)], `${method} ${route}`);
          assert.equal((await backups.rows()).length, 3);
          assert.equal(out(resource, "complete"), true);
        }
      });
    }

    it("leaves nothing when its job fails", async () => {
      const failing = { type: "failJob", code: "SYS.1000", details: "no space" };
      await simulated.control.fault({ match: create, action: failing });
      const resource = new Resource(inputs());
      await assert.rejects(resource.up(backups.vm()), { message: /no space/ });
      assert.equal(resource.state, undefined);
      assert.deepEqual(await backups.rows(), []);
    });

    it("is kept when the deadline passes, and the next run goes on waiting", async () => {
      await simulated.control.fault({ match: create, action: { type: "slowJob", ms: 400 } });
      const resource = new Resource(inputs({}, { timeouts: { create: 1 } }));
      await assert.rejects(resource.up(backups.vm()), { code: "unfinished", message: /within 1 s/ });
      assert.equal(out(resource, "groupUuid"), idOf(resource));
      assert.equal(out(resource, "uuid"), undefined);
      assert.equal(await resource.refresh(backups.vm()), "same");
      assert.equal(await resource.up(backups.vm()), "updated");
      assert.equal(membersOf(resource).length, 3);
      assert.ok(Number(out(resource, "totalSize")) > 0);
      assert.equal(await simulated.control.countOf(create.method, create.route), 1);
    });

    it("makes one when two runs of one program overlap", async () => {
      const [a, b] = [new Resource(inputs()), new Resource(inputs())];
      await Promise.all([a.up(backups.vm()), b.up(backups.vm())]);
      assert.equal(idOf(a), idOf(b));
      assert.equal((await backups.rows()).length, 3);
    });
  });

  describe("refused before anything is sent", () => {
    const by = (more: JsonObject) => inputs({ vmInstanceUuid: undefined, ...more });

    it("for a VM that is not running, or unknown", async () => {
      await refused(inputs({ vmInstanceUuid: batch1.uuid }), /vmInstanceUuid: .*is Stopped.*Running or Paused/);
      await refused(inputs({ vmInstanceUuid: fresh }), /vmInstanceUuid: VM \w+ not found/);
    });

    it("for what is no root volume of a VM", async () => {
      await refused(by({ rootVolumeUuid: db1.dataVolumeUuids[0] }), /rootVolumeUuid: .*not a root volume/);
      await refused(by({ rootVolumeUuid: fresh }), /rootVolumeUuid: volume \w+ not found/);
    });

    it("for both or neither of VM and root volume", async () => {
      await refused(by({}), /vmInstanceUuid: give the VM with vmInstanceUuid, or its root volume/);
      await refused(inputs({ rootVolumeUuid: db1.rootVolumeUuid }), /rootVolumeUuid: vmInstanceUuid names the VM/);
    });

    it("for a storage that cannot take it, before the VM is looked at", async () => {
      await refused(inputs({ backupStorageUuid: stores.sftp, vmInstanceUuid: batch1.uuid }), /backupStorageUuid: /);
    });

    it("with the same beginning where the server finds it", async () => {
      const vm = { uuid: batch1.uuid, name: "batch-1", state: "Running", rootVolumeUuid: batch1.rootVolumeUuid };
      await simulated.control.fault({
        match: { method: "GET", route: "/v1/vm-instances/{uuid}" },
        action: { type: "respond", status: 200, body: JSON.stringify({ inventories: [vm] }) },
      });
      await assert.rejects(made({ vmInstanceUuid: batch1.uuid }), {
        message: /create failed: vmInstanceUuid: .*is Stopped.*Running or Paused.* \(the server says: /,
      });
    });
  });
});
