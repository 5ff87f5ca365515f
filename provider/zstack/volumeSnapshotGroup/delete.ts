import { HeldError } from "../../core/contract/errors";
import { readersOf } from "../../core/contract/readers";
import type { RequestContext } from "../../core/contract/resourceDefinition";
import { failedAsGone } from "../client/bestEffort";
import type { ZStackApi } from "../client/client";
import { type SnapshotInventory, snapshotResourceType } from "../models/volumeSnapshot";
import {
  type GroupInventory,
  groupPath,
  groupResourceType,
  groupSchema,
  livingRefs,
} from "../models/volumeSnapshotGroup";
import { asLeftover } from "../ownership/holder";
import { refuseHeld } from "../ownership/ownerTag";
import type { Dependent } from "../ownership/resolve";
import { defersFor, removeDeferredTag, stillRecorded, writeDeferredTag } from "../ownership/tags";
import { replaces } from "../resource/replacement";
import { sendCascade } from "../snapshotTree/cascade";
import { retryAt } from "../snapshotTree/deferredDeletion";
import { deleteScope, loneDeletionCondition, sendSnapshotDelete } from "../snapshotTree/deleteRequest";
import { assertNoForeignDependents, dependentsOf } from "../snapshotTree/dependents";
import { sendGroupCascade, sendGroupDelete, ungroup } from "../snapshotTree/groupDeleteRequest";
import { findExisting } from "../snapshotTree/idleTree";
import type { TreeRef } from "../snapshotTree/tree";
import { volumeSnapshotGroupProperties } from "./properties";

const { declared, recorded } = readersOf(volumeSnapshotGroupProperties);

/** Members as recorded in state. */
function recordedMembers(ctx: RequestContext): { uuid: string; volumeUuid: string }[] {
  const { members = [] } = recorded(ctx.outputs);
  return members.map(({ volumeSnapshotUuid, volumeUuid }) => ({ uuid: volumeSnapshotUuid, volumeUuid }));
}

/** Volumes whose snapshots a deletion of this group touches. */
export function recordedVolumes(ctx: RequestContext): string[] {
  return [...new Set(recordedMembers(ctx).map((member) => member.volumeUuid))];
}

/** Deletes a group with its members, all or none, under the same rules as single snapshots. */
export async function deleteGroup(api: ZStackApi, ctx: RequestContext, uuid: string): Promise<TreeRef[]> {
  const group = await api.one(groupPath, groupSchema, uuid);
  const { deletionPolicy: policy } = declared(ctx.inputs);
  if (policy === "ungroup") return ungroupMembers(api, ctx, uuid, group !== undefined);
  if (group === undefined) return deleteRemainingMembers(api, ctx, uuid);
  const cascades = policy === "cascade" && !(await replaces(api, ctx, groupPath, group));
  const treeRefs: TreeRef[] = [];
  const remove = () =>
    dependentsOf(async () =>
      treeRefs.push(...(await (cascades ? sendGroupCascade : sendGroupDelete)(api, ctx, group))),
    );
  const dependents = await remove();
  if (dependents.length === 0) return treeRefs;
  if (!cascades) assertNoForeignDependents(`volume snapshot group ${uuid}`, dependents);
  const deferred = await defer(api, ctx, group, dependents.length, { cascades, remove });
  return [...deferred, ...treeRefs];
}

/** Deletes only the row. */
async function ungroupMembers(api: ZStackApi, ctx: RequestContext, uuid: string, isThere: boolean): Promise<TreeRef[]> {
  if (isThere) {
    await ungroup(api, ctx, uuid);
    ctx.runtime.say(`${ctx.label}: ungrouped volume snapshot group ${uuid}; its volume snapshots are kept`);
  }
  // Deferred deletions of single members may have waited for the group.
  return recordedVolumes(ctx).map((volumeUuid) => ({ volumeUuid }));
}

