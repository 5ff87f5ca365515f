import { HeldError } from "../../core/contract/errors";
import type { Call } from "../../core/contract/resourceDefinition";
import type { Marks } from "../../core/identity/identity";
import { isDeferredHere, isLetGo, nameDoubtful } from "../../core/lifecycle/deferrals";
import { oneAtATime } from "../../core/runtime/locks";
import { ClosingError } from "../../http/errors";
import type { ZStackApi } from "../client/client";
import { asLeftover } from "../ownership/held";
import { markDeferred, marksOf, type TagRow, tagsOf, unmarkDeferred } from "../ownership/tags";
import { sendCascade } from "./cascade";
import { existing, goesAlone, sendSnapshotDelete, snapshotResourceType } from "./dependents";
import { DependentsError, MissingError } from "./errors";
import { sendGroupCascade, sendGroupDelete } from "./groupDependents";
import { groupPath, groupSchema, livingRefs } from "./groups";
import { SnapshotForest, type SnapshotInventory } from "./tree";
import type { Place } from "./treeRef";

/**
 * Deletes what this stack has put off and nothing depends on any more. Call it without holding a volume. What cannot go
 * is named and left: the deletion that came by is done all the same.
 */
export async function sweep(api: ZStackApi, call: Call, places: readonly Place[]): Promise<void> {
  const waiting = [...places];
  const done = new Set<string>();
  const waits = new Set<string>();
  for (let place = waiting.pop(); place !== undefined; place = waiting.pop()) {
    for (;;) {
      const found = await freed(api, call, place, new Set([...done, ...waits]));
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
        call.around.say(`${call.label}: warning: deferred ${found.what} cannot be deleted yet and stays: ${reason}`);
      }
    }
  }
}

interface Freed {
  readonly uuid: string;
  readonly what: string;
  /** Deletes it; returns further places to look at, or nothing where it has to wait or is gone. */
  readonly remove: () => Promise<Place[] | undefined>;
}

/**
 * A deferred leaf of this stack, or a deferred group with a member among the leaves, that was not tried yet; or one that
 * is to be deleted with what is foreign below it.
 */
async function freed(api: ZStackApi, call: Call, place: Place, tried: ReadonlySet<string>): Promise<Freed | undefined> {
  const forest = await SnapshotForest.look(api, place);
  const uuids = forest.all.flatMap(({ inventory: one }) =>
    one.groupUuid === undefined ? [one.uuid] : [one.uuid, one.groupUuid],
  );
  const rows = await tagsOf(api, [...new Set(uuids)]);
  const marksAt = (uuid: string): Marks => marksOf(rows.filter((row) => row.resourceUuid === uuid));
  const cascades = (uuid: string): boolean => marksAt(uuid).cascade !== undefined;
  const isFree = (uuid: string, what: string, isLeaf: boolean): boolean => {
    if (tried.has(uuid)) return false;
    const marks = marksAt(uuid);
    if (!isDeferredHere(call, marks) || (!isLeaf && marks.cascade === undefined)) return false;
    if (isLetGo(call, uuid, marks) || call.around.wanted.has(uuid)) return true;
    nameDoubtful(call, uuid, what, marks);
    return false;
  };
  // A group is free by any of its members that is a leaf.
  const inOrder = [...forest.all].sort((a, b) => Number(a.children.length > 0) - Number(b.children.length > 0));
  for (const { inventory, children } of inOrder) {
    const { uuid, groupUuid } = inventory;
    const isLeaf = children.length === 0;
    const what = `volume snapshot ${uuid} "${inventory.name}"`;
    if (isFree(uuid, what, isLeaf))
      return { uuid, what, remove: () => sweepSnapshot(api, call, inventory, cascades(uuid)) };
    const group = `volume snapshot group ${groupUuid}`;
    if (groupUuid !== undefined && isFree(groupUuid, group, isLeaf)) {
      return { uuid: groupUuid, what: group, remove: () => sweepGroup(api, call, groupUuid, cascades(groupUuid)) };
    }
  }
  return undefined;
}

/** What is deferred has to wait on, or is wanted again; nothing was sent. */
class NotFreeError extends Error {
  constructor() {
    super("nothing that may be swept");
    this.name = "NotFreeError";
  }
}

