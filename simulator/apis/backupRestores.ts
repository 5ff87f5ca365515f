// New volumes and VMs out of backups.

import { internal, operation } from "../core/errors";
import { newUuid } from "../core/ids";
import type { BackupRow } from "../core/model";
import { attach, checkAttachable } from "../engine/attach";
import { checkLocation, refuseRestore } from "../engine/backupReverts";
import type { NewDisk } from "../engine/newVms";
import { addTag } from "../engine/tags";
import { type Api, type Call, hours, type ParamSpec, type Work } from "../rest/api";
import { checkPlace, newVmParams, planVm, rootStorageParams, sizeParams, strategies } from "./newVms";
import { newVolumeParams, planVolume } from "./restores";
import { existing } from "./vmBackups";

const backupParam: ParamSpec = { kind: "string", required: true, resource: "VolumeBackupVO" };
const storageParam: ParamSpec = { kind: "string", resource: "BackupStorageVO" };

function contentsOf({ world }: Call, row: BackupRow): NewDisk {
  const volume = world.database.tables.volumes.get(row.volumeUuid);
  const size = row.volumeSize ?? volume?.size ?? row.size;
  return { size, primaryStorageUuid: volume?.primaryStorageUuid };
}

function backupOf({ world, params }: Call): BackupRow {
  const row = world.database.tables.backups.get(params.need("backupUuid"));
  if (row === undefined) throw internal("the backup went away");
  return row;
}

/** Its uuid is its own, whatever is asked for, and of the tags only the system's are kept. */
function planData(call: Call): Work {
  const { world, params, account } = call;
  const row = backupOf(call);
  const vmUuid = params.str("vmInstanceUuid");
  const storageUuid = params.str("primaryStorageUuid");
  refuseOtherCluster(call, vmUuid, storageUuid);
  checkLocation(world, row, params.str("backupStorageUuid"));
  const contents = contentsOf(call, row);
  const work = planVolume(call, {
    uuid: newUuid(),
    source: { ...contents, primaryStorageUuid: storageUuid ?? contents.primaryStorageUuid ?? anyStorage(call) },
    begun: ({ uuid }) => {
      for (const tag of call.systemTags.filter((one) => !one.startsWith("ephemeral::"))) {
        addTag(world, account.uuid, "System", "VolumeVO", uuid, tag);
      }
    },
    made: (volume) => {
      if (vmUuid === undefined) return;
      checkAttachable(world, volume, vmUuid);
      attach(world, volume, vmUuid);
    },
  });
  return { ...work, finish: () => restoring([row], work) };
}

function restoring(rows: readonly BackupRow[], work: Work) {
  for (const row of rows) refuseRestore(row);
  return work.finish();
}

function refuseOtherCluster({ world }: Call, vmUuid: string | undefined, storageUuid: string | undefined): void {
  const { vmInstances, primaryStorages } = world.database.tables;
  const cluster = vmInstances.get(vmUuid ?? "")?.clusterUuid;
  const storage = primaryStorages.get(storageUuid ?? "");
  if (cluster === undefined || storage === undefined || storage.attachedClusterUuids.includes(cluster)) return;
  const what = `the cluster of vm[${vmUuid}] is not in the same cluster as the primaryStorage[${storageUuid}]`;
  throw operation(what);
}

function anyStorage({ world }: Call): string | undefined {
  return [...world.database.tables.primaryStorages.all()][0]?.uuid;
}

/** User tags are not passed on. */
function planVmFromVolume(call: Call): Work {
  const { world, params } = call;
  const row = backupOf(call);
  if (row.type !== "Root") {
    throw operation(`cannot create vm from volume backup[uuid:${row.uuid}] which is not root volume backup`);
  }
  checkLocation(world, row, params.str("backupStorageUuid"));
  const template = world.database.tables.vmInstances.get(row.vmInstanceUuid ?? "");
  const work = planVm(call, { template, root: contentsOf(call, row), data: [], tagged: false });
  return { ...work, finish: () => restoring([row], work) };
}

/** User tags are not passed on. */
function planVmFromGroup(call: Call): Work {
  const { world, params } = call;
  const hasSizes = params.num("cpuNum") !== undefined && params.num("memorySize") !== undefined;
  if (params.str("instanceOfferingUuid") === undefined && !hasSizes) {
    throw operation("instanceOfferingUuid or cpuNum and memorySize must be set");
  }
  checkPlace(call);
  refuseOtherStorages(call);
  const rows = existing(call);
  for (const row of rows) checkLocation(world, row, params.str("backupStorageUuid"));
  const root = rows.find((row) => row.type === "Root");
  if (root === undefined) throw internal("the group has no root backup");
  const template = world.database.tables.vmInstances.get(root.vmInstanceUuid ?? "");
  // Each from a temporary image of its own, which gives it its name and description.
  const data = rows
    .filter((row) => row !== root)
    .map((row) => ({
      ...contentsOf(call, row),
      name: `data-volume-create-from-backup-${row.uuid}`,
      description: `Created from backup: ${row.uuid}`,
      rootImageUuid: newUuid(),
    }));
  const work = planVm(call, { template, root: contentsOf(call, root), data, tagged: false });
  return { ...work, finish: () => restoring(rows, work) };
}

/** The two are compared with each other only. */
function refuseOtherStorages({ world, params }: Call): void {
  const names = ["primaryStorageUuidForRootVolume", "primaryStorageUuidForDataVolume"];
  const [root, data] = names.map((name) => world.database.tables.primaryStorages.get(params.str(name) ?? ""));
  if (root === undefined || data === undefined) return;
  if (root.attachedClusterUuids.some((uuid) => data.attachedClusterUuids.includes(uuid))) return;
  throw operation("cannot specify primary storage which attached different cluster.");
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

const vmParams: Record<string, ParamSpec> = {
  ...newVmParams,
  ...rootStorageParams,
  strategy: strategies("JustCreate"),
  backupStorageUuid: storageParam,
};

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
    {
      ...vmParams,
      backupUuid: backupParam,
      instanceOfferingUuid: { kind: "string", required: true },
      l3NetworkUuids: { kind: "list", required: true, nonempty: true },
    },
    planVmFromVolume,
  ),
  create(
    "CreateVmFromVmBackup",
    "/vm-instances/from/vm-backups/{groupUuid}",
    24 * hours,
    {
      ...vmParams,
      ...sizeParams,
      groupUuid: { kind: "string", required: true },
      primaryStorageUuidForDataVolume: { kind: "string", resource: "PrimaryStorageVO" },
      dataVolumeSystemTags: { kind: "list" },
    },
    planVmFromGroup,
  ),
];
