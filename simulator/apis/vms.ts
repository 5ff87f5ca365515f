// VM instances: look-ups and the changes of state that tests need.

import { internal, operation } from "../core/errors";
import type { VmInstanceRow } from "../core/model";
import { forgetHistory } from "../engine/backupChains";
import { vmInventory } from "../query/registry";
import { type Api, type Call, deleteModeParam, type JobApi, minutes, type ParamSpec, type Work } from "../rest/api";

const vmParam: ParamSpec = { kind: "string", required: true, resource: "VmInstanceVO" };

function change(
  action: string,
  allowed: readonly string[],
  patch: (row: VmInstanceRow) => Partial<VmInstanceRow>,
): JobApi {
  const name = `${action.charAt(0).toUpperCase()}${action.slice(1)}`;
  return {
    name,
    kind: "job",
    method: "PUT",
    path: "/vm-instances/{uuid}/actions",
    wrapper: action,
    timeout: 30 * minutes,
    params: { uuid: vmParam },
    plan: (call) => planChange(call, name, allowed, patch),
  };
}

function vmOf({ world, params }: Call): VmInstanceRow {
  const row = world.database.tables.vmInstances.get(params.need("uuid"));
  if (row === undefined) throw internal("the VM went away");
  return row;
}

function planChange(
  call: Call,
  name: string,
  allowed: readonly string[],
  target: (row: VmInstanceRow) => Partial<VmInstanceRow>,
): Work {
  const { world } = call;
  const row = vmOf(call);
  const patch = target(row);
  return {
    queues: [`vm-${row.uuid}`],
    instant: true,
    start: () => {
      if (row.state === patch.state || allowed.includes(row.state)) return;
      const message = `org.zstack.header.vm.API${name}Msg`;
      const states = `allowed states are [${allowed.join(", ")}]`;
      throw operation(
        `current vm instance state[${row.state}] doesn't allow to proceed message[${message}], ${states}`,
      );
    },
    finish: () => {
      if (row.state === patch.state) return { inventory: vmInventory(world, row) };
      world.database.tables.vmInstances.update(row, patch);
      if (name === "StartVmInstance") forgetHistory(world, row.uuid);
      const inventory = vmInventory(world, row);
      // The answer is made before the database sets the date.
      delete inventory["lastOpDate"];
      return { inventory };
    },
  };
}

/** Into the recycle bin: the row stays as Destroyed, the data volumes are detached. */
function planDestroy(call: Call): Work {
  const { world } = call;
  const row = vmOf(call);
  return {
    queues: [`vm-${row.uuid}`],
    instant: true,
    finish: () => {
      const { vmInstances, volumes } = world.database.tables;
      vmInstances.update(row, { state: "Destroyed", hostUuid: undefined });
      for (const volume of volumes.by("vmInstanceUuid", row.uuid)) {
        if (volume.type === "Root") volumes.update(volume, { status: "Deleted" });
        else volumes.update(volume, { vmInstanceUuid: undefined, deviceId: undefined, lastVmInstanceUuid: row.uuid });
      }
      return {};
    },
  };
}

export const vmApis: Api[] = [
  { name: "QueryVmInstance", kind: "query", method: "GET", path: "/vm-instances", resource: "vmInstances" },
  { name: "QueryVmInstance", kind: "query", method: "GET", path: "/vm-instances/{uuid}", resource: "vmInstances" },
  {
    name: "DestroyVmInstance",
    kind: "job",
    method: "DELETE",
    path: "/vm-instances/{uuid}",
    timeout: 30 * minutes,
    params: { uuid: { ...vmParam, missingIsSuccess: true }, deleteMode: deleteModeParam },
    plan: planDestroy,
  },
  change("stopVmInstance", ["Running", "Paused", "Unknown"], () => ({ state: "Stopped", hostUuid: undefined })),
  change("startVmInstance", ["Stopped", "Created"], (row) => ({ state: "Running", hostUuid: row.lastHostUuid })),
  change("pauseVmInstance", ["Running"], () => ({ state: "Paused" })),
  change("resumeVmInstance", ["Paused"], () => ({ state: "Running" })),
];
