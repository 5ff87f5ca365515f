// Deleting volume snapshots, one (with what builds on it) or several.

import { internal, operation } from "../core/errors";
import { tagged } from "../core/inventories";
import type { SnapshotRow } from "../core/model";
import {
  deleteSingle,
  deleteSubtree,
  markDeleting,
  refuseReferenced,
  subtree,
  unmarkDeleting,
} from "../engine/deletion";
import { type Api, type Call, deleteModeParam, hours, minutes, type Work } from "../rest/api";
import { snapshotOf, snapshotParam } from "./snapshots";

function planDelete(call: Call): Work {
  const { world, params } = call;
  const row = snapshotOf(call);
  const mode = params.str("deleteMode") ?? "Permissive";
  // Servers before 5.4 ignore the parameter without a word.
  const scope = world.atLeast(5, 4) ? (params.str("scope") ?? "chain") : "chain";
  let marked: SnapshotRow[] = [];
  return {
    queues: [`volume-${row.volumeUuid ?? row.uuid}`],
    message: "org.zstack.header.storage.snapshot.VolumeSnapshotDeletionMsg",
    start: () => {
      if (mode !== "Permissive" && mode !== "Enforcing") throw unknownMode(mode);
      if (!world.database.tables.snapshots.has(row.uuid)) return;
      marked = scope === "chain" ? subtree(world, row) : [row];
      refuseReferenced(marked);
      markDeleting(world, marked);
    },
    abort: () => unmarkDeleting(world, marked),
    finish: () => {
      if (!world.database.tables.snapshots.has(row.uuid)) return {};
      if (scope === "chain") deleteSubtree(world, row);
      else deleteSingle(world, row);
      return {};
    },
  };
}

function unknownMode(mode: string): Error {
  const method =
    "private void org.zstack.storage.snapshot.VolumeSnapshotTreeBase.deleteVolumeSnapshot(org.zstack.header.storage.snapshot.DeleteVolumeSnapshotMessage, org.zstack.header.core.Completion)";
  const constant = `No enum constant org.zstack.header.message.APIDeleteMessage.DeletionMode.${mode}`;
  return internal(`unhandled exception happened when calling ${method}, ${constant}`);
}

function planBatchDelete({ world, params }: Call): Work {
  const { snapshots } = world.database.tables;
  const uuids = params.list("uuids");
  if (new Set(uuids).size !== uuids.length) throw internal("java.lang.IllegalStateException: Duplicate key in uuids");
  const rows = uuids.map((uuid) => snapshots.get(uuid)).filter((row) => row !== undefined);
  const volumes = [...new Set(rows.map((row) => row.volumeUuid ?? ""))];
  if (volumes.length > 1) {
    throw operation(`not support delete snapshots on different volumes[uuid: ${volumes.reverse().join(", ")}]`);
  }
  rows.sort((a, b) => b.distance - a.distance);
  return {
    queues: [`volume-${volumes[0] ?? ""}`],
    start: () =>
      markDeleting(
        world,
        rows.filter((row) => snapshots.has(row.uuid)),
      ),
    abort: () => unmarkDeleting(world, rows),
    finish: () => {
      const results = rows.map((row) => {
        if (snapshots.has(row.uuid)) deleteSubtree(world, row);
        const result = { snapshotUuid: row.uuid, success: true };
        return tagged("org.zstack.header.storage.snapshot.BatchDeleteVolumeSnapshotStruct", result);
      });
      return { success: true, results };
    },
  };
}

/** Takes back the newest snapshot: its data goes back into the volume. */
function planUndo({ world, params }: Call): Work {
  const { snapshots } = world.database.tables;
  const row = snapshots.get(params.need("snapShotUuid"));
  if (row === undefined) throw internal("the snapshot went away");
  if (!row.latest || row.volumeUuid !== params.need("uuid")) {
    throw operation(`snapshot[uuid:${row.uuid}] is not the latest of volume[uuid:${params.need("uuid")}]`);
  }
  return {
    queues: [`volume-${row.volumeUuid}`],
    start: () => refuseReferenced([row]),
    finish: () => {
      if (snapshots.has(row.uuid)) deleteSingle(world, row);
      return {};
    },
  };
}

export const snapshotDeleteApis: Api[] = [
  {
    name: "UndoSnapshotCreation",
    kind: "job",
    method: "PUT",
    path: "/volumes/{uuid}/actions",
    wrapper: "undoSnapshotCreation",
    timeout: 30 * minutes,
    params: {
      uuid: { kind: "string", required: true, resource: "VolumeVO" },
      snapShotUuid: { kind: "string", required: true, resource: "VolumeSnapshotVO" },
    },
    plan: planUndo,
  },
  {
    name: "BatchDeleteVolumeSnapshot",
    kind: "job",
    method: "PUT",
    path: "/volume-snapshots/batch-delete",
    wrapper: "batchDeleteVolumeSnapshot",
    timeout: 6 * hours,
    params: {
      uuids: { kind: "list", required: true, nonempty: true, resource: "VolumeSnapshotVO" },
      deleteMode: deleteModeParam,
    },
    plan: planBatchDelete,
  },
  {
    name: "DeleteVolumeSnapshot",
    kind: "job",
    method: "DELETE",
    path: "/volume-snapshots/{uuid}",
    timeout: 6 * hours,
    params: {
      uuid: { ...snapshotParam, missingIsSuccess: true },
      deleteMode: deleteModeParam,
      scope: { kind: "string" },
      direction: { kind: "string" },
    },
    plan: planDelete,
  },
];
