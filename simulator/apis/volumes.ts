// Volumes: look-ups, and the life of data volumes as far as snapshots and backups depend on it.

import { duplicateKey, internal, operation, resourceMissing } from "../core/errors";
import { newUuid } from "../core/ids";
import type { VolumeRow } from "../core/model";
import { attach, checkAttachable } from "../engine/attach";
import { newDisk } from "../engine/disks";
import { detachment, expunge, recycle } from "../engine/recycleBin";
import { storeTags } from "../engine/tags";
import { volumeInventory } from "../query/registry";
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
import type { World } from "../world";

const volumeParam: ParamSpec = { kind: "string", required: true, resource: "VolumeVO" };

function volumeOf({ world, params }: Call, name = "uuid"): VolumeRow {
  const row = world.database.tables.volumes.get(params.need(name));
  if (row === undefined) throw internal("the volume went away");
  return row;
}

/** It may have been expunged while something waited for its turn. */
function refuseExpunged(world: World, row: VolumeRow): void {
  if (!world.database.tables.volumes.has(row.uuid)) throw resourceMissing("uuid", row.uuid, "VolumeVO");
}

/** A change of the row at its turn in the volume's queue. */
function edit(call: Call, row: VolumeRow, patch: () => Partial<VolumeRow>, check: () => void = () => {}): Work {
  return {
    queues: [`volume-${row.uuid}`],
    instant: true,
    start: () => {
      refuseExpunged(call.world, row);
      check();
    },
    finish: () => ({ inventory: volumeInventory(call.world.database.tables.volumes.update(row, patch())) }),
  };
}

function planCreate(call: Call): Work {
  const { world, params, account } = call;
  const { volumes, diskOfferings } = world.database.tables;
  const uuid = params.str("resourceUuid") ?? newUuid();
  const offering = diskOfferings.get(params.str("diskOfferingUuid") ?? "");
  const storage = params.str("primaryStorageUuid");
  return {
    instant: true,
    finish: () => {
      if (world.database.resource(uuid) !== undefined) throw duplicateKey();
      const base = world.database.base(uuid, account.uuid);
      const row = volumes.insert({
        ...base,
        // Without a primary storage nothing exists on disk before the first attach.
        ...(storage === undefined
          ? {}
          : newDisk(world.database, { ...base, type: "Data", primaryStorageUuid: storage })),
        name: params.need("name"),
        description: params.str("description"),
        primaryStorageUuid: storage,
        diskOfferingUuid: offering?.uuid,
        type: "Data",
        size: offering?.diskSize ?? params.num("diskSize") ?? 0,
        actualSize: 0,
        state: "Enabled",
        status: storage === undefined ? "NotInstantiated" : "Ready",
        isShareable: call.systemTags.includes("ephemeral::shareable"),
      });
      storeTags(call, "VolumeVO", uuid);
      return { inventory: volumeInventory(row) };
    },
  };
}

function planDelete(call: Call): Work {
  const row = volumeOf(call);
  const { world } = call;
  if (row.type === "Root") throw operation(`volume[uuid:${row.uuid}] is root volume, can't be deleted`);
  if (row.status === "Deleted") throw operation(`volume[uuid:${row.uuid}] is already in status of deleted`);
  const { volumes } = world.database.tables;
  return {
    queues: [`volume-${row.uuid}`],
    instant: true,
    finish: () => {
      if (row.status === "Deleted" || !volumes.has(row.uuid)) return {};
      if (row.status === "NotInstantiated") {
        world.database.removeResource("volumes", row.uuid);
        return {};
      }
      recycle(world, row);
      return {};
    },
  };
}

function planExpunge(call: Call): Work {
  const row = volumeOf(call);
  if (row.type === "Root")
    throw operation(`volume[uuid:${row.uuid}, name:${row.name}] is root volume, cannot expunge it`);
  const check = () => {
    if (row.status === "Deleted") return;
    throw operation(`the volume[uuid:${row.uuid}, name:${row.name}] is not deleted yet, cant expunge it`);
  };
  check();
  return {
    queues: [`volume-${row.uuid}`],
    instant: true,
    start: check,
    finish: () => {
      expunge(call.world, row);
      return {};
    },
  };
}

