// Volume snapshots: create, query, change, delete, revert, size.

import { internal, operation, resourceMissing } from "../core/errors";
import { newUuid } from "../core/ids";
import { tagged } from "../core/inventories";
import type { SnapshotRow, VolumeRow } from "../core/model";
import { checkQuota } from "../engine/quota";
import { checkRevert, refuseRevert, revert, revertLocation } from "../engine/revert";
import { beginSafetySnapshot, completeSafetySnapshot, wantsSafetySnapshots } from "../engine/safetySnapshots";
import { abortSnapshot, beginSnapshot, completeSnapshot, createLocation, createMessage } from "../engine/snapshots";
import { storeTags } from "../engine/tags";
import { snapshotInventory } from "../query/registry";
import {
  type Api,
  type Call,
  createParams,
  descriptionParam,
  hours,
  minutes,
  nameParam,
  type ParamSpec,
  type Work,
} from "../rest/api";
import type { World } from "../world";

export const snapshotParam: ParamSpec = { kind: "string", required: true, resource: "VolumeSnapshotVO" };

export function snapshotOf({ world, params }: Call): SnapshotRow {
  const row = world.database.tables.snapshots.get(params.need("uuid"));
  if (row === undefined) throw internal("the snapshot went away");
  return row;
}

/** Volumes must be ready and enabled. The server's message formatting loses the apostrophe of "can't". */
export function checkSnapshotable(volume: VolumeRow): void {
  const what = `volume[uuid:${volume.uuid}]`;
  if (volume.status !== "Ready") {
    throw operation(`${what} is not in status Ready, current is ${volume.status}, cant create snapshot`);
  }
  if (volume.type !== "Root" && volume.type !== "Data") {
    throw operation(`volume[uuid:${volume.uuid}, type:${volume.type}], cant create snapshot`);
  }
  if (volume.state !== "Enabled") {
    throw operation(`${what} is not in state Enabled, current is ${volume.state}, cant create snapshot`);
  }
}

function planCreate(call: Call): Work {
  const { world, params } = call;
  const volume = world.database.tables.volumes.get(params.need("volumeUuid"));
  if (volume === undefined) throw internal("the volume went away");
  checkQuota(world, call.account, "snapshot.volume.num", 1);
  checkSnapshotable(volume);
  const request = {
    uuid: params.str("resourceUuid") ?? newUuid(),
    name: params.need("name"),
    description: params.str("description"),
  };
  let row: SnapshotRow | undefined;
  return {
    queues: [`volume-${volume.uuid}`],
    message: createMessage,
    location: createLocation(volume.uuid),
    start: () => {
      // It may have been expunged while this waited for its turn.
      if (!world.database.tables.volumes.has(volume.uuid)) throw resourceMissing("volumeUuid", volume.uuid, "VolumeVO");
      row = beginSnapshot(world, volume, request);
    },
    abort: () => {
      if (row !== undefined) abortSnapshot(world, row);
    },
    finish: () => {
      if (row === undefined) throw internal("the snapshot was never begun");
      completeSnapshot(world, row, volume);
      storeTags(call, "VolumeSnapshotVO", row.uuid);
      return { inventory: snapshotInventory(world, row) };
    },
  };
}

function planUpdate(call: Call): Work {
  const { world, params } = call;
  const row = snapshotOf(call);
  return {
    instant: true,
    finish: () => {
      const before = row.lastOpDate;
      const patch: Partial<SnapshotRow> = {};
      const name = params.str("name");
      const description = params.str("description");
      if (name !== undefined) patch.name = name;
      if (description !== undefined) patch.description = description;
      if (Object.keys(patch).length > 0) world.database.tables.snapshots.update(row, patch);
      // The answer still has the date from before: the database sets it behind the server's back.
      return { inventory: snapshotInventory(world, { ...row, lastOpDate: before }) };
    },
  };
}

