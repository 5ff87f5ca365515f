// A volume backup: a copy of one volume of a running VM on an image store, apart from the volume's own storage.
// @API GET /v1/volume-backups
// @API GET /v1/volume-backups/{uuid}
// @API POST /v1/volumes/{volumeUuid}/volume-backups
// @API PUT /v1/volume-backups/{uuid}/actions
// @API DELETE /v1/volume-backups/{uuid}

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
import { checkStorages, checkVolume, explained } from "../backup/checks";
import { whileNotSynchronizing } from "../backup/creationGate";
import { deleteBackup } from "../backup/delete";
import { backupRules, creationBody, explainedTags } from "../backup/inputs";
import { declaredCopies, livingReplicas, missingCopies, syncReplicas } from "../backup/replicas";
import { type Backup, otherMode } from "../backup/requests";
import { longerThan } from "../client/jobs";
import {
  type BackupInventory,
  backupLimits,
  backupResourceType,
  backupSchema,
  backupsPath,
  chainOn,
  holders,
  holds,
  isDeleted,
  isOn,
  isReady,
} from "../models/backup";
import { asLeftover } from "../ownership/holder";
import { beforeBackups } from "../preflight";
import { apiOf, commonDefinition } from "../resource/base";
import { createWithJob } from "../resource/createJob";
import { uuidsOf } from "../resource/createRequest";
import { commonRules } from "../resource/inputs";
import { type ObservedZStack, observedFrom, rowType, type TaggedInventory } from "../resource/objectType";
import { findForCreate } from "../resource/sharedLook";
import { describedBy, shownTags, taggedBy, updateTags } from "../resource/update";
import { checkStatusAndSize } from "../resource/verification";
import { volumeBackupProperties } from "./properties";

type VolumeBackup = TaggedInventory<BackupInventory>;
type ObservedVolumeBackup = ObservedZStack<BackupInventory>;
type Properties = typeof volumeBackupProperties;

const noun = "volume backup";

/** Seconds a server allows the creation by itself. */
const serverLimit = backupLimits.volume;

export const volumeBackupType = rowType(backupsPath, backupSchema, {
  noun,
  resourceType: backupResourceType,
  ready: isReady,
  gone: isDeleted,
  serverLimit,
});

const type = volumeBackupType;
const { declared, recorded } = readersOf(volumeBackupProperties);

const volumeOf = (ctx: RequestContext): string => declared(ctx.inputs).volumeUuid;

/** The backup as requests address it. */
export function backupOf(ctx: RequestContext, id: string): Backup {
  return {
    what: `${noun} ${id}`,
    groupUuid: undefined,
    tagged: () => id,
    async look() {
      const inventory = await type.byUuid(apiOf(ctx), id);
      return inventory === undefined || isDeleted(inventory) ? [] : [inventory];
    },
  };
}

