import { HeldError } from "../../core/contract/errors";
import type { Call } from "../../core/contract/resourceDefinition";
import { NotFoundError } from "../../http/errors";
import type { ZStackApi } from "../client/client";
import { isObject } from "../client/responses";
import { asLeftover } from "../ownership/held";
import { refuseHeld } from "../ownership/ownerTag";
import type { Affected } from "../ownership/resolve";
import { defersFor, markDeferred, stillRecorded, unmarkDeferred } from "../ownership/tags";
import { replaces } from "../resource/replacement";
import { sendCascade } from "../snapshotTree/cascade";
import {
  existing,
  goesAlone,
  groupResourceType,
  refuseForeign,
  sendSnapshotDelete,
  snapshotResourceType,
} from "../snapshotTree/dependents";
import { dependentsOf } from "../snapshotTree/errors";
import { sendGroupCascade, sendGroupDelete, ungroup } from "../snapshotTree/groupDependents";
import { type GroupInventory, groupPath, groupSchema } from "../snapshotTree/groups";
import type { SnapshotInventory } from "../snapshotTree/tree";
import type { Place } from "../snapshotTree/treeRef";

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
  const cascades = policy === "cascade" && !(await replaces(api, call, groupPath, group));
  const places: Place[] = [];
  const remove = () =>
    dependentsOf(async () => places.push(...(await (cascades ? sendGroupCascade : sendGroupDelete)(api, call, group))));
  const affected = await remove();
  if (affected.length === 0) return places;
  if (!cascades) refuseForeign(`volume snapshot group ${uuid}`, affected);
  const deferred = await defer(api, call, group, affected.length, { cascades, remove });
  return [...deferred, ...places];
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

async function defer(
  api: ZStackApi,
  call: Call,
  group: GroupInventory,
  count: number,
  how: { readonly cascades: boolean; readonly remove: () => Promise<readonly Affected[]> },
): Promise<Place[]> {
  let waiting: readonly Affected[] = [];
  try {
    await markDeferred(api, call, groupResourceType, group.uuid, how.cascades ? "cascade" : "alone");
    // The last dependant may have gone between our look and our mark; then nobody else will come by.
    const affected = await how.remove();
    if (affected.length === 0) return [];
    waiting = affected;
    if (!how.cascades) refuseForeign(`volume snapshot group ${group.uuid}`, affected);
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
  const foreign = how.cascades ? ", together with what is foreign below its members" : "";
  call.around.say(
    `${call.label}: volume snapshot group ${group.uuid} goes with the last of the ${count} that depend on it in this stack${foreign}`,
  );
  // Where nothing that depends on it is still held, nobody else comes by.
  return waiting.every((one) => !one.held) ? recordedVolumes(call).map((volumeUuid) => ({ volumeUuid })) : [];
}

/** The condition that a member that a group has left has got neither an owner nor another group since. */
function stillLeft(api: ZStackApi, call: Call, member: SnapshotInventory, group: string): () => Promise<void> {
  return async () => {
    if (member.groupUuid !== undefined && member.groupUuid !== group)
      throw new HeldError(member.uuid, `it is a member of volume snapshot group ${member.groupUuid}`);
    await refuseHeld(api, call, member.uuid);
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
  const cascades = call.inputs["deletionPolicy"] === "cascade" && !(await replaces(api, call, groupPath, { uuid }));
  const leftover = asLeftover(call);
  for (const member of left) {
    const isFree = stillLeft(api, leftover, member, uuid);
    const send = async (): Promise<void> => {
      if (cascades) {
        marked.push(...(await sendCascade(api, call, member, { own: uuid, before: isFree })));
        return;
      }
      const alone = goesAlone(api, call, member, { own: uuid });
      await sendSnapshotDelete(api, call, member.uuid, async () => {
        await isFree();
        await alone();
      });
    };
    try {
      const affected = await dependentsOf(send);
      if (affected.length === 0) continue;
      if (!cascades) refuseForeign(`volume snapshot ${member.uuid}, left of volume snapshot group ${uuid},`, affected);
      await markDeferred(api, leftover, snapshotResourceType, member.uuid, cascades ? "cascade" : "alone");
    } catch (error) {
      if (!(error instanceof HeldError)) throw error;
      call.around.say(
        `${call.label}: volume snapshot ${member.uuid} "${member.name}" stays on the platform, because ${error.holder}`,
      );
    }
  }
  return [...recordedVolumes(call).map((volumeUuid) => ({ volumeUuid })), ...marked];
}
