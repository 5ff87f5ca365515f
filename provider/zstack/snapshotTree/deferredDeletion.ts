import { HeldError } from "../../core/contract/errors";
import type { Deferral, RequestContext } from "../../core/contract/resourceDefinition";
import type { OwnershipTags } from "../../core/identity/identity";
import { isDeferredHere, isLetGo, nameDoubtful } from "../../core/lifecycle/deferrals";
import { withLocks } from "../../core/runtime/locks";
import { isKept } from "../../core/runtime/runtime";
import { ClosingError, messageOf } from "../../http/errors";
import type { ZStackApi } from "../client/client";
import { type SnapshotInventory, snapshotResourceType } from "../models/volumeSnapshot";
import { groupPath, groupSchema, livingRefs } from "../models/volumeSnapshotGroup";
import { asLeftover } from "../ownership/holder";
import { ownershipOf, removeDeferredTag, type TagRow, tagsOf, writeDeferredTag } from "../ownership/tags";
import { sendCascade } from "./cascade";
import { chainAround, NotDeletableError, sendChain } from "./chain";
import { deleteScope, loneDeletionCondition, sendSnapshotDelete } from "./deleteRequest";
import { DependentsError, MissingError } from "./dependents";
import { sendGroupCascade, sendGroupDelete } from "./groupDeleteRequest";
import { findExisting } from "./idleTree";
import { type SnapshotNode, SnapshotTreeIndex, type TreeRef } from "./tree";

/**
 * Deletes objects whose deletion this stack deferred and that have no dependents left. Call it without holding a volume
 * lock. A failure prints a warning and does not fail the deletion that triggered it.
 */
export async function deleteDeferred(api: ZStackApi, ctx: RequestContext, treeRefs: readonly TreeRef[]): Promise<void> {
  const waiting = [...treeRefs];
  const done = new Set<string>();
  const waits = new Set<string>();
  for (let treeRef = waiting.pop(); treeRef !== undefined; treeRef = waiting.pop()) {
    for (;;) {
      const found = await nextDeletable(api, ctx, treeRef, new Set([...done, ...waits]));
      if (found === undefined) break;
      try {
        const removed = await found.remove();
        if (removed === undefined) {
          waits.add(found.uuid);
          continue;
        }
        // A row that outlives its deletion is not deleted again and again.
        done.add(found.uuid);
        // Objects that were skipped so far may have waited for exactly this one.
        waits.clear();
        waiting.push(...removed.more);
        if (removed.isLast) break;
      } catch (error) {
        if (error instanceof ClosingError) throw error;
        done.add(found.uuid);
        const reason = messageOf(error);
        ctx.runtime.say(
          `${ctx.label}: warning: the postponed deletion of ${found.what} failed; a later delete retries it: ${reason}`,
        );
      }
    }
  }
}

/** What the end of a run retries for an object in these trees whose deletion it has deferred. */
export function retryAt(
  api: ZStackApi,
  ctx: RequestContext,
  treeRefs: readonly TreeRef[],
): Pick<Deferral, "place" | "retry"> {
  return { place: JSON.stringify(treeRefs), retry: () => deleteDeferred(api, ctx, treeRefs) };
}

interface Deletable {
  readonly uuid: string;
  readonly what: string;
  /** Deletes it; undefined if it has to wait or no longer exists. */
  readonly remove: () => Promise<Removed | undefined>;
}

interface Removed {
  /** Further trees to look at. */
  readonly more: readonly TreeRef[];
  /** Nothing else was on its volume. */
  readonly isLast: boolean;
}

/**
 * A deferred leaf of this stack, or a deferred group with a leaf among its members, that was not tried yet; or a deferred
 * cascade; or any deferred snapshot that the server can delete alone. Best of all, a snapshot with nothing but deferred
 * ones below it: one deletion takes them all.
 */
