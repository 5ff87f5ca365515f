import { z } from "zod";
import { EngineGoneError } from "../../core/contract/errors";
import type { RequestContext } from "../../core/contract/resourceDefinition";
import { RefusedError } from "../../http/errors";
import { bestEffort } from "../client/bestEffort";
import type { ZStackApi } from "../client/client";
import type { VmInventory } from "../models/vm";
import { getVm } from "../resource/vmTarget";

// @API PUT /v1/vm-instances/{uuid}/actions stopVmInstance startVmInstance
// @API GET /v1/vm-instances/{uuid}
// @API GET /v1/system-tags

const tagSchema = z.object({ tag: z.string() });

/** States out of which a VM can be stopped. */
const stoppable: readonly string[] = ["Running", "Paused"];

export const nameOf = ({ uuid, name }: Pick<VmInventory, "uuid" | "name">): string => `VM ${uuid} "${name}"`;

/** Throws unless the VM is stopped, or may be stopped by what is declared. */
export function checkPower(vm: VmInventory, whenRunning: "refuse" | "stop" | "stopAndStart"): void {
  if (vm.state === "Stopped") return;
  const why = `${nameOf(vm)} is ${vm.state}, and a restore in place needs it Stopped.`;
  if (!stoppable.includes(vm.state))
    throw new RefusedError("wrong-state", `${why} Bring it to that state and run again.`);
  if (whenRunning !== "refuse") return;
  throw new RefusedError(
    "wrong-state",
    `${why} Stop it, or set whenRunning: "stop" (or "stopAndStart", which starts it again afterwards). Nothing was overwritten.`,
  );
}

/** Stops the VM; one that is stopped stays so. High availability would start it again in the middle. */
export async function stopVm(
  api: ZStackApi,
  ctx: RequestContext,
  uuid: string,
  type: "grace" | "cold" = "grace",
): Promise<void> {
  const vm = await getVm(api, uuid);
  if (vm === undefined || vm.state === "Stopped") return;
  if (!(await ctx.runtime.engineAlive())) throw new EngineGoneError(`the restore of ${nameOf(vm)}`);
  ctx.runtime.say(`${ctx.label}: stopping ${nameOf(vm)}`);
  const tags = await bestEffort(() =>
    api.query("/v1/system-tags", tagSchema, [{ field: "resourceUuid", operator: "=", value: uuid }]),
  );
  const highlyAvailable = tags === undefined || tags.some(({ tag }) => tag.startsWith("ha::"));
  const stopVmInstance = { type, ...(highlyAvailable ? { stopHA: "true" } : {}) };
  await api.run(action(uuid, { stopVmInstance }), `${ctx.label}: stopping ${nameOf(vm)}`, ctx.timeout);
}

export async function startVm(api: ZStackApi, ctx: RequestContext, uuid: string): Promise<void> {
  ctx.runtime.say(`${ctx.label}: starting VM ${uuid} again`);
  await api.run(action(uuid, { startVmInstance: {} }), `${ctx.label}: starting VM ${uuid}`, ctx.timeout);
}

const action = (uuid: string, body: Readonly<Record<string, unknown>>) => ({
  method: "PUT" as const,
  path: `/v1/vm-instances/${uuid}/actions`,
  body: { ...body },
});
