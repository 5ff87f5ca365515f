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
import { dataVolumesAt } from "./objectType";

// The server chooses the uuids of the data volumes of a new VM, and keeps nothing that says what they were made with. Each gets
// the owner tag of the resource before the VM does; until then their names and dates tell.

/** The name that the server gives to a data volume from a member of a snapshot group. */
const nameFromGroup = /^data-volume-from-snapshot-[0-9a-f]{32}$/;

/** Whether a data volume without an owner, attached to a VM that was just made, was made with it. */
export function isMadeWith(vm: Pick<VmInventory, "createDate">, volume: VolumeInventory): boolean {
  if (volume.type !== "Data" || volume.isShareable) return false;
  // Those of a group are made before the VM, all others after it.
  if (nameFromGroup.test(volume.name)) return true;
  const [made, begun] = [serverDate(volume.createDate), serverDate(vm.createDate)];
  return made !== undefined && begun !== undefined && made >= begun;
}

/** Whether one of the volumes shows that the VM was made from a snapshot group: all that were made with it have such names then. */
const isFromGroup = (vm: Pick<VmInventory, "createDate">, volumes: readonly VolumeInventory[]): boolean =>
  volumes.some(({ name, createDate }) => {
    const [made, begun] = [serverDate(createDate), serverDate(vm.createDate)];
    return nameFromGroup.test(name) && made !== undefined && begun !== undefined && made <= begun;
  });

/** Volumes that are attached to the VM, by whether they were made with it. */
export interface Attached {
  readonly made: readonly VolumeInventory[];
  readonly foreign: readonly VolumeInventory[];
}

function split(volumes: readonly VolumeInventory[], isMade: (volume: VolumeInventory) => boolean): Attached {
  return { made: volumes.filter(isMade), foreign: volumes.filter((volume) => !isMade(volume)) };
}

const ownershipAt = (rows: readonly TagRow[], uuid: string) =>
  ownershipOf(rows.filter(({ resourceUuid }) => resourceUuid === uuid));

/** The volumes of a VM that this resource has just made. */
export async function attachedToNew(api: ZStackApi, ctx: RequestContext, vm: VmInventory): Promise<Attached> {
  const volumes = dataVolumesAt(vm);
  const rows = await tagsOf(
    api,
    volumes.map(({ uuid }) => uuid),
  );
  return split(volumes, (volume) => {
    const { owner, retained } = ownershipAt(rows, volume.uuid);
    if (owner === ownerLabel(ctx.owner)) return true;
    return owner === undefined && retained === undefined && isMadeWith(vm, volume);
  });
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
 * was interrupted before that, its data volumes are those without an owner that are not older, or that a group has named.
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
  const fromGroup = isFromGroup(vm, volumes);
  return split(volumes, (volume) => {
    if (recorded.includes(volume.uuid)) return true;
    const { owner, retained } = ownershipAt(rows, volume.uuid);
    if (owner === ownerLabel(ctx.owner)) return true;
    if (!interrupted || owner !== undefined || retained !== undefined) return false;
    return (!fromGroup || nameFromGroup.test(volume.name)) && isMadeWith(vm, volume);
  });
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
