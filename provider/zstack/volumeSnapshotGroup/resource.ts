// A volume snapshot group: snapshots of all volumes of one VM, taken together.
// @API GET /v1/volume-snapshots/group
// @API GET /v1/volume-snapshots/group/{uuid}
// @API POST /v1/volume-snapshots/group
// @API PUT /v1/volume-snapshots/group/{uuid}/actions
// @API DELETE /v1/volume-snapshots/group/{uuid}
// @API DELETE /v1/volume-snapshots/ungroup/{uuid}
// @API GET /v1/volume-snapshots
// @API GET /v1/vm-instances/{uuid}
// @API GET /v1/volumes/{uuid}
// @API GET /v1/primary-storage

import { z } from "zod";
import type { Call, Failure, Fields, Finding, Kind } from "../../core/contract/resourceDefinition";
import type { Values } from "../../core/json";
import { verifyField } from "../../core/lifecycle/verification";
import { oneAtATime } from "../../core/runtime/locks";
import type { ZStackApi } from "../client/client";
import { beforeSnapshots } from "../preflight";
import { apiOf, objectKind } from "../resource/base";
import { makeByJob } from "../resource/createJob";
import { uuidsOf } from "../resource/createRequest";
import { commonFields, commonRules, deletionPolicy, uuid } from "../resource/inputs";
import { type Seen, sightingOf, type ZStackSighting } from "../resource/objectType";
import { explained } from "../resource/operationErrors";
import { changeText, inDeclaredOrder, updateTags } from "../resource/update";
import { expectedNow, memberVolumes, recordedLosses, snapshotSoundness } from "../resource/verification";
import { exactlyOneTarget, resolveTarget, vmOf } from "../resource/vmTarget";
import { deleteAbandonedMembers } from "../snapshotTree/abandonedMembers";
import { sweep } from "../snapshotTree/deferredDeletion";
import {
  type GroupInventory,
  type GroupRef,
  groupPath,
  groupSchema,
  groupType,
  livingRefs,
  lostVolumes,
} from "../snapshotTree/groups";
import { withRecordedSizes } from "../snapshotTree/recordedSizes";
import { type SnapshotInventory, snapshotSchema } from "../snapshotTree/tree";
import { deleteGroup, recordedVolumes } from "./delete";

type GroupSighting = ZStackSighting<GroupInventory>;

