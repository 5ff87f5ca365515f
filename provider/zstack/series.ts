// Series of ZStack restore points.

import { z } from "zod";
import type { Failure, RequestContext } from "../core/contract/resourceDefinition";
import type { JsonObject } from "../core/json";
import type { SeriesDefinition } from "../core/series/definition";
import { type ServerClock, serverClock } from "./client/serverClock";
import type { SnapshotInventory } from "./models/volumeSnapshot";
import { apiOf } from "./resource/base";
import type { TaggedInventory } from "./resource/objectType";
import type { VmBackupInventory } from "./vmBackup/objectType";
import { vmBackup } from "./vmBackup/resource";
import { volumeSnapshot } from "./volumeSnapshot/resource";

const clock = (ctx: RequestContext): Promise<ServerClock> => serverClock(apiOf(ctx));

export const volumeSnapshotSeries: SeriesDefinition<TaggedInventory<SnapshotInventory>> = {
  token: "zstack.VolumeSnapshotSeries",
  point: volumeSnapshot,
  shown: (outputs) => outputs,
  kept: [],
  clock,
};

const fullEvery = z
  .int({ error: "give a whole number" })
  .min(1, "is below 1; give at least 1, or leave it out")
  .optional();

/** The data of an old chain can be deleted only after a new one has begun: every n-th point is a full backup. */
const fullPoints = {
  fields: { fullEvery: { schema: fullEvery, change: "createOnly" } },
  forPoint: (inputs: JsonObject, number: number): JsonObject =>
    typeof inputs["fullEvery"] === "number" && (number - 1) % inputs["fullEvery"] === 0 ? { mode: "full" } : {},
  rules: (news: JsonObject): Failure[] =>
    news["fullEvery"] === undefined || news["mode"] === undefined
      ? []
      : [{ property: "fullEvery", reason: 'fullEvery: mode: "full" makes every backup full; remove one of the two' }],
} as const;

export const vmBackupSeries: SeriesDefinition<TaggedInventory<VmBackupInventory>> = {
  token: "zstack.VmBackupSeries",
  point: vmBackup,
  shown: ({ totalSize, ...outputs }) => ({ ...outputs, size: totalSize }),
  kept: ["replicas"],
  clock,
  ...fullPoints,
};
