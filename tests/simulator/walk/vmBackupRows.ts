// Section 1.4: backups of VMs.

import assert from "node:assert/strict";
import { absent, disk, fixture, type Row, root, secondStore, store } from "./row";

const { web1, batch1 } = fixture.vmInstances;
const sftp = fixture.backupStorages.sftp.uuid;
const copy = { srcBackupStorageUuid: store, dstBackupStorageUuid: secondStore };
const vmActions = (uuid: string) => `/v1/vm-backups/${uuid}/actions`;
const params = { name: "b", backupStorageUuid: store };

export const vmBackupRows: Row[] = [
  {
    section: "1.4",
    row: "CreateVmBackup",
    check: async (at) => {
      const more = { name: "nightly", description: "d", resourceUuid: absent };
      assert.equal(await at.vmBackup(more), absent);
      const members = await at.count(`/volume-backups?q=groupUuid%3D${absent}&sort=type`, 2);
      const stamp = "\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{1,3}";
      assert.match(String(members[0]?.["name"]), new RegExp(`^nightly-${disk}-${stamp}$`));
      assert.match(String(members[1]?.["name"]), new RegExp(`^nightly-${stamp}$`));
      for (const member of members) {
        assert.deepEqual(
          [member["description"], member["vmInstanceUuid"], member["status"]],
          ["d", web1.uuid, "Ready"],
        );
        assert.notEqual(member["uuid"], absent);
      }
    },
  },
  {
    section: "1.4",
    row: "CreateVmBackup: preconditions, and names while Creating",
    check: async (at) => {
      const path = (uuid: string) => `/v1/volumes/${uuid}/vm-backups`;
      await at.fails("SYS.1006", /is not root volume/, "POST", path(disk), { params });
      const wrongStore = { params: { ...params, backupStorageUuid: sftp } };
      await at.fails("SYS.1006", /Unexpected backup storage/, "POST", path(root), wrongStore);
      await at.fails("SYS.1006", /not in state\[Running, Paused\]/, "POST", path(batch1.rootVolumeUuid), { params });
      await at.api.control("POST", "/faults", { match: { method: "POST" }, action: { type: "slowJob", ms: 60_000 } });
      await at.api.send("POST", path(root), { params });
      const rows = await at.count("/volume-backups?q=status%3DCreating&sort=name", 2);
      assert.deepEqual(
        rows.map((row) => row["name"]),
        [root, disk].sort(),
      );
    },
  },
  {
    section: "1.4",
    row: "Query: none; GET /volume-backups?q=groupUuid=…",
    check: async (at) => {
      await at.vmBackup();
      await at.count(`/volume-backups?q=vmInstanceUuid%3D${web1.uuid}&q=type%3DRoot`, 1);
      await at.text(404, /no api mapping/, "GET", "/v1/vm-backups");
    },
  },
  {
    section: "1.4",
    row: "DeleteVmBackup: failures of members are swallowed",
    check: async (at) => {
      const group = await at.vmBackup();
      const [first] = await at.api.query(`/volume-backups?q=groupUuid%3D${group}`);
      await at.patch("backups", String(first?.["uuid"]), { deleteFails: true });
      assert.deepEqual(await at.done("DELETE", `/v1/vm-backups/${group}?deleteMode=Permissive`), {});
      await at.count("/volume-backups", 1);
    },
  },
  {
    section: "1.4",
    row: "DeleteVmBackup: a group without its root cannot be deleted as one",
    check: async (at) => {
      const group = await at.vmBackup();
      const [member] = await at.api.query(`/volume-backups?q=groupUuid%3D${group}&q=type%3DRoot`);
      await at.done("DELETE", `/v1/volume-backups/${String(member?.["uuid"])}`);
      await at.fails("SYS.1006", /^Root volume missing within group uuid: /, "DELETE", `/v1/vm-backups/${group}`);
    },
  },
  {
    section: "1.4",
    row: "RevertVmFromVmBackup",
    check: async (at) => {
      const group = await at.vmBackup();
      await at.fails("SYS.1006", /^VM is not in stopped state/, "PUT", vmActions(group), { revertVmFromVmBackup: {} });
      await at.stop();
      assert.deepEqual(await at.done("PUT", vmActions(group), { revertVmFromVmBackup: {} }), {});
      await at.fails("SYS.1003", /^No volume backups found with group uuid/, "PUT", vmActions(absent), {
        revertVmFromVmBackup: {},
      });
    },
  },
  {
    section: "1.4",
    row: "SyncVmBackupFromImageStoreBackupStorage / Recover…",
    check: async (at) => {
      for (const [action, backupStorageUuid] of [
        ["syncVmBackupFromImageStoreBackupStorage", store],
        ["recoverVmBackupFromImageStoreBackupStorage", secondStore],
      ] as const) {
        const group = await at.vmBackup({ backupStorageUuid });
        const { inventories } = await at.done("PUT", vmActions(group), { [action]: copy });
        const refs = (inventories as { backupStorageRefs: object[] }[]).map((one) => one.backupStorageRefs.length);
        assert.deepEqual(refs, [2, 2]);
      }
    },
  },
  {
    section: "1.4",
    row: "SyncVmBackup",
    check: async (at) => {
      const path = `/v1/vm-backups/imageStore/${store}/actions`;
      const body = { syncVmBackup: {}, systemTags: [], userTags: [] };
      assert.deepEqual(await at.done("PUT", path, body), { result: { deletedBackupCount: 0, newBackupCount: 0 } });
    },
  },
  {
    section: "1.4",
    row: "CreateVmFromVmBackup",
    check: async (at) => {
      const path = `/v1/vm-instances/from/vm-backups/${await at.vmBackup()}`;
      const params = { name: "v", strategy: "JustCreate", cpuNum: 1, memorySize: 2 ** 30 };
      await at.fails("SYS.1006", /^could not create vm, because at least one of field/, "POST", path, { params });
      const made = await at.api.inventory("POST", path, {
        params: { ...params, clusterUuid: fixture.clusterUuid, resourceUuid: absent },
        userTags: ["t"],
      });
      assert.deepEqual([made["state"], made["uuid"]], ["Created", absent]);
      assert.deepEqual([(made["allVolumes"] as object[]).length, made["vmNics"]], [2, []]);
      await at.count("/user-tags", 0);
    },
  },
];