const fields: Fields = {
  vmInstanceUuid: { schema: uuid.optional(), change: "replace" },
  rootVolumeUuid: { schema: uuid.optional(), change: "replace" },
  withMemory: { schema: z.boolean({ error: "give true or false" }).optional(), change: "replace" },
  ...commonFields,
  deletionPolicy: deletionPolicy("delete", "retain", "ungroup", "cascade"),
  verify: verifyField("status", "size", "members"),
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
    const { name, description, withMemory } = call.inputs;
    const target = await resolveTarget(api, call, withMemory === true ? ["Running", "Paused"] : undefined);
    const params = {
      rootVolumeUuid: target.rootVolumeUuid,
      name,
      ...(description === undefined ? {} : { description }),
      ...(withMemory === undefined ? {} : { withMemory }),
    };
    const longer = call.timeout !== undefined && call.timeout > serverLimit ? { serverTimeout: call.timeout } : {};
    const write = (uuid: string) => {
      const body = { params: { ...params, resourceUuid: uuid } };
      return { method: "POST" as const, path: groupPath, body, ...longer };
    };
    // Its row is the last thing that a creation writes, so that one that never ends leaves none.
    const clean = async (): Promise<void> => undefined;
    const cleanParts = () => deleteAbandonedMembers(api, call);
    const expected = memberVolumes(target.vm);
    const preflight = () =>
      beforeSnapshots(
        api,
        call,
        expected.map((volume) => volume.uuid),
      );
    const mismatch = (sighting: GroupSighting) => volumeSnapshotGroup.mismatch(call, sighting);
    const made = await oneAtATime(call.around, target.volumeUuids, () =>
      makeByJob(api, call, {
        type: groupType,
        ...uuidsOf(call),
        seen,
        mismatch,
        preflight,
        write,
        clean,
        cleanParts,
      }).catch((error: unknown) => {
        const field = call.inputs["vmInstanceUuid"] === undefined ? "rootVolumeUuid" : "vmInstanceUuid";
        throw explained(error, field, `VM ${target.vm.uuid}`);
      }),
    );
    const { inventory, rows } = made.object;
    return sightingOf(groupType, { ...inventory, expected }, rows);
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

  unadoptable: () => undefined,

  async update(call: Call, sighting: GroupSighting, olds: Values): Promise<GroupSighting> {
    const path = `${groupPath}/${sighting.id}/actions`;
    const result = await changeText(call, sighting.object.inventory, olds, path, "updateVolumeSnapshotGroup");
    const before = sighting.object.inventory;
    const inventory = result === undefined ? before : { ...groupSchema.parse(result), expected: before.expected };
    const rows = await updateTags(call, groupType.resourceType, sighting.id, sighting.object.rows, olds);
    return sightingOf(groupType, inventory, rows);
  },

  async remove(call: Call, id: string): Promise<void> {
    const api = apiOf(call);
    const freed = await oneAtATime(call.around, recordedVolumes(call), () => deleteGroup(api, call, id));
    if (call.outputs["members"] === undefined) await removeUnborn(api, call, id);
    await sweep(api, call, freed);
  },

  async inspect(call: Call, sighting: GroupSighting): Promise<GroupSighting> {
    const api = apiOf(call);
    const { inventory, rows } = sighting.object;
    const members = livingRefs(inventory).map((ref) => ref.volumeSnapshotUuid);
    const [expected, snapshots] = await Promise.all([
      inventory.expected ?? expectedNow(api, call, inventory.vmInstanceUuid),
      snapshotsOf(api, members),
    ]);
    return sightingOf(groupType, { ...inventory, expected, snapshots }, rows);
  },

  verify(call: Call, sighting: GroupSighting): Finding[] {
    const group = sighting.object.inventory;
    const what = `volume snapshot group ${group.uuid}`;
    const lost = lostVolumes(group, recordedLosses(call.outputs));
    const members = group.snapshots ?? [];
    return [
      ...(lost.length === 0
        ? []
        : [{ check: "members", reason: `${what} has no snapshot of ${lost.join(", ")}` } as const]),
      ...vanished(group).map(
        (ref) =>
          ({
            check: "members",
            reason: `${what} names volume snapshot ${ref.volumeSnapshotUuid} of ${ref.volumeName}, which is not there`,
          }) as const,
      ),
      ...members.flatMap((one) => snapshotSoundness(`volume snapshot ${one.uuid} of ${what}`, one)),
    ];
  },

  toOutputs(sighting: GroupSighting, olds: Values): Values {
    const group = sighting.object.inventory;
    const lost = lostVolumes(group, recordedLosses(olds));
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

  toInputs(sighting: GroupSighting, declared: Values): Values {
    const { name, description } = sighting.object.inventory;
    return {
      name,
      ...(declared["description"] === undefined ? {} : { description: description ?? "" }),
      ...(declared["userTags"] === undefined ? {} : { userTags: inDeclaredOrder(sighting.tags, declared["userTags"]) }),
    };
  },
};

/** State holds a group that was never complete: what its creation has left goes, if that is sure never to end. */
async function removeUnborn(api: ZStackApi, call: Call, id: string): Promise<void> {
  if ((await api.one(groupPath, groupSchema, id)) !== undefined) return;
  const volumes = (await vmOf(api, call))?.allVolumes.map(({ uuid }) => uuid) ?? [];
  await oneAtATime(call.around, volumes, () => deleteAbandonedMembers(api, call));
}

async function snapshotsOf(api: ZStackApi, uuids: readonly string[]): Promise<SnapshotInventory[]> {
  if (uuids.length === 0) return [];
  const rows = await api.query("/v1/volume-snapshots", snapshotSchema, [
    { field: "uuid", operator: "?=", value: uuids.join(",") },
  ]);
  return withRecordedSizes(api, rows);
}

/** Members that the group names and this run did not find. */
function vanished(group: GroupInventory): GroupRef[] {
  const { snapshots } = group;
  if (snapshots === undefined) return [];
  return livingRefs(group).filter((ref) => !snapshots.some((one) => one.uuid === ref.volumeSnapshotUuid));
}
