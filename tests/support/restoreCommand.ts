import { randomBytes } from "node:crypto";
import type { RestoreOptions } from "../../cli/restore/options";
import { run } from "../../cli/restore/run";
import type { ProviderRuntime } from "../../provider/core/runtime/runtime";
import { hurriedClock, type JsonObject } from "./providerProcess";

/** What one run of the command has shown. */
export interface Told {
  readonly code: number;
  /** The object that it has printed. */
  readonly told: JsonObject;
  /** Lines about its progress. */
  readonly lines: readonly string[];
}

const newVm = { clusterUuid: undefined, networkUuids: [], cpuNum: undefined, memoryGib: undefined, start: false };
const newVolume = { size: undefined, volumeType: undefined, availabilityZone: undefined };

const defaults: Omit<RestoreOptions, "point"> = {
  ...{ to: "in-place", dryRun: false, whenRunning: undefined, safetySnapshot: true, onUnknown: undefined },
  ...{ name: undefined, backupStorageUuid: undefined, newVm, newVolume },
  ...{ stack: undefined, cwd: undefined, yes: true, json: true },
};

/** `pulumi-snapshots restore` of a user without a project, whose shell has this environment. */
export async function restoreCommand(
  environment: Readonly<Record<string, string>>,
  point: string,
  more: Partial<RestoreOptions> = {},
  speed?: number,
): Promise<Told> {
  const lines: string[] = [];
  const runtime: ProviderRuntime = {
    clock: hurriedClock(speed),
    environment: {},
    random: randomBytes,
    createdInThisProcess: new Set(),
    keptByProgram: new Set(),
    say: (line) => lines.push(line),
    engineAlive: async () => true,
  };
  const saved = { ...process.env };
  Object.assign(process.env, environment);
  let printed = "";
  const write = process.stdout.write.bind(process.stdout);
  process.stdout.write = ((text: string) => {
    printed += text;
    return true;
  }) as typeof process.stdout.write;
  try {
    const code = await run({ ...defaults, point, ...more }, runtime);
    return { code, told: JSON.parse(printed) as JsonObject, lines };
  } finally {
    process.stdout.write = write;
    for (const key of Object.keys(process.env)) if (!(key in saved)) delete process.env[key];
    Object.assign(process.env, saved);
  }
}