async function defer(
  api: ZStackApi,
  ctx: RequestContext,
  group: GroupInventory,
  count: number,
  how: { readonly cascades: boolean; readonly remove: () => Promise<readonly Dependent[]> },
): Promise<TreeRef[]> {
  let waiting: readonly Dependent[] = [];
  try {
    await writeDeferredTag(api, ctx, groupResourceType, group.uuid, how.cascades ? "cascade" : "alone");
    // The last dependent may have been deleted before our tag was written; then no later delete would find the group.
    const dependents = await how.remove();
    if (dependents.length === 0) return [];
    waiting = dependents;
    if (!how.cascades) assertNoForeignDependents(`volume snapshot group ${group.uuid}`, dependents);
    await stillRecorded(ctx, `volume snapshot group ${group.uuid}`);
    const treeRefs = livingRefs(group).map(({ volumeUuid }) => ({ volumeUuid }));
    await defersFor(api, ctx, group.uuid, retryAt(api, ctx, treeRefs));
  } catch (error) {
    // Deleted in the meantime, with a root snapshot that another process deleted.
    const isGone = async (): Promise<boolean> => (await api.one(groupPath, groupSchema, group.uuid)) === undefined;
    if (await failedAsGone(error, isGone)) return deleteRemainingMembers(api, ctx, group.uuid);
    // After an error the engine keeps the group in state, so it must not be deleted later.
    await removeDeferredTag(api, ctx, group.uuid);
    throw error;
  }
  sayPostponed(ctx, `volume snapshot group ${group.uuid}`, count, how.cascades, "its members");
  // If none of its dependents is owned any more, no later delete would find it.
  return waiting.every((one) => !one.held) ? recordedVolumes(ctx).map((volumeUuid) => ({ volumeUuid })) : [];
}

function sayPostponed(ctx: RequestContext, what: string, count: number, cascades: boolean, below = "it"): void {
  const depends = count === 1 ? "1 object of this stack depends" : `${count} objects of this stack depend`;
  const foreign = cascades ? `. It is then deleted together with the foreign snapshots below ${below}.` : "";
  ctx.runtime.say(`${ctx.label}: deletion of ${what} postponed: ${depends} on it; nothing to do${foreign}`);
}

/** The condition that a remaining member has got neither an owner nor another group since. */
function stillUnownedCondition(
  api: ZStackApi,
  ctx: RequestContext,
  member: SnapshotInventory,
  group: string,
): () => Promise<void> {
  return async () => {
    if (member.groupUuid !== undefined && member.groupUuid !== group)
      throw new HeldError(member.uuid, `it is a member of volume snapshot group ${member.groupUuid}`);
    await refuseHeld(api, ctx, member.uuid);
  };
}

/** Marks a remaining member as postponed; false if it is gone. */
async function markUnlessGone(
  api: ZStackApi,
  ctx: RequestContext,
  uuid: string,
  reach: "alone" | "cascade",
): Promise<boolean> {
  try {
    await writeDeferredTag(api, ctx, snapshotResourceType, uuid, reach);
    return true;
  } catch (error) {
    const isGone = async (): Promise<boolean> => (await findExisting(api, [uuid])).length === 0;
    if (await failedAsGone(error, isGone)) return false;
    throw error;
  }
}

/**
 * The row no longer exists (it is deleted with its root snapshot, perhaps by an interrupted delete): remaining members
 * were declared with it and are deleted one by one. One that has got an owner or another group since is kept.
 */
async function deleteRemainingMembers(api: ZStackApi, ctx: RequestContext, uuid: string): Promise<TreeRef[]> {
  const left = await findExisting(
    api,
    recordedMembers(ctx).map((member) => member.uuid),
  );
  const marked: TreeRef[] = [];
  const cascades =
    declared(ctx.inputs).deletionPolicy === "cascade" && !(await replaces(api, ctx, groupPath, { uuid }));
  const leftover = asLeftover(ctx);
  const single = (await deleteScope(api, ctx)) === "single";
  for (const member of left) {
    const isFree = stillUnownedCondition(api, leftover, member, uuid);
    const send = async (): Promise<void> => {
      if (cascades) {
        marked.push(...(await sendCascade(api, ctx, member, { own: uuid, before: isFree })));
        return;
      }
      const alone = loneDeletionCondition(api, ctx, member, { own: uuid, single });
      await sendSnapshotDelete(api, ctx, member.uuid, async () => {
        await isFree();
        await alone();
      });
    };
    try {
      const dependents = await dependentsOf(send);
      if (dependents.length === 0) continue;
      const what = `volume snapshot ${member.uuid} (formerly of volume snapshot group ${uuid})`;
      if (!cascades) assertNoForeignDependents(what, dependents);
      if (await markUnlessGone(api, leftover, member.uuid, cascades ? "cascade" : "alone"))
        sayPostponed(ctx, what, dependents.length, cascades);
    } catch (error) {
      if (!(error instanceof HeldError)) throw error;
      ctx.runtime.say(
        `${ctx.label}: volume snapshot ${member.uuid} "${member.name}" is kept on the platform, because ${error.holder}`,
      );
    }
  }
  return [...recordedVolumes(ctx).map((volumeUuid) => ({ volumeUuid })), ...marked];
}
