import { HeldError } from "../../core/contract/errors";
import type { RequestContext } from "../../core/contract/resourceDefinition";
import type { OwnershipTags } from "../../core/identity/identity";
import { isDeferredHere, isLetGo, nameDoubtful } from "../../core/lifecycle/deferrals";
import { withLocks } from "../../core/runtime/locks";
import { ClosingError } from "../../http/errors";
import type { ZStackApi } from "../client/client";
import type { SnapshotInventory } from "../models/volumeSnapshot";
import { snapshotResourceType } from "../models/volumeSnapshot";
import { groupPath, groupSchema, livingRefs } from "../models/volumeSnapshotGroup";
import { asLeftover } from "../ownership/held";
import { ownershipOf, removeDeferredTag, type TagRow, tagsOf, writeDeferredTag } from "../ownership/tags";
import { sendCascade } from "./cascade";
import { goesAlone, sendSnapshotDelete } from "./deleteRequest";
import { DependentsError, MissingError } from "./errors";
import { sendGroupCascade, sendGroupDelete } from "./groupDeleteRequest";
import { existing } from "./idleTree";
import { SnapshotTreeIndex } from "./tree";
import type { TreeRef } from "./treeRef";

/**
 * Deletes what this stack has put off and nothing depends on any more. Call it without holding a volume. What cannot go
 * is named and left: the deletion that came by is done all the same.
 */
export async function deleteDeferred(api: ZStackApi, ctx: RequestContext, places: readonly TreeRef[]): Promise<void> {
  const waiting = [...places];
  const done = new Set<string>();
  const waits = new Set<string>();
  for (let place = waiting.pop(); place !== undefined; place = waiting.pop()) {
    for (;;) {
      const found = await freed(api, ctx, place, new Set([...done, ...waits]));
      if (found === undefined) break;
      try {
        const more = await found.remove();
        if (more === undefined) {
          waits.add(found.uuid);
          continue;
        }
        // A row that outlives its deletion is not asked for again and again.
        done.add(found.uuid);
        // What was passed over so far may have waited for exactly this one.
        waits.clear();
        waiting.push(...more);
      } catch (error) {
        if (error instanceof ClosingError) throw error;
        done.add(found.uuid);
        const reason = error instanceof Error ? error.message : String(error);
        ctx.runtime.say(
          `${ctx.label}: warning: the postponed deletion of ${found.what} failed; a later delete retries it: ${reason}`,
        );
      }
    }
  }
}

interface Freed {
  readonly uuid: string;
  readonly what: string;
  /** Deletes it; returns further places to look at, or nothing where it has to wait or is gone. */
  readonly remove: () => Promise<TreeRef[] | undefined>;
}

/**
 * A deferred leaf of this stack, or a deferred group with a member among the leaves, that was not tried yet; or one that
 * is to be deleted with what is foreign below it.
 */
async function freed(
  api: ZStackApi,
  ctx: RequestContext,
  place: TreeRef,
  tried: ReadonlySet<string>,
): Promise<Freed | undefined> {
  const treeIndex = await SnapshotTreeIndex.look(api, place);
  const uuids = treeIndex.all.flatMap(({ inventory: one }) =>
    one.groupUuid === undefined ? [one.uuid] : [one.uuid, one.groupUuid],
  );
  const rows = await tagsOf(api, [...new Set(uuids)]);
  const ownershipAt = (uuid: string): OwnershipTags => ownershipOf(rows.filter((row) => row.resourceUuid === uuid));
  const cascades = (uuid: string): boolean => ownershipAt(uuid).cascade !== undefined;
  const isFree = (uuid: string, what: string, isLeaf: boolean): boolean => {
    if (tried.has(uuid)) return false;
    const marks = ownershipAt(uuid);
    if (!isDeferredHere(ctx, marks) || (!isLeaf && marks.cascade === undefined)) return false;
    if (isLetGo(ctx, uuid, marks) || ctx.runtime.keptByProgram.has(uuid)) return true;
    nameDoubtful(ctx, uuid, what, marks);
    return false;
  };
  // A group is free by any of its members that is a leaf.
  const inOrder = [...treeIndex.all].sort((a, b) => Number(a.children.length > 0) - Number(b.children.length > 0));
  for (const { inventory, children } of inOrder) {
    const { uuid, groupUuid } = inventory;
    const isLeaf = children.length === 0;
    const what = `volume snapshot ${uuid} "${inventory.name}"`;
    if (isFree(uuid, what, isLeaf))
      return { uuid, what, remove: () => sweepSnapshot(api, ctx, inventory, cascades(uuid)) };
    const group = `volume snapshot group ${groupUuid}`;
    if (groupUuid !== undefined && isFree(groupUuid, group, isLeaf)) {
      return { uuid: groupUuid, what: group, remove: () => sweepGroup(api, ctx, groupUuid, cascades(groupUuid)) };
    }
  }
  return undefined;
}

/** What is deferred has to wait on, or is wanted again; nothing was sent. */
class NotFreeError extends Error {
  constructor() {
    super("not to be deleted now");
    this.name = "NotFreeError";
  }
}

