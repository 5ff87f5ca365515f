// VM backups: one volume backup per volume, held together by a group uuid that is no object of its own.

import { internal, notFound, operation } from "../core/errors";
import { newUuid, shuffle } from "../core/ids";
import type { BackupRow, VmInstanceRow, VolumeRow } from "../core/model";
import { deleteBackup, isLong, takeHistory } from "../engine/backupChains";
import { beginCopy, checkCopy, completeCopy } from "../engine/backupCopies";
import { checkRevertible, restoreVolume } from "../engine/backupReverts";
import {
  abortBackup,
  type BackupRequest,
  beginBackup,
  checkBackupTags,
  checkStorage,
  completeBackup,
} from "../engine/backups";
import { checkBackupQuota } from "../engine/quota";
import { addTag } from "../engine/tags";
import { startVm } from "../engine/vms";
import { backupInventory } from "../query/registry";
import { type Api, type Call, hours, minutes, type ParamSpec, type Work } from "../rest/api";
import { storageQueue } from "../world";
import {
  backupParams,
  checkSource,
  copyOf,
  copyParams,
  deleteBackupParams,
  planSync,
  storageOf,
} from "./volumeBackups";

const groupParam: ParamSpec = { kind: "string", required: true };
const storageParam: ParamSpec = { kind: "string", required: true, resource: "BackupStorageVO" };

/** Java's `yyyy-MM-dd HH:mm:ss.S`, in local time. */
export function timestamp(ms: number): string {
  const date = new Date(ms);
  const two = (value: number) => String(value).padStart(2, "0");
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  const time = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
  return `${day} ${time}.${date.getMilliseconds()}`;
}

/** The requested name survives only as the beginning of the members' names. */
function memberName(name: string, volume: VolumeRow, stamp: string): string {
  const middle = volume.type === "Root" ? "" : `-${volume.uuid}`;
  return `${name}${middle}-${stamp}`.slice(0, 255);
}

function vmOf({ world, params }: Call): VmInstanceRow {
  const { volumes, vmInstances } = world.database.tables;
  const volume = volumes.get(params.need("rootVolumeUuid"));
  const vm = vmInstances.get(volume?.vmInstanceUuid ?? "");
  if (volume === undefined || volume.type !== "Root" || vm === undefined) {
    throw operation(`Volume[uuid:${params.need("rootVolumeUuid")}] is not root volume`);
  }
  if (vm.state !== "Running" && vm.state !== "Paused") {
    throw operation(`Failed to create backups for VM[uuid:${vm.uuid}], because it is not in state[Running, Paused]`);
  }
  return vm;
}

function planCreate(call: Call): Work {
  const { world, params, account, jobUuid } = call;
  const message = "org.zstack.header.storage.volume.backup.APICreateVmBackupMsg";
  checkBackupTags(world, call.systemTags, message);
  const storage = storageOf(call, "backupStorageUuid");
  checkStorage(storage, message);
  const vm = vmOf(call);
  const attached = world.database.tables.volumes.by("vmInstanceUuid", vm.uuid).filter(({ type }) => type !== "Memory");
  const volumes = attached.filter((volume) => !volume.isShareable);
  // Older servers count shareable volumes, which they do not back up.
  checkBackupQuota(world, account, world.atLeast(5, 4) ? volumes : attached, params.str("mode") === "full");
  const groupUuid = params.str("resourceUuid") ?? newUuid();
  const name = params.need("name");
  let members: { row: BackupRow; volume: VolumeRow; request: BackupRequest }[] = [];
  return {
    queues: [`vm-${vm.uuid}`, ...volumes.map((volume) => `backup of ${volume.uuid}`), storageQueue(storage.uuid)],
    start: () => {
      const last = volumes.map((volume) => takeHistory(world, volume, storage.uuid));
      // One chain that is at its end makes all members full.
      const full = params.str("mode") === "full" || last.some((one) => isLong(world, one));
      members = volumes.map((volume, index) => {
        const request: BackupRequest = {
          uuid: newUuid(),
          // Until it is done the row is named after the volume.
          name: volume.uuid,
          description: params.str("description"),
          full,
          parent: full ? undefined : last[index],
          groupUuid,
          storage,
          accountUuid: account.uuid,
        };
        return { volume, request, row: beginBackup(world, volume, request) };
      });
    },
    abort: () => {
      for (const { row } of members) abortBackup(world, row);
    },
    // Each member is Ready once the store has it, before the others are.
    steps: () =>
      members.map(({ row, volume, request }) => () => {
        completeBackup(world, row, volume, request, memberName(name, volume, timestamp(world.clock.now())));
        addTag(world, account.uuid, "System", "VolumeBackupVO", row.uuid, `manualCreate::api::${jobUuid}`);
      }),
    finish: () => {
      return { inventories: shuffle(members).map(({ row }) => backupInventory(world, row)) };
    },
  };
}

function membersOf({ world, params, account }: Call): BackupRow[] {
  const rows = world.database.tables.backups.by("groupUuid", params.need("groupUuid"));
  const foreign = rows.find((row) => !account.admin && row.accountUuid !== account.uuid);
  if (foreign !== undefined) throw operation(`No permission to volume backups within group uuid: ${foreign.uuid}`);
  return rows;
}