function planRevert(call: Call): Work {
  const { world } = call;
  const row = snapshotOf(call);
  refuseRevert(world, row);
  let safety: SnapshotRow | undefined;
  return {
    queues: [`volume-${row.volumeUuid ?? row.uuid}`],
    location: revertLocation(false),
    start: () => {
      // It may have been deleted while this waited for its turn.
      if (!world.database.tables.snapshots.has(row.uuid)) throw resourceMissing("uuid", row.uuid, "VolumeSnapshotVO");
      const volume = checkRevert(world, row);
      if (wantsSafetySnapshots(world)) safety = beginSafetySnapshot(world, volume);
    },
    abort: () => {
      if (safety !== undefined) abortSnapshot(world, safety);
    },
    finish: () => {
      const volume = checkRevert(world, row);
      const taken = safety;
      // Once it is taken it stays, whatever becomes of the revert.
      safety = undefined;
      if (taken !== undefined) completeSafetySnapshot(world, taken, volume);
      revert(world, row, volume);
      return {};
    },
  };
}

function planSize(call: Call): Work {
  const { world } = call;
  const row = snapshotOf(call);
  return {
    instant: true,
    finish: () => {
      const { size, actualSize } = row;
      world.database.tables.snapshots.update(row, { size: actualSize });
      return { size, actualSize, success: true };
    },
  };
}

export function planShrink(world: World, row: SnapshotRow): Work {
  return {
    finish: () => {
      const oldSize = row.size;
      const size = Math.floor(oldSize / 2);
      world.database.tables.snapshots.update(row, { size, actualSize: size });
      const shrinkResult = { oldSize, size, deltaSize: oldSize - size };
      return { shrinkResult: tagged("org.zstack.header.storage.snapshot.ShrinkResult", shrinkResult) };
    },
  };
}

export const snapshotApis: Api[] = [
  {
    name: "CreateVolumeSnapshot",
    kind: "job",
    method: "POST",
    path: "/volumes/{volumeUuid}/volume-snapshots",
    wrapper: "params",
    timeout: 3 * hours,
    refusesSystemTags: true,
    params: {
      volumeUuid: { kind: "string", required: true, resource: "VolumeVO" },
      name: nameParam,
      description: descriptionParam,
      ...createParams,
    },
    plan: planCreate,
  },
  { name: "QueryVolumeSnapshot", kind: "query", method: "GET", path: "/volume-snapshots", resource: "snapshots" },
  { name: "QueryVolumeSnapshotTree", kind: "query", method: "GET", path: "/volume-snapshots/trees", resource: "trees" },
  {
    name: "QueryVolumeSnapshotTree",
    kind: "query",
    method: "GET",
    path: "/volume-snapshots/trees/{uuid}",
    resource: "trees",
  },
  {
    name: "QueryVolumeSnapshot",
    kind: "query",
    method: "GET",
    path: "/volume-snapshots/{uuid}",
    resource: "snapshots",
  },
  {
    name: "GetVolumeSnapshotSize",
    kind: "job",
    method: "PUT",
    path: "/volume-snapshots/{uuid}/actions",
    wrapper: "getVolumeSnapshotSize",
    timeout: 30 * minutes,
    params: { uuid: snapshotParam },
    plan: planSize,
  },
  {
    name: "UpdateVolumeSnapshot",
    kind: "job",
    method: "PUT",
    path: "/volume-snapshots/{uuid}/actions",
    wrapper: "updateVolumeSnapshot",
    timeout: 30 * minutes,
    params: { uuid: snapshotParam, name: { kind: "string", max: 255 }, description: descriptionParam },
    plan: planUpdate,
  },
  {
    name: "RevertVolumeFromSnapshot",
    kind: "job",
    method: "PUT",
    path: "/volume-snapshots/{uuid}/actions",
    wrapper: "revertVolumeFromSnapshot",
    timeout: 24 * hours,
    params: { uuid: snapshotParam },
    plan: planRevert,
  },
  {
    name: "ShrinkVolumeSnapshot",
    kind: "job",
    method: "PUT",
    path: "/volume-snapshots/shrink/{uuid}/actions",
    wrapper: "shrinkVolumeSnapshot",
    timeout: 24 * hours,
    params: { uuid: snapshotParam },
    plan: (call) => planShrink(call.world, snapshotOf(call)),
  },
];
