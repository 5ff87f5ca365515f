import type { Finding, RequestContext } from "../../core/contract/resourceDefinition";
import type { JsonObject } from "../../core/json";
import type { ZStackApi } from "../client/client";
import type { VmInventory } from "../models/vm";
import type { VolumeInventory } from "../models/volume";
import type { SnapshotInventory } from "../models/volumeSnapshot";
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

/** The same of a volume snapshot, of which some primary storages record no size: a place to be read from it must have. */
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

/** Volumes of a VM of which a restore point of the whole VM has to have one member each. */
export function memberVolumes(vm: VmInventory): VolumeInventory[] {
  // Memory and shareable volumes are not part of it.
  return vm.allVolumes.filter((one) => !one.isShareable && ["Root", "Data"].includes(one.type));
}

/** The same, where this call did not look at the VM before it made the point; undefined where nothing can be expected. */
export async function expectedNow(
  api: ZStackApi,
  ctx: RequestContext,
  vmInstanceUuid: string | undefined,
): Promise<VolumeInventory[] | undefined> {
  // An adopted point may be of a time when the VM had other volumes.
  if (ctx.inputs["adopt"] === true || vmInstanceUuid === undefined) return undefined;
  const vm = await getVm(api, vmInstanceUuid);
  return vm === undefined ? undefined : memberVolumes(vm);
}

/** Volumes that outputs name as lost. */
export const recordedLosses = (outputs: JsonObject): readonly string[] =>
  Array.isArray(outputs["missingVolumes"]) ? outputs["missingVolumes"].map(String) : [];
