import type { Call } from "../../core/contract/resourceDefinition";
import { NotFoundError } from "../../http/errors";
import type { ZStackApi } from "../client/client";
import { refuseHeld } from "../ownership/ownerTag";
import type { Affected } from "../ownership/resolve";
import { defersFor, markDeferred, stillRecorded, unmarkDeferred } from "../ownership/tags";
import { replaces } from "../resource/replacement";
import { sendCascade } from "../snapshotTree/cascade";
import { deleteScope } from "../snapshotTree/deleteScope";
import { goesAlone, refuseForeign, sendSnapshotDelete, snapshotResourceType } from "../snapshotTree/dependents";
import { dependentsOf } from "../snapshotTree/errors";
import { type SnapshotInventory, snapshotSchema } from "../snapshotTree/tree";
import { type Place, placeOf } from "../snapshotTree/treeRef";

const path = "/v1/volume-snapshots";

/**
 * Deletes a snapshot without taking anything along that was not declared: alone if nothing depends on it, later if
 * only this stack's objects do, not at all if a foreign one does. Missing is done. Returns what may go now besides.
 */
export async function deleteSnapshot(api: ZStackApi, call: Call, uuid: string): Promise<Place[]> {
  const snapshot = await api.one(path, snapshotSchema, uuid);
  if (snapshot === undefined) return placeOf(call.inputs);
  const cascades = call.inputs["deletionPolicy"] === "cascade" && !(await replaces(api, call, path, snapshot));
  const left: Place[] = [];
  const remove = cascades ? () => withAll(api, call, snapshot, left) : () => alone(api, call, snapshot);
  const affected = await remove();
  if (affected.length === 0) return [...placeOf(snapshot), ...left];
  if (!cascades) refuseForeign(`volume snapshot ${uuid}`, affected);
  const deferred = await defer(api, call, snapshot, affected.length, { cascades, remove });
  return [...deferred, ...left];
}

/** Deletes it if nothing goes along, and returns what would. */
async function alone(api: ZStackApi, call: Call, snapshot: SnapshotInventory): Promise<readonly Affected[]> {
  const single = (await deleteScope(api, call)) === "single";
  const goes = goesAlone(api, call, snapshot, { single });
  const condition = async (): Promise<void> => {
    await refuseHeld(api, call, snapshot.uuid);
    await goes();
  };
  return dependentsOf(() => sendSnapshotDelete(api, call, snapshot.uuid, condition));
}

/** Deletes it with what is foreign below it, unless something of this stack would go along: returns that. */
function withAll(api: ZStackApi, call: Call, snapshot: SnapshotInventory, left: Place[]): Promise<readonly Affected[]> {
  const before = (): Promise<void> => refuseHeld(api, call, snapshot.uuid);
  return dependentsOf(async () => left.push(...(await sendCascade(api, call, snapshot, { before }))));
}

/** Leaves the snapshot to whoever deletes the last object that depends on it. */
async function defer(
  api: ZStackApi,
  call: Call,
  snapshot: SnapshotInventory,
  count: number,
  how: { readonly cascades: boolean; readonly remove: () => Promise<readonly Affected[]> },
): Promise<Place[]> {
  let waiting: readonly Affected[] = [];
  try {
    await markDeferred(api, call, snapshotResourceType, snapshot.uuid, how.cascades ? "cascade" : "alone");
    // Its last dependant may have gone between our look and our mark; then nobody else will come by.
    const affected = await how.remove();
    if (affected.length === 0) return placeOf(snapshot);
    waiting = affected;
    if (!how.cascades) refuseForeign(`volume snapshot ${snapshot.uuid}`, affected);
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
  const foreign = how.cascades ? ", together with what is foreign below it" : "";
  call.around.say(
    `${call.label}: volume snapshot ${snapshot.uuid} goes with the last of the ${count} that depend on it in this stack${foreign}`,
  );
  // A group that is put off may have waited for this member alone. And where nothing below it is still held, the last
  // live object is gone already, past Pulumi perhaps: nobody else comes by.
  return snapshot.groupUuid !== undefined || waiting.every((one) => !one.held) ? placeOf(snapshot) : [];
}
