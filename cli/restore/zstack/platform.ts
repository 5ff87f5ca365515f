// Ways to restore from restore points of ZStack.

import type { ProviderRuntime } from "../../../provider/core/runtime/runtime";
import { closeConnections, connection } from "../../../provider/zstack/connections";
import { getVm, getVolume } from "../../../provider/zstack/resource/vmTarget";
import { vmRevert, vmReverting } from "../../../provider/zstack/vmRevert/resource";
import { volumeRevert, volumeReverting } from "../../../provider/zstack/volumeRevert/resource";
import { CliError } from "../../errors";
import { inPlace, targetGone } from "../inPlace";
import { onlyOn } from "../onlyOn";
import type { RestoreOptions } from "../options";
import type { RestorePlatform, Way } from "../way";
import { newVm } from "./newVm";
import { newVolume } from "./newVolume";
import { type FoundPoint, type PointKind, pointOf } from "./point";
import { recoveringFirst } from "./recovery";

export const zstackPlatform: RestorePlatform = {
  async wayTo(options, { id, settings, runtime }) {
    onlyOn("OpenStack Cinder", [
      ["--size", options.newVolume.size],
      ["--volume-type", options.newVolume.volumeType],
      ["--availability-zone", options.newVolume.availabilityZone],
    ]);
    const api = connection(settings, runtime);
    const given = { id, settings, runtime, api, point: await pointOf(api, id) };
    return recoveringFirst(given, options.backupStorageUuid, (backupStorageUuid) => {
      const reading = { ...options, backupStorageUuid };
      return options.to === "in-place" ? wayInPlace(reading, given) : wayToNew(reading, given);
    });
  },
  close: (runtime: ProviderRuntime, ms: number) => closeConnections(runtime, ms),
};

async function wayToNew(options: RestoreOptions, { api, settings, runtime, point }: FoundPoint): Promise<Way> {
  const { input, kind, isVm } = pointKinds[point.kind];
  const storage = options.backupStorageUuid === undefined ? {} : { backupStorageUuid: options.backupStorageUuid };
  const made = {
    ...{ settings, runtime },
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

async function wayInPlace(options: RestoreOptions, { api, settings, runtime, point }: FoundPoint): Promise<Way> {
  const { input, isVm } = pointKinds[point.kind];
  const { resource, reverting, get } = isVm ? ofVm : ofVolume;
  const target = await get(api, point.targetUuid);
  if (target === undefined) throw targetGone(reverting.noun, point.targetUuid, isVm ? "new-vm" : "new-volume");
  const { whenRunning, safetySnapshot, onUnknown, backupStorageUuid } = options;
  const given = Object.entries({ whenRunning, safetySnapshot, onUnknown, backupStorageUuid });
  const rest = Object.fromEntries(given.filter(([, value]) => value !== undefined));
  return inPlace({
    ...{ resource, reverting, settings, runtime, point: point.uuid },
    inputs: { [reverting.targetInput]: point.targetUuid, [input]: point.uuid, ...rest },
    targetName: target.name === "" ? target.uuid : target.name,
    notes: [],
    next: ({ safetySnapshotUuid: kept }) => [
      ...(kept === undefined
        ? []
        : [
            `What was overwritten is kept as ${String(kept)}. Delete it on the platform once the ${reverting.noun} is as it should be: until ` +
              "then, a deployment that deletes or replaces a snapshot below which it was taken is refused.",
          ]),
      'If a stack declares the volumes, run "pulumi refresh" there.',
    ],
  });
}
