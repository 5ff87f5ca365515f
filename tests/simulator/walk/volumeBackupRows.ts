// Section 1.3: backups of volumes.

import assert from "node:assert/strict";
import type { Json } from "../support";
import { absent, disk, fixture, keys, type Row, root, secondStore, store } from "./row";

const { web1, batch1 } = fixture.vmInstances;
const sftp = fixture.backupStorages.sftp.uuid;
const copy = { srcBackupStorageUuid: store, dstBackupStorageUuid: secondStore };
const swapped = { srcBackupStorageUuid: secondStore, dstBackupStorageUuid: store };
const actions = (uuid: string) => `/v1/volume-backups/${uuid}/actions`;
const create = `/v1/volumes/${root}/volume-backups`;
const params = { name: "b", backupStorageUuid: store };

const chainOf = (row: Record<string, Json> | undefined): string =>
  String((row?.["backupStorageRefs"] as Record<string, Json>[] | undefined)?.[0]?.["installPath"]).split("/")[2] ?? "";

export const volumeBackupRows: Row[] = [
  {
    section: "1.3",
    row: "CreateVolumeBackup",
    check: async (at) => {
      const made = await at.api.inventory("POST", create, {
        params: { ...params, resourceUuid: absent },
        userTags: ["dropped"],
      });
      assert.deepEqual(
        [made["uuid"], made["name"], made["status"], made["state"], made["mode"]],
        [absent, "b", "Ready", "Enabled", "auto"],
      );
      keys(made, ["size", "metadata", "vmInstanceUuid", "backupStorageRefs"]);
      await at.count("/user-tags", 0);
      assert.match(String((await at.count("/system-tags", 1))[0]?.["tag"]), /^manualCreate::api::[0-9a-f]{32}$/);
      await at.fails("SYS.1000", /ConstraintViolationException/, "POST", create, {
        params: { ...params, resourceUuid: absent },
      });
    },
  },
  {
    section: "1.3",
    row: "CreateVolumeBackup: automatic mode makes increments of one chain, full begins another; mode is what was asked",
    check: async (at) => {
      const modes = [];
      const chains = [];
      for (const more of [{}, {}, { mode: "full" }, {}]) {
        const row = (await at.count(`/volume-backups/${await at.backup(root, more)}`, 1))[0];
        modes.push(row?.["mode"]);
        chains.push(chainOf(row));
      }
      assert.deepEqual(modes, ["auto", "auto", "full", "auto"]);
      assert.deepEqual(
        [chains[0] === chains[1], chains[1] === chains[2], chains[2] === chains[3]],
        [true, false, true],
      );
    },
  },
  {
    section: "1.3",
    row: "CreateVolumeBackup: another store, a start of the VM, the last one deleted: the next one is full",
    check: async (at) => {
      const chain = async (more: Record<string, unknown> = {}) =>
        chainOf((await at.count(`/volume-backups/${await at.backup(root, more)}`, 1))[0]);
      const chains = [await chain(), await chain({ backupStorageUuid: secondStore }), await chain()];
      await at.stop();
      await at.done("PUT", `/v1/vm-instances/${web1.uuid}/actions`, { startVmInstance: {} });
      chains.push(await chain());
      const last = await at.backup();
      await at.done("DELETE", `/v1/volume-backups/${last}?handleDependency=true`);
      await at.count(`/volume-backups/${last}`, 0);
      chains.push(await chain());
      assert.equal(new Set(chains).size, 5);
    },
  },
  {
    section: "1.3",
    row: "CreateVolumeBackup: preconditions",
    check: async (at) => {
      const wrongStore = { params: { ...params, backupStorageUuid: sftp } };
      await at.fails("SYS.1006", /Unexpected backup storage\[type:SftpBackupStorage/, "POST", create, wrongStore);
      await at.patch("backupStorages", secondStore, { state: "Disabled" });
      const disabled = { params: { ...params, backupStorageUuid: secondStore } };
      await at.fails("SYS.1006", /current backup storage state\[Disabled\]/, "POST", create, disabled);
      const on = (uuid: string) => `/v1/volumes/${uuid}/volume-backups`;
      await at.fails("SYS.1006", /shareable volume/, "POST", on(fixture.volumes.shareable.uuid), { params });
      await at.fails("SYS.1006", /not attached to any vm/, "POST", on(fixture.volumes.detached.uuid), { params });
      await at.fails(
        "SYS.1006",
        /because the vm is not in state\[Running, Paused\]/,
        "POST",
        on(batch1.rootVolumeUuid),
        { params },
      );
      await at.stop();
      await at.fails("SYS.1006", /because its attached volume is not in state/, "POST", on(disk), { params });
      await at.count("/volume-backups", 0);
    },
  },
  {
    section: "1.3",
    row: "CreateVolumeBackup: bandwidths and system tags",
    check: async (at) => {
      await at.backup(root, { volumeReadBandwidth: 1024 });
      await at.fails("SYS.1007", /networkWriteBandwidth/, "POST", create, {
        params: { ...params, networkWriteBandwidth: 1023 },
      });
      const bad = { params: { ...params, volumeReadBandwidth: "abc" } };
      await at.text(
        400,
        /^\[volumeReadBandwidth\] field is excepted an int or long, but was \[abc\]\.$/,
        "POST",
        create,
        bad,
      );
      for (const tag of ["backup::network::cidr::10.0.0.0/8", "volumeLiveBackup::parallelismDegree::1", "foo::bar"]) {
        const refused = { params, systemTags: [tag] };
        await at.fails("SYS.1000", /doesn't define resource type by @TagResourceType/, "POST", create, refused);
      }
      const tag = "volumeLiveBackup::parallelismDegree::1";
      const ofStore = { resourceType: "ImageStoreBackupStorageVO", resourceUuid: store, tag };
      await at.done("POST", "/v1/system-tags", { params: ofStore });
      await at.done("POST", create, { params, systemTags: ["ephemeral::x"] });
    },
  },
  {
    section: "1.3",
    row: "CreateVolumeBackup: Creating rows",
    check: async (at) => {
      await at.api.control("POST", "/faults", { match: { method: "POST" }, action: { type: "slowJob", ms: 60_000 } });
      await at.api.send("POST", create, { params });
      const [row] = await at.count("/volume-backups", 1);
      assert.deepEqual([row?.["status"], row?.["state"], row?.["size"]], ["Creating", "Disabled", 0]);
    },
  },
  {
    section: "1.3",
    row: "QueryVolumeBackup",
    check: async (at) => {
      const uuid = await at.backup();
      await at.count(`/volume-backups/${uuid}`, 1);
      await at.count(`/volume-backups?q=backupStorageRefs.backupStorageUuid%3D${store}`, 1);
      await at.count("/volume-backups?q=backupStorage.name%3Dimage-store-2", 0);
    },
  },
  {
    section: "1.3",
    row: "DeleteVolumeBackup",
    check: async (at) => {
      const uuid = await at.backup();
      await at.done("PUT", actions(uuid), { syncBackupFromImageStoreBackupStorage: copy });
      await at.done("DELETE", `/v1/volume-backups/${uuid}?backupStorageUuids=${store}`);
      const [row] = await at.count(`/volume-backups/${uuid}`, 1);
      assert.equal(Object.keys(row?.["backupStorageRefs"] ?? []).length, 1);
      assert.deepEqual(
        await at.done("DELETE", `/v1/volume-backups/${uuid}?deleteMode=Permissive&handleDependency=false`),
        {},
      );
      await at.count("/volume-backups", 0);
    },
  },
  {
    section: "1.3",
    row: "DeleteVolumeBackup: handleDependency leaves Deleted rows until the chain is gone",
    check: async (at) => {
      const first = await at.backup();
      const second = await at.backup();
      await at.done("DELETE", `/v1/volume-backups/${first}?handleDependency=true`);
      assert.equal((await at.count(`/volume-backups/${first}`, 1))[0]?.["status"], "Deleted");
      await at.done("DELETE", `/v1/volume-backups/${second}?handleDependency=true`);
      await at.count("/volume-backups", 0);
    },
  },
  {
    section: "1.3",
    row: "RevertVolumeFromVolumeBackup",
    check: async (at) => {
      const uuid = await at.backup();
      await at.fails("SYS.1006", /^VM is not in stopped state: Running$/, "PUT", actions(uuid), {
        revertVolumeFromVolumeBackup: {},
      });
      await at.stop();
      assert.deepEqual(await at.done("PUT", actions(uuid), { revertVolumeFromVolumeBackup: {} }), {});
      await at.patch("backups", uuid, { state: "Disabled" });
      await at.fails("SYS.1006", /is in state Disabled, cannot revert/, "PUT", actions(uuid), {
        revertVolumeFromVolumeBackup: {},
      });
    },
  },
  {
    section: "1.3",
    row: "SyncBackupFromImageStoreBackupStorage",
    check: async (at) => {
      const uuid = await at.backup();
      const made = await at.api.inventory("PUT", actions(uuid), { syncBackupFromImageStoreBackupStorage: copy });
      const refs = made["backupStorageRefs"] as Record<string, Json>[];
      assert.deepEqual(refs.map((ref) => ref["backupStorageUuid"]).sort(), [store, secondStore]);
      keys(refs[0], ["id", "volumeBackupUuid", "installPath", "status", "createDate", "lastOpDate"]);
      const wrong = { ...copy, dstBackupStorageUuid: sftp };
      await at.fails("SYS.1006", /Unexpected backup storage/, "PUT", actions(uuid), {
        syncBackupFromImageStoreBackupStorage: wrong,
      });
    },
  },
  {
    section: "1.3",
    row: "RecoverBackupFromImageStoreBackupStorage",
    check: async (at) => {
      const uuid = await at.backup(root, { backupStorageUuid: secondStore });
      const wrong = { recoverBackupFromImageStoreBackupStorage: { ...copy, ...swapped } };
      await at.fails("SYS.1006", /not found in backup storage/, "PUT", actions(uuid), wrong);
      // src is the store that receives.
      const body = { recoverBackupFromImageStoreBackupStorage: copy };
      const made = await at.api.inventory("PUT", actions(uuid), body);
      assert.deepEqual((made["backupStorageRefs"] as object[]).length, 2);
    },
  },
  {
    section: "1.3",
    row: "SyncVolumeBackup",
    check: async (at) => {
      await at.backup();
      await at.patch("backupStorages", store, { unknownBackups: 2, lostBackups: 1 });
      const path = `/v1/volume-backups/imageStore/${store}/actions`;
      const first = await at.done("PUT", path, { syncVolumeBackup: {} });
      assert.deepEqual(first, { result: { deletedBackupCount: 1, newBackupCount: 2 } });
      const second = await at.done("PUT", path, { syncVolumeBackup: {} });
      assert.deepEqual(second, { result: { deletedBackupCount: 0, newBackupCount: 0 } });
    },
  },
  {
    section: "1.3",
    row: "CreateDataVolumeFromVolumeBackup",
    check: async (at) => {
      const path = `/v1/volumes/data-volume/from/volume-template/${await at.backup(disk)}`;
      const made = await at.api.inventory("POST", path, {
        params: { name: "v", vmInstanceUuid: web1.uuid, resourceUuid: absent },
        userTags: ["t"],
      });
      assert.notEqual(made["uuid"], absent);
      assert.equal((await at.count(`/volumes/${String(made["uuid"])}`, 1))[0]?.["vmInstanceUuid"], web1.uuid);
      await at.count("/user-tags", 0);
    },
  },
  {
    section: "1.3",
    row: "CreateVmFromVolumeBackup",
    check: async (at) => {
      const path = (uuid: string) => `/v1/vm-instances/from/vm-backup/${uuid}`;
      const params = { name: "v", instanceOfferingUuid: absent, l3NetworkUuids: [absent], resourceUuid: absent };
      const made = await at.api.inventory("POST", path(await at.backup()), { params });
      assert.deepEqual([made["state"], made["uuid"]], ["Running", absent]);
      const text = /^cannot create vm from volume backup\[uuid:\w+\] which is not root volume backup$/;
      await at.fails("SYS.1006", text, "POST", path(await at.backup(disk)), { params });
    },
  },
  {
    section: "1.3",
    row: "Create{Root,Data}VolumeTemplateFromVolumeBackup",
    check: async (at) => {
      const uuid = await at.backup();
      for (const kind of ["root", "data"]) {
        const path = `/v1/images/${kind}-volume-templates/from/volume-template/${uuid}`;
        await at.done("POST", path, { params: { name: "t", backupStorageUuid: store } });
      }
      await at.count("/images", 2);
    },
  },
  {
    section: "1.3",
    row: "UpdateVolumeBackup does not exist",
    check: async (at) =>
      at.text(400, /doesn't contain action mapping/, "PUT", actions(await at.backup()), { updateVolumeBackup: {} }),
  },
];
