import { readersOf } from "../../core/contract/readers";
import type { RequestContext } from "../../core/contract/resourceDefinition";
import type { JsonObject } from "../../core/json";
import { RefusedError } from "../../http/errors";
import type { Write, ZStackApi } from "../client/client";
import { volumesPath } from "../models/volume";
import { apiOf } from "../resource/base";
import { unseen } from "../resource/operationErrors";
import { getVm } from "../resource/vmTarget";
import { detach, sendUnless } from "../restore/attachments";
import { type RestoredInventory, restoredVolumeType as type } from "./objectType";
import { restoredVolumeProperties } from "./properties";

const { declared, recorded } = readersOf(restoredVolumeProperties);

/** States of a VM in which volumes can be attached. */
const attachable: readonly string[] = ["Running", "Stopped"];

/** Throws if no volume can be attached to the VM now. */
export async function checkVm(api: ZStackApi, uuid: string): Promise<void> {
  const vm = await getVm(api, uuid);
  if (vm === undefined) throw unseen("attachTo", "VM", uuid);
  if (attachable.includes(vm.state)) return;
  throw new RefusedError(
    "wrong-state",
    `attachTo: VM ${uuid} "${vm.name}" is ${vm.state} and must be ${attachable.join(" or ")}; change its state and run again`,
  );
}

/** Attaches the volume to the declared VM; `olds` are the inputs declared before. Never detaches it from another VM than theirs. */
export async function syncAttachment(
  ctx: RequestContext,
  inventory: RestoredInventory,
  olds: JsonObject,
): Promise<RestoredInventory> {
  const wanted = declared(ctx.inputs).attachTo;
  const previous = recorded(olds).attachTo;
  const current = inventory.vmInstanceUuid;
  if (current === wanted) return wanted === undefined ? inventory : { ...inventory, attachedVmUuid: wanted };
  if (current !== undefined && current !== previous) {
    if (wanted === undefined) return inventory;
    throw new RefusedError(
      "wrong-state",
      `attachTo: ${type.noun} ${inventory.uuid} is attached to VM ${current}, and this resource did not attach it there. ` +
        `Detach it from that VM, or run "pulumi up --refresh" to let this resource move it`,
    );
  }
  const api = apiOf(ctx);
  if (wanted !== undefined) await checkVm(api, wanted);
  if (current !== undefined) await detach(api, ctx, { noun: type.noun, uuid: inventory.uuid }, current);
  return wanted === undefined ? { ...inventory, vmInstanceUuid: undefined } : attach(api, ctx, inventory, wanted);
}

async function attach(
  api: ZStackApi,
  ctx: RequestContext,
  inventory: RestoredInventory,
  vmUuid: string,
): Promise<RestoredInventory> {
  const { uuid } = inventory;
  const write: Write = { method: "POST", path: `${volumesPath}/${uuid}/vm-instances/${vmUuid}`, body: { params: {} } };
  const what = `${ctx.label}: attaching ${type.noun} ${uuid} to VM ${vmUuid}`;
  const isDone = async (): Promise<boolean> => (await type.byUuid(api, uuid))?.vmInstanceUuid === vmUuid;
  await sendUnless(isDone, () => api.run(write, what, ctx.timeout), `attachTo: VM ${vmUuid}`);
  return { ...inventory, vmInstanceUuid: vmUuid, attachedVmUuid: vmUuid };
}
