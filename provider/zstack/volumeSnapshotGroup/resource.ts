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

import {
  defineResource,
  type ImportedInputs,
  type ObservedInputs,
  type ShownBy,
} from "../../core/contract/defineResource";
import { type DeclaredBy, type GivenBy, type RecordedBy, readersOf } from "../../core/contract/readers";
import type { Failure, Finding, RequestContext, ResourceDefinition } from "../../core/contract/resourceDefinition";
import type { JsonObject } from "../../core/json";
import { withLocks } from "../../core/runtime/locks";
import type { ZStackApi } from "../client/client";
import { longerThan } from "../client/jobs";
import { type SnapshotInventory, snapshotSchema, snapshotsPath } from "../models/volumeSnapshot";
import {
  type GroupInventory,
  type GroupRef,
  groupPath,
  groupSchema,
  livingRefs,
  missingVolumes,
} from "../models/volumeSnapshotGroup";
import { beforeSnapshots } from "../preflight";
import { apiOf, commonDefinition } from "../resource/base";
import { createWithJob } from "../resource/createJob";
import { uuidsOf } from "../resource/createRequest";
import { commonRules } from "../resource/inputs";
import { type ObservedZStack, observedFrom, type TaggedInventory } from "../resource/objectType";
import { explained } from "../resource/operationErrors";
import { findForCreate } from "../resource/sharedLook";
import {
  describedBy,
  shownDescription,
  shownTags,
  taggedBy,
  updateNameAndDescription,
  updateTags,
} from "../resource/update";
import { checkSnapshot, expectedNow, memberVolumes } from "../resource/verification";
import { exactlyOneTarget, resolveTarget, targetField, vmOf } from "../resource/vmTarget";
import { deleteAbandonedMembers } from "../snapshotTree/abandonedMembers";
import { deleteDeferred } from "../snapshotTree/deferredDeletion";
import { groupType } from "../snapshotTree/groups";
import { withRecordedSizes } from "../snapshotTree/recordedSizes";
import { deleteGroup, recordedVolumes } from "./delete";
import { volumeSnapshotGroupProperties } from "./properties";

type ObservedGroup = ObservedZStack<GroupInventory>;
type Properties = typeof volumeSnapshotGroupProperties;

const { declared, recorded } = readersOf(volumeSnapshotGroupProperties);

/** Seconds a server allows the creation by itself. */
const serverLimit = 3 * 3600;

