// Snapshot groups.

import { ApiError, internal, invalid, operation } from "../core/errors";
import { newUuid, shuffle } from "../core/ids";
import { type Inventory, tagged } from "../core/inventories";
import type { GroupRow } from "../core/model";
import { deleteSingle, deleteSubtree, markDeleting, refuseReferenced, removeGroup, subtree } from "../engine/deletion";
import { plain, refuseGroup, refuseUnavailable, resumeFromMemory, revertSteps } from "../engine/groupRevert";
import {
  abortMembers,
  beginMembers,
  completeGroup,
  effectiveSnapshots,
  groupLocation,
  memoryVolume,
  unavailable,
} from "../engine/groups";
import { checkQuota } from "../engine/quota";
import { createMessage } from "../engine/snapshots";
import { groupInventory } from "../query/registry";
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
import { checkSnapshotable } from "./snapshots";

const groupParam: ParamSpec = { kind: "string", required: true, resource: "VolumeSnapshotGroupVO" };
/** Where the server keeps the classes of results. */
const groupPackage = "org.zstack.header.storage.snapshot.group";
const deletable: ParamSpec = { ...groupParam, missingIsSuccess: true };

function groupOf({ world, params }: Call): GroupRow {
  const row = world.database.tables.groups.get(params.need("uuid"));
  if (row === undefined) throw internal("the group went away");
  return row;
}

/** Operations on a group wait for those on its VM and on every volume of it. */
function queuesOf(world: World, vmUuid: string, more: readonly string[] = []): string[] {
  const volumes = world.database.tables.volumes.by("vmInstanceUuid", vmUuid).map((volume) => volume.uuid);
  return [`vm-${vmUuid}`, ...[...volumes, ...more].map((uuid) => `volume-${uuid}`)];
}

function planCreate(call: Call): Work {
  const { world, params, account } = call;
  const { volumes, vmInstances } = world.database.tables;
  const root = volumes.get(params.need("rootVolumeUuid"));
  const vm = vmInstances.get(root?.vmInstanceUuid ?? "");
  if (root === undefined || root.type !== "Root" || vm === undefined) {
    throw invalid(`volume[uuid:${params.need("rootVolumeUuid")}] is not root volume`);
  }
  const attached = () => volumes.by("vmInstanceUuid", vm.uuid).filter(({ type }) => type !== "Memory");
  const wantsMemory = params.flag("withMemory");
  // What takes the memory is not open source.
  const withMemory = wantsMemory && world.options.edition === "enterprise";
  checkQuota(world, account, "snapshot.volume.num", attached().length);
  for (const volume of attached()) checkSnapshotable(volume);
  if (wantsMemory && !["Running", "Paused"].includes(vm.state)) {
    throw operation(`VM[uuid:${vm.uuid}] is not in state[Running, Paused], cant create memory snapshot`);
  }
  const request = {
    uuid: params.str("resourceUuid") ?? newUuid(),
    name: params.need("name"),
    description: params.str("description"),
  };
  // Only these are locked: one that is attached while this waits has a queue of its own.
  const planned = new Set(attached().map(({ uuid }) => uuid));
  let members: ReturnType<typeof beginMembers> = [];
  let completed = false;
  return {
    queues: queuesOf(world, vm.uuid),
    message: createMessage,
    location: groupLocation,
    start: () => {
      const taken = attached().filter(({ uuid }) => planned.has(uuid));
      members = beginMembers(world, withMemory ? [...taken, memoryVolume(world, vm)] : taken, request);
    },
    abort: () => {
      if (!completed) abortMembers(world, members);
    },
    finish: () => {
      completed = true;
      return { inventory: groupInventory(world, completeGroup(world, vm, members, request)) };
    },
  };
}

function planUpdate(call: Call): Work {
  const { world, params } = call;
  const row = groupOf(call);
  const name = params.str("name");
  const description = params.str("description");
  // No limit is declared here; the database has one.
  if ((name?.length ?? 0) > 255 || (description?.length ?? 0) > 2048) {
    throw new ApiError("SYS.1000", "org.hibernate.exception.DataException: could not execute statement");
  }
  return {
    instant: true,
    finish: () => {
      const before = row.lastOpDate;
      world.database.tables.groups.update(row, {
        ...(name === undefined ? {} : { name }),
        ...(description === undefined ? {} : { description }),
      });
      return { inventory: groupInventory(world, { ...row, lastOpDate: before }) };
    },
  };
}

