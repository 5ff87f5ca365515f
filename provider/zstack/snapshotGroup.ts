// A volume snapshot group: snapshots of all volumes of one VM, taken together.
// @API GET /v1/volume-snapshots/group
// @API GET /v1/volume-snapshots/group/{uuid}
// @API POST /v1/volume-snapshots/group
// @API PUT /v1/volume-snapshots/group/{uuid}/actions
// @API DELETE /v1/volume-snapshots/group/{uuid}
// @API DELETE /v1/volume-snapshots/ungroup/{uuid}
// @API GET /v1/vm-instances/{uuid}
// @API GET /v1/volumes/{uuid}

import { z } from "zod";
import { freshUuid, identityPrefix } from "../core/identity";
import type { Values } from "../core/json";
import type { Call, Failure, Fields, Kind } from "../core/kind";
import { oneAtATime } from "../core/serial";
import { makeByJob } from "./attempts";
import { deleteGroup, recordedVolumes } from "./groupDeletion";
import { type GroupInventory, groupPath, groupSchema, groupType, livingRefs } from "./groupInventory";
import { changeText, inDeclaredOrder, updateTags } from "./inPlace";
import { commonFields, commonRules, deletionPolicy, uuid } from "./inputs";
import { apiOf, objectKind } from "./objectKind";
import { type Seen, sightingOf, type ZStackSighting } from "./objects";
import { sweep } from "./sweep";
import { exactlyOneTarget, resolveTarget } from "./target";

type GroupSighting = ZStackSighting<GroupInventory>;

const fields: Fields = {
  vmInstanceUuid: { schema: uuid.optional(), change: "replace" },
  rootVolumeUuid: { schema: uuid.optional(), change: "replace" },
  withMemory: { schema: z.boolean({ error: "give true or false" }).optional(), change: "replace" },
  ...commonFields,
  deletionPolicy: deletionPolicy("delete", "retain", "ungroup", "cascade"),
};

/** Seconds a server allows the creation by itself. */
const serverLimit = 3 * 3600;

export const volumeSnapshotGroup: Kind<Seen<GroupInventory>> = {
  ...objectKind(groupType),
  token: "zstack.VolumeSnapshotGroup",
  fields,
  shadowed: ["vmInstanceUuid"],

  rules(news: Values, olds: Values): Failure[] {
    return [...exactlyOneTarget(news), ...commonRules(fields, news, olds)];
  },

  async create(call: Call, seen: ReadonlySet<string>): Promise<GroupSighting> {
    const api = apiOf(call);
    const { name, description, withMemory, resourceUuid } = call.inputs;
    const target = await resolveTarget(api, call, withMemory === true ? ["Running", "Paused"] : undefined);
    const fresh = freshUuid(identityPrefix(call.owner, call.identity), call.around.random);
    const chosen = typeof resourceUuid === "string" ? resourceUuid : fresh;
    const params = {
      rootVolumeUuid: target.rootVolumeUuid,
      name,
      resourceUuid: chosen,
      ...(description === undefined ? {} : { description }),
      ...(withMemory === undefined ? {} : { withMemory }),
    };
    const longer = call.timeout !== undefined && call.timeout > serverLimit ? { serverTimeout: call.timeout } : {};
    const write = { method: "POST" as const, path: groupPath, body: { params }, ...longer };
    return oneAtATime(call.around, target.volumeUuids, () =>
      makeByJob(api, call, { type: groupType, uuid: chosen, seen, write }),
    );
  },

  mismatch(call: Call, sighting: GroupSighting): string | undefined {
    const { vmInstanceUuid, rootVolumeUuid } = call.inputs;
    const group = sighting.object.inventory;
    if (vmInstanceUuid !== undefined && vmInstanceUuid !== group.vmInstanceUuid) {
      return `volume snapshot group ${group.uuid} is of VM ${group.vmInstanceUuid}, not of vmInstanceUuid ${vmInstanceUuid}`;
    }
    const root = group.volumeSnapshotRefs.find((ref) => ref.volumeType === "Root")?.volumeUuid;
    if (rootVolumeUuid !== undefined && rootVolumeUuid !== root) {
      return `volume snapshot group ${group.uuid} is of root volume ${root}, not of rootVolumeUuid ${rootVolumeUuid}`;
    }
    return undefined;
  },

  async update(call: Call, sighting: GroupSighting, olds: Values): Promise<GroupSighting> {
    const path = `${groupPath}/${sighting.id}/actions`;
    const result = await changeText(call, sighting.object.inventory, olds, path, "updateVolumeSnapshotGroup");
    const inventory = result === undefined ? sighting.object.inventory : groupSchema.parse(result);
    const rows = await updateTags(call, groupType.resourceType, sighting.id, sighting.object.rows, olds);
    return sightingOf(groupType, inventory, rows);
  },

  async remove(call: Call, id: string): Promise<void> {
    const api = apiOf(call);
    const freed = await oneAtATime(call.around, recordedVolumes(call), () => deleteGroup(api, call, id));
    await sweep(api, call, freed);
  },

  verify(_call: Call, sighting: GroupSighting): string[] {
    const group = sighting.object.inventory;
    const lost = lostVolumes(group);
    return lost.length === 0
      ? []
      : [`volume snapshot group ${group.uuid} has lost its snapshots of ${lost.join(", ")}`];
  },

  toOutputs(sighting: GroupSighting, olds: Values): Values {
    const group = sighting.object.inventory;
    const lost = lostVolumes(group);
    return {
      uuid: group.uuid,
      vmInstanceUuid: group.vmInstanceUuid ?? olds["vmInstanceUuid"],
      snapshotCount: olds["snapshotCount"] ?? group.snapshotCount,
      members: livingRefs(group).map((ref) => ({
        volumeUuid: ref.volumeUuid,
        volumeName: ref.volumeName,
        volumeType: ref.volumeType,
        deviceId: ref.deviceId,
        volumeSnapshotUuid: ref.volumeSnapshotUuid,
        volumeSnapshotName: ref.volumeSnapshotName,
      })),
      complete: lost.length === 0,
      lostVolumes: lost,
      createDate: olds["createDate"] ?? group.createDate,
    };
  },

  warnings(outputs: Values): string[] {
    const lost = outputs["lostVolumes"];
    if (outputs["complete"] !== false || !Array.isArray(lost)) return [];
    return [
      `warning: the volume snapshot group has lost its snapshot of ${lost.join(", ")} and can no longer be reverted as a whole; ` +
        `change triggers to take a new one`,
    ];
  },

  toInputs(sighting: GroupSighting, declared: Values): Values {
    const { name, description } = sighting.object.inventory;
    return {
      name,
      ...(declared["description"] === undefined ? {} : { description: description ?? "" }),
      ...(declared["userTags"] === undefined ? {} : { userTags: inDeclaredOrder(sighting.tags, declared["userTags"]) }),
    };
  },
};

function lostVolumes(group: GroupInventory): string[] {
  return group.volumeSnapshotRefs
    .filter((ref) => ref.snapshotDeleted)
    .sort((a, b) => a.deviceId - b.deviceId)
    .map((ref) => (ref.volumeName === "" ? ref.volumeUuid : ref.volumeName));
}
