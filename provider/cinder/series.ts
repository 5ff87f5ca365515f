// Series of Cinder restore points.

import type { Call } from "../core/kind";
import type { PointClock } from "../core/pointClock";
import type { SeriesKind } from "../core/seriesKind";
import { apiOf } from "./objectKind";
import { moment, type SnapshotRow } from "./rows";
import { volumeSnapshot } from "./volumeSnapshot";

/** Dates of Cinder are UTC. */
async function clock(call: Call): Promise<PointClock> {
  const api = apiOf(call);
  const age = (date: unknown): number | undefined => {
    const [now, made] = [api.clock.now(), moment(typeof date === "string" ? date : undefined)];
    return now === undefined || Number.isNaN(made) ? undefined : (now - made) / 1000;
  };
  return { zone: undefined, doubt: api.clock.doubt, age, leastAge: age };
}

export const volumeSnapshotSeries: SeriesKind<SnapshotRow> = {
  token: "cinder.VolumeSnapshotSeries",
  point: volumeSnapshot,
  shown: ({ createdAt, ...outputs }) => ({ ...outputs, createDate: createdAt }),
  kept: [],
  clock,
};
