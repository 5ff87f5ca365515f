import { RefusedError } from "../../core/contract/errors";
import type { RequestContext } from "../../core/contract/resourceDefinition";
import { backoff, Deadline, formatDuration } from "../../http/clock";
import { byUuids } from "../client/byUuids";
import { JobLostError, type ZStackApi } from "../client/client";
import { conditionLimit } from "../client/condition";
import { type SnapshotInventory, snapshotSchema } from "../models/volumeSnapshot";
import { type Dependent, resolveOwners } from "../ownership/resolve";
import { isAbandoned, waysOut, withInterruptedDeletes } from "../resource/deadJobs";
import { deleteScope } from "./deleteScope";
import { DependentsError, MissingError } from "./errors";
import { descendants, type SnapshotNode, SnapshotTreeIndex } from "./tree";

// @API DELETE /v1/volume-snapshots/{uuid}

/** Seconds a server allows the deletion of a snapshot by itself. */
export const deletionLimit = 6 * 3600;

/** The same for its creation. */
const creationLimit = 3 * 3600;

export const snapshotResourceType = "VolumeSnapshotVO";
export const groupResourceType = "VolumeSnapshotGroupVO";

export type Looked = Pick<SnapshotInventory, "uuid" | "volumeUuid" | "treeUuid">;

/** The wait for what is under way on a volume begins. */
export const settlingDeadline = (ctx: RequestContext): Deadline =>
  new Deadline(ctx.runtime.clock, ctx.timeout ?? conditionLimit);

/** The tree around a snapshot, once nothing is under way on its volume; undefined where no tree shows it. */
export async function waitForIdleTree(
  api: ZStackApi,
  ctx: RequestContext,
  snapshot: Looked,
  deadline = settlingDeadline(ctx),
): Promise<SnapshotNode | undefined> {
  return (await settled(api, ctx, snapshot, deadline)).node;
}

/** Snapshots in their trees, at a time when nothing is under way on any of their volumes; those that are gone are left out. */
export async function waitForIdleTrees(
  api: ZStackApi,
  ctx: RequestContext,
  snapshots: readonly Looked[],
  deadline = settlingDeadline(ctx),
): Promise<SnapshotNode[]> {
  for (;;) {
    const nodes: SnapshotNode[] = [];
    let hasWaited = false;
    for (const snapshot of snapshots) {
      const { node, waited } = await settled(api, ctx, snapshot, deadline);
      hasWaited = hasWaited || waited;
      if (node !== undefined) nodes.push(node);
      else if ((await existing(api, [snapshot.uuid])).length > 0) throw unseenTree(snapshot.uuid);
    }
    // While one volume was waited for, another may have got a snapshot.
    if (!hasWaited || snapshots.length === 1) return nodes;
  }
}

/** The same, and whether it had to wait: whatever was seen before may be out of date then. */
async function settled(
  api: ZStackApi,
  ctx: RequestContext,
  snapshot: Looked,
  deadline: Deadline,
): Promise<{ node: SnapshotNode | undefined; waited: boolean }> {
  const { volumeUuid, treeUuid } = snapshot;
  const pauses = backoff(200);
  const abandoned = new Set<string>();
  let nextQuestion = 0;
  let waited = false;
  let said = false;
  for (;;) {
    const by = volumeUuid !== undefined ? { volumeUuid } : { treeUuid: treeUuid ?? "" };
    const treeIndex = await SnapshotTreeIndex.look(api, by);
    const busy = busyOn(treeIndex, snapshot.uuid, abandoned);
    if (busy === undefined || (deadline.passed && isStuck(treeIndex, snapshot.uuid))) {
      return { node: treeIndex.get(snapshot.uuid), waited };
    }
    const { uuid, name, status } = busy.inventory;
    const doing = status === "Deleting" ? "deleted" : "made";
    if (deadline.elapsed >= nextQuestion) {
      nextQuestion = deadline.elapsed + 60;
      if (await isAbandoned(api, busy.inventory, status === "Deleting" ? deletionLimit : creationLimit)) {
        // The next one may be abandoned too.
        nextQuestion = 0;
        abandoned.add(uuid);
        ctx.runtime.say(`${ctx.label}: volume snapshot ${uuid} "${name}" is ${status} for good and not waited for`);
        continue;
      }
    }
    if (deadline.passed) {
      throw new RefusedError(
        `volume snapshot ${uuid} "${name}" of the same volume is still being ${doing} after ${formatDuration(deadline.elapsed)}, ` +
          `and what is queued behind it could be deleted too; nothing was deleted, run the command again later. ${waysOut(api)}`,
      );
    }
    if (!said && deadline.elapsed >= 10) {
      said = true;
      ctx.runtime.say(`${ctx.label}: waiting for volume snapshot ${uuid} to be ${doing} before deleting`);
    }
    waited = true;
    await deadline.pause(pauses.next().value);
  }
}

/**
 * A snapshot that shows that the server works on this volume, so that more may be queued. The creation of the snapshot
 * that is to be deleted is waited for elsewhere, if at all.
 */
function busyOn(treeIndex: SnapshotTreeIndex, uuid: string, abandoned: ReadonlySet<string>): SnapshotNode | undefined {
  return treeIndex.unfinished.find(
    ({ inventory: one }) => (one.uuid !== uuid || one.status === "Deleting") && !abandoned.has(one.uuid),
  );
}

