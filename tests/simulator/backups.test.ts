import assert from "node:assert/strict";
import { defaultFixture } from "../../simulator";
import { timestamp } from "../../simulator/apis/vmBackups";
import { Client, client, errorOf, jobOf, stopAll } from "./support";

const { web1, db1 } = defaultFixture.vmInstances;
const store = defaultFixture.backupStorages.imageStore1.uuid;
const params = { name: "b", backupStorageUuid: store };

describe("backups", () => {
  afterEach(stopAll);

  it("one at a time per volume, as many side by side as the storage allows", async () => {
    const api = await (await client({ jobDuration: 1000 })).login();
    const tag = "volumeLiveBackup::parallelismDegree::2";
    await api.job("POST", "/v1/system-tags", { params: { resourceType: "BackupStorageVO", resourceUuid: store, tag } });
    const volumes = [web1.rootVolumeUuid, web1.rootVolumeUuid, db1.rootVolumeUuid, db1.dataVolumeUuids[0]];
    const jobs = [];
    for (const uuid of volumes)
      jobs.push(jobOf(await api.send("POST", `/v1/volumes/${uuid}/volume-backups`, { params })));
    const creating = async () => (await api.query("/volume-backups?q=status%3DCreating")).length;
    assert.equal(await creating(), 1, "the second waits for its volume and holds the place on the storage");
    await api.control("POST", "/clock", { advanceMs: 1000 });
    assert.equal(await creating(), 2);
    await api.control("POST", "/clock", { advanceMs: 1000 });
    await api.control("POST", "/clock", { advanceMs: 1000 });
    for (const job of jobs) assert.equal((await api.wait(job)).status, 200);
  });

  it("a failed VM backup leaves no members", async () => {
    const api = await (await client()).login();
    await api.control("POST", "/faults", { match: { method: "POST" }, action: { type: "failJob" } });
    errorOf(await api.job("POST", `/v1/volumes/${db1.rootVolumeUuid}/vm-backups`, { params }));
    assert.deepEqual(await api.query("/volume-backups"), []);
  });

  it("backups outlive their volume", async () => {
    const api = await (await client()).login();
    const volume = web1.dataVolumeUuids[0];
    const made = await api.inventory("POST", `/v1/volumes/${volume}/volume-backups`, { params });
    await api.job("DELETE", `/v1/volumes/${volume}`);
    await api.job("PUT", `/v1/volumes/${volume}/actions`, { expungeDataVolume: {} });
    assert.equal((await api.query(`/volume-backups/${String(made["uuid"])}`)).length, 1);
  });

  it("a normal account has a quota of 20", async () => {
    const accounts = [
      { name: "admin", password: "password" },
      { name: "jane", password: "secret" },
    ];
    const admin = await (await client({ accounts })).login();
    const jane = await new Client(admin.simulator).login("jane", "secret");
    const { diskOfferingUuid, primaryStorageUuid } = defaultFixture;
    const body = { params: { name: "d", diskOfferingUuid, primaryStorageUuid } };
    const disk = String((await jane.inventory("POST", "/v1/volumes/data", body))["uuid"]);
    await admin.control("POST", "/objects", {
      patch: { table: "volumes", uuid: disk, columns: { vmInstanceUuid: web1.uuid } },
    });
    for (let index = 0; index < 20; index++) await jane.job("POST", `/v1/volumes/${disk}/volume-backups`, { params });
    const refused = errorOf(await jane.job("POST", `/v1/volumes/${disk}/volume-backups`, { params }));
    assert.match(
      String(refused["details"]),
      /^quota exceeding\. .*name: volume\.backup\.num, value: 20\], Current used:20, Request:1/,
    );
    assert.equal((await jane.query("/volume-backups")).length, 20);
  });

  it("a quota of sizes counts a full backup as large as its volume, and an increment as nothing", async () => {
    const accounts = [
      { name: "admin", password: "password" },
      { name: "jane", password: "secret" },
    ];
    const admin = await (await client({ accounts })).login();
    const jane = await new Client(admin.simulator).login("jane", "secret");
    const { diskOfferingUuid, primaryStorageUuid } = defaultFixture;
    const body = { params: { name: "d", diskOfferingUuid, primaryStorageUuid } };
    const disk = String((await jane.inventory("POST", "/v1/volumes/data", body))["uuid"]);
    const columns = { vmInstanceUuid: web1.uuid, size: 11 * 2 ** 40 };
    await admin.control("POST", "/objects", { patch: { table: "volumes", uuid: disk, columns } });
    const path = `/v1/volumes/${disk}/volume-backups`;
    const refused = errorOf(await jane.job("POST", path, { params: { ...params, mode: "full" } }));
    assert.match(String(refused["details"]), /name: volume\.backup\.size, value: 10995116277760\], Current used:0/);
    assert.equal((await jane.job("POST", path, { params })).status, 200);
  });

  it("prints the time as Java does, without leading zeros in the fraction", () => {
    assert.equal(timestamp(new Date(2026, 10, 5, 4, 3, 2, 7).getTime()), "2026-11-05 04:03:02.7");
  });
});
