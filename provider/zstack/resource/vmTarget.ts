import type { Failure, RequestContext } from "../../core/contract/resourceDefinition";
import type { JsonObject } from "../../core/json";
import { RefusedError } from "../../http/errors";
import type { ZStackApi } from "../client/client";
import { type VmInventory, vmSchema } from "../models/vm";
import { type VolumeInventory, volumeSchema } from "../models/volume";

/** The VM of a restore point of a whole VM. */
export interface Target {
  readonly vm: VmInventory;
  readonly rootVolumeUuid: string;
  /** All its volumes, the root volume included. */
  readonly volumeUuids: readonly string[];
}

/** Exactly one of `vmInstanceUuid` and `rootVolumeUuid` must be given. */
export function exactlyOneTarget(news: JsonObject): Failure[] {
  const given = ["vmInstanceUuid", "rootVolumeUuid"].filter((name) => news[name] !== undefined);
  if (given.length === 1) return [];
  const reason =
    given.length === 0
      ? "vmInstanceUuid: give the VM with vmInstanceUuid, or its root volume with rootVolumeUuid"
      : "rootVolumeUuid: vmInstanceUuid names the VM already; remove one of the two";
  return [{ property: given.length === 0 ? "vmInstanceUuid" : "rootVolumeUuid", reason }];
}

export function getVolume(api: ZStackApi, uuid: string): Promise<VolumeInventory | undefined> {
  return api.one("/v1/volumes", volumeSchema, uuid);
}

export function getVm(api: ZStackApi, uuid: string): Promise<VmInventory | undefined> {
  return api.one("/v1/vm-instances", vmSchema, uuid);
}

/** The VM that `vmInstanceUuid` or `rootVolumeUuid` names; throws RefusedError if it is not suitable. */
export async function resolveTarget(
  api: ZStackApi,
  ctx: RequestContext,
  states: readonly string[] | undefined,
): Promise<Target> {
  const named = ctx.inputs["vmInstanceUuid"];
  const field = typeof named === "string" ? "vmInstanceUuid" : "rootVolumeUuid";
  const vmUuid = typeof named === "string" ? named : await vmOfRoot(api, String(ctx.inputs["rootVolumeUuid"]));
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
  const named = inputs["vmInstanceUuid"] ?? (await getVolume(api, String(inputs["rootVolumeUuid"])))?.vmInstanceUuid;
  return typeof named === "string" ? getVm(api, named) : undefined;
}

async function vmOfRoot(api: ZStackApi, uuid: string): Promise<string> {
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
