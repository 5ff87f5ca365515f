// What uses a volume, and would be lost with it or lose its disk.
// @API GET /v3/{project_id}/snapshots/detail

import { RefusedError } from "../../http/errors";
import type { CinderApi } from "../client/client";
import { isLeaving, oldestFirst, rowOf } from "../models/objectType";
import { volumePath } from "../models/paths";
import { named, type SnapshotRow, snapshotRow, type VolumeRow } from "../models/rows";
import { listed, serversOf } from "./attachments";
import { isPassing } from "./delete";

/** Throws if something uses the volume. Services derived from Cinder may delete its snapshots with it. */
export async function refuseUsedVolume(api: CinderApi, id: string): Promise<void> {
  const row = await rowOf(api, volumePath, id);
  // A busy one is refused by the platform, and waited for.
  if (row === undefined || isPassing(row)) return;
  refuseUsed(row, await snapshotsOf(api, id));
}

export async function snapshotsOf(api: CinderApi, volume: string): Promise<SnapshotRow[]> {
  const rows = await api.list("/snapshots/detail", "snapshots", { volume_id: volume }, snapshotRow);
  return rows.filter((row) => row.volume_id === volume).sort(oldestFirst);
}

export function refuseUsed(row: VolumeRow, all: readonly SnapshotRow[]): void {
  const snapshots = all.filter((one) => !isLeaving(one));
  const { id, status, attachments } = row;
  if (attachments.length > 0 || status === "in-use") {
    const servers = serversOf(row);
    const where = servers === "" ? `it has status "${status}"` : `it is attached to ${servers}`;
    throw refusal("wrong-state", row, where, `Detach it ("openstack server remove volume <server> ${id}")`);
  }
  if (snapshots.length === 0) return;
  const [count, names] = [snapshots.length, listed(snapshots.map(named))];
  const which = `it has ${count === 1 ? "a snapshot" : `${count} snapshots`}: ${names}`;
  throw refusal("has-dependents", row, which, "Delete those first");
}

function refusal(code: "wrong-state" | "has-dependents", row: VolumeRow, why: string, remedy: string): RefusedError {
  return new RefusedError(
    code,
    `volume ${named(row)} is not deleted, because ${why}. ${remedy}, then run again, or keep the volume with ` +
      'deletionPolicy: "retain".',
  );
}
