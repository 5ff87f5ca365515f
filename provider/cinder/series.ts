// Series of Cinder restore points.

import type { Values } from "../core/json";
import type { Call } from "../core/kind";
import type { SeriesKind } from "../core/seriesKind";
import { apiOf } from "./objectKind";
import { moment, type SnapshotRow } from "./rows";
import { volumeSnapshot } from "./volumeSnapshot";

/** Cinder's clock and its dates are UTC; they are compared with each other only. */
function age(call: Call, { createDate }: Values): number | undefined {
  const now = apiOf(call).serverNow();
  const made = moment(typeof createDate === "string" ? createDate : undefined);
  return now === undefined || Number.isNaN(made) ? undefined : (now - made) / 1000;
}

export const volumeSnapshotSeries: SeriesKind<SnapshotRow> = {
  token: "cinder.VolumeSnapshotSeries",
  point: volumeSnapshot,
  shown: ({ createdAt, ...outputs }) => ({ ...outputs, createDate: createdAt }),
  kept: [],
  age,
};
