import { isLetGo } from "../core/deferrals";
import type { Call } from "../core/kind";
import type { ZStackApi } from "./api";
import { byUuids } from "./byUuids";
import { groupPath, groupSchema, livingRefs } from "./groupInventory";
import { type Place, placeOf } from "./places";
import { snapshotResourceType } from "./snapshotRemoval";
import { descendants, type SnapshotNode } from "./snapshotTree";
import { markDeferred, marksOf, tagsOf } from "./tags";

/**
 * Groups that this stack has put off, and that a cascade takes a member from, may have waited for just that: returns
 * where the rest of them is. Where their row goes, they leave members that no state knows: those get the mark of their
 * group before that.
 * @param own the group that goes with the cascade as a whole
 */
export async function markLeftMembers(
  api: ZStackApi,
  call: Call,
  nodes: readonly SnapshotNode[],
  own?: string,
): Promise<Place[]> {
  const going = [...nodes, ...nodes.flatMap(descendants)].map((node) => node.inventory);
  const members = going.filter((one) => one.groupUuid !== undefined && one.groupUuid !== own);
  const uuids = [...new Set(members.flatMap((one) => one.groupUuid ?? []))];
  const [groups, rows] = await Promise.all([byUuids(api, groupPath, groupSchema, uuids), tagsOf(api, uuids)]);
  const marks = (uuid: string, tags: typeof rows) => marksOf(tags.filter((row) => row.resourceUuid === uuid));
  const left = groups
    .flatMap((group) => livingRefs(group).map((ref) => ({ ...ref, group: group.uuid })))
    .filter((ref) => !going.some((one) => one.uuid === ref.volumeSnapshotUuid));
  const held = await tagsOf(
    api,
    left.map((ref) => ref.volumeSnapshotUuid),
  );
  for (const { volumeSnapshotUuid: uuid, group } of left) {
    // The row of a group goes with the snapshot of its root volume.
    if (!members.some((one) => one.groupUuid === group && one.volumeType === "Root")) continue;
    if (!isLetGo(call, group, marks(group, rows))) continue;
    const { owner, retained } = marks(uuid, held);
    // Somebody holds it by itself.
    if (owner !== undefined || retained !== undefined) continue;
    await markDeferred(api, call, snapshotResourceType, uuid);
  }
  // Also of groups that another process puts off only now.
  return left.flatMap(placeOf);
}
