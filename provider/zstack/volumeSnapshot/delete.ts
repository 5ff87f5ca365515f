import type { RequestContext } from "../../core/contract/resourceDefinition";
import { NotFoundError } from "../../http/errors";
import type { ZStackApi } from "../client/client";
import { type SnapshotInventory, snapshotResourceType, snapshotSchema } from "../models/volumeSnapshot";
import { refuseHeld } from "../ownership/ownerTag";
import type { Dependent } from "../ownership/resolve";
import { defersFor, removeDeferredTag, stillRecorded, writeDeferredTag } from "../ownership/tags";
import { replaces } from "../resource/replacement";
import { sendCascade } from "../snapshotTree/cascade";
import { goesAlone, sendSnapshotDelete } from "../snapshotTree/deleteRequest";
import { deleteScope } from "../snapshotTree/deleteScope";
import { assertNoForeignDependents } from "../snapshotTree/dependents";
import { dependentsOf } from "../snapshotTree/errors";
import { type TreeRef, treeRefOf } from "../snapshotTree/treeRef";

const path = "/v1/volume-snapshots";

/**
 * Deletes a snapshot without taking anything along that was not declared: alone if nothing depends on it, later if
 * only this stack's objects do, not at all if a foreign one does. Missing is done. Returns what may go now besides.
 */
export async function deleteSnapshot(api: ZStackApi, ctx: RequestContext, uuid: string): Promise<TreeRef[]> {
  const snapshot = await api.one(path, snapshotSchema, uuid);
  if (snapshot === undefined) return treeRefOf(ctx.inputs);
  const cascades = ctx.inputs["deletionPolicy"] === "cascade" && !(await replaces(api, ctx, path, snapshot));
  const left: TreeRef[] = [];
  const remove = cascades ? () => withAll(api, ctx, snapshot, left) : () => alone(api, ctx, snapshot);
  const dependents = await remove();
  if (dependents.length === 0) return [...treeRefOf(snapshot), ...left];
  if (!cascades) assertNoForeignDependents(`volume snapshot ${uuid}`, dependents);
  const deferred = await defer(api, ctx, snapshot, dependents.length, { cascades, remove });
  return [...deferred, ...left];
}

/** Deletes it if nothing goes along, and returns what would. */
async function alone(api: ZStackApi, ctx: RequestContext, snapshot: SnapshotInventory): Promise<readonly Dependent[]> {
  const single = (await deleteScope(api, ctx)) === "single";
  const goes = goesAlone(api, ctx, snapshot, { single });
  const condition = async (): Promise<void> => {
    await refuseHeld(api, ctx, snapshot.uuid);
    await goes();
  };
  return dependentsOf(() => sendSnapshotDelete(api, ctx, snapshot.uuid, condition));
}

/** Deletes it with what is foreign below it, unless something of this stack would go along: returns that. */
function withAll(
  api: ZStackApi,
  ctx: RequestContext,
  snapshot: SnapshotInventory,
  left: TreeRef[],
): Promise<readonly Dependent[]> {
  const before = (): Promise<void> => refuseHeld(api, ctx, snapshot.uuid);
  return dependentsOf(async () => left.push(...(await sendCascade(api, ctx, snapshot, { before }))));
}

/** Leaves the snapshot to whoever deletes the last object that depends on it. */
async function defer(
  api: ZStackApi,
  ctx: RequestContext,
  snapshot: SnapshotInventory,
  count: number,
  how: { readonly cascades: boolean; readonly remove: () => Promise<readonly Dependent[]> },
): Promise<TreeRef[]> {
  let waiting: readonly Dependent[] = [];
  try {
    await writeDeferredTag(api, ctx, snapshotResourceType, snapshot.uuid, how.cascades ? "cascade" : "alone");
    // Its last dependant may have gone between our look and our mark; then nobody else will come by.
    const dependents = await how.remove();
    if (dependents.length === 0) return treeRefOf(snapshot);
    waiting = dependents;
    if (!how.cascades) assertNoForeignDependents(`volume snapshot ${snapshot.uuid}`, dependents);
    await stillRecorded(ctx, `volume snapshot ${snapshot.uuid}`);
    await defersFor(api, ctx, snapshot.uuid);
  } catch (error) {
    // Gone with its group, or with what another process deleted, since we looked.
    if (error instanceof NotFoundError && (await api.one(path, snapshotSchema, snapshot.uuid)) === undefined) {
      return treeRefOf(snapshot);
    }
    // The engine keeps the snapshot after an error, and then nobody may sweep it.
    await removeDeferredTag(api, ctx, snapshot.uuid);
    throw error;
  }
  const based = count === 1 ? "1 newer snapshot of this stack is" : `${count} newer snapshots of this stack are`;
  const foreign = how.cascades ? ". It is then deleted together with the foreign snapshots below it." : "";
  ctx.runtime.say(
    `${ctx.label}: deletion of volume snapshot ${snapshot.uuid} postponed: ${based} based on it; nothing to do${foreign}`,
  );
  // A group that is put off may have waited for this member alone. And where nothing below it is still held, the last
  // live object is gone already, past Pulumi perhaps: nobody else comes by.
  return snapshot.groupUuid !== undefined || waiting.every((one) => !one.held) ? treeRefOf(snapshot) : [];
}