export const volumeBackup: ResourceDefinition<VolumeBackup> = defineResource(volumeBackupProperties, {
  ...commonDefinition(type),
  findForCreate: (ctx) => findForCreate(apiOf(ctx), type, ctx, backupsPath),

  rules(news: JsonObject, olds: JsonObject): Failure[] {
    return [...backupRules(news), ...commonRules(volumeBackupProperties.inputs, news, olds)];
  },

  create(ctx: RequestContext, existing: ReadonlySet<string>): Promise<ObservedVolumeBackup> {
    // The server works on one backup of a volume at a time; waiting here keeps queueing out of the timeout.
    return withLocks(ctx.runtime, [volumeOf(ctx)], () =>
      whileNotSynchronizing(apiOf(ctx), () => createBackup(ctx, existing)),
    );
  },

  mismatch(wanted: DeclaredBy<Properties>, observed: ObservedVolumeBackup): string | undefined {
    const { inventory } = observed.object;
    const { volumeUuid, groupUuid } = inventory;
    const storage = wanted.backupStorageUuid;
    if (groupUuid !== undefined) {
      // Deleting the member alone would leave a VM backup that cannot be restored as a whole.
      return `${noun} ${observed.id} is a member of VM backup ${groupUuid}; adopt that one with zstack.VmBackup`;
    }
    if (volumeUuid !== wanted.volumeUuid) {
      return `${noun} ${observed.id} belongs to volume ${volumeUuid}, not to volumeUuid ${wanted.volumeUuid}`;
    }
    // During its creation, its copy and its mode are not known yet.
    if (observed.ready && !isOn(inventory, storage)) {
      return `${noun} ${observed.id} was created on another storage than backupStorageUuid ${storage}`;
    }
    return otherMode(wanted, [inventory]);
  },

  unadoptable(wanted: DeclaredBy<Properties>, observed: ObservedVolumeBackup): string | undefined {
    const { inventory } = observed.object;
    const storage = wanted.backupStorageUuid;
    if (!observed.ready) return `${noun} ${observed.id} is ${inventory.status ?? "without a status"}, not Ready`;
    if (holds(inventory, storage)) return undefined;
    return `${noun} ${observed.id} has no Ready copy on backupStorageUuid ${storage}`;
  },

  async update(
    ctx: RequestContext,
    observed: ObservedVolumeBackup,
    olds: GivenBy<Properties>,
  ): Promise<ObservedVolumeBackup> {
    const { inventory, rows } = observed.object;
    const tags = await updateTags(ctx, type.resourceType, observed.id, rows, olds);
    const [now = inventory] = await syncReplicas(ctx, backupOf(ctx, observed.id), [inventory], olds);
    return observedFrom(type, { ...now, vmInstanceUuid: now.vmInstanceUuid ?? inventory.vmInstanceUuid }, tags);
  },

  remove(ctx: RequestContext, id: string): Promise<void> {
    // Nothing declares an orphan: its volume is not known.
    const { volumeUuid } = recorded(ctx.inputs);
    return withLocks(ctx.runtime, volumeUuid === undefined ? [] : [volumeUuid], () =>
      deleteBackup(ctx, backupOf(ctx, id)),
    );
  },

  verify(ctx: RequestContext, observed: ObservedVolumeBackup): Finding[] {
    const { inventory } = observed.object;
    const what = `${noun} ${observed.id}`;
    return [...checkStatusAndSize(what, inventory), ...missingCopies(what, ctx, [inventory])];
  },

  toOutputs(
    observed: ObservedVolumeBackup,
    before: RecordedBy<Properties>,
    given: GivenBy<Properties>,
  ): ShownBy<Properties> {
    const { inventory } = observed.object;
    return {
      uuid: inventory.uuid,
      // Copies and later increments change the record; the size at creation is kept.
      size: before.size ?? (observed.ready ? inventory.size : undefined),
      type: inventory.type ?? before.type,
      mode: inventory.mode ?? before.mode,
      state: inventory.state ?? before.state,
      vmInstanceUuid: inventory.vmInstanceUuid ?? before.vmInstanceUuid,
      // A recovered copy may have another path.
      chain: before.chain ?? chainOn(inventory, given.backupStorageUuid),
      replicaStorageUuids: declaredCopies(given, [inventory]),
      createDate: before.createDate ?? inventory.createDate,
    };
  },

  importedInputs(observed: ObservedVolumeBackup): ImportedInputs<Properties> {
    const { volumeUuid, name, description } = observed.object.inventory;
    // Further copies are not managed by whoever does not name them: an import must not lead to their deletion.
    const [backupStorageUuid] = holders([observed.object.inventory]);
    return { volumeUuid, backupStorageUuid, name, ...describedBy(description), ...taggedBy(observed.tags) };
  },

  toInputs(observed: ObservedVolumeBackup, given: DeclaredBy<Properties>): ObservedInputs<Properties> {
    const replicas = livingReplicas(given, [observed.object.inventory]);
    return {
      ...(given.replicas === undefined ? {} : { replicas }),
      ...shownTags(observed.tags, given.userTags),
    };
  },
});

async function createBackup(ctx: RequestContext, existing: ReadonlySet<string>): Promise<ObservedVolumeBackup> {
  const api = apiOf(ctx);
  const look = async () => {
    const storages = await checkStorages(api, ctx.inputs);
    return { storages, volume: await checkVolume(api, volumeOf(ctx)) };
  };
  const { storages, volume } = await look();
  try {
    const made = await createWithJob(api, ctx, {
      type,
      ...uuidsOf(ctx),
      existing,
      mismatch: (observed) => volumeBackup.mismatch(ctx, observed),
      preflight: () => beforeBackups(api, ctx, [volume], storages),
      write: (uuid) => ({
        method: "POST",
        path: `/v1/volumes/${volumeOf(ctx)}/volume-backups`,
        body: creationBody(ctx, uuid),
        ...longerThan(ctx, serverLimit),
      }),
      clean: (uuid) => deleteBackup(asLeftover(ctx), backupOf(ctx, uuid)),
    });
    const { inventory, rows } = made.object;
    // Servers before 4.7 do not report it.
    return observedFrom(
      type,
      { ...inventory, vmInstanceUuid: inventory.vmInstanceUuid ?? volume.vmInstanceUuid },
      rows,
    );
  } catch (error) {
    throw await explained(
      explainedTags(error, ctx),
      look,
      `volumeUuid: the server refuses to back up volume ${volumeOf(ctx)} in its current state`,
    );
  }
}
