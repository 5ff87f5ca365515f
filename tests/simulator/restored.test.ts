// New volumes, VMs and images out of restore points, beyond what the recordings show.

import assert from "node:assert/strict";
import { defaultFixture } from "../../simulator";
import { type Client, client, errorOf, type Json, stopAll } from "./support";

const { web1, batch1 } = defaultFixture.vmInstances;
const root = web1.rootVolumeUuid;
const disk = web1.dataVolumeUuids[0];
const { imageStore1, imageStore2 } = defaultFixture.backupStorages;
const gib = 1024 ** 3;
const place = { cpuNum: 1, memorySize: gib, clusterUuid: defaultFixture.clusterUuid };

type Row = Record<string, Json>;

describe("what is made from a restore point", () => {
  let api: Client;
  beforeEach(async () => {
    api = await (await client()).login();
  });
  afterEach(stopAll);

  const patch = (table: string, uuid: string, columns: object) =>
    api.control("POST", "/objects", { patch: { table, uuid, columns } });
  const one = async (path: string): Promise<Row> => (await api.query(path))[0] ?? {};
  const backup = async (volume: string) => {
    const params = { name: "b", backupStorageUuid: imageStore1.uuid };
    return String((await api.inventory("POST", `/v1/volumes/${volume}/volume-backups`, { params }))["uuid"]);
  };
  const volumeOf = (uuid: string) => `/v1/volumes/data-volume/from/volume-template/${uuid}`;
  const details = async (path: string, params: object) =>
    String(errorOf(await api.job("POST", path, { params: { name: "n", ...params } }))["details"]);

  it("is as large as the volume was", async () => {
    const snapshot = await api.snapshot(disk, "s");
    const uuid = await backup(disk);
    await patch("volumes", disk, { size: 400 * gib });
    for (const path of [`/v1/volumes/data/from/volume-snapshots/${snapshot}`, volumeOf(uuid)])
      assert.equal((await api.inventory("POST", path, { params: { name: "n" } }))["size"], 100 * gib);
  });

  it("fails where its row is expunged meanwhile, or what it is made from", async () => {
    const slow = await (await client({ jobDuration: { restore: 60_000, all: 0 } })).login();
    const path = `/v1/volumes/data/from/volume-snapshots/${await slow.snapshot(disk, "s")}`;
    for (const [gone, text] of [
      ["volume", /^target volume is expunged during volume creation$/],
      ["snapshot", /VolumeSnapshotVO\] not found$/],
    ] as const) {
      const accepted = await slow.send("POST", path, { params: { name: gone } });
      const { uuid } = (await slow.query(`/volumes?q=name%3D${gone}`))[0] ?? {};
      if (gone === "snapshot") await slow.job("DELETE", path.replace(/^.*snapshots/, "/v1/volume-snapshots"));
      else {
        await slow.job("DELETE", `/v1/volumes/${uuid}`);
        await slow.job("PUT", `/v1/volumes/${uuid}/actions`, { expungeDataVolume: {} });
      }
      await slow.control("POST", "/clock", { advanceMs: 60_000 });
      const job = String(accepted.json["location"]).split("/").at(-1) ?? "";
      assert.match(String(errorOf(await slow.wait(job))["details"]), text);
      assert.deepEqual(await slow.query(`/volumes/${uuid}`), []);
    }
  });

  it("of a volume backup stays, detached, where only the attach fails", async () => {
    const path = volumeOf(await backup(disk));
    await patch("vmInstances", batch1.uuid, { attachFails: "no slot left" });
    assert.match(await details(path, { vmInstanceUuid: batch1.uuid }), /no slot left$/);
    const [left] = await api.query("/volumes?q=name%3Dn");
    assert.deepEqual([left?.["status"], left?.["vmInstanceUuid"]], ["Ready", undefined]);
  });

  it("of a volume backup that fails leaves nothing", async () => {
    const uuid = await backup(disk);
    await patch("backups", uuid, { restoreFails: "broken" });
    assert.match(await details(volumeOf(uuid), {}), /broken$/);
    assert.deepEqual(await api.query("/volumes?q=name%3Dn"), []);
  });

  it("of a backup comes from a store that has it", async () => {
    const uuid = await backup(root);
    const given = { backupStorageUuid: imageStore2.uuid };
    const text = `Volume backup[uuid:${uuid}] not found on backup storage[uuid:${imageStore2.uuid}]`;
    assert.equal(await details(volumeOf(uuid), given), text);
    const vm = { instanceOfferingUuid: "a".repeat(32), l3NetworkUuids: ["b".repeat(32)] };
    assert.equal(await details(`/v1/vm-instances/from/vm-backup/${uuid}`, { ...vm, ...given }), text);
    assert.equal(await details(`/v1/images/root-volume-templates/from/volume-template/${uuid}`, given), text);
  });

  it("of a group is a VM with a volume for each member that is still attached", async () => {
    const params = { rootVolumeUuid: root, name: "g", withMemory: true };
    const group = await api.inventory("POST", "/v1/volume-snapshots/group", { params });
    const path = `/v1/vm-instances/from/volume-snapshots/group/${String(group["uuid"])}`;
    const make = (name: string) =>
      api.inventory("POST", path, { params: { name, strategy: "CreateStopped", ...place } });
    const made = await make("a");
    const ref = (group["volumeSnapshotRefs"] as Row[]).find((row) => row["volumeUuid"] === disk);
    const volumes = (made["allVolumes"] as Row[]).map((row) => [row["name"], row["size"]]);
    assert.deepEqual(volumes.sort(), [
      ["ROOT-for-a", 20 * gib],
      [`data-volume-from-snapshot-${ref?.["volumeSnapshotUuid"]}`, 100 * gib],
    ]);
    // Those with data volumes are started, whatever is asked for.
    assert.deepEqual([made["state"], made["vmNics"]], ["Running", []]);
    await api.job("DELETE", `/v1/volumes/${disk}/vm-instances`);
    const alone = await make("b");
    assert.deepEqual([(alone["allVolumes"] as Row[]).length, alone["state"]], [1, "Stopped"]);
  });

  it("of a group is a VM that looks finished before it has its data volumes, and that a failure leaves without them", async () => {
    const slow = await (await client({ jobDuration: { restore: 100_000, all: 0 } })).login();
    const params = { rootVolumeUuid: root, name: "g" };
    const group = await slow.inventory("POST", "/v1/volume-snapshots/group", { params });
    const path = `/v1/vm-instances/from/volume-snapshots/group/${String(group["uuid"])}`;
    const shown = async (name: string) => {
      const [vm] = await slow.query(`/vm-instances?q=name%3D${name}`);
      const disks = (await slow.query("/volumes?q=name~%3Ddata-volume-from-snapshot-%25")).length;
      return [vm?.["state"], (vm?.["allVolumes"] as Row[] | undefined)?.length, disks];
    };
    const later = async (name: string, seconds: number) => {
      await slow.control("POST", "/clock", { advanceMs: seconds * 1000 });
      return shown(name);
    };
    await slow.send("POST", path, { params: { name: "a", ...place } });
    assert.deepEqual(await shown("a"), [undefined, undefined, 0]);
    assert.deepEqual(await later("a", 20), [undefined, undefined, 1]);
    assert.deepEqual(await later("a", 20), ["Starting", 1, 1]);
    assert.deepEqual(await later("a", 20), ["Stopped", 1, 1]);
    assert.deepEqual(await later("a", 20), ["Stopped", 2, 1]);
    assert.deepEqual(await later("a", 20), ["Running", 2, 1]);
    await slow.send("POST", path, { params: { name: "b", ...place } }, { "X-API-Timeout": "70" });
    assert.deepEqual(await later("b", 60), ["Stopped", 1, 2]);
    assert.deepEqual(await later("b", 10), ["Stopped", 1, 1]);
    // One that was not finished yet is gone.
    await slow.send("POST", path, { params: { name: "c", ...place } }, { "X-API-Timeout": "50" });
    assert.deepEqual(await later("c", 45), ["Starting", 1, 2]);
    assert.deepEqual(await later("c", 5), [undefined, undefined, 1]);
  });

  it("of snapshots is never only created", async () => {
    const path = `/v1/vm-instances/from/volume-snapshots/${await api.snapshot(root, "s")}`;
    assert.match(await details(path, { ...place, strategy: "JustCreate" }), /strategy/);
  });

  it("is an image on the stores that take it, in the bin of each by itself", async () => {
    const stores = [imageStore1.uuid, imageStore2.uuid];
    const path = `/v1/images/data-volume-templates/from/volume-snapshots/${await api.snapshot(root, "s")}`;
    await patch("backupStorages", imageStore2.uuid, { status: "Disconnected" });
    const partial = await api.inventory("POST", path, { params: { name: "p", backupStorageUuids: stores } });
    assert.deepEqual(
      (partial["backupStorageRefs"] as Row[]).map((row) => row["backupStorageUuid"]),
      [imageStore1.uuid],
    );
    await patch("backupStorages", imageStore2.uuid, { status: "Connected" });
    const made = await api.inventory("POST", path, { params: { name: "i", backupStorageUuids: stores } });
    const image = `/images/${String(made["uuid"])}`;
    const act = (action: string) => api.job("PUT", `/v1${image}/actions`, { [action]: {} });
    const shown = async () => {
      const { status, backupStorageRefs } = await one(image);
      return [status, ...((backupStorageRefs ?? []) as Row[]).map((row) => row["status"])];
    };
    assert.match(String(errorOf(await act("expungeImage"))["details"]), /is not deleted on any backup storage$/);
    await api.job("DELETE", `/v1${image}?backupStorageUuids=${imageStore1.uuid}`);
    assert.deepEqual((await shown()).sort(), ["Deleted", "Ready", "Ready"]);
    await api.job("DELETE", `/v1${image}`);
    assert.deepEqual(await shown(), ["Deleted", "Deleted", "Deleted"]);
    await act("recoverImage");
    assert.deepEqual(await shown(), ["Ready", "Ready", "Ready"]);
    assert.equal((await api.inventory("PUT", `/v1${image}/actions`, { updateImage: { name: "j" } }))["name"], "j");
    await api.job("DELETE", `/v1${image}`);
    assert.deepEqual((await act("expungeImage")).json, {});
    assert.deepEqual(await api.query(image), []);
  });
});
