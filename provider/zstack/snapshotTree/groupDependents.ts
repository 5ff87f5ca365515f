import type { RequestContext } from "../../core/contract/resourceDefinition";
import { isLetGo } from "../../core/lifecycle/deferrals";
import type { Deadline } from "../../http/clock";
import type { ZStackApi } from "../client/client";
import type { GroupInventory, GroupRef } from "../models/volumeSnapshotGroup";
import { refuseHeldBy } from "../ownership/held";
import { type Dependent, ownershipResolver } from "../ownership/resolve";
import { ownershipOf, type TagRow, tagsOf } from "../ownership/tags";
import { nothingHeld } from "./cascade";
import { findDependents } from "./dependents";
import { DependentsError } from "./errors";
import { settlingDeadline, waitForIdleTrees } from "./idleTree";
import type { SnapshotNode } from "./tree";

/** The members' places in their trees, at a time when nothing on any of their volumes is being made. */
export function memberNodes(
  api: ZStackApi,
  ctx: RequestContext,
  refs: readonly GroupRef[],
  deadline?: Deadline,
): Promise<SnapshotNode[]> {
  const members = refs.map((ref) => ({ uuid: ref.volumeSnapshotUuid, volumeUuid: ref.volumeUuid }));
  return waitForIdleTrees(api, ctx, members, deadline);
}

/** Throws unless the row of a group may go, by its tags. */
export type RowCondition = (rows: readonly TagRow[]) => void | Promise<void>;

/** Its resource still holds it. */
export const heldBy =
  (ctx: RequestContext, uuid: string): RowCondition =>
  (rows) =>
    refuseHeldBy(ctx, uuid, rows);

/** Members that somebody holds by themselves. */
function heldMembers(
  ctx: RequestContext,
  nodes: readonly SnapshotNode[],
  rows: readonly TagRow[],
): readonly Dependent[] {
  // Members are made at once: one without a mark is not on its way to get one.
  const judge = ownershipResolver(ctx, rows, () => false);
  const isHeld = ({ uuid }: { uuid: string }): boolean => {
    const marks = ownershipOf(rows.filter((row) => row.resourceUuid === uuid));
    // A delete that failed half-way leaves its mark on what the program declares.
    if (marks.retained !== undefined || ctx.runtime.keptByProgram.has(uuid)) return true;
    return marks.owner !== undefined && !isLetGo(ctx, uuid, marks);
  };
  return nodes
    .map((node) => node.inventory)
    .filter(isHeld)
    .map((one) => ({ what: "volume snapshot" as const, name: one.name, ...judge(one, undefined) }));
}

/** The same for members that were looked up in their trees. */
export async function findGroupDependents(
  api: ZStackApi,
  ctx: RequestContext,
  nodes: readonly SnapshotNode[],
  uuid: string,
): Promise<Dependent[]> {
  return alongWith(api, ctx, nodes, uuid, await tagsOf(api, uuidsOf(nodes)));
}

const uuidsOf = (nodes: readonly SnapshotNode[]): string[] => nodes.map((node) => node.inventory.uuid);

async function alongWith(
  api: ZStackApi,
  ctx: RequestContext,
  nodes: readonly SnapshotNode[],
  uuid: string,
  rows: readonly TagRow[],
): Promise<Dependent[]> {
  return [...heldMembers(ctx, nodes, rows), ...(await findDependents(api, ctx, nodes, uuid))];
}

/**
 * Looks at members of a group right before they are deleted, and throws if they must not be. `isWhole`: the row of the
 * group is there, with its marks.
 */
export type MemberLook = (refs: readonly GroupRef[], isWhole: boolean) => Promise<readonly SnapshotNode[]>;

/**
 * They go, and nothing with them: neither what is below them, nor other groups that rely on that, nor members that
 * something else holds by now, be it another resource of this stack. Nothing is asked for after the trees where nothing
 * is found.
 */
export function membersGoAlone(
  api: ZStackApi,
  ctx: RequestContext,
  group: GroupInventory,
  rowMayGo: RowCondition,
): MemberLook {
  // One wait for all looks: what is under way for good does not end by being waited for again.
  let waiting: Deadline | undefined;
  return async (refs, isWhole) => {
    waiting ??= settlingDeadline(ctx);
    const members = refs.map((ref) => ref.volumeSnapshotUuid);
    const rows = await tagsWithRow(api, members, isWhole ? { uuid: group.uuid, mayGo: rowMayGo } : undefined);
    const nodes = await memberNodes(api, ctx, refs, waiting);
    const dependents = await alongWith(api, ctx, nodes, group.uuid, rows);
    if (dependents.length > 0) throw new DependentsError(dependents);
    return nodes;
  };
}

/** They go with all that is below them, but for what is of this stack. */
export function membersGoWithAll(
  api: ZStackApi,
  ctx: RequestContext,
  group: GroupInventory,
  rowMayGo: RowCondition,
): MemberLook {
  let waiting: Deadline | undefined;
  return async (refs, isWhole) => {
    waiting ??= settlingDeadline(ctx);
    const row = isWhole ? { uuid: group.uuid, mayGo: rowMayGo } : undefined;
    return nothingHeld(
      () => memberNodes(api, ctx, refs, waiting),
      async (nodes) => alongWith(api, ctx, nodes, group.uuid, await tagsWithRow(api, uuidsOf(nodes), row)),
    );
  };
}

/** Tags of members, asked for together with those of the group's row, which has to allow its deletion. */
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
