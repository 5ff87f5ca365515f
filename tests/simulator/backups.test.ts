import assert from "node:assert/strict";
import { defaultFixture } from "../../simulator";
import { timestamp } from "../../simulator/apis/vmBackups";
import { uuidFor } from "../../simulator/core/ids";
import { inconsistencies, type Tables } from "./anyCalls/consistency";
import { Client, client, errorOf, jobOf, stopAll } from "./support";

const { web1, db1 } = defaultFixture.vmInstances;
const store = defaultFixture.backupStorages.imageStore1.uuid;
const params = { name: "b", backupStorageUuid: store };

function set(table: "backups" | "volumes", columns: object) {
  return (api: Client, backup: string, volume: string) => {
    const uuid = table === "backups" ? backup : volume;
    return api.control("POST", "/objects", { patch: { table, uuid, columns } });
  };
}

const patchStore = (api: Client, columns: object) =>
  api.control("POST", "/objects", { patch: { table: "backupStorages", uuid: store, columns } });

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

  it("a quota counts the shareable volumes of a VM, which are not backed up, before 5.4", async () => {
    for (const [serverVersion, status] of [
      ["5.2.1", 503],
      ["5.4.0", 200],
    ] as const) {
      const accounts = ["admin", "jane"].map((name) => ({ name, password: "password" }));
      const admin = await (await client({ accounts, serverVersion })).login();
      const jane = await new Client(admin.simulator).login("jane");
      const root = web1.rootVolumeUuid;
      const patch = (table: string, uuid: string, columns: object) =>
        admin.control("POST", "/objects", { patch: { table, uuid, columns } });
      const accountUuid = uuidFor("account jane");
      await patch("volumes", root, { accountUuid });
      await patch("volumes", defaultFixture.volumes.shareable.uuid, { vmInstanceUuid: web1.uuid });
      for (let index = 0; index < 18; index++) await jane.job("POST", `/v1/volumes/${root}/volume-backups`, { params });
      assert.equal((await jane.job("POST", `/v1/volumes/${root}/vm-backups`, { params })).status, status);
    }
  });

  const changes: [string, string, RegExp, (api: Client, backup: string, volume: string) => Promise<unknown>][] = [
    [
      "a Disabled backup",
      "data",
      /^volume backup\[uuid:\w+\] is in state Disabled, cannot revert volume to it$/,
      set("backups", { state: "Disabled" }),
    ],
    [
      "a deleted volume",
      "data",
      /^original volume for backup\[uuid:\w+\] has been deleted, cannot revert volume to it$/,
      set("volumes", { status: "Deleted" }),
    ],
    [
      "a detached volume",
      "data",
      /^original volume\[uuid:\w+\] for backup\[uuid:\w+\] is no longer attached to vm\[uuid:\w+\]$/,
      set("volumes", { vmInstanceUuid: null }),
    ],
    ["a running VM", "root", /^VM is not in stopped state: Running$/, async () => {}],
    [
      "no store that can be reached",
      "stopped",
      /^No available backup storage found$/,
      (api) => patchStore(api, { status: "Disconnected" }),
    ],
  ];
  for (const [what, which, text, change] of changes) {
    it(`a revert is refused for ${what}`, async () => {
      const api = await (await client()).login();
      const volume = which === "data" ? web1.dataVolumeUuids[0] : web1.rootVolumeUuid;
      const backup = String((await api.inventory("POST", `/v1/volumes/${volume}/volume-backups`, { params }))["uuid"]);
      if (which !== "root") await api.job("PUT", `/v1/vm-instances/${web1.uuid}/actions`, { stopVmInstance: {} });
      await change(api, backup, volume);
      const body = { revertVolumeFromVolumeBackup: {} };
      const refused = errorOf(await api.job("PUT", `/v1/volume-backups/${backup}/actions`, body));
      assert.match(String(refused["details"]), text);
    });
  }

  for (const [what, again] of [
    ["another backup", `/v1/volumes/${db1.rootVolumeUuid}/volume-backups`],
    ["a snapshot", `/v1/volumes/${db1.rootVolumeUuid}/volume-snapshots`],
  ] as const) {
    it(`data whose uuid ${what} has meanwhile do not come back by a sync`, async () => {
      const api = await (await client()).login();
      const path = `/v1/volumes/${web1.rootVolumeUuid}/volume-backups`;
      const uuid = String((await api.inventory("POST", path, { params }))["uuid"]);
      await patchStore(api, { status: "Disconnected" });
      await api.job("DELETE", `/v1/volume-backups/${uuid}`);
      const backupStorageUuid = defaultFixture.backupStorages.imageStore2.uuid;
      await api.inventory("POST", again, { params: { ...params, backupStorageUuid, resourceUuid: uuid } });
      await patchStore(api, { status: "Connected" });
      await api.job("PUT", `/v1/volume-backups/imageStore/${store}/actions`, { syncVolumeBackup: {} });
      assert.deepEqual(inconsistencies((await api.control("GET", "/tables")) as unknown as Tables), []);
    });
  }

  it("prints the time as Java does, without leading zeros in the fraction", () => {
    assert.equal(timestamp(new Date(2026, 10, 5, 4, 3, 2, 7).getTime()), "2026-11-05 04:03:02.7");
  });
});
