import { readersOf } from "../../core/contract/readers";
import type { RequestContext } from "../../core/contract/resourceDefinition";
import { byUuids } from "../client/byUuids";
import type { ZStackApi } from "../client/client";
import { backupSchema, backupsPath } from "../models/backup";
import type { VmInventory } from "../models/vm";
import type { VolumeInventory } from "../models/volume";
import { snapshotSchema, snapshotsPath } from "../models/volumeSnapshot";
import type { SavedDataVolumes } from "../restore/vmSources";
import { restoredVmProperties } from "./properties";
import { sourceOf } from "./source";

const { recorded } = readersOf(restoredVmProperties);

// The server keeps nothing that says with which VM a data volume was made, but names it after the snapshot or the backup that it
// is from.

const fromSnapshot = /^data-volume-from-snapshot-([0-9a-f]{32})$/;
const fromBackup = /^data-volume-create-from-backup-([0-9a-f]{32})$/;

const snapshotOf = ({ name }: VolumeInventory): string | undefined => fromSnapshot.exec(name)?.[1];
const backupOf = ({ name }: VolumeInventory): string | undefined => fromBackup.exec(name)?.[1];

/** The restore point that the name of the volume tells. */
const originOf = (volume: VolumeInventory): string | undefined => snapshotOf(volume) ?? backupOf(volume);

/** Whether the volume has the name that the server gives to one from a member of a snapshot group. */
export const isNamedByGroup = (volume: VolumeInventory): boolean => snapshotOf(volume) !== undefined;

const isDefined = (uuid: string | undefined): uuid is string => uuid !== undefined;

/** Those that tell a restore point that none of the others tells: a VM has one volume from each. */
function namedOnce(volumes: readonly VolumeInventory[], others: readonly VolumeInventory[]): VolumeInventory[] {
  const origins = [...volumes, ...others].map(originOf).filter(isDefined);
  return volumes.filter((volume) => origins.filter((origin) => origin === originOf(volume)).length === 1);
}

/**
 * Of data volumes without an owner, attached to a VM from a source that was seen, the ones that were made with it. If none has such
 * a name and the VM is from a VM backup, all are, as long as they are as many as the backup has.
 *
 * @param owned what else was made with the VM
 */
export function fromMembers(
  volumes: readonly VolumeInventory[],
  { origins, expected, isVmBackup }: SavedDataVolumes,
  owned: readonly VolumeInventory[],
): VolumeInventory[] {
  if ([...volumes, ...owned].every((volume) => originOf(volume) === undefined))
    return isVmBackup && volumes.length + owned.length === expected ? [...volumes] : [];
  return namedOnce(volumes, owned).filter((volume) => origins.includes(originOf(volume) ?? ""));
}

/**
 * Of data volumes without an owner, attached to an interrupted VM, the ones that were certainly made with it: all that have such
 * names, if the restore points still exist, are members of one group or VM backup, and that is not another one than the source.
 *
 * @param owned what else was made with the VM
 */
export async function fromOneSource(
  api: ZStackApi,
  { inputs }: RequestContext,
  { description }: Pick<VmInventory, "description">,
  volumes: readonly VolumeInventory[],
  owned: readonly VolumeInventory[],
): Promise<VolumeInventory[]> {
  const named = volumes.filter((volume) => originOf(volume) !== undefined);
  if (namedOnce(named, owned).length < named.length) return [];
  const members = [
    ...(await byUuids(api, snapshotsPath, snapshotSchema, named.map(snapshotOf).filter(isDefined))),
    ...(await byUuids(api, backupsPath, backupSchema, named.map(backupOf).filter(isDefined))),
  ];
  const [group, ...others] = new Set(members.map(({ groupUuid }) => groupUuid));
  if (group === undefined || others.length > 0 || members.length !== named.length) return [];
  const source = sourceOf(inputs);
  const declared = source.volumeSnapshotGroupUuid ?? source.vmBackupUuid ?? source.volumeBackupUuid;
  // A drill with another restore point has another description.
  const isOfOther = declared !== undefined && recorded(inputs).description === description && declared !== group;
  return isOfOther ? [] : named;
}
