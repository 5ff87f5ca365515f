// What the platform has of a declaration whose operation did not end.

import type { Kind, Sighting } from "../../provider/core/kind";
import { Lifecycle } from "../../provider/core/lifecycle";
import { Settings } from "../../provider/core/settings";
import { processSurroundings } from "../../provider/core/surroundings";
import { closeConnections } from "../../provider/zstack/connection";
import { volumeSnapshotGroup } from "../../provider/zstack/snapshotGroup";
import { vmBackup } from "../../provider/zstack/vmBackup";
import { volumeBackup } from "../../provider/zstack/volumeBackup";
import { volumeSnapshot } from "../../provider/zstack/volumeSnapshot";
import type { Pending } from "./state";

export interface Found {
  readonly uuid: string;
  readonly ready: boolean;
  /** What its marks mean for the next run. */
  readonly meaning: string;
}

type Finder = (pending: Pending, settings: Settings) => Promise<Found[]>;

function finder<T>(kind: Kind<T>): Finder {
  return async (pending, settings) => {
    const lifecycle = new Lifecycle(kind, processSurroundings);
    lifecycle.configure(settings);
    const found = await lifecycle.sightings(pending.resource.inputs ?? {});
    return found.map((one) => ({ uuid: one.id, ready: one.ready, meaning: meaningOf(one) }));
  };
}

const finders: Readonly<Record<string, Finder>> = {
  VolumeSnapshot: finder(volumeSnapshot),
  VolumeSnapshotGroup: finder(volumeSnapshotGroup),
  VolumeBackup: finder(volumeBackup),
  VmBackup: finder(vmBackup),
};

function meaningOf<T>({ marks }: Sighting<T>): string {
  if (marks.deferred !== undefined) return `waits to be deleted, for ${marks.deferred}`;
  if (marks.retained !== undefined) return `given up by ${marks.retained}`;
  if (marks.owner !== undefined) return `handed over to ${marks.owner}: in state, or left between mark and record`;
  return "never handed over: the next `pulumi up` takes it over while the server remembers making it (3 hours)";
}

/** What there is of each pending operation; a platform that cannot be asked is an error in words. */
export async function onPlatform(
  pending: readonly Pending[],
  configuration: Readonly<Record<string, unknown>>,
): Promise<(Found[] | string)[]> {
  const settings = new Settings((key) => configuration[key], process.env);
  try {
    return await Promise.all(
      pending.map(async (one) => {
        const find = finders[one.resource.type.split(":").pop() ?? ""];
        if (find === undefined) return [];
        return find(one, settings).catch((error: unknown) => (error instanceof Error ? error.message : String(error)));
      }),
    );
  } finally {
    await closeConnections(processSurroundings, 900);
  }
}
