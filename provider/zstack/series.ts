// Series of ZStack restore points.

import type { Values } from "../core/json";
import type { Call } from "../core/kind";
import type { SeriesKind } from "../core/seriesKind";
import { apiOf } from "./objectKind";
import type { Seen } from "./objects";
import { serverDate } from "./session";
import type { SnapshotInventory } from "./snapshotTree";
import { vmBackup } from "./vmBackup";
import type { VmBackupInventory } from "./vmBackupType";
import { volumeSnapshot } from "./volumeSnapshot";

/** The server's clock and its dates have no zone, and are compared with each other only. */
function age(call: Call, { createDate }: Values): number | undefined {
  const now = apiOf(call).serverNow();
  const made = serverDate(createDate);
  return now === undefined || made === undefined ? undefined : (now - made) / 1000;
}

export const volumeSnapshotSeries: SeriesKind<Seen<SnapshotInventory>> = {
  token: "zstack.VolumeSnapshotSeries",
  point: volumeSnapshot,
  shown: (outputs) => outputs,
  kept: [],
  age,
};

export const vmBackupSeries: SeriesKind<Seen<VmBackupInventory>> = {
  token: "zstack.VmBackupSeries",
  point: vmBackup,
  shown: ({ totalSize, ...outputs }) => ({ ...outputs, size: totalSize }),
  kept: ["replicas"],
  age,
};
