// A VM whose volumes go back to a snapshot group or a VM backup, in place and once.
// @API PUT /v1/volume-snapshots/group/{uuid}/actions
// @API PUT /v1/vm-backups/{groupUuid}/actions
// @API GET /v1/volume-snapshots/group/{uuid}
// @API GET /v1/volume-backups
// @API GET /v1/vm-instances/{uuid}

import type { ActionDefinition } from "../../core/actions/definition";
import { readersOf } from "../../core/contract/readers";
import type { RequestContext } from "../../core/contract/resourceDefinition";
import { RefusedError } from "../../http/errors";
import type { ZStackApi } from "../client/client";
import { type BackupInventory, backupSchema, backupsPath, holders, isDeleted, isReady } from "../models/backup";
import type { VmInventory } from "../models/vm";
import { type GroupInventory, groupPath, groupSchema, livingRefs } from "../models/volumeSnapshotGroup";
import { unseen } from "../resource/operationErrors";
import { getVm } from "../resource/vmTarget";
import { exactlyOneSource, onlyWith } from "../restore/sources";
import { revertAction } from "../reverts/action";
import { type ZStackRevert, zstackRevert } from "../reverts/definition";
import type { Member, RevertSource } from "../reverts/source";
import { vmRevertProperties } from "./properties";

const { declared, proposed } = readersOf(vmRevertProperties);

/** Seconds a server allows by itself. */
const serverLimits = { group: 24 * 3600, backup: 72 * 3600 } as const;

const kind: ZStackRevert = {
  noun: "VM",
  targetInput: "vmInstanceUuid",
  resourceType: "VmInstanceVO",
  source(inputs) {
    const { volumeSnapshotGroupUuid, vmBackupUuid } = declared(inputs);
    return { volumeSnapshotGroupUuid, vmBackupUuid };
  },
  target: (ctx) => declared(ctx.inputs).vmInstanceUuid,
  exists: async (api, uuid) => (await getVm(api, uuid)) !== undefined,

  async resolve(api, ctx) {
    const vm = await checkedVm(api, ctx);
    const { volumeSnapshotGroupUuid, vmBackupUuid } = declared(ctx.inputs);
    if (volumeSnapshotGroupUuid !== undefined) {
      const group = await api.one(groupPath, groupSchema, volumeSnapshotGroupUuid);
      checkGroup(vm, volumeSnapshotGroupUuid, group);
      return sourceOf(ctx, vm, group, membersOfGroup(group));
    }
    const uuid = vmBackupUuid ?? "";
    const backups = await backupsOf(api, uuid);
    checkBackups(ctx, vm, uuid, backups);
    return sourceOf(ctx, vm, backups[0], membersOfBackup(backups));
  },

  async recall(api, ctx) {
    const { vmInstanceUuid, volumeSnapshotGroupUuid, vmBackupUuid } = declared(ctx.inputs);
    const vm = await getVm(api, vmInstanceUuid);
    if (volumeSnapshotGroupUuid !== undefined) {
      const group = await api.one(groupPath, groupSchema, volumeSnapshotGroupUuid);
      return sourceOf(ctx, vm, group, group === undefined ? [] : membersOfGroup(group));
    }
    const backups = await backupsOf(api, vmBackupUuid ?? "");
    return sourceOf(ctx, vm, backups[0], membersOfBackup(backups));
  },
};

export const vmReverting = zstackRevert(kind);

export const vmRevert: ActionDefinition = {
  ...vmRevertProperties,
  ...revertAction(kind, vmReverting),
  rules(news) {
    const given = proposed(news);
    const failures = exactlyOneSource(given, ["volumeSnapshotGroupUuid", "vmBackupUuid"]);
    if (failures.length > 0) return failures;
    return onlyWith(given, ["backupStorageUuid"], "vmBackupUuid", "only a backup is read from one");
  },
};

async function checkedVm(api: ZStackApi, ctx: RequestContext): Promise<VmInventory> {
  const { vmInstanceUuid } = declared(ctx.inputs);
  const vm = await getVm(api, vmInstanceUuid);
  if (vm !== undefined) return vm;
  throw unseen("vmInstanceUuid", "VM", vmInstanceUuid);
}

/** What the server checks as well, and answers with a success of nothing. */
function checkGroup(vm: VmInventory, uuid: string, group: GroupInventory | undefined): asserts group is GroupInventory {
  if (group === undefined) throw unseen("volumeSnapshotGroupUuid", "volume snapshot group", uuid);
  const field = `volumeSnapshotGroupUuid: volume snapshot group ${uuid}`;
  refuseOther(field, vm, group.vmInstanceUuid);
  const refs = livingRefs(group);
  if (refs.length === 0) throw incomplete(`${field} has no members`);
  const deleted = group.volumeSnapshotRefs.filter((ref) => ref.snapshotDeleted);
  if (deleted.length > 0) throw incomplete(`${field} has lost its snapshot of ${names(deleted)}`);
  const attached = vm.allVolumes.map(({ uuid }) => uuid);
  const detached = refs.filter((ref) => !attached.includes(ref.volumeUuid));
  if (detached.length > 0)
    throw incomplete(`${field} covers ${names(detached)}, which the VM no longer has; attach it again`);
  const added = vm.allVolumes.filter((one) => !refs.some((ref) => ref.volumeUuid === one.uuid));
  if (added.length === 0) return;
  const list = added.map((one) => `volume ${one.uuid} "${one.name}"`).join(", ");
  throw incomplete(`${field} does not cover ${list}, which was attached since; detach it first`);
}

