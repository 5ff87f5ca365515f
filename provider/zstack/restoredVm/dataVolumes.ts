import type { RequestContext } from "../../core/contract/resourceDefinition";
import { type OwnershipTags, ownerLabel } from "../../core/identity/identity";
import { pendingJob } from "../../core/lifecycle/holder";
import { byUuids } from "../client/byUuids";
import type { ZStackApi } from "../client/client";
import { serverDate } from "../client/serverDates";
import type { VmInventory } from "../models/vm";
import { type VolumeInventory, volumeResourceType, volumeSchema, volumesPath } from "../models/volume";
import { writeOwnerTag } from "../ownership/ownerTag";
import { ownershipOf, type TagRow, tagsOf, writeRetainedTag } from "../ownership/tags";
import type { SavedDataVolumes } from "../restore/vmSources";
import { dataVolumesAt } from "./objectType";
import { fromMembers, fromOneSource, isNamedByGroup } from "./origins";

// The server chooses the uuids of the data volumes of a new VM. Each gets the owner tag of the resource before the VM does; until
// then their names and dates tell what they were made with.

/** Whether a data volume without an owner, attached to a VM that was just made, can have been made with it. */
export function canBeMadeWith(vm: Pick<VmInventory, "createDate">, volume: VolumeInventory): boolean {
  if (volume.type !== "Data" || volume.isShareable) return false;
  // Those of a group are made before the VM, all others after it.
  if (isNamedByGroup(volume)) return true;
  const [made, begun] = [serverDate(volume.createDate), serverDate(vm.createDate)];
  return made !== undefined && begun !== undefined && made >= begun;
}

/** Volumes that are attached to the VM, by whether they were made with it. */
export interface Attached {
  readonly made: readonly VolumeInventory[];
  readonly foreign: readonly VolumeInventory[];
  /** Those of the latter of which that is not certain, or that another resource has by now. */
  readonly doubtful: readonly VolumeInventory[];
}

const ownershipAt = (rows: readonly TagRow[], uuid: string) =>
  ownershipOf(rows.filter(({ resourceUuid }) => resourceUuid === uuid));

/** `owned` are those that the resource has anyway, `candidates` have no owner. */
function split(
  volumes: readonly VolumeInventory[],
  owned: readonly VolumeInventory[],
  candidates: readonly VolumeInventory[],
  certain: readonly VolumeInventory[],
): Attached {
  const isMade = (volume: VolumeInventory): boolean => owned.includes(volume) || certain.includes(volume);
  return {
    made: volumes.filter(isMade),
    foreign: volumes.filter((volume) => !isMade(volume)),
    doubtful: candidates.filter((volume) => !isMade(volume)),
  };
}

const hasNoOwner = ({ owner, retained }: OwnershipTags): boolean => owner === undefined && retained === undefined;

/** The volumes of a VM that this resource has just made, from a source that had `saved`. */
export async function attachedToNew(
  api: ZStackApi,
  ctx: RequestContext,
  vm: VmInventory,
  saved: SavedDataVolumes | undefined,
): Promise<Attached> {
  const volumes = dataVolumesAt(vm);
  const rows = await tagsOf(
    api,
    volumes.map(({ uuid }) => uuid),
  );
  const owned = volumes.filter(({ uuid }) => ownershipAt(rows, uuid).owner === ownerLabel(ctx.owner));
  const candidates = volumes.filter(
    (volume) => hasNoOwner(ownershipAt(rows, volume.uuid)) && canBeMadeWith(vm, volume),
  );
  const certain = saved === undefined ? [] : fromMembers(candidates, saved, owned);
  return split(volumes, owned, candidates, certain);
}

/** Data volumes with the same owner as their VM. */
export async function madeWithAdopted(
  api: ZStackApi,
  vm: VmInventory,
  { owner, retained }: OwnershipTags,
): Promise<string[]> {
  const holder = owner ?? retained;
  if (holder === undefined) return [];
  const uuids = dataVolumesAt(vm).map(({ uuid }) => uuid);
  const rows = await tagsOf(api, uuids);
  return uuids.filter((uuid) => {
    const own = ownershipAt(rows, uuid);
    return (own.owner ?? own.retained) === holder;
  });
}

/**
 * The volumes of a VM that is to be deleted. What state records was made with it, and what has its owner tag. If its creation
 * was interrupted before that, those without an owner that were certainly made with it.
 */
export async function attachedToOld(
  api: ZStackApi,
  ctx: RequestContext,
  vm: VmInventory,
  recorded: readonly string[],
): Promise<Attached> {
  const volumes = dataVolumesAt(vm);
  const rows = await tagsOf(api, [vm.uuid, ...volumes.map(({ uuid }) => uuid)]);
  const interrupted = ownershipAt(rows, vm.uuid).owner === undefined || pendingJob(ctx.outputs) !== undefined;
  const isHeld = ({ uuid }: VolumeInventory): boolean => ctx.holder(ownershipAt(rows, uuid)) !== undefined;
  const own = volumes.filter(
    ({ uuid }) => recorded.includes(uuid) || ownershipAt(rows, uuid).owner === ownerLabel(ctx.owner),
  );
  const owned = own.filter((volume) => !isHeld(volume));
  const candidates = volumes.filter(
    (volume) =>
      interrupted && !owned.includes(volume) && hasNoOwner(ownershipAt(rows, volume.uuid)) && canBeMadeWith(vm, volume),
  );
  const certain = await fromOneSource(api, ctx, vm, candidates, owned);
  return split(volumes, owned, [...candidates, ...own.filter(isHeld)], certain);
}

/** Those of the volumes that exist, also in the recycle bin, and that nobody else has by now. */
export async function notHeld(
  api: ZStackApi,
  ctx: RequestContext,
  uuids: readonly string[],
): Promise<VolumeInventory[]> {
  const rows = await tagsOf(api, uuids);
  return existing(
    api,
    uuids.filter((uuid) => ctx.holder(ownershipAt(rows, uuid)) === undefined),
  );
}

/** Those of the volumes that still exist, also in the recycle bin. */
export const existing = (api: ZStackApi, uuids: readonly string[]): Promise<VolumeInventory[]> =>
  byUuids(api, volumesPath, volumeSchema, uuids);

/** Writes the owner tag on the data volumes that this resource holds; `before` is the owner that is replaced. */
export async function ownDataVolumes(
  api: ZStackApi,
  ctx: RequestContext,
  uuids: readonly string[],
  before: string | undefined,
  adoptionId: string | undefined,
): Promise<void> {
  const rows = await tagsOf(api, uuids);
  const living = (await existing(api, uuids)).filter(({ status }) => status !== "Deleted");
  for (const { uuid } of living) {
    const { owner, retained } = ownershipAt(rows, uuid);
    // Somebody else has it by now.
    if (owner !== undefined && owner !== before && owner !== ownerLabel(ctx.owner)) continue;
    if (retained !== undefined && adoptionId === undefined) continue;
    await writeOwnerTag(api, ctx, { resourceType: volumeResourceType, uuid, before: owner }, adoptionId);
  }
}

/** Retains the data volumes of the resource, so that no deletion takes them. */
export async function retainDataVolumes(api: ZStackApi, ctx: RequestContext, uuids: readonly string[]): Promise<void> {
  const rows = await tagsOf(api, uuids);
  for (const uuid of uuids) {
    if (ownershipAt(rows, uuid).owner !== ownerLabel(ctx.owner)) continue;
    await writeRetainedTag(api, ctx, volumeResourceType, uuid);
  }
}