/** Actions need a complete group: one root among them. The server prints a member's uuid where it says group. */
function wholeGroup(rows: readonly BackupRow[]): void {
  const roots = rows.filter((row) => row.type === "Root").length;
  const printed = rows[0]?.uuid ?? "";
  if (roots === 0) throw operation(`Root volume missing within group uuid: ${printed}`);
  if (roots > 1) throw operation(`Multiple root volumes found within group uuid: ${printed}`);
}

export function existing(call: Call): BackupRow[] {
  const rows = membersOf(call);
  if (rows.length === 0) throw notFound(`No volume backups found with group uuid: ${call.params.need("groupUuid")}`);
  wholeGroup(rows);
  return rows;
}

function planDelete(call: Call): Work {
  const { world, params } = call;
  const rows = membersOf(call);
  if (rows.length === 0) return { instant: true, finish: () => ({}) };
  wholeGroup(rows);
  return {
    queues: rows.map((row) => `backup of ${row.volumeUuid}`),
    finish: () => {
      for (const row of rows) {
        // What fails is only logged: the call succeeds all the same.
        if (row.deleteFails === true || !world.database.tables.backups.has(row.uuid)) continue;
        deleteBackup(world, row, params.list("backupStorageUuids"), params.flag("handleDependency"));
      }
      return {};
    },
  };
}

/** The VM is started at the end where that is asked for, whatever has become of its volumes. */
const startingStrategy: ParamSpec = { kind: "string", values: ["InstantStart", "JustCreate", "CreateStopped"] };

/** Volume by volume: the first one that fails ends it, and what was overwritten before stays so. */
function planRevert(call: Call): Work {
  const { world, params } = call;
  const rows = existing(call).sort((a, b) => Number(b.type === "Root") - Number(a.type === "Root"));
  const [root] = rows;
  if (root === undefined) throw internal("the group has no root backup");
  const { vmInstances, volumes } = world.database.tables;
  const rootVolume = volumes.get(root.volumeUuid);
  if (rootVolume !== undefined && rootVolume.vmInstanceUuid !== root.vmInstanceUuid) {
    const now = `Current vm[uuid: ${rootVolume.vmInstanceUuid}] of the volume[uuid: ${rootVolume.uuid}]`;
    throw operation(`${now} is no longer the vm[uuid: ${root.vmInstanceUuid}] that was used for backup`);
  }
  checkSource(call, root);
  const start = (): void => {
    const vm = vmInstances.get(root.vmInstanceUuid ?? "");
    if (vm?.state === "Stopped" && params.str("strategy") === "InstantStart") startVm(world, vm);
  };
  return {
    queues: rows.map((row) => `volume-${row.volumeUuid}`),
    steps: () =>
      rows.map((row) => () => {
        try {
          restoreVolume(world, row, checkRevertible(world, row));
        } catch (error) {
          start();
          throw error;
        }
      }),
    finish: () => {
      start();
      return {};
    },
  };
}

function planCopy(call: Call, api: string): Work {
  const { world } = call;
  const rows = existing(call);
  const copy = copyOf(call, api);
  checkCopy(copy);
  return {
    queues: rows.map((row) => `copy of ${row.uuid}`),
    finish: () => {
      // One after the other: what was copied before an error stays.
      for (const row of rows) completeCopy(world, row, beginCopy(world, row, copy), copy);
      return { inventories: shuffle(rows).map((row) => backupInventory(world, row)) };
    },
  };
}

function action(name: string, timeout: number, params: Record<string, ParamSpec>, plan: (call: Call) => Work): Api {
  const wrapper = name.charAt(0).toLowerCase() + name.slice(1);
  const path = "/vm-backups/{groupUuid}/actions";
  return {
    name,
    kind: "job",
    method: "PUT",
    path,
    wrapper,
    timeout,
    params: { groupUuid: groupParam, ...params },
    plan,
  };
}

const syncName = "SyncVmBackupFromImageStoreBackupStorage";
const recoverName = "RecoverVmBackupFromImageStoreBackupStorage";

export const vmBackupApis: Api[] = [
  {
    name: "CreateVmBackup",
    kind: "job",
    method: "POST",
    path: "/volumes/{rootVolumeUuid}/vm-backups",
    wrapper: "params",
    timeout: 36 * hours,
    params: { rootVolumeUuid: { kind: "string", required: true, resource: "VolumeVO" }, ...backupParams },
    plan: planCreate,
  },
  {
    name: "DeleteVmBackup",
    kind: "job",
    method: "DELETE",
    path: "/vm-backups/{groupUuid}",
    timeout: 30 * minutes,
    params: { groupUuid: groupParam, ...deleteBackupParams },
    plan: planDelete,
  },
  action(
    "RevertVmFromVmBackup",
    72 * hours,
    { backupStorageUuid: { kind: "string", resource: "BackupStorageVO" }, strategy: startingStrategy },
    planRevert,
  ),
  action(syncName, 24 * hours, copyParams, (call) => planCopy(call, syncName)),
  action(recoverName, 30 * minutes, copyParams, (call) => planCopy(call, recoverName)),
  {
    name: "SyncVmBackup",
    kind: "job",
    method: "PUT",
    path: "/vm-backups/imageStore/{imageStoreUuid}/actions",
    wrapper: "syncVmBackup",
    timeout: 30 * minutes,
    params: { imageStoreUuid: storageParam },
    plan: (call) => planSync(call, true),
  },
];
