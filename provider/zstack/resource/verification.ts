import type { Finding, RequestContext } from "../../core/contract/resourceDefinition";
import type { ZStackApi } from "../client/client";
import type { VmInventory } from "../models/vm";
import type { VolumeInventory } from "../models/volume";
import type { SnapshotInventory } from "../models/volumeSnapshot";
import { commonReaders } from "./inputs";
import { getVm } from "./vmTarget";

/** Status and size, which every single restore point has. */
export function checkStatusAndSize(
  what: string,
  { status = "without a status", size }: { readonly status?: string | undefined; readonly size: number },
): Finding[] {
  // The size comes last: a point that is not ready need not have one yet.
  if (status !== "Ready") return [{ check: "status", reason: `${what} is ${status}, not Ready` }];
  return size > 0 ? [] : [{ check: "size", reason: `${what} has a size of ${size} bytes` }];
}

/** The same for a volume snapshot. Some primary storages record no size, but a path is required. */
export function checkSnapshot(what: string, snapshot: SnapshotInventory): Finding[] {
  const { status, size, sizeUnknown, primaryStorageInstallPath: path = "" } = snapshot;
  if (status === "Ready" && size === 0 && path === "") {
    return [
      { check: "status", reason: `${what} is Ready, but has a size of 0 bytes and no path on its primary storage` },
    ];
  }
  const found = checkStatusAndSize(what, snapshot);
  return sizeUnknown === true ? found.filter(({ check }) => check !== "size") : found;
}

/** Volumes of a VM that each must have a member in a restore point of the whole VM. */
export function memberVolumes(vm: VmInventory): VolumeInventory[] {
  // Memory and shareable volumes are not part of it.
  return vm.allVolumes.filter((one) => !one.isShareable && ["Root", "Data"].includes(one.type));
}

/** The same, read after the creation; undefined if the members cannot be known. */
export async function expectedNow(
  api: ZStackApi,
  ctx: RequestContext,
  vmInstanceUuid: string | undefined,
): Promise<VolumeInventory[] | undefined> {
  // An adopted point may date from a time when the VM had other volumes.
  if (commonReaders.declared(ctx.inputs).adopt === true || vmInstanceUuid === undefined) return undefined;
  const vm = await getVm(api, vmInstanceUuid);
  return vm === undefined ? undefined : memberVolumes(vm);
}
