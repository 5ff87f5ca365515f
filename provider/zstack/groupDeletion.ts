import type { Call } from "../core/kind";
import { NotFoundError } from "../http/errors";
import { isObject } from "./answers";
import type { ZStackApi } from "./api";
import { markLeftMembers } from "./cascade";
import { DependentsError } from "./dependents";
import { type GroupInventory, groupPath, groupSchema, livingRefs } from "./groupInventory";
import { memberNodes, membersGoAlone, membersGoWithAll, sendGroupDelete, ungroup } from "./groupRemoval";
import type { Affected } from "./owners";
import type { Place } from "./places";
import {
  existing,
  goesAlone,
  groupResourceType,
  placed,
  refuseForeign,
  sendSnapshotDelete,
  settledNode,
  snapshotResourceType,
} from "./snapshotRemoval";
import type { SnapshotInventory } from "./snapshotTree";
import { defersFor, markDeferred, marksOf, stillRecorded, tagsOf, unmarkDeferred } from "./tags";

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
  if (policy === "cascade") {
    const nodes = await memberNodes(api, call, livingRefs(group));
    const left = await markLeftMembers(api, call, nodes, uuid);
    return [...(await sendGroupDelete(api, call, group, membersGoWithAll(api, call), "subtree")), ...left];
  }
  const result = await whole(api, call, group);
  if ("places" in result) return result.places;
  refuseForeign(`volume snapshot group ${uuid}`, result.affected);
  return defer(api, call, group, result.affected.length);
}

/** Deletes it if nothing goes along, or returns what would. */
async function whole(
  api: ZStackApi,
  call: Call,
  group: GroupInventory,
): Promise<{ places: Place[] } | { affected: readonly Affected[] }> {
  try {
    return { places: await sendGroupDelete(api, call, group, membersGoAlone(api, call, group)) };
  } catch (error) {
    if (!(error instanceof DependentsError)) throw error;
    return { affected: error.affected };
  }
}

/** Only the row goes. */
async function dissolve(api: ZStackApi, call: Call, uuid: string, isThere: boolean): Promise<Place[]> {
  if (isThere) {
    await ungroup(api, call, uuid, async () => undefined);
    call.around.say(`${call.label}: volume snapshot group ${uuid} is dissolved, its volume snapshots stay`);
  }
  // Members that the stack holds by themselves may have been put off for its sake.
  return recordedVolumes(call).map((volumeUuid) => ({ volumeUuid }));
}

async function defer(api: ZStackApi, call: Call, group: GroupInventory, count: number): Promise<Place[]> {
  try {
    await markDeferred(api, call, groupResourceType, group.uuid);
    // The last dependant may have gone between our look and our mark; then nobody else will come by.
    const result = await whole(api, call, group);
    if ("places" in result) return result.places;
    refuseForeign(`volume snapshot group ${group.uuid}`, result.affected);
    await stillRecorded(call, `volume snapshot group ${group.uuid}`);
    await defersFor(api, call, group.uuid);
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

/** A member that a group has left has got an owner or another group since. */
class TakenError extends Error {
  constructor(uuid: string) {
    super(`${uuid} belongs to something else`);
    this.name = "TakenError";
  }
}

/** The condition that nobody has come to hold such a member, and another one after it. */
function stillLeft(
  api: ZStackApi,
  member: SnapshotInventory,
  group: string,
): (then: () => Promise<void>) => () => Promise<void> {
  return (then) => async () => {
    const marks = marksOf(await tagsOf(api, [member.uuid]));
    const taken = member.groupUuid !== undefined && member.groupUuid !== group;
    if (taken || marks.owner !== undefined || marks.retained !== undefined) throw new TakenError(member.uuid);
    await then();
  };
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
    const condition = stillLeft(api, member, uuid);
    try {
      if (call.inputs["deletionPolicy"] === "cascade") {
        const node = await settledNode(api, call, member);
        if (node === undefined) continue;
        marked.push(...(await markLeftMembers(api, call, [node], uuid)));
        const withAll = async () => void (await placed(api, call, member));
        await sendSnapshotDelete(api, call, member.uuid, condition(withAll), "subtree");
      } else await sendSnapshotDelete(api, call, member.uuid, condition(goesAlone(api, call, member, { own: uuid })));
    } catch (error) {
      if (error instanceof TakenError) {
        call.around.say(
          `${call.label}: volume snapshot ${member.uuid} "${member.name}" belongs to something else now and stays`,
        );
        continue;
      }
      if (!(error instanceof DependentsError)) throw error;
      refuseForeign(`volume snapshot ${member.uuid}, left of volume snapshot group ${uuid},`, error.affected);
      await markDeferred(api, call, snapshotResourceType, member.uuid);
    }
  }
  return [...recordedVolumes(call).map((volumeUuid) => ({ volumeUuid })), ...marked];
}