function planAttach(call: Call): Work {
  const { world } = call;
  const row = volumeOf(call, "volumeUuid");
  const vmUuid = call.params.need("vmInstanceUuid");
  return {
    queues: [`volume-${row.uuid}`],
    instant: true,
    start: () => {
      refuseExpunged(world, row);
      checkAttachable(world, row, vmUuid);
    },
    finish: () => ({ inventory: volumeInventory(attach(world, row, vmUuid)) }),
  };
}

function planDetach(call: Call): Work {
  const row = volumeOf(call);
  const patch = () => detachment(call.world, row);
  return edit(call, row, patch, () => {
    if (row.type !== "Data") throw operation(`volume[uuid:${row.uuid}] is root volume, can't be detached`);
    if (row.vmInstanceUuid === undefined)
      throw operation(`data volume[uuid:${row.uuid}] is not attached to any vm, cant detach`);
  });
}

function planUpdate(call: Call): Work {
  const { params } = call;
  const name = params.str("name");
  const description = params.str("description");
  return edit(call, volumeOf(call), () => ({
    ...(name === undefined ? {} : { name }),
    ...(description === undefined ? {} : { description }),
  }));
}

const actions = { kind: "job", method: "PUT", path: "/volumes/{uuid}/actions", timeout: 30 * minutes } as const;

export const volumeApis: Api[] = [
  { name: "QueryVolume", kind: "query", method: "GET", path: "/volumes", resource: "volumes" },
  { name: "QueryVolume", kind: "query", method: "GET", path: "/volumes/{uuid}", resource: "volumes" },
  {
    name: "CreateDataVolume",
    kind: "job",
    method: "POST",
    path: "/volumes/data",
    wrapper: "params",
    timeout: 3 * hours,
    params: {
      name: nameParam,
      description: descriptionParam,
      diskOfferingUuid: { kind: "string", resource: "DiskOfferingVO" },
      diskSize: { kind: "long", min: 1 },
      primaryStorageUuid: { kind: "string", resource: "PrimaryStorageVO" },
      ...createParams,
    },
    plan: planCreate,
  },
  {
    name: "DeleteDataVolume",
    kind: "job",
    method: "DELETE",
    path: "/volumes/{uuid}",
    timeout: 30 * minutes,
    params: { uuid: { ...volumeParam, missingIsSuccess: true }, deleteMode: deleteModeParam },
    plan: planDelete,
  },
  {
    ...actions,
    name: "ChangeVolumeState",
    wrapper: "changeVolumeState",
    params: { uuid: volumeParam, stateEvent: { kind: "string", required: true, values: ["enable", "disable"] } },
    plan: (call) => {
      const state = call.params.need("stateEvent") === "enable" ? "Enabled" : "Disabled";
      return edit(call, volumeOf(call), () => ({ state }));
    },
  },
  {
    ...actions,
    name: "ExpungeDataVolume",
    wrapper: "expungeDataVolume",
    params: { uuid: { ...volumeParam, missingIsSuccess: true } },
    plan: planExpunge,
  },
  {
    ...actions,
    name: "RecoverDataVolume",
    wrapper: "recoverDataVolume",
    params: { uuid: volumeParam },
    plan: (call) => {
      const row = volumeOf(call);
      return edit(
        call,
        row,
        () => ({ status: "Ready", deletedAt: undefined }),
        () => {
          if (row.status !== "Deleted")
            throw operation(`the volume[uuid:${row.uuid}, name:${row.name}] is not deleted, cannot recover it`);
        },
      );
    },
  },
  {
    ...actions,
    name: "UpdateVolume",
    wrapper: "updateVolume",
    params: { uuid: volumeParam, name: { kind: "string", max: 255 }, description: descriptionParam },
    plan: planUpdate,
  },
  {
    name: "AttachDataVolumeToVm",
    kind: "job",
    method: "POST",
    path: "/volumes/{volumeUuid}/vm-instances/{vmInstanceUuid}",
    wrapper: "params",
    timeout: 30 * minutes,
    params: { volumeUuid: volumeParam, vmInstanceUuid: { kind: "string", required: true, resource: "VmInstanceVO" } },
    plan: planAttach,
  },
  {
    name: "DetachDataVolumeFromVm",
    kind: "job",
    method: "DELETE",
    path: "/volumes/{uuid}/vm-instances",
    timeout: 30 * minutes,
    params: { uuid: volumeParam, vmUuid: { kind: "string", resource: "VmInstanceVO" } },
    plan: planDetach,
  },
];
