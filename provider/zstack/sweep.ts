import { type Marks, sameStack } from "../core/identity";
import type { Call } from "../core/kind";
import { oneAtATime } from "../core/serial";
import type { ZStackApi } from "./api";
import { groupPath, groupSchema, livingRefs } from "./groupInventory";
import { memberNodes, sendGroupDelete } from "./groupRemoval";
import { sendSnapshotDelete, settledNode, takenAlong } from "./snapshotRemoval";
import { ancestors, SnapshotForest, type SnapshotInventory } from "./snapshotTree";
import { marksOf, tagsOf } from "./tags";

/** Where a deletion may have freed something that was put off. */
export interface Sweeping {
  /** Ancestors of what was deleted, each chain from the parent up. */
  readonly chains: readonly (readonly SnapshotInventory[])[];
  /** Volumes to be looked at as a whole: what was to be deleted had gone before, perhaps in a run that died. */
  readonly volumes?: readonly string[];
}

export function wholeVolume(volumeUuid: unknown): Sweeping {
  return typeof volumeUuid === "string" ? { chains: [], volumes: [volumeUuid] } : { chains: [] };
}

/** Deletes what this stack has put off and nothing depends on any more. Call it without holding a volume. */
export async function sweep(api: ZStackApi, call: Call, { chains, volumes = [] }: Sweeping): Promise<void> {
  const waiting = [...chains];
  for (let chain = waiting.pop(); chain !== undefined; chain = waiting.pop()) {
    for (const above of chain) {
      const next = await sweepOne(api, call, above);
      if (next === undefined) break;
      waiting.push(...next);
    }
  }
  for (const volume of volumes) await sweepVolume(api, call, volume);
}

async function sweepVolume(api: ZStackApi, call: Call, volumeUuid: string): Promise<void> {
  for (;;) {
    const forest = await SnapshotForest.look(api, { volumeUuid });
    const leaves = forest.all.filter((node) => node.children.length === 0).map((node) => node.inventory);
    let swept = false;
    for (const leaf of leaves) {
      const next = await sweepOne(api, call, leaf);
      if (next === undefined) continue;
      swept = true;
      await sweep(api, call, { chains: next });
    }
    if (!swept) return;
  }
}

/**
 * Deletes one snapshot, or the group it is a member of, if that is put off by this stack and free. Returns further
 * chains to look at; undefined where the snapshot stays.
 */
async function sweepOne(
  api: ZStackApi,
  call: Call,
  snapshot: SnapshotInventory,
): Promise<SnapshotInventory[][] | undefined> {
  const { uuid, groupUuid, volumeUuid } = snapshot;
  const rows = await tagsOf(api, groupUuid === undefined ? [uuid] : [uuid, groupUuid]);
  const marks = (one: string): Marks => marksOf(rows.filter((row) => row.resourceUuid === one));
  if (isOurs(marks(uuid), call)) {
    return oneAtATime(call.around, [volumeUuid ?? uuid], () => sweepSnapshot(api, call, snapshot));
  }
  if (groupUuid !== undefined && isOurs(marks(groupUuid), call)) return sweepGroup(api, call, groupUuid);
  return undefined;
}

function isOurs(marks: Marks, call: Call): boolean {
  return marks.deferred !== undefined && marks.retained === undefined && sameStack(marks.deferred, call.owner);
}

async function stillDeferred(api: ZStackApi, call: Call, uuid: string): Promise<boolean> {
  return isOurs(marksOf(await tagsOf(api, [uuid])), call);
}

async function sweepSnapshot(
  api: ZStackApi,
  call: Call,
  snapshot: SnapshotInventory,
): Promise<SnapshotInventory[][] | undefined> {
  const node = await settledNode(api, call, snapshot);
  // Somebody else was quicker; what is above it may still wait for us.
  if (node === undefined) return [];
  if ((await takenAlong(api, call, [node])).length > 0) return undefined;
  // The wait may have been long, and in the meantime somebody may have adopted it.
  if (!(await stillDeferred(api, call, snapshot.uuid))) return undefined;
  await sendSnapshotDelete(api, call, snapshot.uuid);
  call.around.say(`${call.label}: deferred volume snapshot ${snapshot.uuid} "${snapshot.name}" is deleted now`);
  return [];
}

async function sweepGroup(api: ZStackApi, call: Call, uuid: string): Promise<SnapshotInventory[][] | undefined> {
  const found = await api.one(groupPath, groupSchema, uuid);
  if (found === undefined) return [];
  const volumes = livingRefs(found).map((ref) => ref.volumeUuid);
  return oneAtATime(call.around, volumes, async () => {
    const group = await api.one(groupPath, groupSchema, uuid);
    if (group === undefined) return [];
    const nodes = await memberNodes(api, call, group);
    if ((await takenAlong(api, call, nodes, uuid)).length > 0) return undefined;
    if (!(await stillDeferred(api, call, uuid))) return undefined;
    await sendGroupDelete(api, call, group);
    call.around.say(`${call.label}: deferred volume snapshot group ${uuid} "${group.name}" is deleted now`);
    return nodes.map((node) => ancestors(node).map((above) => above.inventory));
  });
}
