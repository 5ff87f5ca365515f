import type { RequestContext } from "../../core/contract/resourceDefinition";
import { Deadline, formatDuration } from "../../http/clock";
import { RefusedError } from "../../http/errors";
import { NotYet, waitFor } from "../../http/waitFor";
import { byUuids } from "../client/byUuids";
import type { ZStackApi } from "../client/client";
import { conditionLimit } from "../client/condition";
import { type SnapshotInventory, snapshotSchema, snapshotsPath } from "../models/volumeSnapshot";
import { isAbandoned, waysOut } from "../resource/deadJobs";
import { descendants, type SnapshotNode, SnapshotTreeIndex } from "./tree";

// @API DELETE /v1/volume-snapshots/{uuid}

/** Seconds a server allows the deletion of a snapshot by itself. */
export const deletionLimit = 6 * 3600;

/** The same for its creation. */
const creationLimit = 3 * 3600;

export type SnapshotRef = Pick<SnapshotInventory, "uuid" | "volumeUuid" | "treeUuid">;

/** Deadline for waiting until a volume has nothing under way. */
export const idleTreeDeadline = (ctx: RequestContext): Deadline =>
  new Deadline(ctx.runtime.clock, ctx.timeout ?? conditionLimit);

/** The tree around a snapshot, once nothing is under way on its volume; undefined if no tree shows it. */
export async function waitForIdleTree(
  api: ZStackApi,
  ctx: RequestContext,
  snapshot: SnapshotRef,
  deadline = idleTreeDeadline(ctx),
): Promise<SnapshotNode | undefined> {
  return (await waitUntilIdle(api, ctx, snapshot, deadline)).node;
}

/**
 * Snapshots in their trees, at a time when nothing is under way on any of their volumes; missing ones are left out. The trees
 * are the last that is read: what comes up below a snapshot after them is what its deletion would take unseen.
 */
export async function waitForIdleTrees(
  api: ZStackApi,
  ctx: RequestContext,
  snapshots: readonly SnapshotRef[],
  deadline = idleTreeDeadline(ctx),
): Promise<SnapshotNode[]> {
  const missing = new Set<string>();
  for (;;) {
    const nodes: SnapshotNode[] = [];
    let isOutdated = false;
    for (const snapshot of snapshots) {
      const { node, waited } = await waitUntilIdle(api, ctx, snapshot, deadline);
      // While one volume was waited for, another may have got a snapshot.
      isOutdated ||= waited && snapshots.length > 1;
      if (node !== undefined) nodes.push(node);
      else if (!missing.has(snapshot.uuid)) {
        if ((await findExisting(api, [snapshot.uuid])).length > 0) throw treeNotShown(snapshot.uuid);
        missing.add(snapshot.uuid);
        isOutdated = true;
      }
    }
    if (!isOutdated) return nodes;
  }
}

/** The same, and whether it had to wait: earlier reads may be outdated then. */
async function waitUntilIdle(
  api: ZStackApi,
  ctx: RequestContext,
  snapshot: SnapshotRef,
  deadline: Deadline,
): Promise<{ node: SnapshotNode | undefined; waited: boolean }> {
  const { volumeUuid, treeUuid } = snapshot;
  const abandoned = new Set<string>();
  let nextQuestion = 0;
  let waited = false;
  let said = false;
  const look = async () => {
    const by = volumeUuid !== undefined ? { volumeUuid } : { treeUuid: treeUuid ?? "" };
    const treeIndex = await SnapshotTreeIndex.look(api, by);
    const busy = busyOn(treeIndex, snapshot.uuid, abandoned);
    if (busy === undefined || (deadline.passed && isStuck(treeIndex, snapshot.uuid))) {
      return { node: treeIndex.get(snapshot.uuid), waited };
    }
    const { uuid, name, status } = busy.inventory;
    if (deadline.elapsed >= nextQuestion) {
      nextQuestion = deadline.elapsed + 60;
      if (await isAbandoned(api, busy.inventory, status === "Deleting" ? deletionLimit : creationLimit)) {
        // The next one may be abandoned too.
        nextQuestion = 0;
        abandoned.add(uuid);
        ctx.runtime.say(
          `${ctx.label}: not waiting for volume snapshot ${uuid} "${name}": it is ${status}, but its job has ended`,
        );
        return new NotYet(busy.inventory, "atOnce");
      }
    }
    return new NotYet(busy.inventory);
  };
  const doing = ({ status }: SnapshotInventory): string => (status === "Deleting" ? "deleted" : "created");
  return waitFor(deadline, look, {
    late: (busy) => {
      throw new RefusedError(
        "operation-in-progress",
        `volume snapshot ${busy.uuid} "${busy.name}" of the same volume is still being ${doing(busy)} after ${formatDuration(deadline.elapsed)}. ` +
          `Snapshots queued behind it could be deleted too, so nothing was deleted. Run the command again later. ${waysOut(api)}`,
      );
    },
    progress: (busy) => {
      waited = true;
      if (said || deadline.elapsed < 10) return;
      said = true;
      ctx.runtime.say(`${ctx.label}: waiting for volume snapshot ${busy.uuid} to be ${doing(busy)} before deleting`);
    },
  });
}

/**
 * A snapshot which shows that the server is working on this volume, so more may be queued. The creation of the snapshot
 * to delete does not count.
 */
function busyOn(treeIndex: SnapshotTreeIndex, uuid: string, abandoned: ReadonlySet<string>): SnapshotNode | undefined {
  return treeIndex.unfinished.find(
    ({ inventory: one }) => (one.uuid !== uuid || one.status === "Deleting") && !abandoned.has(one.uuid),
  );
}

/** Whether only an old deletion of this snapshot is under way: it may never end, and only a new one helps. */
function isStuck(treeIndex: SnapshotTreeIndex, uuid: string): boolean {
  const node = treeIndex.get(uuid);
  if (node?.inventory.status !== "Deleting") return false;
  const going = [node, ...descendants(node)];
  return treeIndex.unfinished.every((one) => one.inventory.status === "Deleting" && going.includes(one));
}

/** Snapshots with these uuids that still exist. */
export async function findExisting(api: ZStackApi, uuids: readonly string[]): Promise<SnapshotInventory[]> {
  const found = await byUuids(api, snapshotsPath, snapshotSchema, uuids);
  return found.filter((one) => one.status !== "Deleted");
}

/** For a snapshot that exists and that no tree shows: its dependents cannot be known. */
export function treeNotShown(uuid: string): RefusedError {
  return new RefusedError(
    "dependents-unknown",
    `the server does not return the tree of volume snapshot ${uuid}, so its dependents are unknown. ` +
      `Nothing was deleted. Run the command again, or delete the snapshot on the platform.`,
  );
}
