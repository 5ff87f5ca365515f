import assert from "node:assert/strict";
import type { ErrorCode } from "../../../provider/http/errorCodes";
import { defaultFixture } from "../../../simulator";
import { Backups, idOf, out, stores } from "../../support/backups";
import { Control } from "../../support/control";
import { type JsonObject, type Place, ProviderProcess, Resource } from "../../support/providerProcess";
import { Simulated, volumes } from "../../support/simulated";
import { Wire } from "../../support/wire";

const create = { method: "POST", route: "/v1/volumes/{volumeUuid}/volume-backups" };
const fresh = "5f0e6a1b2c3d4e5f8a9b0c1d2e3f4a5b";
const { web1, batch1 } = defaultFixture.vmInstances;

describe("a volume backup", () => {
  const simulated = new Simulated();
  const backups = new Backups(simulated);
  const inputs = (more: JsonObject = {}, place: Place = {}, name = "bak") => backups.volumeInputs(more, place, name);
  const made = (more: JsonObject = {}) => backups.madeVolume(more);

  /** Fails, and has sent nothing that makes a backup. */
  async function refused(more: JsonObject, code: ErrorCode, message: RegExp): Promise<void> {
    const resource = new Resource(inputs(more));
    await assert.rejects(resource.up(backups.volume()), { code, message });
    assert.equal(resource.state, undefined);
    assert.equal(await simulated.control.countOf(create.method, create.route), 0);
  }

  describe("created", () => {
    it("is made once, marked last, and shows what the server made", async () => {
      const resource = await made({ description: "d", userTags: ["b", "a"], mode: "full" });
      const row = await backups.row(idOf(resource));
      assert.equal(row?.name, "bak");
      assert.equal(row?.description, "d");
      assert.deepEqual(await backups.tags(idOf(resource)), [
        "a",
        "b",
        "pulumi::org/project/dev::zstack.VolumeBackup::bak",
      ]);
      const outputs: JsonObject = resource.state?.outputs ?? {};
      assert.equal(outputs["uuid"], idOf(resource));
      assert.equal(outputs["size"], row?.size);
      assert.deepEqual(
        [outputs["type"], outputs["mode"], outputs["state"], outputs["vmInstanceUuid"], outputs["replicaStorageUuids"]],
        ["Data", "full", "Enabled", web1.uuid, [stores.first]],
      );
      assert.equal(await resource.up(backups.volume()), "same");
      assert.equal(await resource.refresh(backups.volume()), "same");
      assert.equal(await resource.up(backups.volume()), "same");
    });

    it("shows the mode that was asked for, and the chain that it is part of", async () => {
      const first = await made();
      const second = new Resource(inputs({}, {}, "second"));
      await second.up(backups.volume());
      const third = new Resource(inputs({ mode: "full" }, {}, "third"));
      await third.up(backups.volume());
      const all = [first, second, third];
      assert.deepEqual(
        all.map((one) => out(one, "mode")),
        ["auto", "auto", "full"],
      );
      const chains = all.map((one) => out(one, "chain"));
      const path = (await backups.row(idOf(first)))?.backupStorageRefs[0]?.installPath ?? "";
      assert.equal(path.split("/")[2], chains[0]);
      assert.deepEqual([chains[1] === chains[0], chains[2] === chains[0]], [true, false]);
      for (const one of all) {
        assert.equal(await one.refresh(backups.volume()), "same");
        assert.equal(await one.up(backups.volume()), "same");
      }
    });

    it("sends everything that is declared, and nothing else", async () => {
      const wire = new Wire(simulated.control.url);
      const process = new ProviderProcess(new Control(await wire.open()));
      const limits = { volumeReadBandwidth: 1024, volumeWriteBandwidth: 2048, networkReadBandwidth: 4096 };
      const more = {
        ...limits,
        networkWriteBandwidth: 8192,
        systemTags: ["ephemeral::x"],
        userTags: ["t"],
        resourceUuid: fresh,
      };
      const resource = new Resource(inputs(more, { timeouts: { create: 100_000 } }));
      await resource.up(process);
      const sent = wire.passed.find((one) => one.method === "POST" && one.path.endsWith("/volume-backups"));
      assert.deepEqual(JSON.parse(sent?.body ?? ""), {
        params: {
          backupStorageUuid: stores.first,
          name: "bak",
          ...limits,
          networkWriteBandwidth: 8192,
          resourceUuid: fresh,
        },
        systemTags: ["ephemeral::x"],
      });
      assert.equal(sent?.headers["x-api-timeout"], "100000", "beyond the server's own 24 hours");
      assert.equal(idOf(resource), fresh);
      await process.end();
      await wire.close();
    });

    it("takes over what a dead process left, without making a second one", async () => {
      const dying = backups.volume({ engineAlive: async () => false });
      await assert.rejects(new Resource(inputs({ userTags: ["x"] })).up(dying), { code: "engine-gone" });
      const [left] = await backups.rows();
      const ownership = (await backups.tags(left?.uuid ?? "")).filter((tag) => tag.startsWith("pulumi"));
      assert.deepEqual(ownership, [], "nothing was handed over yet");
      const resource = await made({ userTags: ["x"] });
      assert.equal(idOf(resource), left?.uuid);
      assert.equal((await backups.rows()).length, 1);
    });

    for (const [name, action] of [
      ["a lost answer", { type: "dropAfter" }],
      ["a cut connection", { type: "dropBefore" }],
      ["a forgotten job", { type: "expireJob" }],
      ["a malformed answer", { type: "malformed" }],
    ] as const) {
      it(`is made once despite ${name}`, async () => {
        await simulated.control.fault({ match: create, action });
        const resource = await made();
        assert.deepEqual(
          (await backups.rows()).map((one) => one.uuid),
          [idOf(resource)],
        );
      });
    }

    for (const [name, action] of [
      ["a cut connection", { type: "dropBefore" }],
      ["a proxy's 503", { type: "respond", status: 503, body: "<html>busy</html>" }],
      ["malformed JSON", { type: "malformed" }],
    ] as const) {
      it(`is made once with its replica despite ${name} at any of its requests`, async () => {
        for (const [method, route] of [
          ["PUT", "/v1/accounts/login"],
          ["GET", "/v1/volume-backups"],
          ["GET", "/v1/backup-storage/{uuid}"],
          ["GET", "/v1/volumes/{uuid}"],
          ["GET", "/v1/vm-instances/{uuid}"],
          [create.method, create.route],
          ["GET", "/v1/api-jobs/{uuid}"],
          ["PUT", "/v1/volume-backups/{uuid}/actions"],
          ["GET", "/v1/volume-backups/{uuid}"],
          ["GET", "/v1/user-tags"],
          ["POST", "/v1/user-tags"],
        ] as const) {
          await simulated.control.reset();
          await simulated.control.fault({ match: { method, route }, action });
          const resource = await made({ replicas: [stores.second] });
          const rows = (await backups.rows()).map((one) => one.uuid);
          assert.deepEqual(rows, [idOf(resource)], `${method} ${route}`);
          assert.deepEqual(await backups.copies(idOf(resource)), [stores.first, stores.second], `${method} ${route}`);
          assert.equal((await backups.tags(idOf(resource))).length, 1);
        }
      });
    }

    it("ends with one backup when two runs of one program overlap", async () => {
      const [a, b] = [new Resource(inputs()), new Resource(inputs())];
      await Promise.all([a.up(backups.volume()), b.up(backups.volume())]);
      assert.equal(idOf(a), idOf(b));
      assert.equal((await backups.rows()).length, 1);
    });

    it("joins a creation that is still queued and has no row yet", async () => {
      await simulated.control.fault({ match: create, action: { type: "slowJob", ms: 300 } });
      const blocking = backups.strangersBackup(volumes.data);
      while ((await simulated.control.countOf(create.method, create.route)) === 0);
      const declared = inputs({}, { timeouts: { create: 1 } });
      await assert.rejects(new Resource(declared).up(backups.volume()), { code: "unfinished" });
      const again = await made();
      await blocking;
      assert.equal((await backups.rows()).filter((one) => one.name === "bak").length, 1);
      assert.equal((await backups.row(idOf(again)))?.status, "Ready");
    });

    it("is kept when the deadline passes, and the next run goes on waiting", async () => {
      await simulated.control.fault({ match: create, action: { type: "slowJob", ms: 400 } });
      const resource = new Resource(inputs({ mode: "full" }, { timeouts: { create: 1 } }));
      await assert.rejects(resource.up(backups.volume()), { code: "unfinished", message: /within 1 s/ });
      const id = idOf(resource);
      assert.equal(out(resource, "uuid"), id);
      assert.equal(await resource.refresh(backups.volume()), "same");
      resource.inputs = inputs({ mode: "full" });
      assert.equal(await resource.up(backups.volume()), "updated");
      assert.equal(idOf(resource), id);
      assert.equal(out(resource, "mode"), "full");
      assert.ok(Number(out(resource, "size")) > 0);
      assert.equal(await simulated.control.countOf(create.method, create.route), 1);
    });

    it("leaves nothing when its job fails", async () => {
      await simulated.control.fault({
        match: create,
        action: { type: "failJob", code: "SYS.1000", details: "no space" },
      });
      const resource = new Resource(inputs());
      await assert.rejects(resource.up(backups.volume()), { message: /no space/ });
      assert.equal(resource.state, undefined);
      await resource.up(backups.volume());
      assert.equal((await backups.rows()).length, 1);
    });
  });

  describe("refused before anything is sent", () => {
    const unknown = "0123456789ab4cde8f0123456789abcd";

    it("for a backup storage that cannot take it", async () => {
      await refused({ backupStorageUuid: stores.sftp }, "invalid-input", /backupStorageUuid: /);
      await refused({ backupStorageUuid: unknown }, "not-found", /backupStorageUuid: /);
      await backups.patch("backupStorages", stores.first, { state: "Disabled" });
      await refused({}, "storage-unavailable", /backupStorageUuid: /);
      await backups.patch("backupStorages", stores.first, { state: "Enabled", status: "Disconnected" });
      await refused({}, "storage-unavailable", /"image-store-1"/);
    });

    it("for a backup storage without space, by its name, also of a replica", async () => {
      await backups.patch("backupStorages", stores.first, { availableCapacity: 0 });
      await refused({}, "storage-full", /backupStorageUuid: .*"image-store-1"/);
      await backups.patch("backupStorages", stores.first, { availableCapacity: 2 ** 50 });
      await backups.patch("backupStorages", stores.second, { availableCapacity: 0 });
      await refused({ replicas: [stores.second] }, "storage-full", /replicas: .*"image-store-2"/);
      const resource = await made();
      resource.inputs = inputs({ replicas: [stores.second] });
      await assert.rejects(resource.up(backups.volume()), { code: "storage-full", message: /replicas: / });
    });

    it("for a replica that cannot take it", async () => {
      await refused({ replicas: [stores.sftp] }, "invalid-input", /replicas: /);
    });

    it("for a volume that cannot be backed up", async () => {
      const { detached, shareable } = defaultFixture.volumes;
      await refused({ volumeUuid: unknown }, "not-found", /volumeUuid: /);
      await refused({ volumeUuid: shareable.uuid }, "invalid-input", /volumeUuid: /);
      await refused({ volumeUuid: detached.uuid }, "wrong-state", /volumeUuid: /);
      await refused({ volumeUuid: batch1.rootVolumeUuid }, "wrong-state", /volumeUuid: .*Stopped/);
    });

    it("in the order in which the server checks", async () => {
      const { shareable } = defaultFixture.volumes;
      await refused(
        { volumeUuid: shareable.uuid, backupStorageUuid: stores.sftp },
        "invalid-input",
        /backupStorageUuid:/,
      );
    });

    it("with the same beginning where the server finds it", async () => {
      // The VM stops between our look and the job.
      await simulated.control.fault({
        match: { method: "GET", route: "/v1/vm-instances/{uuid}" },
        action: { type: "respond", status: 200, body: `{"inventories":[{"uuid":"${batch1.uuid}","state":"Running"}]}` },
      });
      const resource = new Resource(inputs({ volumeUuid: batch1.rootVolumeUuid }));
      const process = backups.volume();
      await assert.rejects(resource.up(process), {
        code: "wrong-state",
        message: /volumeUuid: .*Stopped/,
      });
      assert.equal(await simulated.control.countOf(create.method, create.route), 1);
    });

    it("and says what the server says where the look finds nothing", async () => {
      const action = { type: "failJob", code: "SYS.1006", details: "操作错误" };
      await simulated.control.fault({ match: create, action });
      await assert.rejects(made(), { code: "refused-by-platform", message: /volumeUuid: .*操作错误/ });
    });
  });
});