/** The last look at the marks, before that at the trees: the waits before may have been long. */
async function mayGo(ctx: RequestContext, uuid: string, rows: readonly TagRow[]): Promise<void> {
  const { keptByProgram, createdInThisProcess, engineAlive } = ctx.runtime;
  const marks = ownershipOf(rows);
  // Without an engine nobody records what this process was asked for.
  const free =
    isLetGo(ctx, uuid, marks) && !keptByProgram.has(uuid) && !createdInThisProcess.has(uuid) && (await engineAlive());
  if (!free) throw new NotFreeError();
}

/** Sends a deletion; nothing is returned where it has to wait. A delete that failed half-way has left a mark. */
async function unlessKept(
  api: ZStackApi,
  ctx: RequestContext,
  uuid: string,
  send: () => Promise<TreeRef[] | undefined>,
): Promise<TreeRef[] | undefined> {
  try {
    return await send();
  } catch (error) {
    const waits = [NotFreeError, DependentsError, MissingError].some((kind) => error instanceof kind);
    if (!waits) throw error;
  }
  if (ctx.runtime.keptByProgram.has(uuid) && isDeferredHere(ctx, ownershipOf(await tagsOf(api, [uuid])))) {
    await removeDeferredTag(api, ctx, uuid);
    ctx.runtime.say(`${ctx.label}: ${uuid} is declared again; its postponed deletion is cancelled`);
  }
  return undefined;
}

function sweepSnapshot(
  api: ZStackApi,
  ctx: RequestContext,
  snapshot: SnapshotInventory,
  cascades: boolean,
): Promise<TreeRef[] | undefined> {
  const { uuid, volumeUuid, name } = snapshot;
  const alone = goesAlone(api, ctx, snapshot);
  const isFree = async (): Promise<void> => mayGo(ctx, uuid, await tagsOf(api, [uuid]));
  return withLocks(ctx.runtime, [volumeUuid ?? uuid], () =>
    unlessKept(api, ctx, uuid, async () => {
      const places: TreeRef[] = [];
      if (cascades) {
        places.push(...(await sendCascade(api, ctx, snapshot, { before: isFree })));
      } else {
        const condition = async (): Promise<void> => {
          await isFree();
          await alone();
        };
        if (!(await sendSnapshotDelete(api, ctx, uuid, condition))) return undefined;
      }
      ctx.runtime.say(`${ctx.label}: deleted volume snapshot ${uuid} "${name}", whose deletion was postponed`);
      return places;
    }),
  );
}

async function sweepGroup(
  api: ZStackApi,
  ctx: RequestContext,
  uuid: string,
  cascades: boolean,
): Promise<TreeRef[] | undefined> {
  const found = await api.one(groupPath, groupSchema, uuid);
  if (found === undefined) return undefined;
  const volumes = livingRefs(found).map((ref) => ref.volumeUuid);
  return withLocks(ctx.runtime, volumes, async () => {
    const group = await api.one(groupPath, groupSchema, uuid);
    if (group === undefined) return undefined;
    const send = cascades ? sendGroupCascade : sendGroupDelete;
    const places = await unlessKept(api, ctx, uuid, () =>
      send(api, ctx, group, (rows) => mayGo(ctx, uuid, rows)).catch(async (error: unknown) => {
        if (!(error instanceof ClosingError) && (await api.one(groupPath, groupSchema, uuid)) === undefined) {
          // The row went without them, and no state knows them any more: their own marks have to.
          const members = livingRefs(group).map((ref) => ref.volumeSnapshotUuid);
          for (const left of await existing(api, members)) await markLeft(api, ctx, left.uuid);
        }
        throw error;
      }),
    );
    if (places !== undefined)
      ctx.runtime.say(
        `${ctx.label}: deleted volume snapshot group ${uuid} "${group.name}", whose deletion was postponed`,
      );
    return places;
  });
}

async function markLeft(api: ZStackApi, ctx: RequestContext, uuid: string): Promise<void> {
  await writeDeferredTag(api, asLeftover(ctx), snapshotResourceType, uuid).catch((error: unknown) => {
    // Something holds it by itself.
    if (!(error instanceof HeldError)) throw error;
  });
}

/** A line on what will never go by itself: it waits for an object that was just given up. */
export async function warnBlocked(
  api: ZStackApi,
  ctx: RequestContext,
  above: readonly SnapshotInventory[],
): Promise<void> {
  const rows = await tagsOf(
    api,
    above.map((one) => one.uuid),
  );
  const waiting = above.filter(
    (one) => ownershipOf(rows.filter((row) => row.resourceUuid === one.uuid)).deferred !== undefined,
  );
  if (waiting.length === 0) return;
  const names = waiting.map((one) => `${one.uuid} "${one.name}"`).join(", ");
  ctx.runtime.say(
    `${ctx.label}: warning: the postponed deletion of volume snapshots ${names} depends on this snapshot, which is now ` +
      `kept, so they are kept too. Delete them on the platform, or adopt them with resourceUuid and adopt: true.`,
  );
}
