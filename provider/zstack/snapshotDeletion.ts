import type { Call } from "../core/kind";
import { NotFoundError } from "../http/errors";
import type { ZStackApi } from "./api";
import { markLeftMembers } from "./cascade";
import {
  refuseForeign,
  sendSnapshotDelete,
  settledNode,
  snapshotResourceType,
  takenAlong,
  unseenTree,
} from "./snapshotRemoval";
import { type SnapshotInventory, type SnapshotNode, snapshotSchema } from "./snapshotTree";
import { type Place, placeOf } from "./sweep";
import { markDeferred, stillRecorded, unmarkDeferred } from "./tags";

const path = "/v1/volume-snapshots";

/**
 * Deletes a snapshot without taking anything along that was not declared: alone if nothing depends on it, later if
 * only this stack's objects do, not at all if a foreign one does. Missing is done. Returns what may go now besides.
 */
export async function deleteSnapshot(api: ZStackApi, call: Call, uuid: string): Promise<Place[]> {
  const snapshot = await api.one(path, snapshotSchema, uuid);
  if (snapshot === undefined) return placeOf(call.inputs);
  const node = await settledNode(api, call, snapshot);
  if (node === undefined) return vanished(api, call, snapshot);
  if (call.inputs["deletionPolicy"] === "cascade") {
    const left = await markLeftMembers(api, call, [node]);
    return [...(await alone(api, call, node, undefined)), ...left];
  }
  const scope = await scopeFor(api, call, node);
  const affected = await takenAlong(api, call, [node], undefined, scope === "single");
  if (affected.length === 0) return alone(api, call, node, scope);
  refuseForeign(`volume snapshot ${uuid}`, affected);
  return defer(api, call, snapshot, affected.length);
}

async function alone(api: ZStackApi, call: Call, node: SnapshotNode, scope: "single" | undefined): Promise<Place[]> {
  await sendSnapshotDelete(api, call, node.inventory.uuid, scope);
  return placeOf(node.inventory);
}

/** Not in the tree: gone meanwhile, or the tree does not tell what depends on it. */
async function vanished(api: ZStackApi, call: Call, snapshot: SnapshotInventory): Promise<Place[]> {
  if ((await api.one(path, snapshotSchema, snapshot.uuid)) === undefined) return placeOf(call.inputs);
  throw unseenTree(snapshot.uuid);
}

/** `single` only where it is configured and the server can know it: an old one ignores it and takes the subtree. */
async function scopeFor(api: ZStackApi, call: Call, node: SnapshotNode): Promise<"single" | undefined> {
  if (api.settings.deleteScope !== "single" || node.children.length === 0) return undefined;
  const version = await api.version();
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major > 5 || (major === 5 && minor >= 4)) return "single";
  call.around.say(
    `${call.label}: zstack:deleteScope is "single", but server ${version} is not known to support it; going on without`,
  );
  return undefined;
}

/** Leaves the snapshot to whoever deletes the last object that depends on it. */
async function defer(api: ZStackApi, call: Call, snapshot: SnapshotInventory, count: number): Promise<Place[]> {
  try {
    await markDeferred(api, call, snapshotResourceType, snapshot.uuid);
    // Its last dependant may have gone between our look and our mark; then nobody else will come by.
    const node = await settledNode(api, call, snapshot);
    if (node === undefined) return placeOf(snapshot);
    const affected = await takenAlong(api, call, [node]);
    if (affected.length === 0) return await alone(api, call, node, undefined);
    refuseForeign(`volume snapshot ${snapshot.uuid}`, affected);
    await stillRecorded(call, `volume snapshot ${snapshot.uuid}`);
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
