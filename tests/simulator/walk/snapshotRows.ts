// Sections 1.1 and 1.2: volume snapshots and snapshot groups.

import assert from "node:assert/strict";
import { absent, disk, fixture, keys, type Row, root, store } from "./row";

const actions = (uuid: string) => `/v1/volume-snapshots/${uuid}/actions`;
const groupActions = (uuid: string) => `/v1/volume-snapshots/group/${uuid}/actions`;

export const snapshotRows: Row[] = [
  {
    section: "1.1",
    row: "CreateVolumeSnapshot",
    check: async (at) =>
      keys((await at.api.query(`/volume-snapshots/${await at.snapshot()}`))[0], ["treeUuid", "distance", "latest"]),
  },
  { section: "1.1", row: "CreateVolumesSnapshot", why: "known from one SDK file only; the server has no such message" },
  {
    section: "1.1",
    row: "QueryVolumeSnapshot",
    check: async (at) => at.count(`/volume-snapshots?q=uuid%3D${await at.snapshot()}`, 1),
  },
  {
    section: "1.1",
    row: "QueryVolumeSnapshotTree",
    check: async (at) => {
      await at.snapshot();
      const [tree] = await at.count("/volume-snapshots/trees", 1);
      keys(tree?.["tree"], ["inventory", "children"]);
      await at.count(`/volume-snapshots/trees/${String(tree?.["uuid"])}`, 1);
    },
  },
  {
    section: "1.1",
    row: "UpdateVolumeSnapshot",
    check: async (at) => {
      const uuid = await at.snapshot();
      await at.done("PUT", actions(uuid), { updateVolumeSnapshot: { name: "n", description: "" } });
      const [row] = await at.count(`/volume-snapshots/${uuid}`, 1);
      assert.deepEqual([row?.["name"], row?.["description"]], ["n", ""]);
    },
  },
  {
    section: "1.1",
    row: "DeleteVolumeSnapshot",
    check: async (at) => {
      assert.deepEqual(await at.done("DELETE", `/v1/volume-snapshots/${await at.snapshot()}?deleteMode=Enforcing`), {});
      await at.count("/volume-snapshots", 0);
    },
  },
  {
    section: "1.1",
    row: "BatchDeleteVolumeSnapshot",
    check: async (at) => {
      const uuids = [await at.snapshot("a"), await at.snapshot("b")];
      const { results } = await at.done("PUT", "/v1/volume-snapshots/batch-delete", {
        batchDeleteVolumeSnapshot: { uuids },
      });
      assert.deepEqual(
        (results as { success: boolean }[]).map(({ success }) => success),
        [true, true],
      );
    },
  },
  {
    section: "1.1",
    row: "RevertVolumeFromSnapshot",
    check: async (at) => {
      const uuid = await at.snapshot("a");
      await at.snapshot("b");
      await at.fails("SYS.1006", /not in Stopped state/, "PUT", actions(uuid), { revertVolumeFromSnapshot: {} });
      await at.stop();
      assert.deepEqual(await at.done("PUT", actions(uuid), { revertVolumeFromSnapshot: {} }), {});
      assert.equal((await at.count(`/volume-snapshots/${uuid}`, 1))[0]?.["latest"], true);
    },
  },
  {
    section: "1.1",
    row: "GetVolumeSnapshotSize",
    check: async (at) =>
      keys(await at.done("PUT", actions(await at.snapshot()), { getVolumeSnapshotSize: {} }), [
        "size",
        "actualSize",
        "success",
      ]),
  },
  {
    section: "1.1",
    row: "ShrinkVolumeSnapshot",
    check: async (at) => {
      const path = `/v1/volume-snapshots/shrink/${await at.snapshot()}/actions`;
      keys((await at.done("PUT", path, { shrinkVolumeSnapshot: {} }))["shrinkResult"], [
        "oldSize",
        "size",
        "deltaSize",
      ]);
    },
  },
  {
    section: "1.1",
    row: "CreateDataVolumeFromVolumeSnapshot",
    check: async (at) => {
      const path = `/v1/volumes/data/from/volume-snapshots/${await at.snapshot()}`;
      const made = await at.api.inventory("POST", path, { params: { name: "copy" }, userTags: ["kept"] });
      assert.equal(made["type"], "Data");
      await at.count(`/user-tags?q=resourceUuid%3D${String(made["uuid"])}`, 1);
    },
  },
  {
    section: "1.1",
    row: "CreateVmInstanceFromVolumeSnapshot / …Group",
    check: async (at) => {
      const sizes = { cpuNum: 1, memorySize: 1024 ** 3, zoneUuid: absent };
      const params = { name: "copy", strategy: "CreateStopped", ...sizes };
      const snapshot = await at.snapshot();
      const one = await at.api.inventory("POST", `/v1/vm-instances/from/volume-snapshots/${snapshot}`, { params });
      assert.deepEqual([one["state"], (one["allVolumes"] as object[]).length], ["Stopped", 1]);
      const group = await at.group();
      const all = await at.api.inventory("POST", `/v1/vm-instances/from/volume-snapshots/group/${group}`, { params });
      assert.equal((all["allVolumes"] as object[]).length, 2);
    },
  },
  {
    section: "1.1",
    row: "Create{Root,Data}VolumeTemplateFromVolumeSnapshot",
    check: async (at) => {
      const snapshot = await at.snapshot();
      for (const kind of ["root", "data"]) {
        const path = `/v1/images/${kind}-volume-templates/from/volume-snapshots/${snapshot}`;
        const made = await at.api.inventory("POST", path, { params: { name: "t", backupStorageUuids: [store] } });
        assert.match(String(made["mediaType"]), /VolumeTemplate$/);
      }
      await at.count("/images", 2);
    },
  },
  {
    section: "1.1",
    row: "UndoSnapshotCreation",
    check: async (at) => {
      const first = await at.snapshot("a");
      const second = await at.snapshot("b");
      const path = `/v1/volumes/${root}/actions`;
      await at.fails("SYS.1006", /not the latest/, "PUT", path, { undoSnapshotCreation: { snapShotUuid: first } });
      await at.done("PUT", path, { undoSnapshotCreation: { snapShotUuid: second } });
      assert.equal((await at.count("/volume-snapshots", 1))[0]?.["latest"], true);
    },
  },
  {
    section: "1.2",
    row: "CreateVolumeSnapshotGroup",
    check: async (at) => {
      const params = { rootVolumeUuid: root, name: "g", description: "d" };
      const made = await at.api.inventory("POST", "/v1/volume-snapshots/group", { params, userTags: ["dropped"] });
      assert.equal(made["snapshotCount"], 2);
      const members = await at.count(`/volume-snapshots?q=groupUuid%3D${String(made["uuid"])}`, 2);
      assert.deepEqual(members.map((row) => row["name"]).sort(), ["g-DATA-for-web-1-1", "g-ROOT-for-web-1"]);
      await at.count("/user-tags", 0);
      await at.fails("SYS.1007", /is not root volume/, "POST", "/v1/volume-snapshots/group", {
        params: { ...params, rootVolumeUuid: disk },
      });
    },
  },
  {
    section: "1.2",
    row: "QueryVolumeSnapshotGroup",
    check: async (at) => {
      const uuid = await at.group();
      await at.count(`/volume-snapshots/group?q=volumeSnapshotRefs.volumeUuid%3D${root}`, 1);
      await at.count(`/volume-snapshots/group/${uuid}`, 1);
    },
  },
  {
    section: "1.2",
    row: "UpdateVolumeSnapshotGroup",
    check: async (at) => {
      const uuid = await at.group();
      await at.done("PUT", groupActions(uuid), { updateVolumeSnapshotGroup: { name: "n" } });
      assert.equal((await at.count(`/volume-snapshots/group/${uuid}`, 1))[0]?.["name"], "n");
      await at.fails("SYS.1000", /DataException/, "PUT", groupActions(uuid), {
        updateVolumeSnapshotGroup: { name: "n".repeat(256) },
      });
    },
  },
  {
    section: "1.2",
    row: "DeleteVolumeSnapshotGroup",
    check: async (at) => {
      const uuid = await at.group();
      const members = await at.api.query(`/volume-snapshots?q=groupUuid%3D${uuid}`);
      const data = String(members.find((row) => row["volumeType"] === "Data")?.["uuid"]);
      await at.api.control("POST", "/objects", { references: { volumeSnapshotUuid: data, volumeUuids: ["clone"] } });
      const { results } = await at.done("DELETE", `/v1/volume-snapshots/group/${uuid}`);
      const outcome = (results as { success: boolean; error?: object }[]).map((one) => [one.success, "error" in one]);
      assert.deepEqual(outcome.sort(), [
        [false, true],
        [true, false],
      ]);
      await at.count("/volume-snapshots/group", 0);
      assert.equal((await at.count("/volume-snapshots", 1))[0]?.["status"], "Ready");
    },
  },
  {
    section: "1.2",
    row: "DeleteVolumeSnapshotGroup: members on detached volumes stay",
    check: async (at) => {
      const uuid = await at.group();
      await at.done("DELETE", `/v1/volumes/${disk}/vm-instances`);
      const { results } = await at.done("DELETE", `/v1/volume-snapshots/group/${uuid}`);
      assert.equal((results as object[]).length, 1);
      await at.count("/volume-snapshots", 1);
    },
  },
  {
    section: "1.2",
    row: "UngroupVolumeSnapshotGroup",
    check: async (at) => {
      assert.deepEqual(await at.done("DELETE", `/v1/volume-snapshots/ungroup/${await at.group()}`), {});
      await at.count("/volume-snapshots/group", 0);
      const members = await at.count("/volume-snapshots", 2);
      assert.ok(members.every((row) => !("groupUuid" in row)));
    },
  },
  {
    section: "1.2",
    row: "RevertVmFromSnapshotGroup",
    check: async (at) => {
      const uuid = await at.group();
      // A running VM: the call succeeds, and every member says that it was not reverted.
      const refused = await at.done("PUT", groupActions(uuid), { revertVmFromSnapshotGroup: {} });
      const members = refused["results"] as { success: boolean; error: { details: string; location: string } }[];
      assert.equal(members.length, 2);
      for (const { success, error } of members) {
        assert.equal(success, false);
        assert.match(error.details, /not in Stopped state, current state is Running$/);
        assert.equal(error.location, "VolumeSnapshotTreeBase.java: pre-check (location:1/7)");
      }
      await at.stop();
      const { results } = await at.done("PUT", groupActions(uuid), { revertVmFromSnapshotGroup: {} });
      assert.equal((results as object[]).length, 2);
    },
  },
  {
    section: "1.2",
    row: "CheckVolumeSnapshotGroupAvailability",
    check: async (at) => {
      const uuid = await at.group();
      const ask = async () => {
        const { json } = await at.api.send("GET", `/v1/volume-snapshots/groups/availabilities?uuids.0=${uuid}`);
        return (json["results"] as Record<string, unknown>[])[0];
      };
      assert.deepEqual(await ask(), { uuid, available: true, reason: "" });
      await at.done("DELETE", `/v1/volumes/${disk}/vm-instances`);
      const spare = fixture.volumes.detached.uuid;
      await at.done("POST", `/v1/volumes/${spare}/vm-instances/${fixture.vmInstances.web1.uuid}`, { params: {} });
      const reason = String((await ask())?.["reason"]);
      assert.match(reason, /^volume\(s\) .* is no longer attached.*\nnew volume\(s\) .* attached after snapshot point/);
    },
  },
  {
    section: "1.2",
    row: "GetMemorySnapshotGroupReference",
    check: async (at) => {
      const query = `resourceUuid=${root}&resourceType=VolumeVO`;
      const { text } = await at.api.send("GET", `/v1/memory-snapshots/group/reference?${query}`);
      assert.equal(text, '{"inventories":[]}');
    },
  },
];
