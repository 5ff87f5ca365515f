// `pulumi-snapshots restore`: back to a restore point without a program.

import type { ProviderRuntime } from "../../provider/core/runtime/runtime";
import { RefusedError } from "../../provider/http/errors";
import type { ZStackApi } from "../../provider/zstack/client/client";
import { closeConnections, connection } from "../../provider/zstack/connections";
import { getVm, getVolume } from "../../provider/zstack/resource/vmTarget";
import { vmRevert, vmReverting } from "../../provider/zstack/vmRevert/resource";
import { volumeRevert, volumeReverting } from "../../provider/zstack/volumeRevert/resource";
import { typed } from "../confirm";
import { CliError } from "../errors";
import { print } from "../output";
import { commandRuntime } from "../runtime";
import { inWordsOf } from "../state/connection";
import type { StackLocation } from "../state/pulumiCli";
import { inPlace } from "./inPlace";
import { type NewVmOptions, newVm } from "./newVm";
import { newVolume } from "./newVolume";
import { type NamedPoint, namedPoint, type Point, type PointKind, pointOf } from "./point";
import type { Target, Way } from "./way";

export interface RestoreOptions extends StackLocation {
  readonly point: string;
  readonly to: Target;
  readonly dryRun: boolean;
  readonly whenRunning: "refuse" | "stop" | "stopAndStart" | undefined;
  readonly safetySnapshot: boolean;
  readonly onUnknown: "fail" | "rerun" | undefined;
  readonly name: string | undefined;
  readonly backupStorageUuid: string | undefined;
  readonly newVm: NewVmOptions;
  readonly yes: boolean;
  readonly json: boolean;
}

/** @returns the exit code: 0 restored, or shown with `dryRun`; 1 not confirmed */
export async function run(options: RestoreOptions, runtime: ProviderRuntime = commandRuntime): Promise<number> {
  try {
    return await restored(options, runtime);
  } finally {
    await closeConnections(runtime, 900);
  }
}

async function restored(options: RestoreOptions, runtime: ProviderRuntime): Promise<number> {
  const named = await namedPoint(options.point, options);
  return inWordsOf(named.connection, () => restoredTo(named, options, runtime));
}

async function restoredTo(named: NamedPoint, options: RestoreOptions, runtime: ProviderRuntime): Promise<number> {
  const api = connection(named.connection.settings, runtime);
  const point = await pointOf(api, named.uuid);
  const way = await wayTo(options, { api, named, point, runtime });
  const { plan, notes } = way;
  const ended = (result: object, lines: readonly string[]): void => {
    if (options.json) print(JSON.stringify({ plan, notes, ...result }));
    else if (lines.length > 0) print(lines.join("\n"));
  };
  if (!options.json) print([...notes, plan.summary, ...numbered(plan.steps)].join("\n"));
  if (options.dryRun) {
    ended({ restored: false }, []);
    return 0;
  }
  if (!(await isConfirmed(options, way))) {
    ended({ restored: false }, ["Nothing was changed."]);
    return 1;
  }
  const outputs = await way.restore();
  const next = way.next(outputs);
  ended({ restored: true, outputs, next }, ["Restored.", ...next]);
  return 0;
}

interface Found {
  readonly api: ZStackApi;
  readonly named: NamedPoint;
  readonly point: Point;
  readonly runtime: ProviderRuntime;
}

async function wayTo(options: RestoreOptions, found: Found): Promise<Way> {
  if (options.to === "in-place") return wayInPlace(options, found);
  const { api, named, point, runtime } = found;
  const { input, kind, isVm } = pointKinds[point.kind];
  const storage = options.backupStorageUuid === undefined ? {} : { backupStorageUuid: options.backupStorageUuid };
  const made = {
    ...{ settings: named.connection.settings, runtime },
    source: { [input]: point.uuid, ...storage },
    point: `${kind} ${point.uuid} "${point.name}"`,
    name: options.name ?? `restored-${point.name}`.slice(0, 255).trim(),
  };
  if (isVm === (options.to === "new-vm")) {
    return isVm ? newVm({ ...made, api, vmUuid: point.targetUuid, options: options.newVm }) : newVolume(made);
  }
  const remedy = isVm
    ? "give one of its members, each of which becomes a volume, or --to new-vm"
    : "give a snapshot group or VM backup, or --to new-volume";
  throw new CliError("usage-error", `--to ${options.to}: ${point.uuid} is a ${kind}; ${remedy}`);
}

/** The input that names each kind of restore point, and whether it is of a whole VM. */
const pointKinds = {
  volumeSnapshot: { input: "volumeSnapshotUuid", kind: "volume snapshot", isVm: false },
  volumeBackup: { input: "volumeBackupUuid", kind: "volume backup", isVm: false },
  volumeSnapshotGroup: { input: "volumeSnapshotGroupUuid", kind: "snapshot group", isVm: true },
  vmBackup: { input: "vmBackupUuid", kind: "VM backup", isVm: true },
} as const satisfies Readonly<Record<PointKind, object>>;

const ofVolume = { resource: volumeRevert, reverting: volumeReverting, get: getVolume } as const;
const ofVm = { resource: vmRevert, reverting: vmReverting, get: getVm } as const;

async function wayInPlace(options: RestoreOptions, { api, named, point, runtime }: Found): Promise<Way> {
  const { input, isVm } = pointKinds[point.kind];
  const { resource, reverting, get } = isVm ? ofVm : ofVolume;
  const target = await get(api, point.targetUuid);
  if (target === undefined) {
    throw new RefusedError(
      "not-found",
      `${reverting.noun} ${point.targetUuid} of the restore point no longer exists, so it cannot be restored in place. Restore to a new one with --to`,
    );
  }
  const { whenRunning, safetySnapshot, onUnknown, backupStorageUuid } = options;
  const given = Object.entries({ whenRunning, safetySnapshot, onUnknown, backupStorageUuid });
  const rest = Object.fromEntries(given.filter(([, value]) => value !== undefined));
  return inPlace({
    ...{ resource, reverting, settings: named.connection.settings, runtime, point: point.uuid },
    inputs: { [reverting.targetInput]: point.targetUuid, [input]: point.uuid, ...rest },
    targetName: target.name === "" ? target.uuid : target.name,
  });
}

const numbered = (steps: readonly string[]): string[] => steps.map((step, index) => `  ${index + 1}. ${step}`);

async function isConfirmed({ yes, json }: RestoreOptions, { overwrites }: Way): Promise<boolean> {
  if (yes) return true;
  if (json) return false;
  return overwrites === undefined
    ? typed("Type yes to restore", "yes")
    : typed(`Type ${overwrites} to overwrite it`, overwrites);
}