/** Whether all that is under way is an old deletion of this snapshot: it may never end, and only another one helps. */
function isStuck(treeIndex: SnapshotTreeIndex, uuid: string): boolean {
  const node = treeIndex.get(uuid);
  if (node?.inventory.status !== "Deleting") return false;
  const going = [node, ...descendants(node)];
  return treeIndex.unfinished.every((one) => one.inventory.status === "Deleting" && going.includes(one));
}

/** Snapshots with these uuids that still exist. */
export async function existing(api: ZStackApi, uuids: readonly string[]): Promise<SnapshotInventory[]> {
  const found = await byUuids(api, "/v1/volume-snapshots", snapshotSchema, uuids);
  return found.filter((one) => one.status !== "Deleted");
}

/** For a snapshot that exists and that no tree shows: what its deletion would take along cannot be known. */
export function unseenTree(uuid: string): RefusedError {
  return new RefusedError(
    `the server does not show the tree of volume snapshot ${uuid}, so what depends on it is unknown; ` +
      `nothing was deleted. Run the command again, or delete it on the platform`,
  );
}

/**
 * What the server would delete besides these snapshots, and the group `own` they may be members of.
 * @param single they go without what is below them
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
  // Marks go with their object: one without any may have gone since its tree was read. Only trees show what other
  // accounts have.
  const now = await waitForIdleTrees(
    api,
    ctx,
    nodes.map((node) => node.inventory),
  );
  const there = [...now, ...now.flatMap(descendants)].flatMap(({ inventory: one }) => [one.uuid, one.groupUuid]);
  const isGone = (one: Dependent): boolean => isUnknown(one) && !there.includes(one.uuid);
  return dependents.some(isGone) ? findDependents(api, ctx, now, own, single) : dependents;
}

/**
 * The condition of a deletion that takes nothing else along.
 * @param how `own`: the group it may be a member of; `single`: it goes without what is below it
 */
export function goesAlone(
  api: ZStackApi,
  ctx: RequestContext,
  snapshot: Looked,
  how: { readonly own?: string; readonly single?: boolean } = {},
): () => Promise<void> {
  let waiting: Deadline | undefined;
  return async () => {
    // One wait for all sends: what is under way for ever does not end by being waited for again.
    waiting ??= settlingDeadline(ctx);
    const node = await placed(api, ctx, snapshot, waiting);
    // What it finds below or around is judged by marks, and nothing is sent then.
    const dependents = await findDependents(api, ctx, [node], how.own, how.single);
    if (dependents.length > 0) throw new DependentsError(dependents);
  };
}

/** The snapshot in its tree; throws if it is gone, or if no tree shows it. */
export async function placed(
  api: ZStackApi,
  ctx: RequestContext,
  snapshot: Looked,
  deadline?: Deadline,
): Promise<SnapshotNode> {
  const node = await waitForIdleTree(api, ctx, snapshot, deadline);
  if (node !== undefined) return node;
  throw (await existing(api, [snapshot.uuid])).length > 0 ? unseenTree(snapshot.uuid) : new MissingError(snapshot.uuid);
}

/** The error for what may not be taken along; nothing where all of it is this stack's. */
export function assertNoForeignDependents(what: string, dependents: readonly Dependent[]): void {
  const foreign = dependents.filter((one) => !one.ours);
  if (foreign.length === 0) return;
  const list = foreign.map(
    (one) => `${one.what} ${one.uuid} "${one.name}" (${one.owner === undefined ? "owner unknown" : `of ${one.owner}`})`,
  );
  throw new RefusedError(
    `deleting ${what} would take along ${list.length} that this stack did not declare: ${list.join(", ")}. ` +
      `Nothing was deleted. Delete those first, or keep this one with deletionPolicy: "retain", or take the whole subtree ` +
      `with deletionPolicy: "cascade" (a policy counts once \`pulumi up\` has recorded it)`,
  );
}

/** Sends the deletion as often as it takes, as long as `condition` holds before each send. Missing is done, and false. */
export async function sendSnapshotDelete(
  api: ZStackApi,
  ctx: RequestContext,
  uuid: string,
  condition: () => Promise<void>,
  reach: "configured" | "subtree" = "configured",
): Promise<boolean> {
  const scope = reach === "configured" ? await deleteScope(api, ctx) : undefined;
  const query = `deleteMode=Permissive${scope === undefined ? "" : `&scope=${scope}`}`;
  const longer = ctx.timeout !== undefined && ctx.timeout > deletionLimit ? { serverTimeout: ctx.timeout } : {};
  const write = { method: "DELETE" as const, path: `/v1/volume-snapshots/${uuid}?${query}`, condition, ...longer };
  try {
    await withInterruptedDeletes(ctx, `volume snapshot ${uuid}`, () =>
      api.run(write, `${ctx.label}: deleting volume snapshot ${uuid}`, ctx.timeout),
    );
  } catch (error) {
    if (error instanceof MissingError) return false;
    // The result is lost, not the deletion: the object tells.
    if (!(error instanceof JobLostError)) throw error;
    if ((await api.one("/v1/volume-snapshots", snapshotSchema, uuid)) !== undefined) throw error;
  }
  return true;
}