async function nextDeletable(
  api: ZStackApi,
  ctx: RequestContext,
  treeRef: TreeRef,
  tried: ReadonlySet<string>,
): Promise<Deletable | undefined> {
  const treeIndex = await SnapshotTreeIndex.look(api, treeRef);
  const uuids = treeIndex.all.flatMap(({ inventory: one }) =>
    one.groupUuid === undefined ? [one.uuid] : [one.uuid, one.groupUuid],
  );
  const rows = await tagsOf(api, [...new Set(uuids)]);
  const ownershipAt = (uuid: string): OwnershipTags => ownershipOf(rows.filter((row) => row.resourceUuid === uuid));
  const cascades = (uuid: string): boolean => ownershipAt(uuid).cascade !== undefined;
  const isFree = (uuid: string, what: string, isLeaf: boolean): boolean => {
    if (tried.has(uuid)) return false;
    const ownership = ownershipAt(uuid);
    if (!isDeferredHere(ctx, ownership) || (!isLeaf && ownership.cascade === undefined)) return false;
    if (isLetGo(ctx, uuid, ownership) || ctx.runtime.keptByProgram.has(uuid)) return true;
    nameDoubtful(ctx, uuid, what, ownership);
    return false;
  };
  const isLone = ({ inventory: one }: SnapshotNode): boolean =>
    one.groupUuid === undefined && !cascades(one.uuid) && isFree(one.uuid, named(one), true);
  const single = (await deleteScope(api, ctx)) === "single";
  const chain = single ? undefined : chainOf(treeIndex.all.filter(isLone));
  if (chain !== undefined) return deferredChain(api, ctx, chain);
  // One member that is a leaf is enough for a group.
  const inOrder = [...treeIndex.all].sort((a, b) => Number(a.children.length > 0) - Number(b.children.length > 0));
  for (const { inventory, children } of inOrder) {
    const { uuid, groupUuid } = inventory;
    const isLeaf = children.length === 0;
    const what = named(inventory);
    const how = { cascades: cascades(uuid), single: single && groupUuid === undefined };
    if (isFree(uuid, what, isLeaf || how.single))
      return { uuid, what, remove: () => deleteDeferredSnapshot(api, ctx, inventory, how) };
    const group = `volume snapshot group ${groupUuid}`;
    if (groupUuid !== undefined && isFree(groupUuid, group, isLeaf)) {
      return {
        uuid: groupUuid,
        what: group,
        remove: () => deleteDeferredGroup(api, ctx, groupUuid, cascades(groupUuid)),
      };
    }
  }
  return undefined;
}

/** A chain of nothing but these. */
function chainOf(all: readonly SnapshotNode[]): readonly SnapshotNode[] | undefined {
  const ones = new Set(all);
  for (const node of all) {
    const chain = chainAround(node, (one) => ones.has(one));
    if (chain !== undefined) return chain;
  }
  return undefined;
}

const named = ({ uuid, name }: SnapshotInventory): string => `volume snapshot ${uuid} "${name}"`;

/** Whether a deferred object may go, by its tags. */
const mayGo = (ctx: RequestContext, uuid: string, rows: readonly TagRow[]): boolean =>
  isLetGo(ctx, uuid, ownershipOf(rows)) && !isKept(ctx.runtime, uuid);

/** Reads the tags once more right before the trees: waiting may have taken long. */
async function assertDeletable(ctx: RequestContext, uuid: string, rows: readonly TagRow[]): Promise<void> {
  // Without an engine, what this process was asked to do is not recorded.
  if (!mayGo(ctx, uuid, rows) || !(await ctx.runtime.engineAlive())) throw new NotDeletableError();
}

/** Sends a deletion; returns undefined if it has to wait. Removes the deferred tag of an object that is declared again. */
async function unlessKept(
  api: ZStackApi,
  ctx: RequestContext,
  uuid: string,
  send: () => Promise<Removed | undefined>,
): Promise<Removed | undefined> {
  try {
    return await send();
  } catch (error) {
    const waits = [NotDeletableError, DependentsError, MissingError].some((kind) => error instanceof kind);
    if (!waits) throw error;
  }
  if (ctx.runtime.keptByProgram.has(uuid) && isDeferredHere(ctx, ownershipOf(await tagsOf(api, [uuid])))) {
    await removeDeferredTag(api, ctx, uuid);
    ctx.runtime.say(`${ctx.label}: ${uuid} is declared again; its postponed deletion is cancelled`);
  }
  return undefined;
}

