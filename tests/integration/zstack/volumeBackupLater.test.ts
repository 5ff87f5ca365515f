import assert from "node:assert/strict";
import { Backups, idOf, out, stores } from "../../support/backups";
import { type JsonObject, type Place, Resource } from "../../support/providerProcess";
import { Simulated, volumes } from "../../support/simulated";

const remove = { method: "DELETE", route: "/v1/volume-backups/{uuid}" };

describe("a volume backup that is there", () => {
  const simulated = new Simulated();
  const backups = new Backups(simulated);
  const inputs = (more: JsonObject = {}, place: Place = {}) => backups.volumeInputs(more, place);
  const made = (more: JsonObject = {}) => backups.madeVolume(more);

  describe("changed", () => {
    it("gets other user tags in place", async () => {
      const resource = await made({ userTags: ["a"] });
      resource.inputs = inputs({ userTags: ["b"] });
      assert.equal(await resource.up(backups.volume()), "updated");
      assert.equal((await backups.tags(idOf(resource)))[0], "b");
    });

    it("keeps everything else that describes it for the next one, with one warning and no request", async () => {
      const resource = await made({ mode: "full" });
      const id = idOf(resource);
      const before = JSON.stringify(await simulated.control.requests());
      const process = backups.volume();
      const other = { name: "renamed", description: "d", volumeReadBandwidth: 4096, networkReadBandwidth: 4096 };
      resource.inputs = inputs(other);
      assert.equal(await resource.up(process), "updated");
      assert.equal(JSON.stringify(await simulated.control.requests()), before);
      const warnings = process.lines.filter((line) => line.includes("cannot be changed"));
      assert.equal(warnings.length, 1, process.lines.join("\n"));
      assert.match(
        warnings[0] ?? "",
        /name, description, mode, volumeReadBandwidth, networkReadBandwidth of a volume backup/,
      );
      assert.equal(out(resource, "name"), "renamed");
      assert.equal(out(resource, "mode"), "full", "what was asked for when it was made");
      assert.equal(await resource.up(backups.volume()), "same");
      assert.equal(await resource.refresh(backups.volume()), "same");
      resource.inputs = inputs({ ...other, triggers: [2] });
      assert.equal(await resource.up(backups.volume()), "replaced");
      assert.notEqual(idOf(resource), id);
      assert.equal((await backups.row(idOf(resource)))?.name, "renamed");
      assert.equal(
        (await backups.rows()).some((one) => one.uuid === id),
        false,
      );
    });

    it("records deletionPolicy and handleDependency without a warning", async () => {
      const resource = await made();
      const process = backups.volume();
      resource.inputs = inputs({ deletionPolicy: "retain", handleDependency: true });
      assert.equal(await resource.up(process), "updated");
      assert.deepEqual(process.lines, []);
    });

    for (const [what, change] of [
      ["volume", { volumeUuid: volumes.other }],
      ["backup storage", { backupStorageUuid: stores.second }],
      ["trigger", { triggers: "v2" }],
    ] as const) {
      it(`is replaced for another ${what}, the new one first`, async () => {
        const resource = await made();
        const before = idOf(resource);
        resource.inputs = inputs(change);
        assert.equal(await resource.up(backups.volume()), "replaced");
        assert.deepEqual(
          (await backups.rows()).map((one) => one.uuid),
          [idOf(resource)],
        );
        assert.notEqual(idOf(resource), before);
      });
    }
  });

  describe("read", () => {
    it("stays the same when its volume and VM are gone, and a later one builds on it", async () => {
      const resource = await made({ userTags: ["b", "a"] });
      await backups.strangersBackup(volumes.data);
      await backups.patch("backups", idOf(resource), { size: 1 });
      await simulated.control.job("DELETE", `/v1/volumes/${volumes.data}`);
      assert.equal(await resource.refresh(backups.volume()), "same");
    });

    it("does not care for a copy that somebody else made", async () => {
      const resource = await made();
      await simulated.control.job("PUT", `/v1/volume-backups/${idOf(resource)}/actions`, {
        syncBackupFromImageStoreBackupStorage: {
          srcBackupStorageUuid: stores.first,
          dstBackupStorageUuid: stores.second,
        },
      });
      assert.equal(await resource.refresh(backups.volume()), "same");
      assert.equal(await resource.up(backups.volume()), "same");
    });

    it("is gone when it is deleted, also where its row lingers", async () => {
      for (const lingering of [false, true]) {
        const resource = await made({ triggers: lingering });
        if (lingering) await backups.patch("backups", idOf(resource), { status: "Deleted" });
        else await simulated.control.deleteBackup(`volume-backups/${idOf(resource)}`);
        assert.equal(await resource.refresh(backups.volume()), "gone");
        assert.equal(await resource.up(backups.volume()), "created");
        await resource.destroy(backups.volume());
      }
    });

    it("shows tags that somebody wrote, and the next run takes them off", async () => {
      const resource = await made({ userTags: ["a"] });
      await simulated.control.job("POST", "/v1/user-tags", {
        params: { resourceType: "VolumeBackupVO", resourceUuid: idOf(resource), tag: "by-hand" },
      });
      assert.equal(await resource.refresh(backups.volume()), "changed");
      assert.equal(await resource.up(backups.volume()), "updated");
      assert.ok(!(await backups.tags(idOf(resource))).includes("by-hand"));
    });
  });

  describe("deleted", () => {
    it("is looked for again until it is gone", async () => {
      const resource = await made();
      await resource.destroy(backups.volume());
      assert.deepEqual(await backups.rows(), []);
      assert.equal(await simulated.control.countOf(remove.method, remove.route), 1);
    });

    it("is done when it is gone already, also between the look and the delete", async () => {
      const resource = await made();
      const id = idOf(resource);
      await simulated.control.deleteBackup(`volume-backups/${id}`);
      const row = { uuid: id, volumeUuid: volumes.data, status: "Ready" };
      await simulated.control.fault({
        match: { method: "GET", route: "/v1/volume-backups/{uuid}" },
        action: { type: "respond", status: 200, body: JSON.stringify({ inventories: [row] }) },
      });
      await resource.destroy(backups.volume());
      assert.equal(resource.state, undefined);
    });

    it("keeps what others build on, and takes the lingering row for gone", async () => {
      const resource = await made();
      const id = idOf(resource);
      await backups.strangersBackup(volumes.data);
      await resource.destroy(backups.volume());
      assert.equal((await backups.row(id))?.status, "Deleted");
    });

    it("says so where it does not go", async () => {
      const resource = await made();
      await simulated.control.fault({
        match: { method: "GET", route: "/v1/volume-backups/{uuid}" },
        times: 1000,
        action: {
          type: "respond",
          status: 200,
          body: JSON.stringify({ inventories: [{ uuid: idOf(resource), volumeUuid: volumes.data, status: "Ready" }] }),
        },
      });
      await assert.rejects(resource.destroy(backups.volume()), { code: "not-confirmed" });
      assert.ok(resource.state);
    });

    it("is retained where that is declared, and can be adopted by another stack", async () => {
      const resource = await made({ deletionPolicy: "retain" });
      const id = idOf(resource);
      await resource.destroy(backups.volume());
      assert.deepEqual(await backups.tags(id), ["pulumi-retained::org/project/dev::zstack.VolumeBackup::bak"]);
      const moved = new Resource(inputs({ resourceUuid: id, adopt: true }, { stack: "prod" }));
      await moved.up(backups.volume());
      assert.deepEqual(await backups.tags(id), ["pulumi::org/project/prod::zstack.VolumeBackup::bak"]);
    });
  });

  describe("adopted", () => {
    it("is taken over with what is declared", async () => {
      const uuid = await backups.strangersBackup(volumes.data);
      const resource = await made({ resourceUuid: uuid, adopt: true, userTags: ["mine"] });
      assert.equal(idOf(resource), uuid);
      assert.deepEqual(await backups.tags(uuid), ["mine", "pulumi::org/project/dev::zstack.VolumeBackup::bak"]);
      assert.equal(await resource.refresh(backups.volume()), "same");
    });

    it("is refused where it is part of a VM backup", async () => {
      await backups.strangersVmBackup(volumes.root);
      const member = (await backups.rows()).find((one) => one.volumeUuid === volumes.data);
      await assert.rejects(made({ resourceUuid: member?.uuid, adopt: true }), {
        message: /is a member of VM backup \w+; .*zstack\.VmBackup/,
      });
    });

    it("is refused where it is something else", async () => {
      const other = await backups.strangersBackup(volumes.other);
      await assert.rejects(made({ resourceUuid: other, adopt: true }), {
        message: /belongs to volume .*volumeUuid/,
      });
      const elsewhere = await backups.strangersBackup(volumes.data, stores.second);
      await assert.rejects(made({ resourceUuid: elsewhere, adopt: true }), {
        message: /no Ready copy on backupStorage/,
      });
      await backups.patch("backups", elsewhere, { status: "Downloading" });
      await assert.rejects(made({ resourceUuid: elsewhere, adopt: true }), { message: /is Downloading, not Ready/ });
      await assert.rejects(made({ resourceUuid: elsewhere }), { code: "already-exists" });
    });
  });
});
