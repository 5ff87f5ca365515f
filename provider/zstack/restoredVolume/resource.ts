// A restored volume: a new data volume with the data of a volume snapshot or of a volume backup.
// @API GET /v1/volumes
// @API GET /v1/volumes/{uuid}
// @API POST /v1/volumes/data/from/volume-snapshots/{volumeSnapshotUuid}
// @API POST /v1/volumes/data-volume/from/volume-template/{backupUuid}
// @API PUT /v1/volumes/{uuid}/actions
// @API POST /v1/volumes/{volumeUuid}/vm-instances/{vmInstanceUuid}
// @API DELETE /v1/volumes/{uuid}/vm-instances
// @API DELETE /v1/volumes/{uuid}
// @API GET /v1/volume-snapshots
// @API GET /v1/volume-snapshots/{uuid}
// @API GET /v1/volume-backups/{uuid}
// @API GET /v1/backup-storage/{uuid}
// @API GET /v1/vm-instances/{uuid}

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
import { volumeSchema, volumesPath } from "../models/volume";
import { apiOf, commonDefinition } from "../resource/base";
import { commonRules } from "../resource/inputs";
import {
  findByIdentity,
  findByJobs,
  type ObservedZStack,
  observedFrom,
  type TaggedInventory,
} from "../resource/objectType";
import {
  describedBy,
  shownDescription,
  shownTags,
  taggedBy,
  updateNameAndDescription,
  updateTags,
} from "../resource/update";
import { checkStatusAndSize } from "../resource/verification";
import { hasCreationName } from "../restore/names";
import { exactlyOneSource, noChosenUuid, onlyWith } from "../restore/sources";
import { syncAttachment } from "./attachment";
import { restoreVolume } from "./create";
import { deleteVolume } from "./delete";
import { type RestoredInventory, restoredVolumeType as type } from "./objectType";
import { restoredVolumeProperties } from "./properties";

type RestoredVolume = TaggedInventory<RestoredInventory>;
type ObservedVolume = ObservedZStack<RestoredInventory>;
type Properties = typeof restoredVolumeProperties;

const { noun } = type;
const { declared, recorded, proposed } = readersOf(restoredVolumeProperties);
const common = commonDefinition(type);

const actionsOf = (uuid: string): string => `${volumesPath}/${uuid}/actions`;