export const volumeSnapshotGroup: ResourceDefinition<TaggedInventory<GroupInventory>> = defineResource(
  volumeSnapshotGroupProperties,
  {
    ...commonDefinition(groupType),
    findForCreate: (ctx) => findForCreate(apiOf(ctx), groupType, ctx, groupPath),

    rules(news: JsonObject, olds: JsonObject): Failure[] {
      return [...exactlyOneTarget(news), ...commonRules(volumeSnapshotGroupProperties.inputs, news, olds)];
    },

    async create(ctx: RequestContext, existing: ReadonlySet<string>): Promise<ObservedGroup> {
      const api = apiOf(ctx);
      const { name, description, withMemory } = declared(ctx.inputs);
      const target = await resolveTarget(api, ctx, withMemory === true ? ["Running", "Paused"] : undefined);
      const params = {
        rootVolumeUuid: target.rootVolumeUuid,
        name,
        ...(description === undefined ? {} : { description }),
        ...(withMemory === undefined ? {} : { withMemory }),
      };
      const write = (uuid: string) => {
        const body = { params: { ...params, resourceUuid: uuid } };
        return { method: "POST" as const, path: groupPath, body, ...longerThan(ctx, serverLimit) };
      };
      // The row is the last thing that a creation writes, so an interrupted one leaves none.
      const clean = async (): Promise<void> => undefined;
      const cleanParts = () => deleteAbandonedMembers(api, ctx);
      const expected = memberVolumes(target.vm);
      const preflight = () =>
        beforeSnapshots(
          api,
          ctx,
          expected.map((volume) => volume.uuid),
        );
      const mismatch = (observed: ObservedGroup) => volumeSnapshotGroup.mismatch(ctx, observed);
      const made = await withLocks(ctx.runtime, target.volumeUuids, () =>
        createWithJob(api, ctx, {
          type: groupType,
          ...uuidsOf(ctx),
          existing,
          mismatch,
          preflight,
          write,
          clean,
          cleanParts,
        }).catch((error: unknown) => {
          throw explained(error, targetField(ctx), `VM ${target.vm.uuid}`);
        }),
      );
      const { inventory, rows } = made.object;
      return observedFrom(groupType, { ...inventory, expected }, rows);
    },

    mismatch(wanted: DeclaredBy<Properties>, observed: ObservedGroup): string | undefined {
      const { vmInstanceUuid, rootVolumeUuid } = wanted;
      const group = observed.object.inventory;
      if (vmInstanceUuid !== undefined && vmInstanceUuid !== group.vmInstanceUuid) {
        return `volume snapshot group ${group.uuid} belongs to VM ${group.vmInstanceUuid}, not to vmInstanceUuid ${vmInstanceUuid}`;
      }
      const root = group.volumeSnapshotRefs.find((ref) => ref.volumeType === "Root")?.volumeUuid;
      if (rootVolumeUuid !== undefined && rootVolumeUuid !== root) {
        return `volume snapshot group ${group.uuid} has root volume ${root}, not rootVolumeUuid ${rootVolumeUuid}`;
      }
      return undefined;
    },

    unadoptable: () => undefined,

    async update(ctx: RequestContext, observed: ObservedGroup, olds: GivenBy<Properties>): Promise<ObservedGroup> {
      const path = `${groupPath}/${observed.id}/actions`;
      const result = await updateNameAndDescription(
        ctx,
        observed.object.inventory,
        olds,
        path,
        "updateVolumeSnapshotGroup",
      );
      const before = observed.object.inventory;
      const inventory = result === undefined ? before : { ...groupSchema.parse(result), expected: before.expected };
      const rows = await updateTags(ctx, groupType.resourceType, observed.id, observed.object.rows, olds);
      return observedFrom(groupType, inventory, rows);
    },

    async remove(ctx: RequestContext, id: string): Promise<void> {
      const api = apiOf(ctx);
      const treeRefs = await withLocks(ctx.runtime, recordedVolumes(ctx), () => deleteGroup(api, ctx, id));
      if (recorded(ctx.outputs).members === undefined) await deleteAbandonedGroup(api, ctx, id);
      await deleteDeferred(api, ctx, treeRefs);
    },

    async inspect(ctx: RequestContext, observed: ObservedGroup): Promise<ObservedGroup> {
      const api = apiOf(ctx);
      const { inventory, rows } = observed.object;
      const members = livingRefs(inventory).map((ref) => ref.volumeSnapshotUuid);
      const [expected, snapshots] = await Promise.all([
        inventory.expected ?? expectedNow(api, ctx, inventory.vmInstanceUuid),
        snapshotsOf(api, members),
      ]);
      return observedFrom(groupType, { ...inventory, expected, snapshots }, rows);
    },

    verify(ctx: RequestContext, observed: ObservedGroup): Finding[] {
      const group = observed.object.inventory;
      const what = `volume snapshot group ${group.uuid}`;
      const lost = missingVolumes(group, recorded(ctx.outputs).missingVolumes ?? []);
      const members = group.snapshots ?? [];
      return [
        ...(lost.length === 0
          ? []
          : [{ check: "members", reason: `${what} has no snapshot of ${lost.join(", ")}` } as const]),
        ...vanished(group).map(
          (ref) =>
            ({
              check: "members",
              reason: `${what} lists volume snapshot ${ref.volumeSnapshotUuid} of ${ref.volumeName}, which does not exist`,
            }) as const,
        ),
        ...members.flatMap((one) => checkSnapshot(`volume snapshot ${one.uuid} of ${what}`, one)),
      ];
    },

    toOutputs(observed: ObservedGroup, before: RecordedBy<Properties>): ShownBy<Properties> {
      const group = observed.object.inventory;
      const lost = missingVolumes(group, before.missingVolumes ?? []);
      return {
        uuid: group.uuid,
        vmInstanceUuid: group.vmInstanceUuid ?? before.vmInstanceUuid,
        snapshotCount: before.snapshotCount ?? group.snapshotCount,
        members: livingRefs(group).map((ref) => ({
          volumeUuid: ref.volumeUuid,
          volumeName: ref.volumeName,
          volumeType: ref.volumeType,
          deviceId: ref.deviceId,
          volumeSnapshotUuid: ref.volumeSnapshotUuid,
          volumeSnapshotName: ref.volumeSnapshotName,
        })),
        complete: lost.length === 0,
        missingVolumes: lost,
        createDate: before.createDate ?? group.createDate,
      };
    },

    importedInputs(observed: ObservedGroup): ImportedInputs<Properties> {
      const { vmInstanceUuid, name, description } = observed.object.inventory;
      return { vmInstanceUuid, name, ...describedBy(description), ...taggedBy(observed.tags) };
    },

    toInputs(observed: ObservedGroup, given: DeclaredBy<Properties>): ObservedInputs<Properties> {
      const { name, description } = observed.object.inventory;
      return {
        name,
        ...shownDescription(description, given.description),
        ...shownTags(observed.tags, given.userTags),
      };
    },
  },
);

/** State holds a group that was never created completely: deletes its remains once the creation is known to be dead. */
async function deleteAbandonedGroup(api: ZStackApi, ctx: RequestContext, id: string): Promise<void> {
  if ((await api.one(groupPath, groupSchema, id)) !== undefined) return;
  const volumes = (await vmOf(api, ctx))?.allVolumes.map(({ uuid }) => uuid) ?? [];
  await withLocks(ctx.runtime, volumes, () => deleteAbandonedMembers(api, ctx));
}

async function snapshotsOf(api: ZStackApi, uuids: readonly string[]): Promise<SnapshotInventory[]> {
  if (uuids.length === 0) return [];
  const rows = await api.query(snapshotsPath, snapshotSchema, [
    { field: "uuid", operator: "?=", value: uuids.join(",") },
  ]);
  return withRecordedSizes(api, rows);
}

/** Members that the group lists and this run did not find. */
function vanished(group: GroupInventory): GroupRef[] {
  const { snapshots } = group;
  if (snapshots === undefined) return [];
  return livingRefs(group).filter((ref) => !snapshots.some((one) => one.uuid === ref.volumeSnapshotUuid));
}