/** Failures of members are in the results only. The row goes with the root snapshot, so it may survive. */
function planDelete(call: Call): Work {
  const { world, params } = call;
  const row = groupOf(call);
  const { snapshots } = world.database.tables;
  const single = world.atLeast(5, 4) && (params.str("scope") ?? "chain") !== "chain";
  const members = effectiveSnapshots(world, row);
  return {
    queues: queuesOf(
      world,
      row.vmInstanceUuid,
      members.map(({ ref }) => ref.volumeUuid),
    ),
    start: () =>
      markDeleting(
        world,
        members.flatMap(({ snapshot }) => (snapshots.has(snapshot.uuid) ? [snapshot] : [])),
      ),
    abort: () => {
      for (const { snapshot } of members) {
        if (snapshots.has(snapshot.uuid)) snapshots.update(snapshot, { status: "Ready" });
      }
    },
    finish: () => {
      const results = members.map(({ ref, snapshot }) => {
        const result = { snapshotUuid: ref.volumeSnapshotUuid, volumeUuid: ref.volumeUuid };
        try {
          if (snapshots.has(snapshot.uuid)) {
            refuseReferenced(single ? [snapshot] : subtree(world, snapshot));
            if (single) deleteSingle(world, snapshot);
            else deleteSubtree(world, snapshot);
          }
          return tagged(`${groupPackage}.DeleteSnapshotGroupResult`, { ...result, success: true });
        } catch (error) {
          if (!(error instanceof ApiError)) throw error;
          snapshots.update(snapshot, { status: "Ready" });
          return {
            ...result,
            success: false,
            error: plain(error, world),
          };
        }
      });
      return { results };
    },
  };
}

function planRevert(call: Call): Work {
  const { world } = call;
  const row = groupOf(call);
  refuseGroup(world, row);
  const results: Inventory[] = [];
  return {
    queues: queuesOf(world, row.vmInstanceUuid),
    start: () => refuseUnavailable(world, row),
    steps: () => revertSteps(world, row, results),
    finish: () => {
      resumeFromMemory(world, row);
      return { results };
    },
  };
}

export const groupApis: Api[] = [
  {
    name: "CreateVolumeSnapshotGroup",
    kind: "job",
    method: "POST",
    path: "/volume-snapshots/group",
    wrapper: "params",
    timeout: 3 * hours,
    refusesSystemTags: true,
    params: {
      rootVolumeUuid: { kind: "string", required: true, resource: "VolumeVO" },
      name: nameParam,
      description: descriptionParam,
      withMemory: { kind: "boolean" },
      ...createParams,
    },
    plan: planCreate,
  },
  {
    name: "QueryVolumeSnapshotGroup",
    kind: "query",
    method: "GET",
    path: "/volume-snapshots/group",
    resource: "groups",
  },
  {
    name: "QueryVolumeSnapshotGroup",
    kind: "query",
    method: "GET",
    path: "/volume-snapshots/group/{uuid}",
    resource: "groups",
  },
  {
    name: "DeleteVolumeSnapshotGroup",
    kind: "job",
    method: "DELETE",
    path: "/volume-snapshots/group/{uuid}",
    timeout: 3 * hours,
    params: { uuid: deletable, deleteMode: deleteModeParam, scope: { kind: "string" }, direction: { kind: "string" } },
    plan: planDelete,
  },
  {
    name: "UngroupVolumeSnapshotGroup",
    kind: "job",
    method: "DELETE",
    path: "/volume-snapshots/ungroup/{uuid}",
    timeout: 30 * minutes,
    params: { uuid: deletable, deleteMode: deleteModeParam },
    plan: (call) => {
      const row = groupOf(call);
      return {
        queues: [`vm-${row.vmInstanceUuid}`],
        instant: true,
        finish: () => {
          removeGroup(call.world, row.uuid);
          return {};
        },
      };
    },
  },
  {
    name: "UpdateVolumeSnapshotGroup",
    kind: "job",
    method: "PUT",
    path: "/volume-snapshots/group/{uuid}/actions",
    wrapper: "updateVolumeSnapshotGroup",
    timeout: 30 * minutes,
    params: { uuid: groupParam, name: { kind: "string" }, description: { kind: "string" } },
    plan: planUpdate,
  },
  {
    name: "RevertVmFromSnapshotGroup",
    kind: "job",
    method: "PUT",
    path: "/volume-snapshots/group/{uuid}/actions",
    wrapper: "revertVmFromSnapshotGroup",
    timeout: 24 * hours,
    params: { uuid: groupParam },
    plan: planRevert,
  },
  {
    name: "CheckVolumeSnapshotGroupAvailability",
    kind: "sync",
    method: "GET",
    path: "/volume-snapshots/groups/availabilities",
    params: { uuids: { kind: "list", required: true, resource: "VolumeSnapshotGroupVO" } },
    run: ({ world, params }) => ({
      results: shuffle([...new Set(params.list("uuids"))]).map((uuid) => {
        const group = world.database.tables.groups.get(uuid);
        const reason = group === undefined ? "" : unavailable(world, group);
        return tagged(`${groupPackage}.VolumeSnapshotGroupAvailability`, { uuid, available: reason === "", reason });
      }),
    }),
  },
  {
    name: "GetMemorySnapshotGroupReference",
    kind: "sync",
    method: "GET",
    path: "/memory-snapshots/group/reference",
    params: { resourceUuid: { kind: "string", required: true }, resourceType: { kind: "string", required: true } },
    run: () => ({ inventories: [] }),
  },
];
