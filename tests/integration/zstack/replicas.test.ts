import assert from "node:assert/strict";
import { Backups, idOf, membersOf, out, stores } from "../../support/backups";
import { type JsonObject, type ProcessOptions, Resource } from "../../support/providerProcess";
import { Simulated } from "../../support/simulated";

const { first, second } = stores;
const sync = { method: "PUT", route: "/v1/volume-backups/{uuid}/actions" };
const syncVm = { method: "PUT", route: "/v1/vm-backups/{groupUuid}/actions" };
const remove = { method: "DELETE", route: "/v1/volume-backups/{uuid}" };
const creates = [
  ["POST", "/v1/volumes/{volumeUuid}/volume-backups"],
  ["POST", "/v1/volumes/{rootVolumeUuid}/vm-backups"],
] as const;

for (const kind of ["volume", "vm"] as const) {
  describe(`replicas of a ${kind} backup`, () => {
    const simulated = new Simulated();
    const backups = new Backups(simulated);
    const process = (options: ProcessOptions = {}) =>
      kind === "volume" ? backups.volume(options) : backups.vm(options);
    const inputs = (more: JsonObject) => (kind === "volume" ? backups.volumeInputs(more) : backups.vmInputs(more));

    async function made(more: JsonObject): Promise<Resource> {
      const resource = new Resource(inputs(more));
      await resource.up(process());
      return resource;
    }

    const rowsOf = (resource: Resource): string[] =>
      kind === "volume" ? [idOf(resource)] : membersOf(resource).map((one) => one.uuid);

    /** Every volume backup of the resource is on exactly these storages. */
    async function on(resource: Resource, ...wanted: readonly string[]): Promise<void> {
      for (const uuid of rowsOf(resource)) assert.deepEqual(await backups.copies(uuid), [...wanted].sort(), uuid);
    }

    async function unmade(): Promise<void> {
      for (const [method, route] of creates) assert.equal(await simulated.control.countOf(method, route), 0);
    }

    /** What a person, or a scheduler, does without Pulumi. */
    async function strangersCopy(resource: Resource, target: string): Promise<void> {
      const params = { srcBackupStorageUuid: first, dstBackupStorageUuid: target };
      for (const uuid of rowsOf(resource)) {
        const body = { syncBackupFromImageStoreBackupStorage: params };
        await simulated.control.job("PUT", `/v1/volume-backups/${uuid}/actions`, body);
      }
    }

    async function loseCopy(uuids: readonly string[], storage: string): Promise<void> {
      for (const uuid of uuids) {
        await simulated.control.deleteBackup(`volume-backups/${uuid}`, storage);
      }
    }

    it("are made with the backup, waited for and listed", async () => {
      const resource = await made({ replicas: [second] });
      await on(resource, first, second);
      assert.deepEqual(out(resource, "replicaStorageUuids"), [first, second]);
      assert.equal(await resource.refresh(process()), "same");
      assert.equal(await resource.up(process()), "same");
    });

    it("are added and removed in place", async () => {
      const third = await backups.thirdStore();
      const resource = await made({});
      const id = idOf(resource);
      resource.inputs = inputs({ replicas: [third, second] });
      assert.equal(await resource.up(process()), "updated");
      await on(resource, first, second, third);
      assert.deepEqual(out(resource, "replicaStorageUuids"), [first, second, third].sort());
      resource.inputs = inputs({ replicas: [third] });
      assert.equal(await resource.up(process()), "updated");
      await on(resource, first, third);
      resource.inputs = inputs({});
      assert.equal(await resource.up(process()), "updated");
      await on(resource, first);
      assert.deepEqual(out(resource, "replicaStorageUuids"), [first]);
      assert.equal(idOf(resource), id);
      assert.equal(await resource.refresh(process()), "same");
    });

    for (const [what, options] of [
      ["environment", { environment: { PULUMI_SNAPSHOTS_DELETION_POLICY: "retain" } }],
      ["configuration", { configuration: { "snapshots:deletionPolicy": "retain" } }],
    ] as const) {
      it(`stay under the emergency brake of the ${what} when they are no longer declared, and others are added`, async () => {
        const third = await backups.thirdStore();
        const resource = await made({ replicas: [second] });
        resource.inputs = inputs({ replicas: [third] });
        const braked = process(options);
        assert.equal(await resource.up(braked), "updated");
        await on(resource, first, second, third);
        assert.ok(braked.lines.some((line) => line.includes(`is kept on backup storage ${second} (`)));
        assert.equal(await simulated.control.countOf(remove.method, remove.route), 0);
        assert.deepEqual(out(resource, "replicaStorageUuids"), [first, third].sort());
      });
    }

    it("leave the copies of others alone, and take one that is there already", async () => {
      const third = await backups.thirdStore();
      const resource = await made({});
      await strangersCopy(resource, third);
      assert.equal(await resource.refresh(process()), "same");
      resource.inputs = inputs({ replicas: [second] });
      await resource.up(process());
      resource.inputs = inputs({});
      await resource.up(process());
      await on(resource, first, third);
      assert.deepEqual(out(resource, "replicaStorageUuids"), [first]);
      const before = await copiesAsked();
      resource.inputs = inputs({ replicas: [third] });
      await resource.up(process());
      assert.equal(await copiesAsked(), before, "nothing had to be copied");
      assert.deepEqual(out(resource, "replicaStorageUuids"), [first, third].sort());
    });

    async function copiesAsked(): Promise<number> {
      const counts = [sync, syncVm].map((one) => simulated.control.countOf(one.method, one.route));
      return (await Promise.all(counts)).reduce((sum, one) => sum + one, 0);
    }

    it("that are lost show as drift, and the next run makes them again", async () => {
      const resource = await made({ replicas: [second] });
      await loseCopy(rowsOf(resource), second);
      assert.equal(await resource.refresh(process()), "changed");
      assert.deepEqual(out(resource, "replicaStorageUuids"), [first]);
      assert.deepEqual(resource.state?.inputs["replicas"], []);
      assert.equal(await resource.up(process()), "updated");
      await on(resource, first, second);
      assert.equal(await resource.refresh(process()), "same");
      assert.equal(await resource.up(process()), "same");
    });

    it("bring the primary copy back when it is lost", async () => {
      const resource = await made({ replicas: [second] });
      await loseCopy(rowsOf(resource), first);
      assert.equal(await resource.refresh(process()), "changed");
      assert.deepEqual(out(resource, "replicaStorageUuids"), [second]);
      assert.equal(await resource.up(process()), "updated");
      await on(resource, first, second);
      assert.equal(await resource.up(process()), "same");
    });

    it("never cost the last copy that is left", async () => {
      const resource = await made({ replicas: [second] });
      await loseCopy(rowsOf(resource), first);
      await backups.patch("backupStorages", first, { state: "Disabled" });
      resource.inputs = inputs({});
      await assert.rejects(resource.up(process()), { code: "storage-unavailable" });
      await on(resource, second);
    });

    it("are refused before anything is sent where the storage cannot take them", async () => {
      await assert.rejects(made({ replicas: [stores.sftp] }), { code: "invalid-input", message: /replicas: / });
      await backups.patch("backupStorages", second, { state: "Disabled" });
      await assert.rejects(made({ replicas: [second] }), { code: "storage-unavailable", message: /replicas: / });
      await unmade();
      const resource = await made({});
      resource.inputs = inputs({ replicas: [second] });
      await assert.rejects(resource.up(process()), { code: "storage-unavailable", message: /replicas: / });
      assert.equal(await copiesAsked(), 0);
    });

    it("keep the backup when their copy fails, and the next run copies again", async () => {
      const failing = { type: "failJob", code: "SYS.1006", details: "the network is down" };
      for (const match of [sync, syncVm]) await simulated.control.fault({ match, action: failing });
      const resource = new Resource(inputs({ replicas: [second] }));
      await assert.rejects(resource.up(process()), {
        message: /replicas: .*the network is down/,
      });
      assert.ok(resource.unfinished, "the engine keeps it");
      await on(resource, first);
      await simulated.control.clearFaults();
      assert.equal(await resource.up(process()), "updated");
      await on(resource, first, second);
      assert.equal(out(resource, "__job"), undefined);
      assert.equal(await resource.refresh(process()), "same");
    });

    it("are there already when the backup of a dead process is taken over", async () => {
      const dead = { engineAlive: async () => false };
      const dying = kind === "volume" ? backups.volume(dead) : backups.vm(dead);
      await assert.rejects(new Resource(inputs({ replicas: [second] })).up(dying), { code: "engine-gone" });
      const left = (await backups.rows()).length;
      const resource = await made({ replicas: [second] });
      assert.equal((await backups.rows()).length, left);
      await on(resource, first, second);
      assert.equal(await copiesAsked(), 1);
    });

    it("that take longer than they may are waited for by the next run", async () => {
      for (const match of [sync, syncVm]) {
        await simulated.control.fault({ match, action: { type: "slowJob", ms: 300 } });
      }
      const resource = await made({});
      const timeouts = { update: 1 };
      resource.inputs = { ...inputs({ replicas: [second] }), __timeouts: timeouts };
      await assert.rejects(resource.up(process()), { code: "unfinished", message: /replicas: / });
      resource.inputs = inputs({ replicas: [second] });
      assert.equal(await resource.up(process()), "updated");
      await on(resource, first, second);
      assert.equal(await resource.up(process()), "same");
    });

    for (const type of ["dropAfter", "expireJob"] as const) {
      it(`are made once although the answer or the result is lost (${type})`, async () => {
        for (const match of [sync, syncVm]) await simulated.control.fault({ match, action: { type } });
        const resource = await made({ replicas: [second] });
        await on(resource, first, second);
        const jobs = (await simulated.control.state()).jobs as readonly { api: string }[];
        const copies = jobs.filter((job) => job.api.startsWith("Sync")).length;
        // The server forgets the job whose result is lost; and an answer that is lost is asked for again.
        assert.equal(type === "dropAfter" ? copies : await copiesAsked(), 1);
      });
    }

    it("go with the backup", async () => {
      const resource = await made({ replicas: [second] });
      await resource.destroy(process());
      assert.deepEqual(await backups.rows(), []);
    });
  });
}

