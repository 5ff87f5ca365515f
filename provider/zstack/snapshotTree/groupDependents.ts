import type { RequestContext } from "../../core/contract/resourceDefinition";
import { isLetGo } from "../../core/lifecycle/deferrals";
import type { Deadline } from "../../http/clock";
import type { ZStackApi } from "../client/client";
import type { GroupInventory, GroupRef } from "../models/volumeSnapshotGroup";
import { refuseHeldBy } from "../ownership/holder";
import { type Dependent, ownershipResolver } from "../ownership/resolve";
import { ownershipOf, type TagRow, tagsOf } from "../ownership/tags";
import { assertNoOwnDependents } from "./cascade";
import { DependentsError, findDependents } from "./dependents";
import { idleTreeDeadline, waitForIdleTrees } from "./idleTree";
import type { SnapshotNode } from "./tree";

/** The members in their trees, at a time when nothing is being created on any of their volumes. */
export function memberNodes(
  api: ZStackApi,
  ctx: RequestContext,
  refs: readonly GroupRef[],
  deadline?: Deadline,
): Promise<SnapshotNode[]> {
  const members = refs.map((ref) => ({ uuid: ref.volumeSnapshotUuid, volumeUuid: ref.volumeUuid }));
  return waitForIdleTrees(api, ctx, members, deadline);
}

/** Throws if the tags on the row of a group do not allow its deletion. */
export type RowCondition = (rows: readonly TagRow[]) => void | Promise<void>;

/** The group still belongs to its resource. */
export const stillOwnedCondition =
  (ctx: RequestContext, uuid: string): RowCondition =>
  (rows) =>
    refuseHeldBy(ctx, uuid, rows);

/** Members that have an owner of their own. */
function membersOwnedElsewhere(
  ctx: RequestContext,
  nodes: readonly SnapshotNode[],
  rows: readonly TagRow[],
): readonly Dependent[] {
  // Members are created at once: one without an owner tag is not about to get one.
  const resolveOwner = ownershipResolver(ctx, rows, () => false);
  const isHeld = ({ uuid }: { uuid: string }): boolean => {
    const ownership = ownershipOf(rows.filter((row) => row.resourceUuid === uuid));
    // A delete that failed half-way leaves its deferred tag on an object that the program declares.
    if (ownership.retained !== undefined || ctx.runtime.keptByProgram.has(uuid)) return true;
    return ownership.owner !== undefined && !isLetGo(ctx, uuid, ownership);
  };
  return nodes
    .map((node) => node.inventory)
    .filter(isHeld)
    .map((one) => ({ what: "volume snapshot" as const, name: one.name, ...resolveOwner(one, undefined) }));
}

/** The same for members that were looked up in their trees. */
export async function findGroupDependents(
  api: ZStackApi,
  ctx: RequestContext,
  nodes: readonly SnapshotNode[],
  uuid: string,
): Promise<Dependent[]> {
  return dependentsOfMembers(api, ctx, nodes, uuid, await tagsOf(api, uuidsOf(nodes)));
}

const uuidsOf = (nodes: readonly SnapshotNode[]): string[] => nodes.map((node) => node.inventory.uuid);

async function dependentsOfMembers(
  api: ZStackApi,
  ctx: RequestContext,
  nodes: readonly SnapshotNode[],
  uuid: string,
  rows: readonly TagRow[],
): Promise<Dependent[]> {
  return [...membersOwnedElsewhere(ctx, nodes, rows), ...(await findDependents(api, ctx, nodes, uuid))];
}

/**
 * Reads the members of a group right before they are deleted, and throws if they must not be. `isWhole`: the row of the
 * group still exists, with its tags.
 */
export type MemberLook = (refs: readonly GroupRef[], isWhole: boolean) => Promise<readonly SnapshotNode[]>;

/**
 * Requires that nothing else is deleted with the members: nothing below them, no other group that relies on those, and no
 * member that has another owner by now, even in this stack. Without dependents, the trees are the last read.
 */
export function lookAtLoneMembers(
  api: ZStackApi,
  ctx: RequestContext,
  group: GroupInventory,
  rowMayGo: RowCondition,
): MemberLook {
  // One wait for all reads: an operation that never ends does not end by waiting again.
  let waiting: Deadline | undefined;
  return async (refs, isWhole) => {
    waiting ??= idleTreeDeadline(ctx);
    const members = refs.map((ref) => ref.volumeSnapshotUuid);
    const rows = await tagsWithRow(api, members, isWhole ? { uuid: group.uuid, mayGo: rowMayGo } : undefined);
    const nodes = await memberNodes(api, ctx, refs, waiting);
    const dependents = await dependentsOfMembers(api, ctx, nodes, group.uuid, rows);
    if (dependents.length > 0) throw new DependentsError(dependents);
    return nodes;
  };
}

/** Allows everything below the members to be deleted, except what this stack owns. */
export function lookAtCascade(
  api: ZStackApi,
  ctx: RequestContext,
  group: GroupInventory,
  rowMayGo: RowCondition,
): MemberLook {
  let waiting: Deadline | undefined;
  return async (refs, isWhole) => {
    waiting ??= idleTreeDeadline(ctx);
    const row = isWhole ? { uuid: group.uuid, mayGo: rowMayGo } : undefined;
    return assertNoOwnDependents(
      () => memberNodes(api, ctx, refs, waiting),
      async (nodes) => dependentsOfMembers(api, ctx, nodes, group.uuid, await tagsWithRow(api, uuidsOf(nodes), row)),
    );
  };
}

/** Tags of members, read together with those of the group's row, which has to allow its deletion. */
async function tagsWithRow(
  api: ZStackApi,
  members: readonly string[],
  row: { readonly uuid: string; readonly mayGo: RowCondition } | undefined,
): Promise<TagRow[]> {
  if (row === undefined) return tagsOf(api, members);
  const rows = await tagsOf(api, [row.uuid, ...members]);
  await row.mayGo(rows.filter((one) => one.resourceUuid === row.uuid));
  return rows;
}
