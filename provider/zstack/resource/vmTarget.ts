import type { Failure, RequestContext } from "../../core/contract/resourceDefinition";
import type { JsonObject } from "../../core/json";
import { RefusedError } from "../../http/errors";
import type { ZStackApi } from "../client/client";
import { type VmInventory, vmSchema, vmsPath } from "../models/vm";
import { type VolumeInventory, volumeSchema, volumesPath } from "../models/volume";
import { targetReaders } from "./inputs";

/** The VM of a restore point of a whole VM. */
export interface Target {
  readonly vm: VmInventory;
  readonly rootVolumeUuid: string;
  /** All its volumes, the root volume included. */
  readonly volumeUuids: readonly string[];
}

/** Exactly one of `vmInstanceUuid` and `rootVolumeUuid` must be given. */
export function exactlyOneTarget(news: JsonObject): Failure[] {
  const { vmInstanceUuid, rootVolumeUuid } = targetReaders.proposed(news);
  const [vm, root] = [vmInstanceUuid !== undefined, rootVolumeUuid !== undefined];
  if (vm !== root) return [];
  const reason = !vm
    ? "vmInstanceUuid: give the VM with vmInstanceUuid, or its root volume with rootVolumeUuid"
    : "rootVolumeUuid: vmInstanceUuid names the VM already; remove one of the two";
  return [{ property: vm ? "rootVolumeUuid" : "vmInstanceUuid", reason }];
}

export function getVolume(api: ZStackApi, uuid: string): Promise<VolumeInventory | undefined> {
  return api.one(volumesPath, volumeSchema, uuid);
}

export function getVm(api: ZStackApi, uuid: string): Promise<VmInventory | undefined> {
  return api.one(vmsPath, vmSchema, uuid);
}

/** The VM that `vmInstanceUuid` or `rootVolumeUuid` names; throws RefusedError if it is not suitable. */
export async function resolveTarget(
  api: ZStackApi,
  ctx: RequestContext,
  states: readonly string[] | undefined,
): Promise<Target> {
  const field = targetField(ctx);
  const { vmInstanceUuid, rootVolumeUuid } = targetReaders.declared(ctx.inputs);
  const vmUuid = vmInstanceUuid ?? (await vmOfRoot(api, rootVolumeUuid));
  const vm = await getVm(api, vmUuid);
  if (vm === undefined) {
    throw new RefusedError(
      "not-found",
      `${field}: VM ${vmUuid} not found; correct the uuid or use the account that owns the VM`,
    );
  }
  if (vm.rootVolumeUuid === undefined) {
    throw new RefusedError(
      "invalid-input",
      `${field}: VM ${vmUuid} "${vm.name}" has no root volume, so it cannot be snapshotted or backed up`,
    );
  }
  if (states !== undefined && !states.includes(vm.state)) {
    throw new RefusedError(
      "wrong-state",
      `${field}: VM ${vmUuid} "${vm.name}" is ${vm.state} and must be ${states.join(" or ")}; change its state and run again`,
    );
  }
  const volumeUuids = [...new Set([vm.rootVolumeUuid, ...vm.allVolumes.map((volume) => volume.uuid)])];
  return { vm, rootVolumeUuid: vm.rootVolumeUuid, volumeUuids };
}

/** The VM that `vmInstanceUuid` or `rootVolumeUuid` names, if this account sees it. */
export async function vmOf(api: ZStackApi, { inputs }: RequestContext): Promise<VmInventory | undefined> {
  const { vmInstanceUuid, rootVolumeUuid } = targetReaders.declared(inputs);
  const root =
    vmInstanceUuid === undefined && rootVolumeUuid !== undefined ? await getVolume(api, rootVolumeUuid) : undefined;
  const uuid = vmInstanceUuid ?? root?.vmInstanceUuid;
  return uuid === undefined ? undefined : getVm(api, uuid);
}

/** The input that names the VM. */
export function targetField({ inputs }: RequestContext): "vmInstanceUuid" | "rootVolumeUuid" {
  return targetReaders.declared(inputs).vmInstanceUuid === undefined ? "rootVolumeUuid" : "vmInstanceUuid";
}

async function vmOfRoot(api: ZStackApi, uuid: string | undefined): Promise<string> {
  if (uuid === undefined) {
    throw new RefusedError(
      "invalid-input",
      "vmInstanceUuid: neither it nor rootVolumeUuid is given; give one of the two",
    );
  }
  const volume = await getVolume(api, uuid);
  if (volume === undefined) {
    throw new RefusedError(
      "not-found",
      `rootVolumeUuid: volume ${uuid} not found; correct the uuid or use the account that owns the volume`,
    );
  }
  if (volume.type !== "Root") {
    throw new RefusedError(
      "invalid-input",
      `rootVolumeUuid: volume ${uuid} "${volume.name}" is a ${volume.type} volume, not a root volume; ` +
        `give the root volume of the VM, or the VM with vmInstanceUuid`,
    );
  }
  if (volume.vmInstanceUuid === undefined) {
    throw new RefusedError(
      "invalid-input",
      `rootVolumeUuid: volume ${uuid} "${volume.name}" is not attached to a VM; attach it or give another volume`,
    );
  }
  return volume.vmInstanceUuid;
}
