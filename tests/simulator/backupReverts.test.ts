// Going back to backups: what is different afterwards, and what a failure in the middle leaves.

import assert from "node:assert/strict";
import { defaultFixture } from "../../simulator";
import { type Client, client, errorOf, type Json, stopAll } from "./support";

const { web1 } = defaultFixture.vmInstances;
const root = web1.rootVolumeUuid;
const disk = web1.dataVolumeUuids[0];
const params = { name: "b", backupStorageUuid: defaultFixture.backupStorages.imageStore1.uuid };
const gib = 1024 ** 3;

type Row = Record<string, Json>;

describe("a revert to a backup", () => {
  let api: Client;
  beforeEach(async () => {
    api = await (await client()).login();
  });
  afterEach(stopAll);

  const one = async (path: string): Promise<Row> => (await api.query(path))[0] ?? {};
  const stop = () => api.job("PUT", `/v1/vm-instances/${web1.uuid}/actions`, { stopVmInstance: {} });
  const patch = (table: string, uuid: string, columns: object) =>
    api.control("POST", "/objects", { patch: { table, uuid, columns } });
  const backup = async (volume: string) =>
    String((await api.inventory("POST", `/v1/volumes/${volume}/volume-backups`, { params }))["uuid"]);
  const vmBackup = async (): Promise<Row[]> =>
    (await api.job("POST", `/v1/volumes/${root}/vm-backups`, { params })).json["inventories"] as Row[];
  const revert = (uuid: string) =>
    api.job("PUT", `/v1/volume-backups/${uuid}/actions`, { revertVolumeFromVolumeBackup: {} });
  const revertVm = (rows: Row[], more: object = {}) =>
    api.job("PUT", `/v1/vm-backups/${rows[0]?.["groupUuid"]}/actions`, { revertVmFromVmBackup: more });
  const paths = async () => [
    (await one(`/volumes/${root}`))["installPath"],
    (await one(`/volumes/${disk}`))["installPath"],
  ];

  for (const volume of [root, disk]) {
    it(`gives the ${volume === root ? "root" : "data"} volume another disk, and its snapshots are of the past`, async () => {
      const uuid = await backup(volume);
      const old = await api.snapshot(volume, "old");
      await stop();
      const before = await one(`/volumes/${volume}`);
      const { imageUuid } = await one(`/vm-instances/${web1.uuid}`);
      await patch("volumes", volume, { size: 400 * gib });
      assert.deepEqual((await revert(uuid)).json, {});
      const after = await one(`/volumes/${volume}`);
      assert.equal(after["size"], before["size"]);
      assert.notEqual(after["installPath"], before["installPath"]);
      assert.notEqual(after["rootImageUuid"], before["rootImageUuid"]);
      assert.deepEqual([after["uuid"], after["vmInstanceUuid"]], [volume, web1.uuid]);
      const vm = await one(`/vm-instances/${web1.uuid}`);
      assert.equal(vm["state"], "Stopped");
      assert.equal(vm["imageUuid"] !== imageUuid, volume === root);
      const [tag] = await api.query(`/system-tags?q=resourceUuid%3D${volume}`);
      const [, transient = ""] = /^overwriteBy::volume::(\w{32})$/.exec(String(tag?.["tag"])) ?? [];
      assert.ok(String(after["installPath"]).includes(transient));
      assert.equal((await one(`/volume-snapshots/${old}`))["latest"], false);
      assert.equal((await one("/volume-snapshots/trees"))["current"], false);
      const next = await one(`/volume-snapshots/${await api.snapshot(volume, "next")}`);
      assert.equal(next["parentUuid"], undefined);
      assert.notEqual(next["treeUuid"], (await one(`/volume-snapshots/${old}`))["treeUuid"]);
      await api.job("PUT", `/v1/volume-snapshots/${old}/actions`, { revertVolumeFromSnapshot: {} });
      assert.equal((await one("/volume-snapshots/trees?q=current%3Dtrue&q=snapshot.name%3Dold"))["current"], true);
    });
  }

  for (const [failing, strategy, state] of [
    ["Root", undefined, "Stopped"],
    ["Data", undefined, "Stopped"],
    ["Data", "InstantStart", "Running"],
  ] as const) {
    it(`of a VM, ${strategy ?? "usual"}, ends with the ${failing} volume that fails: the others are old or new`, async () => {
      const rows = await vmBackup();
      await stop();
      const before = await paths();
      const member = rows.find((row) => row["type"] === failing);
      await patch("backups", String(member?.["uuid"]), { restoreFails: "no room" });
      assert.match(
        String(errorOf(await revertVm(rows, strategy === undefined ? {} : { strategy }))["details"]),
        /no room$/,
      );
      const after = await paths();
      assert.deepEqual([after[0] === before[0], after[1] === before[1]], [failing === "Root", true]);
      assert.equal((await one(`/vm-instances/${web1.uuid}`))["state"], state);
      await patch("backups", String(member?.["uuid"]), { restoreFails: null });
      if (state === "Running") await stop();
      assert.deepEqual((await revertVm(rows)).json, {});
      const end = await paths();
      assert.ok(end.every((path, index) => path !== before[index]));
    });
  }

  it("of a VM whose volume was detached since has overwritten the root by then", async () => {
    const rows = await vmBackup();
    await stop();
    await api.job("DELETE", `/v1/volumes/${disk}/vm-instances`);
    const before = await paths();
    assert.match(String(errorOf(await revertVm(rows))["details"]), /is no longer attached to vm/);
    const after = await paths();
    assert.deepEqual([after[0] === before[0], after[1] === before[1]], [false, true]);
  });

  it("of a VM is refused where its root volume is another VM's by now", async () => {
    const rows = await vmBackup();
    await stop();
    await patch("volumes", root, { vmInstanceUuid: defaultFixture.vmInstances.batch1.uuid });
    const text = /^Current vm\[uuid: \w+\] of the volume\[uuid: \w+\] is no longer the vm\[uuid: \w+\] that was used/;
    assert.match(String(errorOf(await revertVm(rows))["details"]), text);
  });
});
