import type { Failure } from "../../core/contract/resourceDefinition";
import { RefusedError } from "../../http/errors";
import { byUuids } from "../client/byUuids";
import type { ZStackApi } from "../client/client";
import {
  type BackupInventory,
  backupSchema,
  backupsPath,
  isDeleted,
  isReady,
  isWhole,
  rootsOf,
} from "../models/backup";
import { volumeSchema, volumesPath } from "../models/volume";
import { snapshotSchema, snapshotsPath } from "../models/volumeSnapshot";
import { type GroupInventory, type GroupRef, groupPath, groupSchema, livingRefs } from "../models/volumeSnapshotGroup";
import { unseen } from "../resource/operationErrors";
import { checkBackupSource, checkCopies } from "./sources";

// What new VMs are made from: a volume snapshot group, a VM backup, or the backup of one root volume.

/** The inputs that name it. */
export const vmSourceInputs = ["volumeSnapshotGroupUuid", "vmBackupUuid", "volumeBackupUuid"] as const;

export interface VmSource {
  readonly volumeSnapshotGroupUuid: string | undefined;
  readonly vmBackupUuid: string | undefined;
  readonly volumeBackupUuid: string | undefined;
  readonly backupStorageUuid: string | undefined;
}

/** The input that is given, and its uuid. */
export function namedSource(source: VmSource): { readonly field: (typeof vmSourceInputs)[number]; uuid: string } {
  const field = vmSourceInputs.find((name) => source[name] !== undefined) ?? "volumeBackupUuid";
  return { field, uuid: source[field] ?? "" };
}

/** What only a backup has. */
export function onlyWithBackup(
  proposed: { readonly volumeSnapshotGroupUuid: unknown } & Readonly<Record<string, unknown>>,
  name: string,
): Failure[] {
  if (proposed[name] === undefined || proposed.volumeSnapshotGroupUuid === undefined) return [];
  return [{ property: name, reason: `${name}: only a backup is read from one; remove it, or restore from a backup` }];
}

/**
 * Throws if no VM can be made from the source now. The server leaves out members of a group whose volume is detached, and says
 * nothing; `withoutMissing` accepts that.
 */
export async function checkVmSource(api: ZStackApi, source: VmSource, withoutMissing: boolean): Promise<void> {
  const { volumeSnapshotGroupUuid, vmBackupUuid, volumeBackupUuid = "", backupStorageUuid } = source;
  if (volumeSnapshotGroupUuid !== undefined) return checkGroup(api, volumeSnapshotGroupUuid, withoutMissing);
  if (vmBackupUuid !== undefined) return checkVmBackup(api, vmBackupUuid, backupStorageUuid);
  const { type, name } = await checkBackupSource(api, "volumeBackupUuid", volumeBackupUuid, backupStorageUuid);
  if (type === "Root") return;
  throw new RefusedError(
    "invalid-input",
    `volumeBackupUuid: volume backup ${volumeBackupUuid} "${name}" is of a ${type} volume, and a VM needs one of a root volume; ` +
      "give such a backup, or use zstack.RestoredVolume",
  );
}

/** The data volumes that a source has saved. */
export interface SavedDataVolumes {
  /** How many a VM from it gets now; undefined if all of a VM backup is deleted. */
  readonly expected: number | undefined;
  /** uuids of the snapshots, or of the backups, also of those that are deleted. */
  readonly origins: readonly string[];
  readonly isVmBackup: boolean;
}

/** Undefined if the source is not seen. */
export async function dataVolumesOf(api: ZStackApi, source: VmSource): Promise<SavedDataVolumes | undefined> {
  const { volumeSnapshotGroupUuid, vmBackupUuid } = source;
  if (volumeSnapshotGroupUuid !== undefined) {
    const group = await api.one(groupPath, groupSchema, volumeSnapshotGroupUuid);
    if (group === undefined) return undefined;
    const { effective } = await membersOf(api, group);
    const data = group.volumeSnapshotRefs.filter(isOfDataVolume);
    const origins = data.map(({ volumeSnapshotUuid }) => volumeSnapshotUuid);
    return { expected: effective.filter(isOfDataVolume).length, origins, isVmBackup: false };
  }
  if (vmBackupUuid === undefined) return { expected: 0, origins: [], isVmBackup: false };
  const backups = await rowsOf(api, vmBackupUuid);
  if (backups.length === 0) return undefined;
  const data = backups.filter(({ type }) => type !== "Root");
  const expected = backups.every(isDeleted) ? undefined : data.filter((row) => !isDeleted(row)).length;
  return { expected, origins: data.map(({ uuid }) => uuid), isVmBackup: true };
}

