import { readersOf } from "../../core/contract/readers";
import type { RequestContext } from "../../core/contract/resourceDefinition";
import { failedAsGone } from "../client/bestEffort";
import type { ZStackApi } from "../client/client";
import { type SnapshotInventory, snapshotResourceType, snapshotSchema, snapshotsPath } from "../models/volumeSnapshot";
import { refuseHeld } from "../ownership/ownerTag";
import type { Dependent } from "../ownership/resolve";
import { defersFor, removeDeferredTag, stillRecorded, writeDeferredTag } from "../ownership/tags";
import { replaces } from "../resource/replacement";
import { sendCascade } from "../snapshotTree/cascade";
import { retryAt } from "../snapshotTree/deferredDeletion";
import { deleteScope, loneDeletionCondition, sendSnapshotDelete } from "../snapshotTree/deleteRequest";
import { assertNoForeignDependents, dependentsOf } from "../snapshotTree/dependents";
import { deleteTogether, refuseAlone, TogetherError } from "../snapshotTree/goingTogether";
import { type SnapshotNode, type TreeRef, treeRefOf } from "../snapshotTree/tree";
import { volumeSnapshotProperties } from "./properties";

const { declared, recorded } = readersOf(volumeSnapshotProperties);

/**
 * Deletes a snapshot: at once if nothing depends on it, deferred if only objects of this stack do, and not at all if a
 * foreign object does. A missing one counts as deleted. Returns the trees where deferred deletions may be possible now.
 */
export async function deleteSnapshot(
  api: ZStackApi,
  ctx: RequestContext,
  uuid: string,
  known?: SnapshotInventory,
): Promise<TreeRef[]> {
  // One that has gone since is missing in its tree, which is read before each send.
  const snapshot = known ?? (await api.one(snapshotsPath, snapshotSchema, uuid));
  if (snapshot === undefined) return treeRefOf(recorded(ctx.inputs));
  const cascades =
    declared(ctx.inputs).deletionPolicy === "cascade" && !(await replaces(api, ctx, snapshotsPath, snapshot));
  const left: TreeRef[] = [];
  const remove = cascades
    ? () => deleteWithSubtree(api, ctx, snapshot, left)
    : () => deleteAlone(api, ctx, snapshot, left);
  const dependents = await remove();
  if (dependents.length === 0) return left;
  if (!cascades) assertNoForeignDependents(`volume snapshot ${uuid}`, dependents);
  const deferred = await defer(api, ctx, snapshot, dependents.length, { cascades, remove });
  return [...deferred, ...left];
}

/**
 * Deletes it if nothing depends on it, or with others of its chain that this process was asked to delete too; otherwise
 * returns the dependents.
 * @param left takes the trees where deferred deletions may be possible now
 */
async function deleteAlone(
  api: ZStackApi,
  ctx: RequestContext,
  snapshot: SnapshotInventory,
  left: TreeRef[],
): Promise<readonly Dependent[]> {
  const single = (await deleteScope(api, ctx)) === "single";
  const send = async (assertAlone?: (node: SnapshotNode) => void): Promise<readonly Dependent[]> => {
    let isLast = false;
    const look = (node: SnapshotNode): void => {
      assertAlone?.(node);
      isLast = node.index.all.length === 1;
    };
    const goes = loneDeletionCondition(api, ctx, snapshot, { single, look });
    const condition = async (): Promise<void> => {
      await refuseHeld(api, ctx, snapshot.uuid);
      await goes();
    };
    const dependents = await dependentsOf(() => sendSnapshotDelete(api, ctx, snapshot.uuid, condition));
    if (dependents.length === 0 && !isLast) left.push(...treeRefOf(snapshot));
    return dependents;
  };
  // The server deletes each by itself.
  if (single) return send();
  try {
    return await send((node) => refuseAlone(api, ctx, node));
  } catch (error) {
    if (!(error instanceof TogetherError)) throw error;
    const together = await deleteTogether(api, ctx, snapshot.uuid, error.chain);
    if (together === undefined) return send();
    if (!together.isLast) left.push(...treeRefOf(snapshot));
    return [];
  }
}

/** Deletes it with foreign snapshots below it, unless this stack owns some of those: returns them. `left` as above. */
function deleteWithSubtree(
  api: ZStackApi,
  ctx: RequestContext,
  snapshot: SnapshotInventory,
  left: TreeRef[],
): Promise<readonly Dependent[]> {
  const before = (): Promise<void> => refuseHeld(api, ctx, snapshot.uuid);
  return dependentsOf(async () =>
    left.push(...treeRefOf(snapshot), ...(await sendCascade(api, ctx, snapshot, { before }))),
  );
}

/** Defers the deletion until the last dependent is deleted. */
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
    // Its last dependent may have been deleted before our tag was written; then no later delete would find it.
    const dependents = await how.remove();
    if (dependents.length === 0) return [];
    waiting = dependents;
    if (!how.cascades) assertNoForeignDependents(`volume snapshot ${snapshot.uuid}`, dependents);
    await stillRecorded(ctx, `volume snapshot ${snapshot.uuid}`);
    await defersFor(api, ctx, snapshot.uuid, retryAt(api, ctx, treeRefOf(snapshot)));
  } catch (error) {
    // Deleted in the meantime, with its group or by another process.
    const isGone = async (): Promise<boolean> =>
      (await api.one(snapshotsPath, snapshotSchema, snapshot.uuid)) === undefined;
    if (await failedAsGone(error, isGone)) return treeRefOf(snapshot);
    // After an error the engine keeps the snapshot in state, so it must not be deleted later.
    await removeDeferredTag(api, ctx, snapshot.uuid);
    throw error;
  }
  const based = count === 1 ? "1 newer snapshot of this stack is" : `${count} newer snapshots of this stack are`;
  const foreign = how.cascades ? ". It is then deleted together with the foreign snapshots below it." : "";
  ctx.runtime.say(
    `${ctx.label}: deletion of volume snapshot ${snapshot.uuid} postponed: ${based} based on it; nothing to do${foreign}`,
  );
  // A deferred group may have waited for this member only. And if nothing below it is owned any more, the last dependent
  // was deleted already, perhaps outside Pulumi: no later delete would find it.
  return snapshot.groupUuid !== undefined || waiting.every((one) => !one.held) ? treeRefOf(snapshot) : [];
}
