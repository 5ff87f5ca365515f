import assert from "node:assert/strict";
import { request } from "undici";
import type { JsonObject } from "../../../provider/core/json";
import { closeFunctions, findAll, findOne, type functions } from "../../../provider/zstack/functions";
import { defaultFixture } from "../../../simulator";
import { Simulated, volumes } from "../../support/simulated";

const { web1, db1 } = defaultFixture.vmInstances;
const { imageStore1, imageStore2, sftp } = defaultFixture.backupStorages;

type Found = keyof typeof functions;

describe("functions of ZStack", () => {
  // Before the simulator forgets the sessions.
  afterEach(() => closeFunctions());
  const simulated = new Simulated();
  const settings = (): JsonObject => ({
    "zstack:host": simulated.control.host,
    "zstack:port": simulated.control.port,
    "zstack:accountName": "admin",
    "zstack:accountPassword": "password",
  });
  const all = <K extends Found>(found: K, filters: JsonObject = {}) => findAll(found, filters, settings());
  const one = <K extends Found>(found: K, filters: JsonObject = {}) => findOne(found, filters, settings());
  const names = async (found: "VolumeSnapshot" | "Volume" | "VmInstance" | "BackupStorage", filters: JsonObject) =>
    (await all(found, filters)).map(({ name }) => name);
  const put = async (objects: object): Promise<void> => {
    const answer = await request(`${new URL(simulated.control.url).origin}/simulator/objects`, {
      method: "POST",
      body: JSON.stringify(objects),
    });
    assert.ok(answer.statusCode < 300, await answer.body.text());
  };
  const made = async (path: string, params: object, key = "inventory"): Promise<Record<string, unknown>> => {
    const result = await simulated.control.job("POST", path, { params });
    return result[key] as Record<string, unknown>;
  };

  describe("of volume snapshots", () => {
    it("give those without a date too, first, and fail only where the date is asked for", async () => {
      const dated = await simulated.control.strangersSnapshot(volumes.root, "dated");
      const undated = await simulated.control.strangersSnapshot(volumes.root, "undated");
      await put({ patch: { table: "snapshots", uuid: undated, columns: { createDate: null } } });
      const found = await all("VolumeSnapshot");
      assert.deepEqual(
        found.map((row) => [row.uuid, row.createDate !== undefined]),
        [
          [undated, false],
          [dated, true],
        ],
      );
      assert.equal("createDate" in (found[0] ?? {}), false);
      assert.equal((await one("VolumeSnapshot", { name: "undated" })).uuid, undated);
      await assert.rejects(one("VolumeSnapshot"), /"undated" \(\w+, Ready, no date\)/);
      await assert.rejects(one("VolumeSnapshot", { mostRecent: true }), /mostRecent: the date of "undated"/);
      await assert.rejects(all("VolumeSnapshot", { createdAfter: "2020-01-01" }), /has no creation date/);
    });

    it("give what the server has, oldest first, and nothing of its own words for it", async () => {
      const first = await simulated.control.strangersSnapshot(volumes.root, "first");
      await simulated.control.advance(1000);
      const second = await simulated.control.strangersSnapshot(volumes.root, "second");
      const found = await all("VolumeSnapshot", { volumeUuid: volumes.root });
      assert.deepEqual(
        found.map(({ uuid }) => uuid),
        [first, second],
      );
      const { treeUuid, createDate, ...rest } = found[1] ?? assert.fail();
      assert.match(String(treeUuid), /^[0-9a-f]{32}$/);
      assert.match(createDate ?? "", /^[A-Z][a-z]{2} \d+, \d{4} /);
      assert.deepEqual(rest, {
        uuid: second,
        name: "second",
        volumeUuid: volumes.root,
        volumeType: "Root",
        parentUuid: first,
        primaryStorageUuid: defaultFixture.primaryStorageUuid,
        format: "qcow2",
        latest: true,
        size: rest.size,
        state: "Enabled",
        status: "Ready",
      });
      assert.ok(rest.size > 0);
    });

    it("follow every filter", async () => {
      const { control } = simulated;
      const mine = await control.strangersSnapshot(volumes.data, "mine");
      await control.advance(60_000);
      const other = await control.strangersSnapshot(volumes.other, "Mine");
      await put({ userTag: { resourceType: "VolumeSnapshotVO", resourceUuid: mine, tag: "keep::2026" } });
      await put({ userTag: { resourceType: "VolumeSnapshotVO", resourceUuid: other, tag: "KEEP::2026" } });
      const { createDate } = await one("VolumeSnapshot", { uuid: mine });
      for (const filters of [
        { uuid: mine },
        { name: "mine" },
        { namePattern: "m_n%" },
        { volumeUuid: volumes.data },
        { vmInstanceUuid: web1.uuid },
        { volumeType: "Data" },
        { userTag: "keep::2026" },
        { createdBefore: (await one("VolumeSnapshot", { uuid: other })).createDate },
        { status: "Ready", state: "Enabled", name: "mine" },
      ]) {
        assert.deepEqual(await names("VolumeSnapshot", filters), ["mine"], JSON.stringify(filters));
      }
      assert.deepEqual(await names("VolumeSnapshot", { createdAfter: createDate }), ["Mine"]);
      assert.deepEqual(await names("VolumeSnapshot", { createdAfter: "2001-01-01", name: "Mine" }), ["Mine"]);
      assert.deepEqual(await names("VolumeSnapshot", { createdBefore: "2001-01-01 12:00:00" }), []);
      assert.deepEqual(await names("VolumeSnapshot", { status: "Creating" }), []);
    });

    it("find every one of thousands once, also where the last page is full", async () => {
      await put({ volumeSnapshots: { volumeUuid: volumes.root, count: 2000 } });
      const found = await all("VolumeSnapshot");
      assert.equal(found.length, 2000);
      assert.equal(new Set(found.map(({ uuid }) => uuid)).size, 2000);
    });

    it("find members of a group", async () => {
      const group = await made("/v1/volume-snapshots/group", { rootVolumeUuid: web1.rootVolumeUuid, name: "g" });
      await simulated.control.strangersSnapshot(volumes.root, "single");
      const found = await all("VolumeSnapshot", { groupUuid: group["uuid"] });
      assert.deepEqual(found.map(({ volumeUuid }) => volumeUuid).sort(), [volumes.root, volumes.data].sort());
    });
  });

  describe("of one object", () => {
    it("say that there is none, with what was asked for and where", async () => {
      await assert.rejects(one("VolumeSnapshot", { name: "no'pe", volumeUuid: volumes.root }), (error: Error) => {
        assert.equal(
          error.message,
          `zstack.getVolumeSnapshot: there is no volume snapshot with name "no'pe", volumeUuid "${volumes.root}" on ` +
            `${simulated.control.host}:${simulated.control.port}; correct the filters, or use the account that ` +
            `owns it (an account sees only its own and shared objects)`,
        );
        return true;
      });
    });

    it("say how many there are, name the first, and take the newest where that is wanted", async () => {
      for (const name of ["a", "b", "c", "d"]) {
        await simulated.control.strangersSnapshot(volumes.root, name);
        await simulated.control.advance(1000);
      }
      await assert.rejects(one("VolumeSnapshot", { volumeUuid: volumes.root }), (error: Error) => {
        assert.match(
          error.message,
          /^zstack\.getVolumeSnapshot: there are 4 volume snapshots with volumeUuid "\w+" on .*: "a" \(\w{32}, Ready, .* [AP]M\), "b" .*, "c" .* and 1 more; add filters, take the newest with mostRecent: true, or all with getVolumeSnapshots$/,
        );
        return true;
      });
      assert.equal((await one("VolumeSnapshot", { volumeUuid: volumes.root, mostRecent: true })).name, "d");
      assert.equal((await one("VolumeSnapshot", { name: "b", mostRecent: true })).name, "b");
    });

    it("of equally old ones take the one with the greatest uuid", async () => {
      await put({ volumeSnapshots: { volumeUuid: volumes.root, count: 9 } });
      const found = await all("VolumeSnapshot");
      const dates = new Set(found.map(({ createDate }) => createDate));
      const newest = await one("VolumeSnapshot", { mostRecent: true });
      if (dates.size === 1)
        assert.equal(
          newest.uuid,
          found
            .map(({ uuid }) => uuid)
            .sort()
            .at(-1),
        );
      assert.equal(newest.uuid, found.at(-1)?.uuid);
    });
  });

  describe("of groups", () => {
    it("give the members by device, and whether all are there", async () => {
      const { uuid } = await made("/v1/volume-snapshots/group", { rootVolumeUuid: db1.rootVolumeUuid, name: "it's" });
      await made("/v1/volume-snapshots/group", { rootVolumeUuid: web1.rootVolumeUuid, name: "other" });
      for (const filters of [{ name: "it's" }, { vmInstanceUuid: db1.uuid }, { volumeUuid: db1.dataVolumeUuids[1] }]) {
        const group = await one("VolumeSnapshotGroup", filters);
        assert.equal(group.uuid, uuid);
        assert.equal(group.snapshotCount, 3);
        assert.equal(group.complete, true);
        assert.deepEqual(
          group.members.map(({ volumeUuid, deviceId, snapshotDeleted }) => [volumeUuid, deviceId, snapshotDeleted]),
          [db1.rootVolumeUuid, ...db1.dataVolumeUuids].map((volume, device) => [volume, device, false]),
        );
      }
      const lost = (await one("VolumeSnapshotGroup", { uuid: uuid as string })).members[2]?.volumeSnapshotUuid;
      await simulated.control.job("DELETE", `/v1/volume-snapshots/${lost}`);
      const group = await one("VolumeSnapshotGroup", { name: "it's" });
      assert.equal(group.complete, false);
      assert.deepEqual(
        group.members.map(({ snapshotDeleted }) => snapshotDeleted),
        [false, false, true],
      );
    });
  });

  describe("of backups", () => {
    it("give a volume's backups with their storages", async () => {
      const { uuid } = await made(`/v1/volumes/${volumes.data}/volume-backups`, {
        backupStorageUuid: imageStore1.uuid,
        name: "b>=1",
        mode: "full",
      });
      for (const filters of [
        { name: "b>=1" },
        { volumeUuid: volumes.data },
        { vmInstanceUuid: web1.uuid },
        { backupStorageUuid: imageStore1.uuid },
        { mode: "full", type: "Data", status: "Ready", state: "Enabled" },
      ]) {
        const backup = await one("VolumeBackup", filters);
        assert.equal(backup.uuid, uuid, JSON.stringify(filters));
        assert.deepEqual(backup.replicaStorageUuids, [imageStore1.uuid]);
        assert.equal(backup.groupUuid, undefined);
        assert.ok(!("backupStorageRefs" in backup) && !("metadata" in backup));
      }
      assert.deepEqual(await all("VolumeBackup", { backupStorageUuid: imageStore2.uuid }), []);
      assert.deepEqual(await all("VmBackup"), []);
    });

    it("count a copy only once it is finished", async () => {
      const { uuid } = await made(`/v1/volumes/${volumes.data}/volume-backups`, {
        backupStorageUuid: imageStore1.uuid,
        name: "interrupted",
      });
      const copy = `${uuid}/${imageStore1.uuid}`;
      await put({ patch: { table: "backupRefs", uuid: copy, columns: { status: "Creating" } } });
      assert.deepEqual((await one("VolumeBackup", { name: "interrupted" })).replicaStorageUuids, []);
      assert.deepEqual(await all("VolumeBackup", { backupStorageUuid: imageStore1.uuid }), []);
    });

    it("give VM backups whole, whichever member a filter fits", async () => {
      const path = `/v1/volumes/${db1.rootVolumeUuid}/vm-backups`;
      const params = { backupStorageUuid: imageStore1.uuid, name: "nightly's" };
      const { inventories } = (await simulated.control.job("POST", path, { params })) as {
        inventories: { uuid: string; groupUuid: string; type: string; size: number }[];
      };
      await simulated.control.job("POST", `/v1/volumes/${web1.rootVolumeUuid}/vm-backups`, {
        params: { ...params, name: "nightly" },
      });
      const root = inventories.find(({ type }) => type === "Root");
      await put({ userTag: { resourceType: "VolumeBackupVO", resourceUuid: root?.uuid, tag: "a=b" } });
      for (const filters of [
        { name: "nightly's" },
        { namePattern: "nightly's-%" },
        { groupUuid: root?.groupUuid },
        { vmInstanceUuid: db1.uuid },
        { volumeUuid: db1.dataVolumeUuids[0] },
        { userTag: "a=b" },
        { backupStorageUuid: imageStore1.uuid, vmInstanceUuid: db1.uuid },
      ]) {
        const backup = await one("VmBackup", filters);
        assert.equal(backup.groupUuid, root?.groupUuid, JSON.stringify(filters));
        assert.equal(backup.vmInstanceUuid, db1.uuid);
        assert.equal(backup.complete, true);
        assert.equal(
          backup.totalSize,
          inventories.reduce((sum, { size }) => sum + size, 0),
        );
        assert.deepEqual(
          backup.backups.map(({ volumeUuid }) => volumeUuid),
          [db1.rootVolumeUuid, ...db1.dataVolumeUuids],
        );
      }
      assert.equal((await all("VmBackup")).length, 2);
      assert.equal((await all("VolumeBackup")).length, 5);
    });
  });

  describe("of machines and storages", () => {
    it("give volumes", async () => {
      const found = await one("Volume", { vmInstanceUuid: web1.uuid, type: "Root" });
      assert.equal(found.uuid, web1.rootVolumeUuid);
      assert.equal(found.size, 20 * 1024 ** 3);
      assert.equal(found.isShareable, false);
      assert.deepEqual(await names("Volume", { name: "ARCHIVE" }), []);
      assert.deepEqual(await names("Volume", { name: "archive", status: "Ready" }), ["archive"]);
    });

    it("give VMs with their volumes in order", async () => {
      const found = await one("VmInstance", { name: "db-1", state: "Running" });
      assert.equal(found.uuid, db1.uuid);
      assert.deepEqual(found.volumeUuids, [db1.rootVolumeUuid, ...db1.dataVolumeUuids]);
      assert.equal(found.cpuNum, 2);
      assert.deepEqual(await names("VmInstance", { volumeUuid: web1.dataVolumeUuids[0] }), ["web-1"]);
      assert.deepEqual(await names("VmInstance", { namePattern: "%-1", state: "Stopped" }), ["batch-1"]);
      assert.deepEqual((await names("VmInstance", { clusterUuid: defaultFixture.clusterUuid })).length, 3);
    });

    it("give backup storages", async () => {
      assert.deepEqual((await names("BackupStorage", { type: "ImageStoreBackupStorage" })).sort(), [
        imageStore1.name,
        imageStore2.name,
      ]);
      const found = await one("BackupStorage", { name: sftp.name, state: "Enabled", status: "Connected" });
      assert.equal(found.uuid, sftp.uuid);
      assert.deepEqual(found.attachedZoneUuids, [defaultFixture.zoneUuid]);
      assert.ok(!("username" in found) && !("hostname" in found));
    });
  });

  describe("in one process", () => {
    it("share one session, even when they begin together, and end it", async () => {
      await Promise.all([all("Volume"), all("VmInstance"), one("BackupStorage", { name: sftp.name }), all("VmBackup")]);
      await all("Volume");
      assert.equal(await simulated.control.countOf("PUT", "/v1/accounts/login"), 1);
      await closeFunctions();
      await closeFunctions();
      assert.equal(await simulated.control.countOf("DELETE", "/v1/accounts/sessions/{sessionUuid}"), 1);
      assert.equal((await all("VmInstance")).length, 3, "and a later one begins anew");
    });

    it("say what the server says, without the password", async () => {
      const wrong = { ...settings(), "zstack:accountPassword": "not-the-password-of-look-ups" };
      await assert.rejects(findAll("Volume", {}, wrong), (error: Error) => {
        assert.match(error.message, /^zstack\.getVolumes: .*check zstack:accountName and zstack:accountPassword/);
        assert.doesNotMatch(`${error.stack}`, /not-the-password-of-look-ups/);
        return true;
      });
    });

    it("try again what a fault interrupts", async () => {
      await simulated.control.fault({
        match: { method: "GET", route: "/v1/volumes" },
        action: { type: "dropAfter" },
      });
      assert.equal((await all("Volume", { vmInstanceUuid: web1.uuid })).length, 2);
    });
  });
});