const isOfDataVolume = ({ volumeType }: GroupRef): boolean => volumeType === "Data";

/** The VM that was saved, empty if that is not recorded; undefined if the source is not seen. */
export async function savedVmUuid(api: ZStackApi, source: VmSource): Promise<string | undefined> {
  const { volumeSnapshotGroupUuid, vmBackupUuid = "" } = source;
  if (volumeSnapshotGroupUuid !== undefined) {
    const group = await api.one(groupPath, groupSchema, volumeSnapshotGroupUuid);
    return group === undefined ? undefined : (group.vmInstanceUuid ?? "");
  }
  const backups = await backupsOf(api, vmBackupUuid);
  return backups.length === 0 ? undefined : (rootsOf(backups)[0]?.vmInstanceUuid ?? "");
}

/** Members of a group whose volume the VM still has, and the others. */
async function membersOf(
  api: ZStackApi,
  group: GroupInventory,
): Promise<{ readonly effective: GroupRef[]; readonly missing: GroupRef[] }> {
  const living = livingRefs(group);
  const uuids = living.map(({ volumeUuid }) => volumeUuid);
  const volumes = await byUuids(api, volumesPath, volumeSchema, uuids);
  const attached = volumes.filter(({ vmInstanceUuid }) => vmInstanceUuid === group.vmInstanceUuid);
  const effective = living.filter((ref) => attached.some(({ uuid }) => uuid === ref.volumeUuid));
  return { effective, missing: group.volumeSnapshotRefs.filter((ref) => !effective.includes(ref)) };
}

async function checkGroup(api: ZStackApi, uuid: string, withoutMissing: boolean): Promise<void> {
  const group = await api.one(groupPath, groupSchema, uuid);
  if (group === undefined) throw unseen("volumeSnapshotGroupUuid", "volume snapshot group", uuid);
  const field = `volumeSnapshotGroupUuid: volume snapshot group ${uuid} "${group.name}"`;
  const { effective, missing } = await membersOf(api, group);
  if (!effective.some(({ volumeType }) => volumeType === "Root"))
    throw unusable(`${field} has no snapshot of a root volume`);
  const snapshotUuids = effective.map((ref) => ref.volumeSnapshotUuid);
  const snapshots = await byUuids(api, snapshotsPath, snapshotSchema, snapshotUuids);
  const unready = snapshots.filter(({ status }) => status !== "Ready").map((one) => `${one.uuid} is ${one.status}`);
  if (unready.length > 0) throw unusable(`${field}: member ${unready.join(", ")}, not Ready`);
  const lost = missing.filter(({ volumeType }) => volumeType !== "Memory");
  if (lost.length === 0 || withoutMissing) return;
  const names = lost.map((ref) => `volume ${ref.volumeUuid} "${ref.volumeName}"`).join(", ");
  throw unusable(
    `${field}: the new VM would lack ${names}: its snapshot is gone, or it is attached to the VM of the group no longer. ` +
      "Attach it again, or accept that with verify: { members: false }",
  );
}

async function checkVmBackup(api: ZStackApi, uuid: string, storageUuid: string | undefined): Promise<void> {
  const backups = await backupsOf(api, uuid);
  if (backups.length === 0) throw unseen("vmBackupUuid", "VM backup", uuid);
  const field = `vmBackupUuid: VM backup ${uuid} "${rootsOf(backups)[0]?.name ?? ""}"`;
  const unready = backups
    .filter((one) => !isReady(one))
    .map((one) => `${one.uuid} is ${one.status ?? "without a status"}`);
  if (unready.length > 0) throw unusable(`${field}: member ${unready.join(", ")}, not Ready`);
  if (!isWhole(backups)) throw unusable(`${field} has not exactly one backup of a root volume`);
  await checkCopies(api, "vmBackupUuid", backups, storageUuid);
}

const rowsOf = (api: ZStackApi, groupUuid: string): Promise<BackupInventory[]> =>
  api.query(backupsPath, backupSchema, [{ field: "groupUuid", operator: "=", value: groupUuid }]);

const backupsOf = async (api: ZStackApi, groupUuid: string): Promise<BackupInventory[]> =>
  (await rowsOf(api, groupUuid)).filter((row) => !isDeleted(row));

const unusable = (text: string): RefusedError => new RefusedError("wrong-state", text);
