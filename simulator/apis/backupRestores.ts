// New volumes and VMs out of backups.

import { internal, notFound, operation } from "../core/errors";
import type { BackupRow } from "../core/model";
import { type Api, type Call, hours, type ParamSpec, type Work } from "../rest/api";
import { newVmParams, newVolumeParams, planVm, planVolume, type Source } from "./restores";
import { groupMembers } from "./vmBackups";

const backupParam: ParamSpec = { kind: "string", required: true, resource: "VolumeBackupVO" };
const storageParam: ParamSpec = { kind: "string", resource: "BackupStorageVO" };

function sourceOf({ world }: Call, row: BackupRow): Source {
  const volume = world.database.tables.volumes.get(row.volumeUuid);
  return { name: row.name, size: volume?.size ?? row.size, primaryStorageUuid: volume?.primaryStorageUuid };
}

function backupOf({ world, params }: Call): BackupRow {
  const row = world.database.tables.backups.get(params.need("backupUuid"));
  if (row === undefined) throw internal("the backup went away");
  if (row.status !== "Ready")
    throw operation(`volume backup[uuid:${row.uuid}] is not Ready, current status is ${row.status}`);
  return row;
}

function planData(call: Call): Work {
  const work = planVolume(call, sourceOf(call, backupOf(call)));
  const vmUuid = call.params.str("vmInstanceUuid");
  if (vmUuid === undefined) return work;
  return {
    ...work,
    finish: () => {
      const result = work.finish();
      const { volumes } = call.world.database.tables;
      const uuid = (result["inventory"] as { uuid: string }).uuid;
      const row = volumes.get(uuid);
      const deviceId = volumes.by("vmInstanceUuid", vmUuid).length;
      if (row !== undefined)
        volumes.update(row, { vmInstanceUuid: vmUuid, deviceId, lastAttachDate: call.world.clock.timestamp() });
      return result;
    },
  };
}

function planVmFromVolume(call: Call): Work {
  const row = backupOf(call);
  if (row.type !== "Root") throw operation(`volume backup[uuid:${row.uuid}] is not a backup of a root volume`);
  return planVm(call, call.world.database.tables.vmInstances.get(row.vmInstanceUuid ?? ""), sourceOf(call, row), []);
}

function planVmFromGroup(call: Call): Work {
  const groupUuid = call.params.need("groupUuid");
  const rows = groupMembers(call.world, groupUuid);
  const root = rows.find((row) => row.type === "Root");
  if (rows.length === 0) throw notFound(`No volume backups found with group uuid: ${groupUuid}`);
  if (root === undefined) throw operation(`Root volume missing within group uuid: ${rows[0]?.uuid ?? ""}`);
  const data = rows.filter((row) => row !== root).map((row) => sourceOf(call, row));
  return planVm(
    call,
    call.world.database.tables.vmInstances.get(root.vmInstanceUuid ?? ""),
    sourceOf(call, root),
    data,
  );
}

function create(
  name: string,
  path: string,
  timeout: number,
  params: Record<string, ParamSpec>,
  plan: (call: Call) => Work,
): Api {
  return { name, kind: "job", method: "POST", path, wrapper: "params", timeout, params, plan };
}

export const backupRestoreApis: Api[] = [
  create(
    "CreateDataVolumeFromVolumeBackup",
    "/volumes/data-volume/from/volume-template/{backupUuid}",
    72 * hours,
    {
      backupUuid: backupParam,
      vmInstanceUuid: { kind: "string", resource: "VmInstanceVO" },
      backupStorageUuid: storageParam,
      ...newVolumeParams,
    },
    planData,
  ),
  create(
    "CreateVmFromVolumeBackup",
    "/vm-instances/from/vm-backup/{backupUuid}",
    24 * hours,
    { backupUuid: backupParam, ...newVmParams },
    planVmFromVolume,
  ),
  create(
    "CreateVmFromVmBackup",
    "/vm-instances/from/vm-backups/{groupUuid}",
    24 * hours,
    { groupUuid: { kind: "string", required: true }, backupStorageUuid: storageParam, ...newVmParams },
    planVmFromGroup,
  ),
];
