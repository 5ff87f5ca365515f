import type { Call } from "../core/kind";
import { NotFoundError } from "../http/errors";
import { isObject } from "./answers";
import type { ZStackApi } from "./api";
import { markLeftMembers } from "./cascade";
import { type GroupInventory, groupPath, groupSchema, livingRefs } from "./groupInventory";
import { groupTakesAlong, memberNodes, sendGroupDelete, ungroup } from "./groupRemoval";
import {
  existing,
  groupResourceType,
  refuseForeign,
  sendSnapshotDelete,
  settledNode,
  snapshotResourceType,
  takenAlong,
  unseenTree,
} from "./snapshotRemoval";
import type { SnapshotNode } from "./snapshotTree";
import { type Place, placeOf } from "./sweep";
import { markDeferred, marksOf, stillRecorded, tagsOf, unmarkDeferred } from "./tags";

/** Members as state remembers them. */
function recordedMembers(call: Call): { uuid: string; volumeUuid: string }[] {
  const members = call.outputs["members"];
  if (!Array.isArray(members)) return [];
  return members
    .filter(isObject)
    .map((one) => ({ uuid: String(one["volumeSnapshotUuid"]), volumeUuid: String(one["volumeUuid"]) }));
}

/** Volumes whose snapshots a deletion of this group touches. */
export function recordedVolumes(call: Call): string[] {
  return [...new Set(recordedMembers(call).map((member) => member.volumeUuid))];
}

/** Deletes a group with its members under the same rules as single snapshots, all of them or none. */
export async function deleteGroup(api: ZStackApi, call: Call, uuid: string): Promise<Place[]> {
  const group = await api.one(groupPath, groupSchema, uuid);
  const policy = call.inputs["deletionPolicy"];
  if (policy === "ungroup") return dissolve(api, call, uuid, group !== undefined);
  if (group === undefined) return leftMembers(api, call, uuid);
  const nodes = await memberNodes(api, call, livingRefs(group));
  if (policy === "cascade") {
    const left = await markLeftMembers(api, call, nodes, uuid);
    return [...(await whole(api, call, group, nodes, true)), ...left];
  }
  const affected = await groupTakesAlong(api, call, nodes, uuid);
  if (affected.length === 0) return whole(api, call, group, nodes);
  refuseForeign(`volume snapshot group ${uuid}`, affected);
  return defer(api, call, group, affected.length);
}

/** Only the row goes. */
async function dissolve(api: ZStackApi, call: Call, uuid: string, isThere: boolean): Promise<Place[]> {
  if (isThere) {
    await ungroup(api, call, uuid);
    call.around.say(`${call.label}: volume snapshot group ${uuid} is dissolved, its volume snapshots stay`);
  }
  // Members that the stack holds by themselves may have been put off for its sake.
  return recordedVolumes(call).map((volumeUuid) => ({ volumeUuid }));
}

async function whole(
  api: ZStackApi,
  call: Call,
  group: GroupInventory,
  nodes: readonly SnapshotNode[],
  knowingly = false,
): Promise<Place[]> {
  await sendGroupDelete(api, call, group, knowingly);
  return nodes.flatMap((node) => placeOf(node.inventory));
}

async function defer(api: ZStackApi, call: Call, group: GroupInventory, count: number): Promise<Place[]> {
  try {
    await markDeferred(api, call, groupResourceType, group.uuid);
    // The last dependant may have gone between our look and our mark; then nobody else will come by.
    const nodes = await memberNodes(api, call, livingRefs(group));
    const affected = await groupTakesAlong(api, call, nodes, group.uuid);
    if (affected.length === 0) return await whole(api, call, group, nodes);
    refuseForeign(`volume snapshot group ${group.uuid}`, affected);
    await stillRecorded(call, `volume snapshot group ${group.uuid}`);
  } catch (error) {
    // Gone with a root snapshot that another process deleted since we looked.
    if (error instanceof NotFoundError && (await api.one(groupPath, groupSchema, group.uuid)) === undefined) {
      return leftMembers(api, call, group.uuid);
    }
    // The engine keeps the group after an error, and then nobody may sweep it.
    await unmarkDeferred(api, call, group.uuid);
    throw error;
  }
  call.around.say(
    `${call.label}: volume snapshot group ${group.uuid} goes with the last of the ${count} that depend on it in this stack`,
  );
  return [];
}

/**
 * The row went (it goes with its root snapshot), perhaps in the middle of an interrupted delete: members that are still
 * there were declared with it and go one by one. One that has got an owner or another group since is left alone.
 */
async function leftMembers(api: ZStackApi, call: Call, uuid: string): Promise<Place[]> {
  const left = await existing(
    api,
    recordedMembers(call).map((member) => member.uuid),
  );
  const marked: Place[] = [];
  for (const member of left) {
    const node = await settledNode(api, call, member);
    // Those before it took their time, in which somebody may have come to hold this one.
    const marks = marksOf(await tagsOf(api, [member.uuid]));
    const taken = member.groupUuid !== undefined && member.groupUuid !== uuid;
    if (taken || marks.owner !== undefined || marks.retained !== undefined) {
      call.around.say(
        `${call.label}: volume snapshot ${member.uuid} "${member.name}" belongs to something else now and stays`,
      );
      continue;
    }
    if (node === undefined) {
      if ((await existing(api, [member.uuid])).length > 0) throw unseenTree(member.uuid);
      continue;
    }
    if (call.inputs["deletionPolicy"] === "cascade") {
      marked.push(...(await markLeftMembers(api, call, [node], uuid)));
      await sendSnapshotDelete(api, call, member.uuid);
      continue;
    }
    const affected = await takenAlong(api, call, [node], uuid);
    refuseForeign(`volume snapshot ${member.uuid}, left of volume snapshot group ${uuid},`, affected);
    if (affected.length > 0) {
      await markDeferred(api, call, snapshotResourceType, member.uuid);
      continue;
    }
    await sendSnapshotDelete(api, call, member.uuid);
  }
  return [...recordedVolumes(call).map((volumeUuid) => ({ volumeUuid })), ...marked];
}
