// A VM backup: backups of all volumes of one running VM on an image store, held together by a group uuid.
// @API GET /v1/volume-backups
// @API POST /v1/volumes/{rootVolumeUuid}/vm-backups
// @API PUT /v1/vm-backups/{groupUuid}/actions
// @API DELETE /v1/vm-backups/{groupUuid}
// @API DELETE /v1/volume-backups/{uuid}
// @API GET /v1/vm-instances/{uuid}
// @API GET /v1/volumes/{uuid}

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
import { backupStates, checkStorages, explained } from "../backup/checks";
import { whileNotSynchronizing } from "../backup/creationGate";
import { deleteBackup } from "../backup/delete";
import { backupRules, creationBody, explainedTags } from "../backup/inputs";
import { declaredCopies, livingReplicas, missingCopies, syncReplicas } from "../backup/replicas";
import { type Backup, otherMode } from "../backup/requests";
import { longerThan } from "../client/jobs";
import { type BackupInventory, backupLimits, chainOn, holders, isOn, isReady, rootsOf } from "../models/backup";
import type { Storage } from "../models/backupStorage";
import { asLeftover } from "../ownership/holder";
import { beforeBackups } from "../preflight";
import { apiOf, commonDefinition, evidenceInTags } from "../resource/base";
import { createWithJob } from "../resource/createJob";
import { uuidsOf } from "../resource/createRequest";
import { commonRules } from "../resource/inputs";
import { type ObservedZStack, observedFrom, type TaggedInventory } from "../resource/objectType";
import { shownTags, taggedBy, updateTags } from "../resource/update";
import { checkStatusAndSize, expectedNow, memberVolumes } from "../resource/verification";
import { exactlyOneTarget, resolveTarget, type Target, targetField } from "../resource/vmTarget";
import { rootOf, type VmBackupInventory, vmBackupByUuid, vmBackupOf, vmBackupType } from "./objectType";
import { vmBackupProperties } from "./properties";

type VmBackup = TaggedInventory<VmBackupInventory>;
type ObservedVmBackup = ObservedZStack<VmBackupInventory>;
type Properties = typeof vmBackupProperties;

const type = vmBackupType;
const { noun } = type;
const { recorded } = readersOf(vmBackupProperties);

/** Seconds a server allows the creation by itself. */
const serverLimit = backupLimits.vm;

/** The backup as requests address it. */
export function backupOf(ctx: RequestContext, id: string): Backup {
  return {
    what: `${noun} ${id}`,
    groupUuid: id,
    tagged: (members) => type.tagged(vmBackupOf(id, members)),
    look: async () => (await vmBackupByUuid(apiOf(ctx), id))?.members ?? [],
  };
}

