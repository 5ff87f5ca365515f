// A restored image: a template of root or data volumes with the data of a volume snapshot or of a volume backup.
// @API GET /v1/images
// @API GET /v1/images/{uuid}
// @API POST /v1/images/root-volume-templates/from/volume-snapshots/{snapshotUuid}
// @API POST /v1/images/data-volume-templates/from/volume-snapshots/{snapshotUuid}
// @API POST /v1/images/root-volume-templates/from/volume-template/{backupUuid}
// @API POST /v1/images/data-volume-templates/from/volume-template/{backupUuid}
// @API PUT /v1/images/{imageUuid}/actions
// @API DELETE /v1/images/{uuid}
// @API GET /v1/volume-snapshots/{uuid}
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
import { checkStorageUp } from "../backup/checks";
import type { Write } from "../client/client";
import { longerThan } from "../client/jobs";
import { type ImageInventory, imageResourceType, imageSchema, storesOf } from "../models/image";
import { asLeftover } from "../ownership/holder";
import { refuseHeld } from "../ownership/ownerTag";
import { apiOf, commonDefinition } from "../resource/base";
import { createWithJob } from "../resource/createJob";
import { uuidsOf } from "../resource/createRequest";
import { commonRules } from "../resource/inputs";
import { type ObservedZStack, observedFrom, rowType, type TaggedInventory } from "../resource/objectType";
import { explained } from "../resource/operationErrors";
import { describedBy, shownTags, taggedBy, updateTags } from "../resource/update";
import { checkStatusAndSize } from "../resource/verification";
import { explainedUuid, expunge, recycle } from "../restore/requests";
import { checkBackupSource, checkSnapshotSource, exactlyOneSource } from "../restore/sources";
import { restoredImageProperties } from "./properties";

type RestoredImage = TaggedInventory<ImageInventory>;
type ObservedImage = ObservedZStack<ImageInventory>;
type Properties = typeof restoredImageProperties;

const path = "/v1/images";
const noun = "restored image";

/** Seconds a server allows the creation by itself. */
const serverLimit = 72 * 3600;

export const restoredImageType = rowType(path, imageSchema, {
  noun,
  resourceType: imageResourceType,
  ready: (inventory) => inventory.status === "Ready",
  // In the recycle bin.
  gone: (inventory) => inventory.status === "Deleted",
  serverLimit,
});

const type = restoredImageType;
const { declared, recorded, proposed } = readersOf(restoredImageProperties);

/** What only a template of root volumes has. */
const rootOnly = ["platform", "guestOsType", "architecture", "virtio"] as const;

export const restoredImage: ResourceDefinition<RestoredImage> = defineResource(restoredImageProperties, {
  ...commonDefinition(type),

  rules(news: JsonObject, olds: JsonObject): Failure[] {
    const given = proposed(news);
    const failures = exactlyOneSource(given, ["volumeSnapshotUuid", "volumeBackupUuid"]);
    if (failures.length > 0) return failures;
    return [
      ...storeRules(given.backupStorageUuids, given.volumeBackupUuid !== undefined),
      ...(given.mediaType === "DataVolumeTemplate" ? rootOnly : [])
        .filter((property) => given[property] !== undefined)
        .map((property) => ({
          property,
          reason: `${property}: only a RootVolumeTemplate has it; remove it, or give mediaType: "RootVolumeTemplate"`,
        })),
      ...commonRules(restoredImageProperties.inputs, news, olds),
    ];
  },

  async create(ctx: RequestContext, existing: ReadonlySet<string>): Promise<ObservedImage> {
    const { volumeSnapshotUuid, volumeBackupUuid } = declared(ctx.inputs);
    const field = volumeSnapshotUuid === undefined ? "volumeBackupUuid" : "volumeSnapshotUuid";
    const api = apiOf(ctx);
    try {
      return await createWithJob(api, ctx, {
        type,
        ...uuidsOf(ctx),
        existing,
        mismatch: (observed) => restoredImage.mismatch(ctx, observed),
        preflight: () => preflight(ctx),
        write: (uuid) => creation(ctx, uuid),
        clean: (uuid) => deleteImage(asLeftover(ctx), uuid),
      });
    } catch (error) {
      throw explained(explainedUuid(ctx, error), field, volumeSnapshotUuid ?? volumeBackupUuid ?? "");
    }
  },

  mismatch(wanted: DeclaredBy<Properties>, observed: ObservedImage): string | undefined {
    const { mediaType, url } = observed.object.inventory;
    if (mediaType !== wanted.mediaType) return `${noun} ${observed.id} is a ${mediaType}, not a ${wanted.mediaType}`;
    // What a server writes here for a backup is not known.
    const source = /^volumeSnapshot:\/\/(.*)$/.exec(url)?.[1];
    if (source === undefined || source === wanted.volumeSnapshotUuid) return undefined;
    const declaredSource = wanted.volumeSnapshotUuid ?? `volume backup ${wanted.volumeBackupUuid}`;
    return `${noun} ${observed.id} was made from volume snapshot ${source}, not from ${declaredSource}`;
  },

  unadoptable(_wanted: DeclaredBy<Properties>, observed: ObservedImage): string | undefined {
    if (observed.ready) return undefined;
    return `${noun} ${observed.id} is ${observed.object.inventory.status}, not Ready`;
  },

  async update(ctx: RequestContext, observed: ObservedImage, olds: GivenBy<Properties>): Promise<ObservedImage> {
    const { inventory, rows } = observed.object;
    // From a backup, the server drops tags that are given at the creation.
    return observedFrom(type, inventory, await updateTags(ctx, type.resourceType, observed.id, rows, olds));
  },

  remove(ctx: RequestContext, id: string): Promise<void> {
    return deleteImage(ctx, id);
  },

  verify(ctx: RequestContext, observed: ObservedImage): Finding[] {
    const { inventory } = observed.object;
    const what = `${noun} ${observed.id}`;
    const found = storesOf(inventory);
    const missing = (recorded(ctx.inputs).backupStorageUuids ?? []).filter((uuid) => !found.includes(uuid));
    if (missing.length === 0 || !observed.ready) return checkStatusAndSize(what, inventory);
    const reason = `${what} has no Ready copy on backup storage ${missing.join(", ")}`;
    return [...checkStatusAndSize(what, inventory), { check: "copies", reason }];
  },

  toOutputs(
    observed: ObservedImage,
    before: RecordedBy<Properties>,
    { backupStorageUuids = [] }: GivenBy<Properties>,
  ): ShownBy<Properties> {
    const { inventory } = observed.object;
    return {
      uuid: inventory.uuid,
      size: before.size ?? inventory.size,
      format: inventory.format ?? before.format,
      readyStorageUuids: storesOf(inventory).filter((uuid) => backupStorageUuids.includes(uuid)),
      createDate: before.createDate ?? inventory.createDate,
    };
  },

  importedInputs(observed: ObservedImage): ImportedInputs<Properties> {
    const { inventory } = observed.object;
    const { name, description } = inventory;
    const source = /^volumeSnapshot:\/\/(.*)$/.exec(inventory.url)?.[1];
    return {
      ...(source === undefined ? {} : { volumeSnapshotUuid: source }),
      ...mediaTypeOf(inventory),
      backupStorageUuids: storesOf(inventory),
      name,
      ...describedBy(description),
      ...taggedBy(observed.tags),
    };
  },

  toInputs(observed: ObservedImage, given: DeclaredBy<Properties>): ObservedInputs<Properties> {
    return shownTags(observed.tags, given.userTags);
  },
});

