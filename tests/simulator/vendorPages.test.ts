// The requests printed in the vendor's API pages, byte for byte.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Client, client, jobOf, stopAll } from "./support";

const vm = "c0220ee607bf4afabc2a66532b0b0387";
const volume = "ec7196ba2d993236aceddd9b31f5d19b";
const root = "aa6fad9b71af3785a9fdec200bab3ee8";
const stores = [
  "1c4b0a3a24533c4faa9b156a0ef98fdf",
  "fc50c1ece4753c1981e3e3f65a151e0e",
  "255fc896605f3237a22940fa92d8670b",
  "087b41055fbc4875aef622142cbe5ac3",
];

const disk = { vmInstanceUuid: vm, format: "qcow2", size: 1, state: "Enabled", status: "Ready", isShareable: false };
const tables = {
  vmInstances: [{ uuid: vm, name: "vm", rootVolumeUuid: root, state: "Running", vmNics: [], vmCdRoms: [] }],
  volumes: [
    { ...disk, uuid: root, name: "root", type: "Root", deviceId: 0 },
    { ...disk, uuid: volume, name: "data", type: "Data", deviceId: 1 },
  ],
  backupStorages: stores.map((uuid) => ({ uuid, name: uuid, type: "ImageStoreBackupStorage", state: "Enabled" })),
};

const backup = (store: string | undefined) =>
  `{"params":{"backupStorageUuid":"${store}","name":"backup-1","description":"a critical volume backup"}}`;
const spaced = (store: string | undefined) =>
  `{   "params": {     "backupStorageUuid": "${store}",     "name": "backup-1",     "description": "a critical volume backup"   },   "systemTags": [],   "userTags": [] }`;

describe("requests of the vendor's pages", () => {
  let api: Client;
  let folder = "";
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "simulator-"));
    const fixture = join(folder, "fixture.json");
    writeFileSync(fixture, JSON.stringify({ tables }));
    api = await (await client({ fixture })).login();
  });
  afterEach(async () => {
    await stopAll();
    rmSync(folder, { recursive: true, force: true });
  });

  const headers = { "Content-Type": "application/json;charset=UTF-8" };
  const send = async (method: string, path: string, body?: string) => {
    const accepted = await api.send(method, path, body, headers);
    assert.equal(accepted.status, 202, accepted.text);
    const reply = await api.wait(jobOf(accepted));
    assert.equal(reply.status, 200, reply.text);
    return reply.json;
  };

  it("QueryVolumeSnapshot", async () => {
    assert.deepEqual((await api.send("GET", "/v1/volume-snapshots")).json["inventories"], []);
  });

  for (const [form, body] of [
    ["curl", backup],
    ["body", spaced],
  ] as const) {
    it(`CreateVolumeBackup (${form} sample)`, async () => {
      const { inventory } = await send("POST", `/v1/volumes/${volume}/volume-backups`, body(stores[0]));
      const wanted = ["uuid", "volumeUuid", "name", "description", "size", "createDate", "lastOpDate"];
      for (const key of wanted) assert.ok(key in (inventory as object), key);
    });

    it(`CreateVmBackup (${form} sample)`, async () => {
      const { inventories } = await send("POST", `/v1/volumes/${root}/vm-backups`, body(stores[1]));
      assert.equal((inventories as object[]).length, 2);
    });
  }

  it("DeleteVmBackup", async () => {
    const path = `/v1/vm-backups/92046c016d7c3af7bdd4a5077fb91450?backupStorageUuids=${stores[2]}&deleteMode=Permissive`;
    assert.deepEqual(await send("DELETE", path), {});
  });

  it("SyncVmBackup", async () => {
    const reply = await send("PUT", `/v1/vm-backups/imageStore/${stores[3]}/actions`, '{"syncVmBackup":{}}');
    assert.deepEqual(reply, { result: { deletedBackupCount: 0, newBackupCount: 0 } });
  });
});
