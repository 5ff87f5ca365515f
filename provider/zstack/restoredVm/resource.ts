// A restored VM: a new VM with the data of a volume snapshot group, of a VM backup or of the backup of a root volume.
// @API GET /v1/vm-instances
// @API GET /v1/vm-instances/{uuid}
// @API POST /v1/vm-instances/from/volume-snapshots/group/{volumeSnapshotGroupUuid}
// @API POST /v1/vm-instances/from/vm-backups/{groupUuid}
// @API POST /v1/vm-instances/from/vm-backup/{backupUuid}
// @API PUT /v1/vm-instances/{uuid}/actions stopVmInstance updateVmInstance expungeVmInstance
// @API DELETE /v1/vm-instances/{uuid}
// @API GET /v1/system-tags
// @API GET /v1/volumes
// @API GET /v1/volumes/{uuid}
// @API PUT /v1/volumes/{uuid}/actions expungeDataVolume
// @API DELETE /v1/volumes/{uuid}/vm-instances
// @API DELETE /v1/volumes/{uuid}
// @API GET /v1/volume-snapshots
// @API GET /v1/volume-snapshots/group/{uuid}
// @API GET /v1/volume-backups
// @API GET /v1/volume-backups/{uuid}
// @API GET /v1/backup-storage/{uuid}

import {
  defineResource,
  type ImportedInputs,
  type ObservedInputs,
  type ShownBy,
} from "../../core/contract/defineResource";
import { type DeclaredBy, type GivenBy, type RecordedBy, readersOf } from "../../core/contract/readers";
import type { Failure, Finding, RequestContext, ResourceDefinition } from "../../core/contract/resourceDefinition";
import type { JsonObject } from "../../core/json";
import { verifiedAtName } from "../../core/lifecycle/verification";
import { withLocks } from "../../core/runtime/locks";
import { vmSchema, vmsPath } from "../models/vm";
import { apiOf, commonDefinition } from "../resource/base";
import { commonRules } from "../resource/inputs";
import { type ObservedZStack, observedFrom, type TaggedInventory } from "../resource/objectType";
import {
  describedBy,
  shownDescription,
  shownTags,
  taggedBy,
  updateNameAndDescription,
  updateTags,
} from "../resource/update";
import { inspectNew, restoreVm } from "./create";
import { attachedToOld, madeWithAdopted, ownDataVolumes, retainDataVolumes } from "./dataVolumes";
import { deleteVm } from "./delete";
import { finalStates, type RestoredVmInventory, restoredVmType as type } from "./objectType";
import { restoredVmProperties } from "./properties";
import { creationRules } from "./rules";

type ObservedVm = ObservedZStack<RestoredVmInventory>;
type Properties = typeof restoredVmProperties;

const { noun } = type;
const { recorded, proposed } = readersOf(restoredVmProperties);
const common = commonDefinition<RestoredVmInventory>(type);