function checkBackups(ctx: RequestContext, vm: VmInventory, uuid: string, backups: readonly BackupInventory[]): void {
  if (backups.length === 0) throw unseen("vmBackupUuid", "VM backup", uuid);
  const field = `vmBackupUuid: VM backup ${uuid}`;
  refuseOther(field, vm, backups.find(({ type }) => type === "Root")?.vmInstanceUuid ?? backups[0]?.vmInstanceUuid);
  if (backups.filter(({ type }) => type === "Root").length !== 1)
    throw incomplete(`${field} has not exactly one backup of a root volume`);
  const unready = backups.filter((one) => !isReady(one));
  if (unready.length > 0)
    throw incomplete(`${field}: member ${unready.map(({ uuid }) => uuid).join(", ")} is not Ready`);
  const attached = vm.allVolumes.map((one) => one.uuid);
  const detached = backups.filter(({ volumeUuid }) => !attached.includes(volumeUuid));
  if (detached.length > 0)
    throw incomplete(
      `${field} covers volume ${detached.map((one) => one.volumeUuid).join(", ")}, which the VM no longer has; attach it again`,
    );
  const { backupStorageUuid } = declared(ctx.inputs);
  if (backupStorageUuid === undefined || holders(backups).includes(backupStorageUuid)) return;
  throw new RefusedError(
    "no-complete-copy",
    `backupStorageUuid: backup storage ${backupStorageUuid} does not hold a Ready copy of every member of VM backup ${uuid}; name one that does`,
  );
}

/** The VM that is named confirms what is overwritten. */
function refuseOther(field: string, vm: VmInventory, actual: string | undefined): void {
  if (actual === vm.uuid) return;
  throw new RefusedError(
    "not-as-declared",
    `${field} is of ${actual === undefined ? "no known VM" : `VM ${actual}`}, not of vmInstanceUuid ${vm.uuid}; correct one of the two. Nothing was overwritten.`,
  );
}

const names = (refs: readonly { readonly volumeUuid: string; readonly volumeName: string }[]): string =>
  refs.map((ref) => `volume ${ref.volumeUuid} "${ref.volumeName}"`).join(", ");

const incomplete = (text: string): RefusedError => new RefusedError("wrong-state", `${text}. Nothing was overwritten.`);

async function backupsOf(api: ZStackApi, groupUuid: string): Promise<BackupInventory[]> {
  const rows = await api.query(backupsPath, backupSchema, [{ field: "groupUuid", operator: "=", value: groupUuid }]);
  return rows.filter((row) => !isDeleted(row));
}

const membersOfGroup = (group: GroupInventory): Member[] =>
  livingRefs(group).map((ref) => ({ volumeUuid: ref.volumeUuid, snapshotUuid: ref.volumeSnapshotUuid }));

const membersOfBackup = (backups: readonly BackupInventory[]): Member[] =>
  backups.map(({ volumeUuid }) => ({ volumeUuid, snapshotUuid: undefined }));

function sourceOf(
  ctx: RequestContext,
  vm: VmInventory | undefined,
  inventory: { readonly name: string; readonly createDate?: string | undefined } | undefined,
  members: readonly Member[],
): RevertSource {
  const { vmInstanceUuid, volumeSnapshotGroupUuid, vmBackupUuid, backupStorageUuid } = declared(ctx.inputs);
  const isGroup = volumeSnapshotGroupUuid !== undefined;
  const uuid = volumeSnapshotGroupUuid ?? vmBackupUuid ?? "";
  const storage = backupStorageUuid === undefined ? {} : { backupStorageUuid };
  return {
    named: `${isGroup ? "volume snapshot group" : "VM backup"} ${uuid} "${inventory?.name ?? ""}"`,
    createDate: inventory?.createDate,
    members,
    vmUuid: vmInstanceUuid,
    secured: { rootVolumeUuid: vm?.rootVolumeUuid ?? "" },
    path: isGroup ? `${groupPath}/${uuid}/actions` : `/v1/vm-backups/${uuid}/actions`,
    body: isGroup ? { revertVmFromSnapshotGroup: {} } : { revertVmFromVmBackup: storage },
    serverLimit: isGroup ? serverLimits.group : serverLimits.backup,
  };
}