export const restoredVolume: ResourceDefinition<RestoredVolume> = defineResource(restoredVolumeProperties, {
  ...common,

  rules(news: JsonObject, olds: JsonObject): Failure[] {
    const given = proposed(news);
    const failures = exactlyOneSource(given, ["volumeSnapshotUuid", "volumeBackupUuid"]);
    if (failures.length > 0) return failures;
    return [
      ...onlyWith(given, ["primaryStorageUuid"], "volumeBackupUuid", ignored),
      ...onlyWith(given, ["backupStorageUuid"], "volumeBackupUuid", "a snapshot is on no backup storage"),
      ...(given.volumeBackupUuid === undefined ? [] : noChosenUuid(given, "a backup")),
      ...commonRules(restoredVolumeProperties.inputs, news, olds),
    ];
  },

  async find(ctx: RequestContext): Promise<ObservedVolume[]> {
    const api = apiOf(ctx);
    const found = await findByIdentity(api, type, ctx);
    if (recorded(ctx.inputs).volumeBackupUuid === undefined) return found;
    const byJobs = await findByJobs(api, type, ctx);
    return [...byJobs.filter(({ id }) => !found.some((one) => one.id === id)), ...found];
  },

  create(ctx: RequestContext, existing: ReadonlySet<string>): Promise<ObservedVolume> {
    return restoreVolume(ctx, existing, (observed) => restoredVolume.mismatch(ctx, observed));
  },

  mismatch(wanted: DeclaredBy<Properties>, observed: ObservedVolume): string | undefined {
    const { inventory } = observed.object;
    if (inventory.type !== "Data") return `volume ${observed.id} is a ${inventory.type} volume, not a data volume`;
    const { primaryStorageUuid } = wanted;
    const actual = inventory.primaryStorageUuid;
    if (primaryStorageUuid === undefined || actual === undefined || primaryStorageUuid === actual) return undefined;
    return `${noun} ${observed.id} is on primary storage ${actual}, not on primaryStorageUuid ${primaryStorageUuid}`;
  },

  unadoptable(_wanted: DeclaredBy<Properties>, observed: ObservedVolume): string | undefined {
    if (observed.ready) return undefined;
    return `${noun} ${observed.id} is ${observed.object.inventory.status}, not Ready`;
  },

  async update(ctx: RequestContext, observed: ObservedVolume, olds: GivenBy<Properties>): Promise<ObservedVolume> {
    const { inventory } = observed.object;
    // Until its owner tag is written, its name is what finds it again.
    const keepsName = hasCreationName(inventory) && observed.ownership.owner === undefined;
    const shown = keepsName ? { ...inventory, name: declared(ctx.inputs).name } : inventory;
    const result = await updateNameAndDescription(ctx, shown, olds, actionsOf(observed.id), "updateVolume");
    const updated = result === undefined ? inventory : { ...volumeSchema.parse(result) };
    const rows = await updateTags(ctx, type.resourceType, observed.id, observed.object.rows, olds);
    return observedFrom(type, await syncAttachment(ctx, updated, olds), rows);
  },

  async writeOwner(ctx, observed, adoptionId): Promise<ObservedVolume> {
    const owned = await common.writeOwner(ctx, observed, adoptionId);
    const { inventory, rows } = owned.object;
    if (!hasCreationName(inventory)) return owned;
    const { name } = declared(ctx.inputs);
    const write = { method: "PUT" as const, path: actionsOf(owned.id), body: { updateVolume: { name } } };
    await apiOf(ctx).run(write, `${ctx.label}: renaming ${owned.id}`, ctx.timeout);
    return observedFrom(type, { ...inventory, name }, rows);
  },

  remove(ctx: RequestContext, id: string): Promise<void> {
    return withLocks(ctx.runtime, [id], () => deleteVolume(ctx, id));
  },

  verify(_call: RequestContext, observed: ObservedVolume): Finding[] {
    const { status, size = 0 } = observed.object.inventory;
    return checkStatusAndSize(`${noun} ${observed.id}`, { status, size });
  },

  toOutputs(observed: ObservedVolume, before: RecordedBy<Properties>): ShownBy<Properties> {
    const { inventory } = observed.object;
    const stays = before.attachedVmUuid !== undefined && before.attachedVmUuid === inventory.vmInstanceUuid;
    return {
      uuid: inventory.uuid,
      primaryStorageUuid: inventory.primaryStorageUuid ?? before.primaryStorageUuid,
      format: inventory.format ?? before.format,
      // It can be extended later.
      size: before.size ?? inventory.size,
      attachedVmUuid: inventory.attachedVmUuid ?? (stays ? before.attachedVmUuid : undefined),
      createDate: before.createDate ?? inventory.createDate,
    };
  },

  importedInputs(observed: ObservedVolume): ImportedInputs<Properties> {
    const { name, description } = observed.object.inventory;
    return { name, ...describedBy(description), ...taggedBy(observed.tags) };
  },

  toInputs(observed: ObservedVolume, given: DeclaredBy<Properties>): ObservedInputs<Properties> {
    const { inventory } = observed.object;
    return {
      name: inventory.name,
      ...shownDescription(inventory.description, given.description),
      ...shownTags(observed.tags, given.userTags),
      ...(given.attachTo === undefined ? {} : { attachTo: inventory.vmInstanceUuid }),
    };
  },
});

const ignored = "the server ignores it for a snapshot, whose volume is made on the snapshot's own storage";
