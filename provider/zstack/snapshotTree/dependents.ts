import type { RequestContext } from "../../core/contract/resourceDefinition";
import type { Deadline } from "../../http/clock";
import { RefusedError } from "../../http/errors";
import type { ZStackApi } from "../client/client";
import { type Dependent, resolveOwners } from "../ownership/resolve";
import { findExisting, type SnapshotRef, treeNotShown, waitForIdleTree, waitForIdleTrees } from "./idleTree";
import { descendants, type SnapshotNode } from "./tree";

/**
 * What the server would delete besides these snapshots and the group `own` they may be members of.
 * @param single the server deletes them without what is below them
 */
export async function findDependents(
  api: ZStackApi,
  ctx: RequestContext,
  nodes: readonly SnapshotNode[],
  own?: string,
  single = false,
): Promise<Dependent[]> {
  const going = new Set(nodes.map((node) => node.inventory.uuid));
  const below = single ? [] : nodes.flatMap(descendants).filter((node) => !going.has(node.inventory.uuid));
  const all = [...nodes, ...below].map((node) => node.inventory);
  const others = all.filter((one) => one.groupUuid !== own);
  const dependents = await resolveOwners(
    api,
    ctx,
    below.map((node) => node.inventory),
    others,
  );
  const isUnknown = (one: Dependent): boolean => one.owner === undefined && !one.ours;
  if (!dependents.some(isUnknown)) return dependents;
  // Tags are deleted with their object: one without tags may have been deleted since its tree was read. Only trees show
  // the objects of other accounts.
  const now = await waitForIdleTrees(
    api,
    ctx,
    nodes.map((node) => node.inventory),
  );
  const there = [...now, ...now.flatMap(descendants)].flatMap(({ inventory: one }) => [one.uuid, one.groupUuid]);
  const isGone = (one: Dependent): boolean => isUnknown(one) && !there.includes(one.uuid);
  return dependents.some(isGone) ? findDependents(api, ctx, now, own, single) : dependents;
}

/** The snapshot in its tree; throws if it no longer exists or if no tree shows it. */
export async function placed(
  api: ZStackApi,
  ctx: RequestContext,
  snapshot: SnapshotRef,
  deadline?: Deadline,
): Promise<SnapshotNode> {
  const node = await waitForIdleTree(api, ctx, snapshot, deadline);
  if (node !== undefined) return node;
  throw (await findExisting(api, [snapshot.uuid])).length > 0
    ? treeNotShown(snapshot.uuid)
    : new MissingError(snapshot.uuid);
}

/** Throws if one of the dependents does not belong to this stack. */
export function assertNoForeignDependents(what: string, dependents: readonly Dependent[]): void {
  const foreign = dependents.filter((one) => !one.ours);
  if (foreign.length === 0) return;
  const list = foreign.map(
    (one) =>
      `${one.what} ${one.uuid} "${one.name}" (${one.owner === undefined ? "owner unknown" : `owned by ${one.owner}`})`,
  );
  throw new RefusedError(
    "foreign-dependents",
    `deleting ${what} would also delete ${list.length === 1 ? "an object" : `${list.length} objects`} that this stack does ` +
      `not own: ${list.join(", ")}. Nothing was deleted. Delete ${list.length === 1 ? "that one" : "those"} first, keep ` +
      `this one with deletionPolicy: "retain", or delete the whole subtree with deletionPolicy: "cascade". ` +
      `Run \`pulumi up\` for a changed deletionPolicy to take effect.`,
  );
}

/** A deletion was not sent: it would also delete these. */
export class DependentsError extends RefusedError {
  constructor(readonly dependents: readonly Dependent[]) {
    super(
      "has-dependents",
      `deleting would also delete ${dependents.map((one) => `${one.what} ${one.uuid} "${one.name}"`).join(", ")}; ` +
        `nothing was deleted`,
    );
    this.name = "DependentsError";
  }
}

/** A deletion was not sent: the object no longer exists. */
export class MissingError extends RefusedError {
  constructor(uuid: string) {
    super("not-found", `${uuid} no longer exists`);
    this.name = "MissingError";
  }
}

/** Sends a deletion; returns the dependents that prevented it, empty if it was sent. */
export async function dependentsOf(send: () => Promise<unknown>): Promise<readonly Dependent[]> {
  try {
    await send();
  } catch (error) {
    if (!(error instanceof DependentsError)) throw error;
    return error.dependents;
  }
  return [];
}