export const restoredVm: ResourceDefinition<TaggedInventory<RestoredVmInventory>> = defineResource(
  restoredVmProperties,
  {
    ...common,

    rules(news: JsonObject, olds: JsonObject): Failure[] {
      const failures = creationRules(proposed(news));
      return failures.length > 0 ? failures : commonRules(restoredVmProperties.inputs, news, olds);
    },

    create: (ctx: RequestContext, existing: ReadonlySet<string>) => restoreVm(ctx, existing, () => undefined),

    // A VM does not show what it was made from, and may be changed by whoever uses it.
    mismatch: () => undefined,

    unadoptable(_wanted: DeclaredBy<Properties>, observed: ObservedVm): string | undefined {
      if (observed.ready) return undefined;
      return `${noun} ${observed.id} is ${observed.object.inventory.state}`;
    },

    async update(ctx: RequestContext, observed: ObservedVm, olds: GivenBy<Properties>): Promise<ObservedVm> {
      const { inventory, rows } = observed.object;
      const result = await updateNameAndDescription(
        ctx,
        inventory,
        olds,
        `${vmsPath}/${observed.id}/actions`,
        "updateVmInstance",
      );
      const updated = result === undefined ? inventory : { ...inventory, ...vmSchema.parse(result) };
      return observedFrom(type, updated, await updateTags(ctx, type.resourceType, observed.id, rows, olds));
    },

    async inspect(ctx: RequestContext, observed: ObservedVm): Promise<ObservedVm> {
      const { inventory, rows } = observed.object;
      // Of one that is adopted, the owner tags have told.
      if (inventory.made !== undefined) return observed;
      return observedFrom(type, await inspectNew(ctx, inventory), rows);
    },

    async writeOwner(ctx, observed, adoptionId): Promise<ObservedVm> {
      const api = apiOf(ctx);
      const { inventory } = observed.object;
      const { ownership } = observed;
      const made =
        inventory.made ??
        (adoptionId === undefined
          ? recorded(ctx.outputs).dataVolumeUuids
          : await madeWithAdopted(api, inventory, ownership));
      // Before the VM: what has its owner tag was given to an engine.
      await ownDataVolumes(api, ctx, made ?? [], ownership.owner, adoptionId);
      const owned = await common.writeOwner(ctx, observed, adoptionId);
      return observedFrom(type, made === undefined ? inventory : { ...inventory, made }, owned.object.rows);
    },

    remove(ctx: RequestContext, id: string): Promise<void> {
      return withLocks(ctx.runtime, [id], () => deleteVm(ctx, id));
    },

    async retain(ctx: RequestContext, id: string): Promise<void> {
      const api = apiOf(ctx);
      const known = recorded(ctx.outputs).dataVolumeUuids ?? [];
      const vm = await type.byUuid(api, id);
      const attached = vm === undefined ? [] : (await attachedToOld(api, ctx, vm, known)).made.map(({ uuid }) => uuid);
      await retainDataVolumes(api, ctx, [...new Set([...known, ...attached])]);
      await common.retain(ctx, id);
    },

    verify(ctx: RequestContext, observed: ObservedVm): Finding[] {
      // Afterwards it is stopped, started and given other disks by whoever uses it.
      if (recorded(ctx.outputs)[verifiedAtName] !== undefined) return [];
      const { state, made = [], expected = 0, foreign = [] } = observed.object.inventory;
      const what = `${noun} ${observed.id}`;
      const found: Finding[] = [];
      if (!finalStates.includes(state)) found.push({ check: "status", reason: `${what} is ${state}` });
      if (made.length === expected || observed.object.inventory.expected === undefined) return found;
      const others = foreign.map(({ uuid, name }) => `${uuid} "${name}"`).join(", ");
      const besides = others === "" ? "" : `; attached besides: ${others}`;
      const reason = `${what} was made with ${made.length} data volumes, and its source has ${expected}${besides}`;
      return [...found, { check: "members", reason }];
    },

    toOutputs(observed: ObservedVm, before: RecordedBy<Properties>): ShownBy<Properties> {
      const { inventory } = observed.object;
      return {
        uuid: inventory.uuid,
        rootVolumeUuid: inventory.rootVolumeUuid ?? before.rootVolumeUuid,
        dataVolumeUuids: inventory.made === undefined ? before.dataVolumeUuids : [...inventory.made].sort(),
        createDate: before.createDate ?? inventory.createDate,
      };
    },

    importedInputs(observed: ObservedVm): ImportedInputs<Properties> {
      const { name, description } = observed.object.inventory;
      return { name, ...describedBy(description), ...taggedBy(observed.tags) };
    },

    toInputs(observed: ObservedVm, given: DeclaredBy<Properties>): ObservedInputs<Properties> {
      const { inventory } = observed.object;
      return {
        name: inventory.name,
        ...shownDescription(inventory.description, given.description),
        ...shownTags(observed.tags, given.userTags),
      };
    },
  },
);
