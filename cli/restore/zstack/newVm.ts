import type { JsonObject } from "../../../provider/core/json";
import type { ZStackApi } from "../../../provider/zstack/client/client";
import { inGib } from "../../../provider/zstack/models/size";
import { getVm } from "../../../provider/zstack/resource/vmTarget";
import { restoredVm } from "../../../provider/zstack/restoredVm/resource";
import { CliError } from "../../errors";
import { type CommandConnection, commandContext } from "../context";
import type { NewVmOptions } from "../options";
import { createUnmanaged } from "../unmanaged";
import type { Way } from "../way";

/** A new VM as the resource makes it, asked for by the command. */
export interface NewVm extends CommandConnection {
  readonly api: ZStackApi;
  /** The input that names the restore point, and its uuid. */
  readonly source: JsonObject;
  /** The restore point, as the plan names it. */
  readonly point: string;
  /** The VM that was saved. */
  readonly vmUuid: string;
  readonly name: string;
  readonly options: NewVmOptions;
}

export async function newVm({ api, settings, runtime, source, point, vmUuid, name, options }: NewVm): Promise<Way> {
  const given = await shapeOf(api, vmUuid, options);
  const ctx = commandContext(restoredVm, { settings, runtime }, name, { ...source, ...given, name });
  const networks =
    options.networkUuids.length === 0 ? "without network" : `in network ${options.networkUuids.join(", ")}`;
  return {
    overwrites: undefined,
    notes: [],
    plan: {
      summary: `making a new VM "${name}" from ${point}; nothing is overwritten`,
      steps: [
        `Create the VM "${name}" with the volumes of ${point}: ${given.cpuNum} CPU, ${inGib(given.memorySize)} of memory, ${networks}, ` +
          `in cluster ${given.clusterUuid ?? "of the server's choice"}.`,
        "Verify that it has all volumes.",
        options.start ? "Leave it running." : "Leave it stopped.",
      ],
    },
    restore: async () => (await createUnmanaged(restoredVm, ctx)).outputs,
    next: ({ uuid }) => [
      `The new VM is ${String(uuid)}. ${options.start ? "" : "Start it on the platform. "}Give it networks there when it may reach others.`,
      "A stack takes it over as zstack.RestoredVm with resourceUuid and adopt: true.",
    ],
  };
}

/** Sizes and place of the new VM. */
async function shapeOf(api: ZStackApi, vmUuid: string, options: NewVmOptions) {
  const { networkUuids, start, memoryGib } = options;
  const saved = await getVm(api, vmUuid);
  const cpuNum = options.cpuNum ?? saved?.cpuNum;
  const memorySize = memoryGib === undefined ? saved?.memorySize : memoryGib * 1024 ** 3;
  const clusterUuid = options.clusterUuid ?? saved?.clusterUuid;
  const missing = [
    ...(cpuNum === undefined ? ["--cpu"] : []),
    ...(memorySize === undefined ? ["--memory"] : []),
    ...(clusterUuid === undefined && networkUuids.length === 0 ? ["--cluster"] : []),
  ];
  if (cpuNum === undefined || memorySize === undefined || missing.length > 0) {
    throw new CliError(
      "usage-error",
      `--to new-vm: VM ${vmUuid}, which was saved, is gone or does not show its size and place; give ${missing.join(", ")}`,
    );
  }
  return {
    cpuNum,
    memorySize,
    ...(clusterUuid === undefined ? {} : { clusterUuid }),
    ...(networkUuids.length === 0 ? {} : { l3NetworkUuids: [...networkUuids] }),
    strategy: start ? "InstantStart" : "CreateStopped",
  };
}