export const vmBackup: ResourceDefinition<VmBackup> = defineResource(vmBackupProperties, {
  ...commonDefinition(type),
  idOutput: "groupUuid",

  rules(news: JsonObject, olds: JsonObject): Failure[] {
    return [...exactlyOneTarget(news), ...backupRules(news), ...commonRules(vmBackupProperties.inputs, news, olds)];
  },

  async evidenceOfExistence(ctx: RequestContext, id: string): Promise<string | undefined> {
    // Deleted rows keep their tags and are visible.
    if ((await vmBackupByUuid(apiOf(ctx), id)) !== undefined) return undefined;
    // The root comes first; after its loss, the member that took over its tags.
    const [tagged] = recorded(ctx.outputs).backups ?? [];
    return tagged === undefined ? undefined : evidenceInTags(ctx, tagged.uuid);
  },

  async create(ctx: RequestContext, existing: ReadonlySet<string>): Promise<ObservedVmBackup> {
    const looked = await checkTarget(ctx);
    return withLocks(ctx.runtime, looked.target.volumeUuids, () =>
      whileNotSynchronizing(apiOf(ctx), () => createBackup(ctx, existing, looked)),
    );
  },

  mismatch(wanted: DeclaredBy<Properties>, observed: ObservedVmBackup): string | undefined {
    const { inventory } = observed.object;
    const { vmInstanceUuid, rootVolumeUuid, backupStorageUuid: storage } = wanted;
    const root = rootOf(inventory);
    // Servers before 4.7 do not report the VM.
    const vm =
      root?.vmInstanceUuid ?? inventory.members.find((one) => one.vmInstanceUuid !== undefined)?.vmInstanceUuid;
    if (vmInstanceUuid !== undefined && vm !== undefined && vm !== vmInstanceUuid) {
      return `${noun} ${observed.id} belongs to VM ${vm}, not to vmInstanceUuid ${vmInstanceUuid}`;
    }
    if (rootVolumeUuid !== undefined && root !== undefined && root.volumeUuid !== rootVolumeUuid) {
      return `${noun} ${observed.id} has root volume ${root?.volumeUuid}, not rootVolumeUuid ${rootVolumeUuid}`;
    }
    // During its creation, its copies and its mode are not known yet.
    if (observed.ready && !inventory.members.some((one) => isOn(one, storage))) {
      return `${noun} ${observed.id} was created on another storage than backupStorageUuid ${storage}`;
    }
    return otherMode(wanted, inventory.members);
  },

  unadoptable(wanted: DeclaredBy<Properties>, observed: ObservedVmBackup): string | undefined {
    const { inventory } = observed.object;
    const unready = unreadiness(inventory);
    if (unready !== undefined) return unready;
    const { vmInstanceUuid, backupStorageUuid } = wanted;
    if (!holders(inventory.members).includes(backupStorageUuid)) {
      return `${noun} ${observed.id} has no complete Ready copy on backupStorageUuid ${backupStorageUuid}`;
    }
    if (vmInstanceUuid === undefined || rootOf(inventory)?.vmInstanceUuid !== undefined) return undefined;
    return `${noun} ${observed.id} belongs to a VM that the server does not report; it cannot be compared with vmInstanceUuid ${vmInstanceUuid}`;
  },

  async update(ctx: RequestContext, observed: ObservedVmBackup, olds: GivenBy<Properties>): Promise<ObservedVmBackup> {
    const { inventory, rows } = observed.object;
    const tags = await updateTags(ctx, type.resourceType, type.tagged(inventory), rows, olds);
    const members = await syncReplicas(ctx, backupOf(ctx, observed.id), inventory.members, olds);
    return observedFrom(type, { ...vmBackupOf(observed.id, members), expected: inventory.expected }, tags);
  },

  async remove(ctx: RequestContext, id: string): Promise<void> {
    const { backups = [] } = recorded(ctx.outputs);
    const volumes = backups.map((one) => one.volumeUuid);
    await withLocks(ctx.runtime, volumes, () => deleteBackup(ctx, backupOf(ctx, id)));
  },

  async inspect(ctx: RequestContext, observed: ObservedVmBackup): Promise<ObservedVmBackup> {
    const { inventory, rows } = observed.object;
    if (inventory.expected !== undefined) return observed;
    const volumes = await expectedNow(apiOf(ctx), ctx, rootOf(inventory)?.vmInstanceUuid);
    return observedFrom(type, { ...inventory, expected: volumes?.map((one) => one.uuid) }, rows);
  },

  verify(ctx: RequestContext, observed: ObservedVmBackup): Finding[] {
    const { inventory } = observed.object;
    const { members } = inventory;
    const what = `${noun} ${observed.id}`;
    const absent = missing(inventory, recorded(ctx.outputs), members);
    const reason =
      absent.length > 0
        ? `${what} has no backup of volume ${absent.join(", ")}`
        : rootsOf(members).length === 1
          ? undefined
          : `${what} does not have exactly one backup of a root volume`;
    return [
      ...(reason === undefined ? [] : [{ check: "members", reason } as const]),
      ...members.flatMap((one) =>
        checkStatusAndSize(`volume backup ${one.uuid} of volume ${one.volumeUuid} in ${what}`, one),
      ),
      ...missingCopies(what, ctx, members),
    ];
  },

  toOutputs(
    observed: ObservedVmBackup,
    before: RecordedBy<Properties>,
    given: GivenBy<Properties>,
  ): ShownBy<Properties> {
    const { inventory } = observed.object;
    const storage = given.backupStorageUuid ?? before.backupStorageUuid;
    const living = inventory.members.filter(isReady);
    const backups = living.map((one) => {
      const known = before.backups?.find(({ uuid }) => uuid === one.uuid);
      return {
        uuid: one.uuid,
        volumeUuid: one.volumeUuid,
        type: one.type,
        name: one.name,
        // Copies and later increments change the record; the size at creation is kept.
        size: known?.size ?? one.size,
        mode: one.mode,
        chain: known?.chain ?? chainOn(one, storage),
      };
    });
    const missingVolumes = missing(inventory, before, living);
    const root = rootOf(inventory);
    return {
      groupUuid: inventory.uuid,
      vmInstanceUuid: root?.vmInstanceUuid ?? before.vmInstanceUuid ?? given.vmInstanceUuid,
      mode: root?.mode ?? before.mode,
      backups,
      totalSize: backups.reduce((sum, one) => sum + one.size, 0),
      complete: missingVolumes.length === 0 && type.ready(inventory),
      missingVolumes,
      replicaStorageUuids: declaredCopies(given, inventory.members),
      createDate: before.createDate ?? inventory.createDate,
    };
  },

  importedInputs(observed: ObservedVmBackup): ImportedInputs<Properties> {
    const { inventory } = observed.object;
    const root = rootOf(inventory);
    const { vmInstanceUuid, volumeUuid: rootVolumeUuid, name } = root ?? {};
    // As with a volume backup, without further copies.
    const [backupStorageUuid] = holders(inventory.members);
    return {
      ...(vmInstanceUuid === undefined ? { rootVolumeUuid } : { vmInstanceUuid }),
      ...{ backupStorageUuid, name, ...taggedBy(observed.tags) },
    };
  },

  toInputs(observed: ObservedVmBackup, given: DeclaredBy<Properties>): ObservedInputs<Properties> {
    const replicas = livingReplicas(given, observed.object.inventory.members);
    return {
      ...(given.replicas === undefined ? {} : { replicas }),
      ...shownTags(observed.tags, given.userTags),
    };
  },
});

