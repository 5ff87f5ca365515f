import { defaultFixture } from "../../simulator";
import type { Backups } from "./backups";
import { declare, declareAs, type JsonObject, type ProcessOptions, type ProviderProcess } from "./providerProcess";
import { type Simulated, volumes } from "./simulated";

export const pointNames = ["snapshot", "group", "volumeBackup", "vmBackup"] as const;
export type PointName = (typeof pointNames)[number];

interface Point {
  open(options?: ProcessOptions): ProviderProcess;
  inputs(more?: JsonObject): JsonObject;
}

/** One restore point of each kind, for what all of them have in common. */
export function pointsOf(simulated: Simulated, backups: Backups): Readonly<Record<PointName, Point>> {
  const vmInstanceUuid = defaultFixture.vmInstances.db1.uuid;
  return {
    snapshot: {
      open: (options) => simulated.process(options),
      inputs: (more) => declare("point", { volumeUuid: volumes.root, ...more }),
    },
    group: {
      open: (options) => simulated.process(options),
      inputs: (more) => declareAs("VolumeSnapshotGroup", "point", { vmInstanceUuid, ...more }),
    },
    volumeBackup: { open: (options) => backups.volume(options), inputs: (more) => backups.volumeInputs(more) },
    vmBackup: { open: (options) => backups.vm(options), inputs: (more) => backups.vmInputs(more) },
  };
}
