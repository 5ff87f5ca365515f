// Series of Cinder restore points.

import type { RequestContext } from "../core/contract/resourceDefinition";
import type { PointKeys, SeriesDefinition } from "../core/series/definition";
import type { PointClock } from "../core/series/pointClock";
import { moment, type SnapshotRow } from "./models/rows";
import { apiOf } from "./resource/base";
import { volumeSnapshot } from "./volumeSnapshot/resource";

/** Dates of Cinder are UTC. */
async function clock(ctx: RequestContext): Promise<PointClock> {
  const api = apiOf(ctx);
  const age = (date: unknown): number | undefined => {
    const [now, made] = [api.clock.now(), moment(typeof date === "string" ? date : undefined)];
    return now === undefined || Number.isNaN(made) ? undefined : (now - made) / 1000;
  };
  return { zone: undefined, doubt: api.clock.doubt, age, leastAge: age };
}

/** The names that all Cinder outputs use. */
export const pointKeys: PointKeys = { id: "id", date: "createdAt" };

export const volumeSnapshotSeries: SeriesDefinition<SnapshotRow> = {
  token: "cinder.VolumeSnapshotSeries",
  point: volumeSnapshot,
  shown: ({ createdAt, ...outputs }) => ({ ...outputs, createDate: createdAt }),
  pointKeys,
  kept: [],
  clock,
};
