// Series of Cinder restore points.

import type { RecordedBy } from "../core/contract/readers";
import type { RequestContext } from "../core/contract/resourceDefinition";
import { pointDrill } from "../core/drills/pointDrill";
import type { SeriesDefinition } from "../core/series/definition";
import type { PointClock } from "../core/series/pointClock";
import type { PointKeys } from "../core/series/properties";
import { moment, type SnapshotRow } from "./models/rows";
import { apiOf } from "./resource/base";
import { restoreDrillProperties } from "./restoreDrill/properties";
import { drill } from "./restoreDrill/resource";
import type { volumeSnapshotProperties } from "./volumeSnapshot/properties";
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
  description: `
The last snapshots of one volume of OpenStack Cinder, or of one disk of an Elastic Volume Service (EVS). Each change of
\`triggers\` takes a new one, waits until it is available, and then deletes those that are no longer to be kept; there are never
fewer than \`keepLast\` while a new one is being made.

If the number of snapshots of a volume is limited (\`cinder:maxSnapshotsPerVolume\`, 7 on an EVS), \`keepLast\` has to be smaller:
the new one is created before the oldest one is deleted.

A snapshot that the storage refuses to delete remains in \`history\` with the reason, and its deletion is retried with the next
one that is taken. One that was deleted outside Pulumi leaves \`history\` with a refresh; if it was the current one, the next
\`pulumi up\` takes a new one. An interrupted \`pulumi up\` is finished by the next one. The limit of each operation is
\`customTimeouts\`, or else an hour; \`update\` applies to the snapshots after the first.

Errors name the input or setting and how to fix it; inputs are checked before anything is sent.
`,
  api: volumeSnapshot.api,
  example: {
    name: "before-deploy",
    inputs: { volumeId: "5aa119a8-d25b-45a7-8d1b-88e127885635", force: true, triggers: ["2.4.0"], keepLast: 5 },
    output: "current",
  },
  point: volumeSnapshot,
  drill: pointDrill(drill, restoreDrillProperties, "snapshotId"),
  shown: ({ createdAt, ...outputs }: RecordedBy<typeof volumeSnapshotProperties>) => ({
    ...outputs,
    createDate: createdAt,
  }),
  pointKeys,
  kept: [],
  clock,
};