describe("replicas of a VM backup, member by member", () => {
  const simulated = new Simulated();
  const backups = new Backups(simulated);

  it("are no copy while a member is missing, which alone is copied again", async () => {
    const resource = await backups.madeVm({ replicas: [second] });
    const lost = membersOf(resource)[1]?.uuid ?? "";
    await simulated.control.deleteBackup(`volume-backups/${lost}`, second);
    assert.equal(await resource.refresh(backups.vm()), "changed");
    assert.deepEqual(out(resource, "replicaStorageUuids"), [first]);
    assert.equal(await resource.up(backups.vm()), "updated");
    assert.deepEqual(await backups.copies(lost), [first, second]);
    assert.equal(await simulated.control.countOf(sync.method, sync.route), 1);
    assert.equal(await simulated.control.countOf(syncVm.method, syncVm.route), 1);
  });

  it("are asked for one by one where the server left some", async () => {
    const resource = await backups.madeVm({ replicas: [second] });
    const stubborn = membersOf(resource)[2]?.uuid ?? "";
    await backups.patch("backups", stubborn, { deleteFails: true });
    resource.inputs = backups.vmInputs({});
    assert.equal(await resource.up(backups.vm()), "updated");
    assert.deepEqual(await backups.copies(stubborn), [first]);
    assert.equal(await simulated.control.countOf(remove.method, remove.route), 1);
  });

  it("survive the loss of the root", async () => {
    const resource = await backups.madeVm({});
    await simulated.control.deleteBackup(`volume-backups/${membersOf(resource)[0]?.uuid}`);
    await resource.refresh(backups.vm());
    resource.inputs = backups.vmInputs({ replicas: [second] });
    assert.equal(await resource.up(backups.vm()), "updated");
    assert.deepEqual(out(resource, "replicaStorageUuids"), [first, second]);
    assert.equal(out(resource, "complete"), false);
    assert.equal(await simulated.control.countOf(sync.method, sync.route), 2);
  });
});
