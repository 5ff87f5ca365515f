// Backups of single volumes.

import { ApiError, internal, operation } from "../core/errors";
import { newUuid } from "../core/ids";
import type { BackupRefRow, BackupRow, BackupStorageRow, VolumeRow } from "../core/model";
import { deleteBackup, isLong, isUp, refsOf, takeHistory } from "../engine/backupChains";
import { beginCopy, type Copy, checkCopy, completeCopy } from "../engine/backupCopies";
import { checkRevertible, isRemote, restoreVolume } from "../engine/backupReverts";
import { syncStore } from "../engine/backupStoreSync";
import {
  abortBackup,
  type BackupRequest,
  beginBackup,
  checkBackupTags,
  checkStorage,
  checkStorageState,
  completeBackup,
} from "../engine/backups";
import { checkBackupQuota } from "../engine/quota";
import { addTag } from "../engine/tags";
import { backupInventory } from "../query/registry";
import {
  type Api,
  type Call,
  createParams,
  deleteModeParam,
  descriptionParam,
  hours,
  minutes,
  nameParam,
  type ParamSpec,
  type Work,
} from "../rest/api";
import { storageQueue, type World } from "../world";

const bandwidth: ParamSpec = { kind: "long", min: 1024 };
const storageParam: ParamSpec = { kind: "string", required: true, resource: "BackupStorageVO" };
const backupParam: ParamSpec = { kind: "string", required: true, resource: "VolumeBackupVO" };

/** What creates of volume and VM backups have in common. */
export const backupParams: Record<string, ParamSpec> = {
  backupStorageUuid: storageParam,
  name: nameParam,
  description: descriptionParam,
  mode: { kind: "string", values: ["full"] },
  volumeReadBandwidth: bandwidth,
  volumeWriteBandwidth: bandwidth,
  networkReadBandwidth: bandwidth,
  networkWriteBandwidth: bandwidth,
  ...createParams,
};

export const deleteBackupParams: Record<string, ParamSpec> = {
  backupStorageUuids: { kind: "list", nonempty: true, resource: "BackupStorageVO" },
  handleDependency: { kind: "boolean" },
  deleteMode: deleteModeParam,
};

export const copyParams: Record<string, ParamSpec> = {
  srcBackupStorageUuid: storageParam,
  dstBackupStorageUuid: storageParam,
};

export function storageOf({ world, params }: Call, name: string): BackupStorageRow {
  const row = world.database.tables.backupStorages.get(params.need(name));
  if (row === undefined) throw internal("the backup storage went away");
  return row;
}

function backupOf({ world, params }: Call): BackupRow {
  const row = world.database.tables.backups.get(params.need("uuid"));
  if (row === undefined) throw internal("the backup went away");
  return row;
}

function checkBackupable(world: World, volume: VolumeRow): void {
  if (volume.isShareable) throw operation(`Can not create volume backup for shareable volume[uuid:${volume.uuid}]`);
  const failed = `Failed to create volume backup for volume[uuid:${volume.uuid}]`;
  const vm = world.database.tables.vmInstances.get(volume.vmInstanceUuid ?? "");
  if (vm === undefined) throw operation(`${failed}, because it is not attached to any vm`);
  if (vm.state === "Running" || vm.state === "Paused") return;
  const what = volume.type === "Root" ? "the vm" : "its attached volume";
  throw operation(`${failed}, because ${what} is not in state[Running, Paused]`);
}

function planCreate(call: Call): Work {
  const { world, params, account, jobUuid } = call;
  const volume = world.database.tables.volumes.get(params.need("volumeUuid"));
  if (volume === undefined) throw internal("the volume went away");
  const message = "org.zstack.header.storage.volume.backup.APICreateVolumeBackupMsg";
  checkBackupTags(world, call.systemTags, message);
  checkBackupQuota(world, account, [volume], params.str("mode") === "full");
  const storage = storageOf(call, "backupStorageUuid");
  checkStorage(storage, message);
  checkBackupable(world, volume);
  const request: BackupRequest = {
    uuid: params.str("resourceUuid") ?? newUuid(),
    name: params.need("name"),
    description: params.str("description"),
    full: params.str("mode") === "full",
    groupUuid: undefined,
    storage,
    accountUuid: account.uuid,
  };
  let row: BackupRow | undefined;
  return {
    queues: [`backup of ${volume.uuid}`, storageQueue(storage.uuid)],
    start: () => {
      const last = takeHistory(world, volume, storage.uuid);
      const full = request.full || isLong(world, last);
      Object.assign(request, { full, parent: full ? undefined : last });
      row = beginBackup(world, volume, request);
    },
    abort: () => {
      if (row !== undefined) abortBackup(world, row);
    },
    finish: () => {
      if (row === undefined) throw internal("the backup was never begun");
      completeBackup(world, row, volume, request, request.name);
      addTag(world, account.uuid, "System", "VolumeBackupVO", row.uuid, `manualCreate::api::${jobUuid}`);
      return { inventory: backupInventory(world, row) };
    },
  };
}

function planDelete(call: Call): Work {
  const { world, params } = call;
  const row = backupOf(call);
  return {
    queues: [`backup of ${row.volumeUuid}`],
    finish: () => {
      if (world.database.tables.backups.has(row.uuid)) {
        deleteBackup(world, row, params.list("backupStorageUuids"), params.flag("handleDependency"));
      }
      return {};
    },
  };
}

