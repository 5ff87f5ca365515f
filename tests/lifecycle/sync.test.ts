import assert from "node:assert/strict";
import { providerOf } from "../../provider/adapters/dynamicProvider";
import { BackupStorageSync } from "../../provider/zstack/backupStorageSync";
import { Backups, idOf, out, stores } from "../support/backups";
import { Control } from "../support/control";
import { declareAs, type Place, ProviderProcess, Resource, type Values } from "../support/providerProcess";
import { Simulated } from "../support/simulated";
import { Wire } from "../support/wire";

const syncVm = { method: "PUT", route: "/v1/vm-backups/imageStore/{imageStoreUuid}/actions" };
const syncVolume = { method: "PUT", route: "/v1/volume-backups/imageStore/{imageStoreUuid}/actions" };

describe("a synchronization of an image store", () => {
  const simulated = new Simulated();
  const backups = new Backups(simulated);
  const inputs = (more: Values = {}, place: Place = {}) => {
    const { name: _, ...rest } = declareAs("BackupStorageSync", "sync", {
      imageStoreUuid: stores.first,
      scope: "vm",
      ...more,
    });
    return { ...rest, ...(place.timeouts === undefined ? {} : { __timeouts: place.timeouts }) };
  };
  const runs = (one: typeof syncVm): Promise<number> => simulated.control.countOf(one.method, one.route);

  async function made(more: Values = {}): Promise<Resource> {
    const resource = new Resource(inputs(more));
    await resource.up(backups.sync());
    return resource;
  }

  it("runs when it is declared, and counts", async () => {
    await backups.patch("backupStorages", stores.first, { unknownBackups: 3 });
    const resource = await made();
    assert.match(idOf(resource), /^[0-9a-f]{32}$/);
    assert.deepEqual(
      [out(resource, "newBackupCount"), out(resource, "deletedBackupCount"), out(resource, "runCount")],
      [3, 0, 1],
    );
    assert.equal(await runs(syncVm), 1);
    assert.equal(await resource.up(backups.sync()), "same");
    assert.equal(await resource.refresh(backups.sync()), "same");
    assert.equal(await resource.up(backups.sync()), "same");
    assert.equal(await runs(syncVm), 1);
  });

  it("sends what the vendor's page prints", async () => {
    const wire = new Wire(simulated.control.url);
    const process = new ProviderProcess(new Control(await wire.open()), {}, (around) =>
      providerOf(new BackupStorageSync(around), around),
    );
    await new Resource(inputs({}, { timeouts: { create: 7200 } })).up(process);
    const sent = wire.passed.find((one) => one.method === "PUT" && one.path.endsWith("/actions"));
    assert.equal(sent?.path, `/v1/vm-backups/imageStore/${stores.first}/actions`);
    assert.equal(sent?.body, '{"syncVmBackup":{}}');
    assert.equal(sent?.headers["x-api-timeout"], "7200", "beyond the server's own 30 minutes");
    await process.end();
    await wire.close();
  });

  it("runs again when its triggers change, in place", async () => {
    await backups.strangersVmBackup("c2000000000040008000000000000001");
    const resource = await made({ triggers: [1] });
    const id = idOf(resource);
    await backups.patch("backupStorages", stores.first, { lostBackups: 2 });
    resource.inputs = inputs({ triggers: [2] });
    assert.equal(await resource.up(backups.sync()), "updated");
    assert.equal(idOf(resource), id);
    assert.deepEqual([out(resource, "deletedBackupCount"), out(resource, "runCount")], [2, 2]);
    resource.inputs = inputs();
    assert.equal(await resource.up(backups.sync()), "updated");
    assert.deepEqual([out(resource, "runCount"), out(resource, "triggers")], [3, undefined]);
    assert.equal(await runs(syncVm), 3);
  });

  it("only records another time limit", async () => {
    const resource = await made({ triggers: [1] });
    resource.inputs = inputs({ triggers: [1] }, { timeouts: { update: 60 } });
    assert.equal(await resource.up(backups.sync()), "updated");
    assert.equal(out(resource, "runCount"), 1);
    assert.equal(out(resource, "newBackupCount"), 0);
    assert.equal(await runs(syncVm), 1);
  });

  it("is another resource for another store or scope", async () => {
    const resource = await made();
    resource.inputs = inputs({ scope: "volume" });
    assert.equal(await resource.up(backups.sync()), "replaced");
    assert.equal(await runs(syncVolume), 1);
    resource.inputs = inputs({ scope: "volume", imageStoreUuid: stores.second });
    assert.equal(await resource.up(backups.sync()), "replaced");
    assert.equal(await runs(syncVolume), 2);
    assert.equal(out(resource, "runCount"), 1);
  });

  it("is deleted without a request", async () => {
    const resource = await made();
    const before = JSON.stringify(await simulated.control.requests());
    await resource.destroy(backups.sync());
    assert.equal(JSON.stringify(await simulated.control.requests()), before);
  });

  it("is gone only with its image store, on the platform's word", async () => {
    const resource = await made();
    const storage = { method: "GET", route: "/v1/backup-storage/{uuid}" };
    await simulated.control.fault({ match: storage, times: 100, action: { type: "respond", status: 503, body: "no" } });
    await assert.rejects(resource.refresh(backups.sync()), /read failed/);
    await simulated.control.clearFaults();
    const wire = new Wire(simulated.control.url);
    const elsewhere = new ProviderProcess(new Control(await wire.open()), {}, (around) =>
      providerOf(new BackupStorageSync(around), around),
    );
    await assert.rejects(resource.refresh(elsewhere), { message: /was made on .* but the settings lead to/ });
    assert.equal(wire.passed.length, 0);
    assert.equal(await resource.up(elsewhere), "updated", "the same platform under a new address");
    assert.equal(out(resource, "runCount"), 1);
    assert.equal(await resource.refresh(elsewhere), "same");
    await elsewhere.end();
    await wire.close();
    const gone = { type: "respond", status: 200, body: '{"inventories":[]}' };
    const again = await made({ triggers: 1 });
    await simulated.control.fault({ match: storage, action: gone });
    assert.equal(await again.refresh(backups.sync()), "gone");
  });

  it("is refused for what is no image store, before anything is sent", async () => {
    await assert.rejects(made({ imageStoreUuid: stores.sftp }), { message: /imageStoreUuid: .*SftpBackupStorage/ });
    const unknown = "0123456789ab4cde8f0123456789abcd";
    await assert.rejects(made({ imageStoreUuid: unknown }), { message: /imageStoreUuid: this account sees no backup/ });
    await assert.rejects(made({ scope: "all" }), { message: /scope: give "vm" or "volume"/ });
    await assert.rejects(made({ scope: undefined }), { message: /scope is required/ });
    assert.equal((await runs(syncVm)) + (await runs(syncVolume)), 0);
  });

  it("runs once although the answer is lost, and says what the server says", async () => {
    await simulated.control.fault({ match: syncVm, action: { type: "dropAfter" } });
    const resource = await made();
    assert.equal(out(resource, "runCount"), 1);
    const failing = { type: "failJob", code: "SYS.1006", details: "the store is busy" };
    await simulated.control.fault({ match: syncVm, action: failing });
    resource.inputs = inputs({ triggers: 2 });
    await assert.rejects(resource.up(backups.sync()), {
      message: /update failed: imageStoreUuid: .* could not be synchronized \(the server says: the store is busy/,
    });
    assert.equal(out(resource, "runCount"), 1);
    assert.equal(await resource.up(backups.sync()), "updated");
    assert.equal(out(resource, "runCount"), 2);
  });
});