/** Volumes whose backup was or should have been created and is not among `there`; sorted. */
function missing(
  inventory: VmBackupInventory,
  before: RecordedBy<Properties>,
  there: readonly BackupInventory[],
): string[] {
  const { backups = [], missingVolumes = [] } = before;
  const once = [
    ...backups.map((one) => one.volumeUuid),
    // What this run expected is newer than what an earlier one missed.
    ...(inventory.expected ?? missingVolumes),
  ];
  return [...new Set(once)].filter((uuid) => !there.some((one) => one.volumeUuid === uuid)).sort();
}

/** Why the members are not a complete VM backup (yet). */
function unreadiness(inventory: VmBackupInventory): string | undefined {
  const { uuid: groupUuid, members } = inventory;
  const unready: BackupInventory | undefined = members.find((one) => !isReady(one));
  if (unready !== undefined) {
    const { uuid: member, volumeUuid, status = "without a status" } = unready;
    return `volume backup ${member} of volume ${volumeUuid} in ${noun} ${groupUuid} is ${status}, not Ready`;
  }
  if (type.ready(inventory)) return undefined;
  return `${noun} ${groupUuid} does not have exactly one backup of a root volume`;
}

/** Repeats the checks of the server before anything is sent. */
async function checkTarget(ctx: RequestContext): Promise<Looked> {
  const api = apiOf(ctx);
  const storages = await checkStorages(api, ctx.inputs);
  return { storages, target: await resolveTarget(api, ctx, backupStates) };
}

interface Looked {
  readonly storages: readonly Storage[];
  readonly target: Target;
}

async function createBackup(
  ctx: RequestContext,
  existing: ReadonlySet<string>,
  { storages, target }: Looked,
): Promise<ObservedVmBackup> {
  const api = apiOf(ctx);
  const volumes = memberVolumes(target.vm);
  try {
    const made = await createWithJob(api, ctx, {
      type,
      ...uuidsOf(ctx),
      existing,
      mismatch: (observed) => vmBackup.mismatch(ctx, observed),
      preflight: () => beforeBackups(api, ctx, volumes, storages),
      write: (uuid) => ({
        method: "POST",
        path: `/v1/volumes/${target.rootVolumeUuid}/vm-backups`,
        body: creationBody(ctx, uuid),
        ...longerThan(ctx, serverLimit),
      }),
      clean: (uuid) => deleteBackup(asLeftover(ctx), backupOf(ctx, uuid)),
    });
    const { inventory, rows } = made.object;
    return observedFrom(type, { ...inventory, expected: volumes.map((one) => one.uuid) }, rows);
  } catch (error) {
    const otherwise = `${targetField(ctx)}: the server refuses to back up VM ${target.vm.uuid} "${target.vm.name}" in its current state`;
    throw await explained(explainedTags(error, ctx), () => checkTarget(ctx), otherwise);
  }
}
