// Series of ZStack restore points.

import { z } from "zod";
import { input, int32 } from "../core/contract/properties";
import { type RecordedBy, readersOf } from "../core/contract/readers";
import type { Failure, RequestContext } from "../core/contract/resourceDefinition";
import { pointDrill } from "../core/drills/pointDrill";
import type { JsonObject } from "../core/json";
import type { SeriesDefinition } from "../core/series/definition";
import { type ServerClock, serverClock } from "./client/serverClock";
import type { SnapshotInventory } from "./models/volumeSnapshot";
import { apiOf } from "./resource/base";
import type { TaggedInventory } from "./resource/objectType";
import { restoreDrillProperties } from "./restoreDrill/properties";
import { vmDrill } from "./restoreDrill/vmDrill";
import { volumeDrill } from "./restoreDrill/volumeDrill";
import type { VmBackupInventory } from "./vmBackup/objectType";
import { vmBackupProperties } from "./vmBackup/properties";
import { vmBackup } from "./vmBackup/resource";
import { volumeSnapshot } from "./volumeSnapshot/resource";

const clock = (ctx: RequestContext): Promise<ServerClock> => serverClock(apiOf(ctx));

export const volumeSnapshotSeries: SeriesDefinition<TaggedInventory<SnapshotInventory>> = {
  token: "zstack.VolumeSnapshotSeries",
  description: `
The last snapshots of one ZStack volume. Each change of \`triggers\` takes a new one, waits until it is Ready, and then deletes
those that are no longer to be kept; there are never fewer than \`keepLast\` while a new one is being made.

A snapshot that cannot be deleted (on chain storage others depend on it; a foreign one is below it) remains in \`history\` with
the reason, and is tried again with the next one that is taken. One that was deleted outside Pulumi leaves \`history\` with a
refresh; if it was the current one, the next \`pulumi up\` takes a new one. The next \`pulumi up\` completes an interrupted one.
The limit of each operation is \`customTimeouts\`, or else the server's own (3 hours for a creation) and a minute; \`update\`
applies to the snapshots after the first.

Errors name the input and how to fix it; inputs are checked before anything is sent.
`,
  api: volumeSnapshot.api,
  example: {
    name: "before-deploy",
    inputs: { volumeUuid: "0f3ab1c5d2e84f6a9b7c8d9e0f1a2b3c", triggers: ["2.4.0"], keepLast: 5, keepFor: "30d" },
    output: "current",
  },
  point: volumeSnapshot,
  drill: pointDrill(volumeDrill, restoreDrillProperties, "volumeSnapshotUuid"),
  shown: (outputs) => outputs,
  kept: [],
  clock,
};

const fullEvery = int32(
  z.int({ error: "give a whole number" }).min(1, "is below 1; give at least 1, or leave it out"),
).optional();

/** The data of an old chain can be deleted only after a new one has begun: every n-th point is a full backup. */
const fullPoints = {
  inputs: {
    fullEvery: input(fullEvery, {
      onChange: "record",
      description:
        'Each so-many-th backup, the first included, is a full one (`mode: "full"`), at least 1. The data of a chain are ' +
        "deleted only as a whole, so that without new chains nothing that is pruned frees space. Default: the server chooses.",
    }),
  },
  forPoint(inputs: JsonObject, number: number): JsonObject {
    const { fullEvery } = fullPointReaders.declared(inputs);
    return fullEvery !== undefined && (number - 1) % fullEvery === 0 ? { mode: "full" } : {};
  },
  rules(news: JsonObject): Failure[] {
    const { fullEvery, mode } = fullPointReaders.proposed(news);
    if (fullEvery === undefined || mode === undefined) return [];
    return [
      { property: "fullEvery", reason: 'fullEvery: mode: "full" makes every backup full; remove one of the two' },
    ];
  },
} as const;

const fullPointReaders = readersOf({ inputs: { ...vmBackupProperties.inputs, ...fullPoints.inputs } });

export const vmBackupSeries: SeriesDefinition<TaggedInventory<VmBackupInventory>> = {
  token: "zstack.VmBackupSeries",
  description: `
The last backups of one running ZStack VM on an image store. Each change of \`triggers\` makes a new one, waits until every
member is Ready, and then deletes those that are no longer to be kept; there are never fewer than \`keepLast\` while a new one is
being made.

A backup that cannot be deleted remains in \`history\` with the reason, and its deletion is retried with the next one that is
made. One that was deleted outside Pulumi leaves \`history\` with a refresh; if it was the current one, the next \`pulumi up\`
makes a new one. An interrupted \`pulumi up\` is finished by the next one. The limit of each operation is \`customTimeouts\`, or
else the server's own (36 hours for a creation) and a minute; \`update\` counts for the backups after the first. Needs the
licence of ZStack's Backup Service.

Errors name the input and how to fix it; inputs are checked before anything is sent.
`,
  api: vmBackup.api,
  example: {
    name: "web-nightly",
    inputs: {
      vmInstanceUuid: "b1000000000040008000000000000001",
      backupStorageUuid: "d1000000000040008000000000000001",
      triggers: ["2026-11-21"],
      keepLast: 7,
      fullEvery: 7,
    },
    output: "current",
  },
  point: vmBackup,
  drill: pointDrill(vmDrill, restoreDrillProperties, "vmBackupUuid"),
  shown: ({ totalSize, ...outputs }: RecordedBy<typeof vmBackupProperties>) => ({ ...outputs, size: totalSize }),
  kept: ["replicas"],
  clock,
  ...fullPoints,
};
