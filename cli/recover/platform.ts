// What the platform has of a declaration whose operation did not end.

import { closeConnections as closeCinder } from "../../provider/cinder/connections";
import { volumeSnapshotSeries as cinderSnapshotSeries } from "../../provider/cinder/series";
import { volumeBackup as cinderBackup } from "../../provider/cinder/volumeBackup/resource";
import { volumeSnapshot as cinderSnapshot } from "../../provider/cinder/volumeSnapshot/resource";
import type { Attempt, Observed } from "../../provider/core/contract/resourceDefinition";
import { tokenOfType } from "../../provider/core/contract/resourceType";
import type { Settings } from "../../provider/core/contract/settings";
import { Lifecycle } from "../../provider/core/lifecycle/lifecycle";
import { Series } from "../../provider/core/series/provider";
import { codeOf, type ErrorCode } from "../../provider/http/errorCodes";
import { platformText } from "../../provider/http/printable";
import { closeConnections } from "../../provider/zstack/connections";
import { vmBackupSeries, volumeSnapshotSeries } from "../../provider/zstack/series";
import { vmBackup } from "../../provider/zstack/vmBackup/resource";
import { volumeBackup } from "../../provider/zstack/volumeBackup/resource";
import { volumeSnapshot } from "../../provider/zstack/volumeSnapshot/resource";
import { volumeSnapshotGroup } from "../../provider/zstack/volumeSnapshotGroup/resource";
import { messageOf } from "../errors";
import { commandRuntime } from "../runtime";
import type { Connections } from "../state/connection";
import type { PendingOperation, StateResource } from "../state/exportedStack";
import { seedOf } from "../state/seed";

export interface FoundObject {
  readonly uuid: string;
  readonly ready: boolean;
  /** What its marks mean for the next run. */
  readonly meaning: string;
}

/** A creation without a visible object. */
export interface FoundJob {
  readonly job: string;
  readonly state: "running" | "failed";
  readonly meaning: string;
}

export interface Found {
  /** Where it was looked for. */
  readonly connection: string;
  readonly objects: readonly FoundObject[];
  readonly jobs: readonly FoundJob[];
  /** Why the platform could not be queried. */
  readonly error?: string;
  readonly code?: ErrorCode;
}

type Finder = (inputs: StateResource["inputs"], settings: Settings) => Promise<Pick<Found, "objects" | "jobs">>;

function finder<T>(open: () => Lifecycle<T> | Series<T>): Finder {
  return async (inputs = {}, settings) => {
    const lifecycle = open();
    lifecycle.configure(settings);
    const { objects, attempts } = await lifecycle.traces(inputs);
    return {
      objects: objects.map((one) => ({ uuid: one.id, ready: one.ready, meaning: meaningOf(one) })),
      jobs: attempts.flatMap((one) => jobOf(one) ?? []),
    };
  };
}

const finders: Readonly<Record<string, Finder>> = {
  "zstack.VolumeSnapshot": finder(() => new Lifecycle(volumeSnapshot, commandRuntime)),
  "zstack.VolumeSnapshotGroup": finder(() => new Lifecycle(volumeSnapshotGroup, commandRuntime)),
  "zstack.VolumeBackup": finder(() => new Lifecycle(volumeBackup, commandRuntime)),
  "zstack.VmBackup": finder(() => new Lifecycle(vmBackup, commandRuntime)),
  "zstack.VolumeSnapshotSeries": finder(() => new Series(volumeSnapshotSeries, commandRuntime)),
  "zstack.VmBackupSeries": finder(() => new Series(vmBackupSeries, commandRuntime)),
  "cinder.VolumeSnapshot": finder(() => new Lifecycle(cinderSnapshot, commandRuntime)),
  "cinder.VolumeSnapshotSeries": finder(() => new Series(cinderSnapshotSeries, commandRuntime)),
  "cinder.VolumeBackup": finder(() => new Lifecycle(cinderBackup, commandRuntime)),
};

function meaningOf<T>({ ownership }: Observed<T>): string {
  if (ownership.deferred !== undefined) return `deletion postponed by ${ownership.deferred}`;
  if (ownership.retained !== undefined) return `retained by ${ownership.retained}`;
  if (ownership.owner !== undefined)
    return `owned by ${ownership.owner}: in the state, or interrupted before it was recorded`;
  return "no owner tag: the next `pulumi up` takes it over if it is at most 3 hours old and was created with the same credentials";
}

/** Of a creation that has ended well, the object itself tells. */
function jobOf({ job, state, reason = "" }: Attempt): FoundJob | undefined {
  if (state === "running") {
    return { job, state, meaning: "the creation is queued or running; the next `pulumi up` waits for it" };
  }
  return state === "failed" ? { job, state, meaning: `creation failed: ${platformText(reason)}` } : undefined;
}

/** What there is of each pending operation; one whose platform cannot be queried has the error. */
export async function findOnPlatforms(
  pending: readonly PendingOperation[],
  connections: Connections,
): Promise<Found[]> {
  const look = async ({ resource }: PendingOperation): Promise<Found> => {
    const find = finders[tokenOfType(resource.type) ?? ""];
    const { name, settings } = connections.of(resource);
    if (find === undefined) return { connection: name, objects: [], jobs: [] };
    try {
      return {
        connection: name,
        ...(await find({ ...resource.inputs, __seed: seedOf(resource, () => settings) }, settings)),
      };
    } catch (error) {
      return { connection: name, objects: [], jobs: [], code: codeOf(error), error: platformText(messageOf(error)) };
    }
  };
  try {
    return await Promise.all(pending.map(look));
  } finally {
    await Promise.all([closeConnections(commandRuntime, 900), closeCinder(commandRuntime, 900)]);
  }
}
