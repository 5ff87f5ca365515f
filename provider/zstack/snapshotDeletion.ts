import type { Call } from "../core/kind";
import { NotFoundError } from "../http/errors";
import type { ZStackApi } from "./api";
import { markLeftMembers } from "./cascade";
import { deleteScope } from "./deleteScope";
import { DependentsError } from "./dependents";
import type { Affected } from "./owners";
import { type Place, placeOf } from "./places";
import {
  goesAlone,
  placed,
  refuseForeign,
  sendSnapshotDelete,
  settledNode,
  snapshotResourceType,
} from "./snapshotRemoval";
import { type SnapshotInventory, snapshotSchema } from "./snapshotTree";
import { defersFor, markDeferred, stillRecorded, unmarkDeferred } from "./tags";

const path = "/v1/volume-snapshots";

/**
 * Deletes a snapshot without taking anything along that was not declared: alone if nothing depends on it, later if
 * only this stack's objects do, not at all if a foreign one does. Missing is done. Returns what may go now besides.
 */
export async function deleteSnapshot(api: ZStackApi, call: Call, uuid: string): Promise<Place[]> {
  const snapshot = await api.one(path, snapshotSchema, uuid);
  if (snapshot === undefined) return placeOf(call.inputs);
  if (call.inputs["deletionPolicy"] === "cascade") return cascade(api, call, snapshot);
  const affected = await alone(api, call, snapshot);
  if (affected.length === 0) return placeOf(snapshot);
  refuseForeign(`volume snapshot ${uuid}`, affected);
  return defer(api, call, snapshot, affected.length);
}

/** Deletes it if nothing goes along, and returns what would. */
async function alone(api: ZStackApi, call: Call, snapshot: SnapshotInventory): Promise<readonly Affected[]> {
  const single = (await deleteScope(api, call)) === "single";
  try {
    await sendSnapshotDelete(api, call, snapshot.uuid, goesAlone(api, call, snapshot, { single }));
  } catch (error) {
    if (!(error instanceof DependentsError)) throw error;
    return error.affected;
  }
  return [];
}

async function cascade(api: ZStackApi, call: Call, snapshot: SnapshotInventory): Promise<Place[]> {
  const look = async (): Promise<void> => void (await placed(api, call, snapshot));
  const node = await settledNode(api, call, snapshot);
  const left = node === undefined ? [] : await markLeftMembers(api, call, [node]);
  await sendSnapshotDelete(api, call, snapshot.uuid, look, "subtree");
  return [...placeOf(snapshot), ...left];
}

/** Leaves the snapshot to whoever deletes the last object that depends on it. */
async function defer(api: ZStackApi, call: Call, snapshot: SnapshotInventory, count: number): Promise<Place[]> {
  try {
    await markDeferred(api, call, snapshotResourceType, snapshot.uuid);
    // Its last dependant may have gone between our look and our mark; then nobody else will come by.
    const affected = await alone(api, call, snapshot);
    if (affected.length === 0) return placeOf(snapshot);
    refuseForeign(`volume snapshot ${snapshot.uuid}`, affected);
    await stillRecorded(call, `volume snapshot ${snapshot.uuid}`);
    await defersFor(api, call, snapshot.uuid);
  } catch (error) {
    // Gone with its group, or with what another process deleted, since we looked.
    if (error instanceof NotFoundError && (await api.one(path, snapshotSchema, snapshot.uuid)) === undefined) {
      return placeOf(snapshot);
    }
    // The engine keeps the snapshot after an error, and then nobody may sweep it.
    await unmarkDeferred(api, call, snapshot.uuid);
    throw error;
  }
  call.around.say(
    `${call.label}: volume snapshot ${snapshot.uuid} goes with the last of the ${count} that depend on it in this stack`,
  );
  // A group that is put off may have waited for this member alone.
  return snapshot.groupUuid === undefined ? [] : placeOf(snapshot);
}