/** Of an ISO there is nothing to declare. */
function mediaTypeOf({ mediaType }: ImageInventory): Pick<ImportedInputs<Properties>, "mediaType"> {
  return mediaType === "RootVolumeTemplate" || mediaType === "DataVolumeTemplate" ? { mediaType } : {};
}

function storeRules(stores: unknown, isBackup: boolean): Failure[] {
  if (!Array.isArray(stores)) return [];
  const property = "backupStorageUuids";
  const twin = stores.find((one, index) => typeof one === "string" && stores.indexOf(one) !== index);
  if (twin !== undefined) return [{ property, reason: `${property}: "${twin}" is given twice; remove one` }];
  if (!isBackup || stores.length === 1) return [];
  return [{ property, reason: `${property}: the image of a backup is made on one backup storage; give exactly one` }];
}

async function preflight(ctx: RequestContext): Promise<void> {
  const api = apiOf(ctx);
  const { volumeSnapshotUuid, volumeBackupUuid, backupStorageUuids } = declared(ctx.inputs);
  const field = "backupStorageUuids";
  if (volumeSnapshotUuid === undefined) {
    // The image of a backup is made on the storage that the backup is read from.
    await checkBackupSource(api, "volumeBackupUuid", volumeBackupUuid ?? "", backupStorageUuids[0], field);
    return;
  }
  await checkSnapshotSource(api, "volumeSnapshotUuid", volumeSnapshotUuid);
  for (const uuid of backupStorageUuids) await checkStorageUp(api, field, uuid);
}

function creation(ctx: RequestContext, resourceUuid: string): Write {
  const given = declared(ctx.inputs);
  const { volumeSnapshotUuid, volumeBackupUuid, mediaType, backupStorageUuids, userTags = [] } = given;
  const isSnapshot = volumeSnapshotUuid !== undefined;
  const source = isSnapshot ? `volume-snapshots/${volumeSnapshotUuid}` : `volume-template/${volumeBackupUuid}`;
  const names = ["description", ...(mediaType === "RootVolumeTemplate" ? rootOnly : [])] as const;
  const more = Object.fromEntries(names.map((one) => [one, given[one]]).filter(([, value]) => value !== undefined));
  const stores = isSnapshot ? { backupStorageUuids } : { backupStorageUuid: backupStorageUuids[0] };
  return {
    method: "POST",
    path: `${path}/${mediaType === "RootVolumeTemplate" ? "root" : "data"}-volume-templates/from/${source}`,
    body: {
      params: { name: given.name, ...more, ...stores, resourceUuid },
      ...(isSnapshot && userTags.length > 0 ? { userTags } : {}),
    },
    ...longerThan(ctx, serverLimit),
  };
}

/** Moves the image to the recycle bin of all its backup storages, and out of it where that is declared. */
async function deleteImage(ctx: RequestContext, uuid: string): Promise<void> {
  const api = apiOf(ctx);
  const image = await type.byUuid(api, uuid);
  if (image === undefined) return;
  const restored = { type, path, uuid };
  if (!type.gone(image)) await recycle(api, ctx, restored, () => refuseHeld(api, ctx, uuid));
  const nothingLost = async (): Promise<void> => undefined;
  if (recorded(ctx.inputs).expungeOnDelete === true) await expunge(api, ctx, restored, "expungeImage", nothingLost);
}