/** The store to restore from: the one given, or any that has a copy, can be reached and is not remote. */
export function checkSource({ world, params }: Call, row: BackupRow): void {
  const { backupStorages } = world.database.tables;
  const given = backupStorages.get(params.str("backupStorageUuid") ?? "");
  if (given !== undefined) {
    checkStorageState(given, "org.zstack.header.storage.volume.backup.APIRevertVolumeFromVolumeBackupMsg");
    return;
  }
  const stores = refsOf(world, row).map((ref) => backupStorages.get(ref.backupStorageUuid));
  const isChosen = (store: BackupStorageRow): boolean => isUp(store) && !isRemote(world, store.uuid);
  if (!stores.some((store) => store !== undefined && isChosen(store)))
    throw operation("No available backup storage found");
}

function planRevert(call: Call): Work {
  const { world } = call;
  const row = backupOf(call);
  checkRevertible(world, row);
  checkSource(call, row);
  return {
    queues: [`volume-${row.volumeUuid}`],
    finish: () => {
      restoreVolume(world, row, checkRevertible(world, row));
      return {};
    },
  };
}

/** A sync copies from src to dst; a recover the other way round: dst is where the backup is. */
export function copyOf(call: Call, api: string): Copy {
  const source = storageOf(call, "srcBackupStorageUuid");
  const target = storageOf(call, "dstBackupStorageUuid");
  const message = `org.zstack.header.storage.volume.backup.API${api}Msg`;
  const vm = api.includes("VmBackup");
  if (api.startsWith("Recover")) {
    return { from: target, to: source, looked: vm ? [source] : [source, target], ancestorsOn: target, message };
  }
  return { from: source, to: target, looked: vm ? [target] : [source, target], ancestorsOn: target, message };
}

function planCopy(call: Call, api: string): Work {
  const { world } = call;
  const row = backupOf(call);
  const copy = copyOf(call, api);
  checkCopy(copy);
  let begun: BackupRefRow | undefined;
  return {
    queues: [`copy of ${row.uuid}`],
    start: () => {
      begun = beginCopy(world, row, copy);
    },
    abort: () => {
      if (begun !== undefined) world.database.tables.backupRefs.remove(begun.uuid);
    },
    finish: () => {
      completeCopy(world, row, begun, copy);
      return { inventory: backupInventory(world, row) };
    },
  };
}

export function planSync(call: Call, vm: boolean): Work {
  if (!call.account.admin) {
    const message = `org.zstack.header.storage.volume.backup.APISync${vm ? "Vm" : "Volume"}BackupMsg`;
    const why = "is admin only, can not be executed by current user";
    throw new ApiError("ID.1002", `request api[name: ${message}] ${why}`);
  }
  const storage = storageOf(call, "imageStoreUuid");
  if (storage.type !== "ImageStoreBackupStorage") {
    throw operation(`Unexpected backup storage[type:${storage.type},uuid:${storage.uuid}]`);
  }
  return { queues: [`sync of ${storage.uuid}`], finish: () => ({ result: { ...syncStore(call.world, storage, vm) } }) };
}

function copyApi(name: string, wrapper: string, timeout: number): Api {
  return {
    name,
    kind: "job",
    method: "PUT",
    path: "/volume-backups/{uuid}/actions",
    wrapper,
    timeout,
    params: { uuid: backupParam, ...copyParams },
    plan: (call) => planCopy(call, name),
  };
}

export const volumeBackupApis: Api[] = [
  {
    name: "CreateVolumeBackup",
    kind: "job",
    method: "POST",
    path: "/volumes/{volumeUuid}/volume-backups",
    wrapper: "params",
    timeout: 24 * hours,
    params: { volumeUuid: { kind: "string", required: true, resource: "VolumeVO" }, ...backupParams },
    plan: planCreate,
  },
  { name: "QueryVolumeBackup", kind: "query", method: "GET", path: "/volume-backups", resource: "backups" },
  { name: "QueryVolumeBackup", kind: "query", method: "GET", path: "/volume-backups/{uuid}", resource: "backups" },
  {
    name: "DeleteVolumeBackup",
    kind: "job",
    method: "DELETE",
    path: "/volume-backups/{uuid}",
    timeout: 30 * minutes,
    params: { uuid: backupParam, ...deleteBackupParams },
    plan: planDelete,
  },
  {
    name: "RevertVolumeFromVolumeBackup",
    kind: "job",
    method: "PUT",
    path: "/volume-backups/{uuid}/actions",
    wrapper: "revertVolumeFromVolumeBackup",
    timeout: 72 * hours,
    params: { uuid: backupParam, backupStorageUuid: { kind: "string", resource: "BackupStorageVO" } },
    plan: planRevert,
  },
  copyApi("SyncBackupFromImageStoreBackupStorage", "syncBackupFromImageStoreBackupStorage", 24 * hours),
  copyApi("RecoverBackupFromImageStoreBackupStorage", "recoverBackupFromImageStoreBackupStorage", 30 * minutes),
  {
    name: "SyncVolumeBackup",
    kind: "job",
    method: "PUT",
    path: "/volume-backups/imageStore/{imageStoreUuid}/actions",
    wrapper: "syncVolumeBackup",
    timeout: 30 * minutes,
    params: { imageStoreUuid: storageParam },
    plan: (call) => planSync(call, false),
  },
];
