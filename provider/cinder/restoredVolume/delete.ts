import type { RequestContext } from "../../core/contract/resourceDefinition";
import type { Deadline } from "../../http/clock";
import { RefusedError } from "../../http/errors";
import type { CinderApi } from "../client/client";
import { type CinderType, isLeaving, oldestFirst, rowOf } from "../models/objectType";
import { named, type SnapshotRow, snapshotRow, type VolumeRow } from "../models/rows";
import { listed, serversOf } from "../resource/attachments";
import { deleteObject, isPassing, type OnRefusal } from "../resource/delete";

// @API GET /v3/{project_id}/snapshots/detail

/** Deletes a volume that nothing uses; never together with its snapshots. */
export async function deleteVolume(
  api: CinderApi,
  ctx: Pick<RequestContext, "holder">,
  type: CinderType<VolumeRow>,
  id: string,
  deadline: Deadline,
): Promise<"gone" | "kept"> {
  // Services derived from Cinder may delete the snapshots too, so each request is sent only after a look.
  const assertUnused = async (): Promise<void> => {
    const row = await rowOf(api, type, id);
    // A busy one is refused by the platform, and waited for.
    if (row === undefined || isPassing(row)) return;
    refuseUsed(row, await snapshotsOf(api, id));
  };
  const onRefusal: OnRefusal<VolumeRow> = async (row) => {
    if (isPassing(row)) return undefined;
    const snapshots = await snapshotsOf(api, id);
    refuseUsed(row, snapshots);
    // Those that are left are being deleted.
    return snapshots.length > 0 ? "again" : undefined;
  };
  return deleteObject(api, ctx, type, id, deadline, onRefusal, assertUnused);
}

async function snapshotsOf(api: CinderApi, volume: string): Promise<SnapshotRow[]> {
  const rows = await api.list("/snapshots/detail", "snapshots", { volume_id: volume }, snapshotRow);
  return rows.filter((row) => row.volume_id === volume).sort(oldestFirst);
}

function refuseUsed(row: VolumeRow, all: readonly SnapshotRow[]): void {
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
