import assert from "node:assert/strict";
import { defaultFixture } from "../../../simulator";
import { Backups, idOf, membersOf, out, stores } from "../../support/backups";
import type { JsonObject } from "../../support/providerProcess";
import { Simulated } from "../../support/simulated";

const remove = { method: "DELETE", route: "/v1/vm-backups/{groupUuid}" };
const removeOne = { method: "DELETE", route: "/v1/volume-backups/{uuid}" };
const { db1, web1 } = defaultFixture.vmInstances;

describe("a VM backup that is there", () => {
  const simulated = new Simulated();
  const backups = new Backups(simulated);
  const inputs = (more: JsonObject = {}) => backups.vmInputs(more);
  const made = (more: JsonObject = {}, name = "vm") => backups.madeVm(more, name);

  describe("changed", () => {
    it("gets other user tags on its root", async () => {
      const resource = await made({ userTags: ["a"] });
      resource.inputs = inputs({ userTags: ["b"] });
      assert.equal(await resource.up(backups.vm()), "updated");
      assert.equal((await backups.tags(membersOf(resource)[0]?.uuid ?? ""))[0], "b");
    });

    it("keeps a new name for the next one, with one warning", async () => {
      const resource = await made();
      const process = backups.vm();
      resource.inputs = inputs({ name: "other" });
      assert.equal(await resource.up(process), "updated");
      assert.equal(process.lines.filter((line) => line.includes("cannot be changed")).length, 1);
      assert.equal(await resource.refresh(backups.vm()), "same");
      assert.equal(await resource.up(backups.vm()), "same");
    });

    for (const [what, change] of [
      ["VM", { vmInstanceUuid: web1.uuid }],
      ["backup storage", { backupStorageUuid: stores.second }],
      ["trigger", { triggers: "v2" }],
    ] as const) {
      it(`is replaced for another ${what}`, async () => {
        const resource = await made();
        const before = idOf(resource);
        resource.inputs = inputs(change);
        assert.equal(await resource.up(backups.vm()), "replaced");
        assert.notEqual(idOf(resource), before);
        assert.deepEqual(await backups.groups(), [idOf(resource)]);
      });
    }
  });

  describe("read", () => {
    it("is the same after its VM is gone, and asks once for all of a stack", async () => {
      const [first, second] = [await made({}, "first"), await made({ vmInstanceUuid: web1.uuid }, "second")];
      await simulated.control.job("DELETE", `/v1/volumes/${db1.dataVolumeUuids[0]}`);
      const process = backups.vm();
      const before = await simulated.control.countOf("GET", "/v1/volume-backups");
      assert.deepEqual(await Promise.all([first.refresh(process), second.refresh(process)]), ["same", "same"]);
      assert.equal((await simulated.control.countOf("GET", "/v1/volume-backups")) - before, 1);
    });

    it("is gone with its last member, also where rows linger", async () => {
      const resource = await made();
      for (const { uuid } of membersOf(resource)) await backups.patch("backups", uuid, { status: "Deleted" });
      assert.equal(await resource.refresh(backups.vm()), "gone");
      assert.equal(await resource.up(backups.vm()), "created");
      await simulated.control.deleteBackup(`vm-backups/${idOf(resource)}`);
      assert.equal(await resource.refresh(backups.vm()), "gone");
    });

    it("does not take one that its account cannot see for a missing one", async () => {
      const resource = await made();
      await simulated.control.fault({
        match: { method: "GET", route: "/v1/volume-backups" },
        times: 10,
        action: { type: "respond", status: 200, body: '{"inventories":[]}' },
      });
      await assert.rejects(resource.refresh(backups.vm()), { code: "not-visible" });
    });

    it("does not take one that lost its root and cannot be seen for a missing one", async () => {
      const resource = await made();
      await simulated.control.deleteBackup(`volume-backups/${membersOf(resource)[0]?.uuid}`);
      await resource.refresh(backups.vm());
      assert.equal(await resource.up(backups.vm()), "updated", "the owner mark moves to another member");
      assert.deepEqual(await backups.tags(membersOf(resource)[0]?.uuid ?? ""), [
        "pulumi::org/project/dev::zstack.VmBackup::vm",
      ]);
      await simulated.control.fault({
        match: { method: "GET", route: "/v1/volume-backups" },
        times: 10,
        action: { type: "respond", status: 200, body: '{"inventories":[]}' },
      });
      await assert.rejects(resource.refresh(backups.vm()), { code: "not-visible" });
    });

    for (const [what, at] of [
      ["a data member", 1],
      ["the root", 0],
    ] as const) {
      it(`says at every run that ${what} is lost, and replaces nothing`, async () => {
        const resource = await made({ userTags: ["a"] });
        const { uuid = "", volumeUuid = "" } = membersOf(resource)[at] ?? {};
        await simulated.control.deleteBackup(`volume-backups/${uuid}`);
        assert.equal(await resource.refresh(backups.vm()), "changed");
        assert.equal(out(resource, "complete"), false);
        assert.deepEqual(out(resource, "missingVolumes"), [volumeUuid]);
        assert.equal(membersOf(resource).length, 2);
        for (let run = 1; run <= 2; run += 1) {
          const process = backups.vm();
          await resource.up(process);
          assert.ok(
            process.lines.some((line) => line.includes(volumeUuid) && line.includes("warning")),
            process.lines.join("\n"),
          );
        }
        assert.equal(await resource.refresh(backups.vm()), "same");
        assert.deepEqual(out(resource, "missingVolumes"), [volumeUuid]);
        assert.equal((await backups.rows()).length, 2);
        resource.inputs = inputs({ userTags: ["a"], triggers: [2] });
        assert.equal(await resource.up(backups.vm()), "replaced");
        assert.equal(out(resource, "complete"), true);
        assert.deepEqual(await backups.groups(), [idOf(resource)], "what was left of the old one went");
      });
    }
  });

  describe("deleted", () => {
    it("goes as a whole", async () => {
      const resource = await made();
      await resource.destroy(backups.vm());
      assert.deepEqual(await backups.rows(), []);
      assert.equal(await simulated.control.countOf(remove.method, remove.route), 1);
      assert.equal(await simulated.control.countOf(removeOne.method, removeOne.route), 0);
    });

    it("is done when it is gone already", async () => {
      const resource = await made();
      await simulated.control.deleteBackup(`vm-backups/${idOf(resource)}`);
      await resource.destroy(backups.vm());
      assert.equal(resource.state, undefined);
    });

    it("names the members that do not go, although the server says that they did", async () => {
      const resource = await made();
      const { uuid = "" } = membersOf(resource)[2] ?? {};
      await backups.patch("backups", uuid, { deleteFails: true });
      await simulated.control.fault({
        match: removeOne,
        times: 10,
        action: { type: "failJob", code: "SYS.1006", details: "the storage does not answer" },
      });
      await assert.rejects(resource.destroy(backups.vm()), {
        code: "not-confirmed",
        message: new RegExp(`${uuid} .*the storage does not answer`),
      });
      assert.equal((await backups.rows()).length, 1);
      assert.ok(resource.state, "the engine keeps it");
      await simulated.control.clearFaults();
      await backups.patch("backups", uuid, { deleteFails: undefined });
      await resource.destroy(backups.vm());
      assert.deepEqual(await backups.rows(), []);
    });

    it("asks for what the server left one by one", async () => {
      const resource = await made();
      const { uuid = "" } = membersOf(resource)[0] ?? {};
      await backups.patch("backups", uuid, { deleteFails: true });
      await resource.destroy(backups.vm());
      assert.deepEqual(await backups.rows(), []);
      assert.equal(await simulated.control.countOf(removeOne.method, removeOne.route), 1);
    });

    it("goes member by member where its root is lost", async () => {
      const resource = await made();
      await simulated.control.deleteBackup(`volume-backups/${membersOf(resource)[0]?.uuid}`);
      await resource.destroy(backups.vm());
      assert.deepEqual(await backups.rows(), []);
      assert.equal(await simulated.control.countOf(remove.method, remove.route), 0);
    });

    it("takes rows that linger for gone", async () => {
      const resource = await made();
      const before = membersOf(resource).map((one) => one.uuid);
      await backups.strangersVmBackup(db1.rootVolumeUuid);
      await resource.destroy(backups.vm());
      for (const uuid of before) assert.equal((await backups.row(uuid))?.status, "Deleted");
    });

    it("is retained where that is declared, with the mark on its root", async () => {
      const resource = await made({ deletionPolicy: "retain" });
      const root = membersOf(resource)[0]?.uuid ?? "";
      await resource.destroy(backups.vm());
      assert.deepEqual(await backups.tags(root), ["pulumi-retained::org/project/dev::zstack.VmBackup::vm"]);
    });
  });

  describe("adopted", () => {
    it("is taken over by its group uuid", async () => {
      const uuid = await backups.strangersVmBackup(db1.rootVolumeUuid);
      const resource = await made({ resourceUuid: uuid, adopt: true });
      assert.equal(idOf(resource), uuid);
      assert.equal(out(resource, "complete"), true);
      assert.equal(await resource.refresh(backups.vm()), "same");
    });

    it("is taken over again after it was retained, without a uuid", async () => {
      const resource = await made({ deletionPolicy: "retain" });
      const before = idOf(resource);
      await resource.destroy(backups.vm());
      const again = await made({ adopt: true });
      assert.equal(idOf(again), before);
    });

    it("is refused where it is something else", async () => {
      const uuid = await backups.strangersVmBackup(web1.rootVolumeUuid);
      await assert.rejects(made({ resourceUuid: uuid, adopt: true }), {
        message: /VM .*vmInstanceUuid/,
      });
      const byRoot = { vmInstanceUuid: undefined, rootVolumeUuid: db1.rootVolumeUuid, resourceUuid: uuid, adopt: true };
      await assert.rejects(made(byRoot), { message: /root volume .*rootVolumeUuid/ });
      const elsewhere = {
        resourceUuid: uuid,
        adopt: true,
        vmInstanceUuid: web1.uuid,
        backupStorageUuid: stores.second,
      };
      await assert.rejects(made(elsewhere), { message: /no complete Ready copy on backupStorageUuid/ });
      await simulated.control.deleteBackup(`volume-backups/${await rootOf(uuid)}`);
      await assert.rejects(made({ resourceUuid: uuid, adopt: true }), { message: /does not have exactly one .*root/ });
    });

    async function rootOf(groupUuid: string): Promise<string> {
      const rows = await backups.rows();
      return rows.find((one) => one.groupUuid === groupUuid && one.type === "Root")?.uuid ?? "";
    }
  });
});
