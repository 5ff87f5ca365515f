import assert from "node:assert/strict";
import { type BackupRow, Backups, idOf, out, stores } from "../../support/backups";
import { Control } from "../../support/control";
import { doorOfTests } from "../../support/doors";
import { declareAs, type JsonObject, type Place, ProviderProcess, Resource } from "../../support/providerProcess";
import { Simulated, volumes } from "../../support/simulated";
import { Wire } from "../../support/wire";

const syncVm = { method: "PUT", route: "/v1/vm-backups/imageStore/{imageStoreUuid}/actions" };
const syncVolume = { method: "PUT", route: "/v1/volume-backups/imageStore/{imageStoreUuid}/actions" };

const create = { method: "POST", route: "/v1/volumes/{volumeUuid}/volume-backups" };
const hour = 3_600_000;
const pause = () => new Promise((resolve) => setTimeout(resolve, 2));

describe("a synchronization of an image store", () => {
  const accounts = [
    { name: "admin", password: "password" },
    { name: "jane", password: "secret" },
  ];
  const simulated = new Simulated({ accounts });
  const backups = new Backups(simulated);
  const inputs = (more: JsonObject = {}, place: Place = {}) => {
    const { name: _, ...rest } = declareAs("BackupStorageSync", "sync", {
      imageStoreUuid: stores.first,
      scope: "vm",
      ...more,
    });
    return { ...rest, ...(place.timeouts === undefined ? {} : { __timeouts: place.timeouts }) };
  };
  const runs = (one: typeof syncVm): Promise<number> => simulated.control.countOf(one.method, one.route);

  /** Somebody's backup on the first store, which takes an hour. */
  async function slowBackup(): Promise<void> {
    await simulated.control.fault({ match: create, action: { type: "slowJob", ms: hour } });
    const body = { params: { name: "stranger", backupStorageUuid: stores.first } };
    await simulated.control.submit("POST", `/v1/volumes/${volumes.data}/volume-backups`, body);
    while ((await backups.rows()).length === 0) await pause();
  }

  async function made(more: JsonObject = {}): Promise<Resource> {
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
    const process = new ProviderProcess(new Control(await wire.open()));
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

  for (const [what, options] of [
    ["environment", { environment: { PULUMI_SNAPSHOTS_DELETION_POLICY: "retain" } }],
    ["configuration", { configuration: { "snapshots:deletionPolicy": "retain" } }],
  ] as const) {
    it(`does not run under the retain-all override of the ${what}`, async () => {
      const code = "retain-all-override";
      await assert.rejects(new Resource(inputs()).up(backups.sync(options)), { code });
      const resource = await made();
      resource.inputs = inputs({ triggers: 2 });
      await assert.rejects(resource.up(backups.sync(options)), { code });
      assert.equal(await runs(syncVm), 1);
    });
  }

  it("waits for a backup that is being made, which it would remove, and refuses where that takes too long", async () => {
    await slowBackup();
    const { timeouts } = { timeouts: { create: 2 } };
    await assert.rejects(new Resource(inputs({ imageStoreUuid: stores.second }, { timeouts })).up(backups.sync()), {
      code: "operation-in-progress",
      message: /volume backup \w+ "stranger"/,
    });
    assert.equal(await runs(syncVm), 0);
    const waiting = new Resource(inputs({ imageStoreUuid: stores.second, scope: "volume" })).up(backups.sync());
    await simulated.control.advance(hour);
    await waiting;
    assert.equal(await runs(syncVolume), 1);
    assert.equal((await backups.rows()).length, 1);
  });

  it("takes its turn with the backups that the same process makes, also with those that have no row yet", async () => {
    const unfinished: BackupRow[] = [];
    const wire = new Wire(simulated.control.url, undefined, async ({ method, path }) => {
      if (method === "PUT" && path.startsWith("/v1/volume-backups/imageStore/"))
        unfinished.push(...(await backups.rows()).filter(({ status }) => status !== "Ready"));
      return undefined;
    });
    const both = new ProviderProcess(new Control(await wire.open()));
    await slowBackup();
    // It waits in the server's queue, behind the other one.
    const own = new Resource(backups.volumeInputs());
    const making = own.up(both);
    while ((await simulated.control.countOf(create.method, create.route)) < 2) await pause();
    const resource = new Resource(inputs({ imageStoreUuid: stores.second, scope: "volume" }));
    const synchronizing = resource.up(both);
    await simulated.control.advance(hour);
    await making;
    await synchronizing;
    assert.deepEqual(unfinished, [], "not before the last of them");
    assert.equal(await runs(syncVolume), 1);
    assert.equal((await backups.rows()).length, 2);
    await both.end();
    await wire.close();
  });

  it("is for administrators, in a sentence", async () => {
    const configuration = { "zstack:accountName": "jane", "zstack:accountPassword": "secret" };
    const process = backups.sync({ configuration });
    await assert.rejects(new Resource(inputs()).up(process), {
      code: "not-permitted",
      message: /is admin only/,
    });
  });

  it("counts every backup that is not on the store, although none is gone", async () => {
    await backups.strangersBackup(volumes.data, stores.first);
    await backups.strangersBackup(volumes.root, stores.first);
    const resource = await made({ imageStoreUuid: stores.second, scope: "volume" });
    assert.equal(out(resource, "deletedBackupCount"), 2);
    assert.equal((await backups.rows()).length, 2);
  });

  it("only records another time limit", async () => {
    const resource = await made({ triggers: [1] });
    resource.inputs = inputs({ triggers: [1] }, { timeouts: { update: 60 } });
    // The engine keeps limits for a plugin; through the other door they are inputs.
    assert.equal(await resource.up(backups.sync()), doorOfTests === "dynamic" ? "updated" : "same");
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
    await assert.rejects(resource.refresh(backups.sync()), { message: /read failed/ });
    await simulated.control.clearFaults();
    const wire = new Wire(simulated.control.url);
    const elsewhere = new ProviderProcess(new Control(await wire.open()));
    await assert.rejects(resource.refresh(elsewhere), { code: "origin-mismatch" });
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
    await assert.rejects(made({ imageStoreUuid: stores.sftp }), { code: "invalid-input", message: /imageStoreUuid: / });
    const unknown = "0123456789ab4cde8f0123456789abcd";
    await assert.rejects(made({ imageStoreUuid: unknown }), { code: "not-found", message: /imageStoreUuid: / });
    await assert.rejects(made({ scope: "all" }), { message: /scope: / });
    await assert.rejects(made({ scope: undefined }), { message: /scope/ });
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
      code: "refused-by-platform",
      message: /update failed: imageStoreUuid: .*the store is busy/,
    });
    assert.equal(out(resource, "runCount"), 1);
    assert.equal(await resource.up(backups.sync()), "updated");
    assert.equal(out(resource, "runCount"), 2);
  });
});
