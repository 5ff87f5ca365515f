import type { RequestContext } from "../../core/contract/resourceDefinition";
import { isLetGo } from "../../core/lifecycle/deferrals";
import type { Deadline } from "../../http/clock";
import { byUuids } from "../client/byUuids";
import type { ZStackApi } from "../client/client";
import { snapshotResourceType } from "../models/volumeSnapshot";
import { groupPath, groupSchema, livingRefs } from "../models/volumeSnapshotGroup";
import type { Dependent } from "../ownership/resolve";
import { ownershipOf, tagsOf, writeDeferredTag } from "../ownership/tags";
import { sendSnapshotDelete } from "./deleteRequest";
import { DependentsError, findDependents, MissingError, placed } from "./dependents";
import { idleTreeDeadline, type SnapshotRef } from "./idleTree";
import { descendants, type SnapshotNode, type TreeRef, treeRefOf } from "./tree";

/**
 * Reads the nodes that a cascade starts from, and throws if it would also delete objects that this stack still owns;
 * foreign ones are deleted deliberately. Tags are read after the trees, so the trees are read once more.
 */
export async function assertNoOwnDependents(
  look: () => Promise<readonly SnapshotNode[]>,
  find: (nodes: readonly SnapshotNode[]) => Promise<readonly Dependent[]>,
): Promise<readonly SnapshotNode[]> {
  for (let nodes = await look(); ; ) {
    const dependents = await find(nodes);
    const held = dependents.filter((one) => one.held);
    if (held.length > 0) throw new DependentsError(held);
    if (dependents.length === 0) return nodes;
    const again = await look();
    if (shapeOf(again) === shapeOf(nodes)) return again;
    nodes = again;
  }
}

/** Fingerprint of the trees as read, to compare two reads. */
function shapeOf(nodes: readonly SnapshotNode[]): string {
  const all = [...nodes, ...nodes.flatMap(descendants)].map(({ inventory: one }) => `${one.uuid}/${one.groupUuid}`);
  return [...new Set(all)].sort().join();
}

/** The condition under which a snapshot may be deleted with everything below it. */
export function cascadeCondition(api: ZStackApi, ctx: RequestContext, snapshot: SnapshotRef, own?: string) {
  let waiting: Deadline | undefined;
  return (): Promise<readonly SnapshotNode[]> => {
    // One wait for all reads, as in a deletion without a subtree.
    const deadline = waiting ?? idleTreeDeadline(ctx);
    waiting = deadline;
    return assertNoOwnDependents(
      async () => [await placed(api, ctx, snapshot, deadline)],
      (nodes) => findDependents(api, ctx, nodes, own),
    );
  };
}

/**
 * A cascade may delete members of groups whose deletion is deferred. Returns the trees of their remaining members. If the
 * group's row is deleted with its root snapshot, no state knows those members: they get the deferred tag first.
 * @param own the group that the cascade deletes as a whole
 */
export async function tagRemainingMembers(
  api: ZStackApi,
  ctx: RequestContext,
  nodes: readonly SnapshotNode[],
  own?: string,
): Promise<TreeRef[]> {
  const going = [...nodes, ...nodes.flatMap(descendants)].map((node) => node.inventory);
  const members = going.filter((one) => one.groupUuid !== undefined && one.groupUuid !== own);
  const uuids = [...new Set(members.flatMap((one) => one.groupUuid ?? []))];
  const [groups, rows] = await Promise.all([byUuids(api, groupPath, groupSchema, uuids), tagsOf(api, uuids)]);
  const ownership = (uuid: string, tags: typeof rows) => ownershipOf(tags.filter((row) => row.resourceUuid === uuid));
  const left = groups
    .flatMap((group) => livingRefs(group).map((ref) => ({ ...ref, group: group.uuid })))
    .filter((ref) => !going.some((one) => one.uuid === ref.volumeSnapshotUuid));
  const held = await tagsOf(
    api,
    left.map((ref) => ref.volumeSnapshotUuid),
  );
  for (const { volumeSnapshotUuid: uuid, group } of left) {
    // The row of a group is deleted together with the snapshot of its root volume.
    if (!members.some((one) => one.groupUuid === group && one.volumeType === "Root")) continue;
    if (!isLetGo(ctx, group, ownership(group, rows))) continue;
    const { owner, retained } = ownership(uuid, held);
    // It has an owner of its own.
    if (owner !== undefined || retained !== undefined) continue;
    await writeDeferredTag(api, ctx, snapshotResourceType, uuid);
  }
  // Also for groups that another process defers only now.
  return left.flatMap(treeRefOf);
}

/**
 * Deletes a snapshot with everything below it, unless this stack owns some of that. Returns the trees where members of
 * groups remain.
 * @param how `own`: the group it was a member of; `before`: a further condition
 */
export async function sendCascade(
  api: ZStackApi,
  ctx: RequestContext,
  snapshot: SnapshotRef,
  how: { readonly own?: string; readonly before?: () => Promise<void> } = {},
): Promise<TreeRef[]> {
  const { own, before = async () => undefined } = how;
  const look = cascadeCondition(api, ctx, snapshot, own);
  const nodes = await look().catch((error: unknown) => {
    if (error instanceof MissingError) return [];
    throw error;
  });
  const left = await tagRemainingMembers(api, ctx, nodes, own);
  const condition = async (): Promise<void> => {
    await before();
    await look();
  };
  await sendSnapshotDelete(api, ctx, snapshot.uuid, condition, "subtree");
  return left;
}
