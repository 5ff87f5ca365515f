// VM instances: look-ups, their states, and the way through the recycle bin.

import { internal, operation } from "../core/errors";
import type { VmInstanceRow } from "../core/model";
import { destroyVm, expungeVm, haLevelOf, haLevels, setHaLevel, startVm, stopVm } from "../engine/vms";
import { vmInventory } from "../query/registry";
import {
  type Api,
  type Call,
  deleteModeParam,
  descriptionParam,
  type JobApi,
  minutes,
  type ParamSpec,
  type Work,
} from "../rest/api";
import type { World } from "../world";

const vmParam: ParamSpec = { kind: "string", required: true, resource: "VmInstanceVO" };
const stopping = ["Running", "Paused", "Unknown"];
/** States, of those that the simulator has, in which a VM can be destroyed; one that is being made is among them. */
const destroyable = ["Created", "Stopped", "Starting", ...stopping];

interface Change {
  action: string;
  /** States in which the action is carried out; in all others it is refused. */
  allowed: readonly string[];
  /** States in which there is nothing to do. */
  done?: readonly string[];
  params?: Record<string, ParamSpec>;
  apply(world: World, row: VmInstanceRow, call: Call): void;
}

function change({ action, allowed, done = [], params = {}, apply }: Change): JobApi {
  const name = `${action.charAt(0).toUpperCase()}${action.slice(1)}`;
  return {
    name,
    kind: "job",
    method: "PUT",
    path: "/vm-instances/{uuid}/actions",
    wrapper: action,
    timeout: 30 * minutes,
    params: { uuid: vmParam, ...params },
    plan: (call) => {
      const { world } = call;
      const row = vmOf(call);
      return {
        queues: [`vm-${row.uuid}`],
        instant: true,
        start: () => refuseState(row, name, [...allowed, ...done]),
        finish: () => {
          if (done.includes(row.state)) return { inventory: vmInventory(world, row) };
          apply(world, row, call);
          const inventory = vmInventory(world, row);
          // The answer is made before the database sets the date.
          delete inventory["lastOpDate"];
          return { inventory };
        },
      };
    },
  };
}

function vmOf({ world, params }: Call): VmInstanceRow {
  const row = world.database.tables.vmInstances.get(params.need("uuid"));
  if (row === undefined) throw internal("the VM went away");
  return row;
}

function refuseState(row: VmInstanceRow, name: string, allowed: readonly string[]): void {
  if (allowed.includes(row.state)) return;
  const message = `org.zstack.header.vm.API${name}Msg`;
  const states = `allowed states are [${allowed.join(", ")}]`;
  throw operation(`current vm instance state[${row.state}] doesn't allow to proceed message[${message}], ${states}`);
}

/** Into the recycle bin: the row stays as Destroyed, the data volumes are detached and stay as they are. */
function planDestroy(call: Call): Work {
  const { world } = call;
  const row = vmOf(call);
  return {
    queues: [`vm-${row.uuid}`],
    instant: true,
    start: () => refuseState(row, "DestroyVmInstance", destroyable),
    finish: () => {
      destroyVm(world, row);
      return {};
    },
  };
}

/** For good: the root volume goes too, with its snapshots. */
function planExpunge(call: Call): Work {
  const { world } = call;
  const row = vmOf(call);
  return {
    queues: [`vm-${row.uuid}`, `volume-${row.rootVolumeUuid}`],
    instant: true,
    start: () => refuseState(row, "ExpungeVmInstance", ["Destroyed"]),
    finish: () => {
      expungeVm(world, row);
      return {};
    },
  };
}

function planUpdate(call: Call): Work {
  const { world, params } = call;
  const row = vmOf(call);
  return {
    queues: [`vm-${row.uuid}`],
    instant: true,
    finish: () => {
      const name = params.str("name");
      const description = params.str("description");
      world.database.tables.vmInstances.update(row, {
        ...(name === undefined ? {} : { name }),
        ...(description === undefined ? {} : { description }),
      });
      return { inventory: vmInventory(world, row) };
    },
  };
}

const actions = {
  kind: "job",
  method: "PUT",
  path: "/vm-instances/{uuid}/actions",
  timeout: 30 * minutes,
} as const;
const levels = { path: "/vm-instances/{uuid}/ha-levels", closed: true } as const;

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
  change({
    action: "stopVmInstance",
    allowed: stopping,
    done: ["Stopped"],
    params: { type: { kind: "string", values: ["grace", "cold"] }, stopHA: { kind: "string", values: ["true"] } },
    apply: (world, row, { params }) => stopVm(world, row, params.str("stopHA") === "true"),
  }),
  change({
    action: "startVmInstance",
    allowed: ["Stopped", "Created"],
    done: ["Running"],
    params: { clusterUuid: { kind: "string" }, hostUuid: { kind: "string" } },
    apply: (world, row) => startVm(world, row),
  }),
  change({
    action: "pauseVmInstance",
    allowed: ["Running"],
    done: ["Paused"],
    apply: (world, row) => world.database.tables.vmInstances.update(row, { state: "Paused" }),
  }),
  change({
    action: "resumeVmInstance",
    allowed: ["Paused"],
    done: ["Running"],
    apply: (world, row) => world.database.tables.vmInstances.update(row, { state: "Running" }),
  }),
  change({
    action: "recoverVmInstance",
    allowed: ["Destroyed"],
    apply: ({ database: { tables } }, row) => {
      tables.vmInstances.update(row, { state: "Stopped" });
      const root = tables.volumes.get(row.rootVolumeUuid);
      if (root?.status === "Deleted") tables.volumes.update(root, { status: "Ready" });
    },
  }),
  {
    ...actions,
    name: "ExpungeVmInstance",
    wrapper: "expungeVmInstance",
    params: { uuid: { ...vmParam, missingIsSuccess: true } },
    plan: planExpunge,
  },
  {
    ...actions,
    name: "UpdateVmInstance",
    wrapper: "updateVmInstance",
    params: { uuid: vmParam, name: { kind: "string", max: 255 }, description: descriptionParam },
    plan: planUpdate,
  },
  {
    ...levels,
    name: "SetVmInstanceHaLevel",
    kind: "job",
    method: "POST",
    wrapper: "params",
    timeout: 30 * minutes,
    params: { uuid: vmParam, level: { kind: "string", required: true, values: haLevels } },
    plan: (call) => {
      const row = vmOf(call);
      return {
        instant: true,
        finish: () => {
          setHaLevel(call.world, row, call.params.need("level"));
          return { inventory: vmInventory(call.world, row) };
        },
      };
    },
  },
  {
    ...levels,
    name: "GetVmInstanceHaLevel",
    kind: "sync",
    method: "GET",
    params: { uuid: vmParam },
    run: ({ world, params }) => ({ level: haLevelOf(world, params.need("uuid")) ?? "None", success: true }),
  },
  {
    ...levels,
    name: "DeleteVmInstanceHaLevel",
    kind: "job",
    method: "DELETE",
    timeout: 30 * minutes,
    params: { uuid: vmParam, deleteMode: deleteModeParam },
    plan: (call) => {
      const row = vmOf(call);
      return {
        instant: true,
        finish: () => {
          setHaLevel(call.world, row, undefined);
          return {};
        },
      };
    },
  },
];
