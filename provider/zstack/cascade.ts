import { sameStack } from "../core/identity";
import type { Call } from "../core/kind";
import type { ZStackApi } from "./api";
import { byUuids } from "./byUuids";
import { groupPath, groupSchema, livingRefs } from "./groupInventory";
import { snapshotResourceType } from "./snapshotRemoval";
import { descendants, type SnapshotNode } from "./snapshotTree";
import { type Place, placeOf } from "./sweep";
import { markDeferred, marksOf, tagsOf } from "./tags";

/**
 * Groups that this stack has put off, and whose row goes with a cascade, leave members that no state knows: they get
 * the mark of their group before that. Returns where they are.
 * @param own the group that goes with the cascade as a whole
 */
export async function markLeftMembers(
  api: ZStackApi,
  call: Call,
  nodes: readonly SnapshotNode[],
  own?: string,
): Promise<Place[]> {
  const going = [...nodes, ...nodes.flatMap(descendants)].map((node) => node.inventory);
  // The row of a group goes with the snapshot of its root volume.
  const roots = going.filter((one) => one.volumeType === "Root" && one.groupUuid !== own);
  const uuids = [...new Set(roots.flatMap((one) => one.groupUuid ?? []))];
  const [groups, rows] = await Promise.all([byUuids(api, groupPath, groupSchema, uuids), tagsOf(api, uuids)]);
  const marks = (uuid: string, tags: typeof rows) => marksOf(tags.filter((row) => row.resourceUuid === uuid));
  const left = groups
    .filter(({ uuid }) => sameStack(marks(uuid, rows).deferred ?? "", call.owner))
    .flatMap(livingRefs)
    .filter((ref) => !going.some((one) => one.uuid === ref.volumeSnapshotUuid));
  const held = await tagsOf(
    api,
    left.map((ref) => ref.volumeSnapshotUuid),
  );
  const places: Place[] = [];
  for (const { volumeSnapshotUuid: uuid, volumeUuid } of left) {
    const { owner, retained } = marks(uuid, held);
    // Somebody holds it by itself.
    if (owner !== undefined || retained !== undefined) continue;
    await markDeferred(api, call, snapshotResourceType, uuid);
    places.push(...placeOf({ volumeUuid }));
  }
  return places;
}