function deleteDeferredSnapshot(
  api: ZStackApi,
  ctx: RequestContext,
  snapshot: SnapshotInventory,
  how: { readonly cascades: boolean; readonly single: boolean },
): Promise<Removed | undefined> {
  const { uuid, volumeUuid, name } = snapshot;
  const alone = loneDeletionCondition(api, ctx, snapshot, { single: how.single });
  const isFree = async (): Promise<void> => assertDeletable(ctx, uuid, await tagsOf(api, [uuid]));
  return withLocks(ctx.runtime, [volumeUuid ?? uuid], () =>
    unlessKept(api, ctx, uuid, async () => {
      const treeRefs: TreeRef[] = [];
      if (how.cascades) {
        treeRefs.push(...(await sendCascade(api, ctx, snapshot, { before: isFree })));
      } else {
        const condition = async (): Promise<void> => {
          await isFree();
          await alone();
        };
        if (!(await sendSnapshotDelete(api, ctx, uuid, condition))) return undefined;
      }
      ctx.runtime.say(`${ctx.label}: deleted volume snapshot ${uuid} "${name}", whose deletion was postponed`);
      return { more: treeRefs, isLast: false };
    }),
  );
}

/** A snapshot with everything below it, all of it deferred: the server deletes the subtree in one job. */
function deferredChain(api: ZStackApi, ctx: RequestContext, chain: readonly SnapshotNode[]): Deletable | undefined {
  const [top] = chain;
  if (top === undefined) return undefined;
  const { uuid, volumeUuid } = top.inventory;
  const namesOf = (some: readonly SnapshotNode[]): string =>
    `volume snapshots ${some.map(({ inventory: one }) => `${one.uuid} "${one.name}"`).join(", ")}`;
  const remove = (): Promise<Removed | undefined> =>
    withLocks(ctx.runtime, [volumeUuid ?? uuid], () =>
      unlessKept(api, ctx, uuid, async () => {
        const deletion = await sendChain(api, ctx, chain, (one, rows) => mayGo(ctx, one, rows));
        if (deletion === undefined) return undefined;
        const { gone, isLast } = deletion;
        if (gone.length > 0) ctx.runtime.say(`${ctx.label}: deleted ${namesOf(gone)}, whose deletion was postponed`);
        return { more: [], isLast };
      }),
    );
  return { uuid, what: namesOf(chain), remove };
}

async function deleteDeferredGroup(
  api: ZStackApi,
  ctx: RequestContext,
  uuid: string,
  cascades: boolean,
): Promise<Removed | undefined> {
  const found = await api.one(groupPath, groupSchema, uuid);
  if (found === undefined) return undefined;
  const volumes = livingRefs(found).map((ref) => ref.volumeUuid);
  return withLocks(ctx.runtime, volumes, async () => {
    const group = await api.one(groupPath, groupSchema, uuid);
    if (group === undefined) return undefined;
    const send = cascades ? sendGroupCascade : sendGroupDelete;
    const removed = await unlessKept(api, ctx, uuid, async () => {
      const more = await send(api, ctx, group, (rows) => assertDeletable(ctx, uuid, rows)).catch(
        async (error: unknown) => {
          if (!(error instanceof ClosingError) && (await api.one(groupPath, groupSchema, uuid)) === undefined) {
            // The row was deleted without them and no state knows them, so each gets its own deferred tag.
            const members = livingRefs(group).map((ref) => ref.volumeSnapshotUuid);
            for (const left of await findExisting(api, members)) await tagRemainingMember(api, ctx, left.uuid);
          }
          throw error;
        },
      );
      return more === undefined ? undefined : { more, isLast: false };
    });
    if (removed !== undefined)
      ctx.runtime.say(
        `${ctx.label}: deleted volume snapshot group ${uuid} "${group.name}", whose deletion was postponed`,
      );
    return removed;
  });
}

async function tagRemainingMember(api: ZStackApi, ctx: RequestContext, uuid: string): Promise<void> {
  await writeDeferredTag(api, asLeftover(ctx), snapshotResourceType, uuid).catch((error: unknown) => {
    // It has an owner of its own.
    if (!(error instanceof HeldError)) throw error;
  });
}

/** Warns about deferred deletions that can never happen: they wait for an object that was just retained. */
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
