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
import { findDependents, placed } from "./dependents";
import { DependentsError, MissingError } from "./errors";
import { type Looked, settlingDeadline } from "./idleTree";
import { descendants, type SnapshotNode } from "./tree";
import { type TreeRef, treeRefOf } from "./treeRef";

/**
 * Looks at what a cascade begins with, and throws if anything of this stack would go along: foreign objects go
 * knowingly. Marks are read after the trees, so that the trees are looked at once more.
 */
export async function nothingHeld(
  look: () => Promise<readonly SnapshotNode[]>,
  judge: (nodes: readonly SnapshotNode[]) => Promise<readonly Dependent[]>,
): Promise<readonly SnapshotNode[]> {
  for (let nodes = await look(); ; ) {
    const dependents = await judge(nodes);
    const held = dependents.filter((one) => one.held);
    if (held.length > 0) throw new DependentsError(held);
    if (dependents.length === 0) return nodes;
    const again = await look();
    if (shapeOf(again) === shapeOf(nodes)) return again;
    nodes = again;
  }
}

/** What a look at trees has shown, for comparing it with another one. */
function shapeOf(nodes: readonly SnapshotNode[]): string {
  const all = [...nodes, ...nodes.flatMap(descendants)].map(({ inventory: one }) => `${one.uuid}/${one.groupUuid}`);
  return [...new Set(all)].sort().join();
}

/** The condition of a snapshot's deletion with all that is below it. */
export function goesWithAll(api: ZStackApi, ctx: RequestContext, snapshot: Looked, own?: string) {
  let waiting: Deadline | undefined;
  return (): Promise<readonly SnapshotNode[]> => {
    // One wait for all looks, as without what is below.
    const deadline = waiting ?? settlingDeadline(ctx);
    waiting = deadline;
    return nothingHeld(
      async () => [await placed(api, ctx, snapshot, deadline)],
      (nodes) => findDependents(api, ctx, nodes, own),
    );
  };
}

/**
 * Groups that this stack has put off, and that a cascade takes a member from, may have waited for just that: returns
 * where the rest of them is. Where their row goes, they leave members that no state knows: those get the mark of their
 * group before that.
 * @param own the group that goes with the cascade as a whole
 */
export async function markLeftMembers(
  api: ZStackApi,
  ctx: RequestContext,
  nodes: readonly SnapshotNode[],
  own?: string,
): Promise<TreeRef[]> {
  const going = [...nodes, ...nodes.flatMap(descendants)].map((node) => node.inventory);
  const members = going.filter((one) => one.groupUuid !== undefined && one.groupUuid !== own);
  const uuids = [...new Set(members.flatMap((one) => one.groupUuid ?? []))];
  const [groups, rows] = await Promise.all([byUuids(api, groupPath, groupSchema, uuids), tagsOf(api, uuids)]);
  const marks = (uuid: string, tags: typeof rows) => ownershipOf(tags.filter((row) => row.resourceUuid === uuid));
  const left = groups
    .flatMap((group) => livingRefs(group).map((ref) => ({ ...ref, group: group.uuid })))
    .filter((ref) => !going.some((one) => one.uuid === ref.volumeSnapshotUuid));
  const held = await tagsOf(
    api,
    left.map((ref) => ref.volumeSnapshotUuid),
  );
  for (const { volumeSnapshotUuid: uuid, group } of left) {
    // The row of a group goes with the snapshot of its root volume.
    if (!members.some((one) => one.groupUuid === group && one.volumeType === "Root")) continue;
    if (!isLetGo(ctx, group, marks(group, rows))) continue;
    const { owner, retained } = marks(uuid, held);
    // Somebody holds it by itself.
    if (owner !== undefined || retained !== undefined) continue;
    await writeDeferredTag(api, ctx, snapshotResourceType, uuid);
  }
  // Also of groups that another process puts off only now.
  return left.flatMap(treeRefOf);
}

/**
 * Deletes a snapshot with all that is below it, unless that is of this stack. Returns where it has left something.
 * @param how `own`: the group it was a member of; `before`: what else has to hold
 */
export async function sendCascade(
  api: ZStackApi,
  ctx: RequestContext,
  snapshot: Looked,
  how: { readonly own?: string; readonly before?: () => Promise<void> } = {},
): Promise<TreeRef[]> {
  const { own, before = async () => undefined } = how;
  const look = goesWithAll(api, ctx, snapshot, own);
  const nodes = await look().catch((error: unknown) => {
    if (error instanceof MissingError) return [];
    throw error;
  });
  const left = await markLeftMembers(api, ctx, nodes, own);
  const condition = async (): Promise<void> => {
    await before();
    await look();
  };
  await sendSnapshotDelete(api, ctx, snapshot.uuid, condition, "subtree");
  return left;
}