/** The last look at the marks, before that at the trees: the waits before may have been long. */
async function mayGo(call: Call, uuid: string, rows: readonly TagRow[]): Promise<void> {
  const { wanted, handedOut, engineAlive } = call.around;
  const marks = marksOf(rows);
  // Without an engine nobody records what this process was asked for.
  const free = isLetGo(call, uuid, marks) && !wanted.has(uuid) && !handedOut.has(uuid) && (await engineAlive());
  if (!free) throw new NotFreeError();
}

/** Sends a deletion; nothing is returned where it has to wait. A delete that failed half-way has left a mark. */
async function unlessKept(
  api: ZStackApi,
  call: Call,
  uuid: string,
  send: () => Promise<Place[] | undefined>,
): Promise<Place[] | undefined> {
  try {
    return await send();
  } catch (error) {
    const waits = [NotFreeError, DependentsError, MissingError].some((kind) => error instanceof kind);
    if (!waits) throw error;
  }
  if (call.around.wanted.has(uuid) && isDeferredHere(call, marksOf(await tagsOf(api, [uuid])))) {
    await unmarkDeferred(api, call, uuid);
    call.around.say(`${call.label}: ${uuid} is declared, so that it is no longer deferred`);
  }
  return undefined;
}

function sweepSnapshot(
  api: ZStackApi,
  call: Call,
  snapshot: SnapshotInventory,
  cascades: boolean,
): Promise<Place[] | undefined> {
  const { uuid, volumeUuid, name } = snapshot;
  const alone = goesAlone(api, call, snapshot);
  const isFree = async (): Promise<void> => mayGo(call, uuid, await tagsOf(api, [uuid]));
  return oneAtATime(call.around, [volumeUuid ?? uuid], () =>
    unlessKept(api, call, uuid, async () => {
      const places: Place[] = [];
      if (cascades) {
        places.push(...(await sendCascade(api, call, snapshot, { before: isFree })));
      } else {
        const condition = async (): Promise<void> => {
          await isFree();
          await alone();
        };
        if (!(await sendSnapshotDelete(api, call, uuid, condition))) return undefined;
      }
      call.around.say(`${call.label}: deferred volume snapshot ${uuid} "${name}" is deleted now`);
      return places;
    }),
  );
}

async function sweepGroup(api: ZStackApi, call: Call, uuid: string, cascades: boolean): Promise<Place[] | undefined> {
  const found = await api.one(groupPath, groupSchema, uuid);
  if (found === undefined) return undefined;
  const volumes = livingRefs(found).map((ref) => ref.volumeUuid);
  return oneAtATime(call.around, volumes, async () => {
    const group = await api.one(groupPath, groupSchema, uuid);
    if (group === undefined) return undefined;
    const send = cascades ? sendGroupCascade : sendGroupDelete;
    const places = await unlessKept(api, call, uuid, () =>
      send(api, call, group, (rows) => mayGo(call, uuid, rows)).catch(async (error: unknown) => {
        if (!(error instanceof ClosingError) && (await api.one(groupPath, groupSchema, uuid)) === undefined) {
          // The row went without them, and no state knows them any more: their own marks have to.
          const members = livingRefs(group).map((ref) => ref.volumeSnapshotUuid);
          for (const left of await existing(api, members)) await markLeft(api, call, left.uuid);
        }
        throw error;
      }),
    );
    if (places !== undefined)
      call.around.say(`${call.label}: deferred volume snapshot group ${uuid} "${group.name}" is deleted now`);
    return places;
  });
}

async function markLeft(api: ZStackApi, call: Call, uuid: string): Promise<void> {
  await markDeferred(api, asLeftover(call), snapshotResourceType, uuid).catch((error: unknown) => {
    // Something holds it by itself.
    if (!(error instanceof HeldError)) throw error;
  });
}

/** A line on what will never go by itself: it waits for an object that was just given up. */
export async function nameWaiting(api: ZStackApi, call: Call, above: readonly SnapshotInventory[]): Promise<void> {
  const rows = await tagsOf(
    api,
    above.map((one) => one.uuid),
  );
  const waiting = above.filter(
    (one) => marksOf(rows.filter((row) => row.resourceUuid === one.uuid)).deferred !== undefined,
  );
  if (waiting.length === 0) return;
  const names = waiting.map((one) => `${one.uuid} "${one.name}"`).join(", ");
  call.around.say(
    `${call.label}: warning: volume snapshots ${names} were put off until this one goes, and it stays; ` +
      `they stay too, adopt them with resourceUuid and adopt: true or delete them on the platform`,
  );
}
