// Lists all restore points that an account can see, page by page: of each row only what a command prints is kept.

import { z } from "zod";
import type { ListedPoint, ListedVolume, Listing } from "../../core/listing";
import { bestEffort } from "../client/bestEffort";
import { byUuids } from "../client/byUuids";
import type { ZStackApi } from "../client/client";
import { ifSupported } from "../client/ifSupported";
import { serverClock } from "../client/serverClock";
import { backupStoragesPath } from "../models/backupStorage";
import { vmsPath } from "../models/vm";
import { volumesPath } from "../models/volume";
import { listBackups } from "./backups";
import { shownName } from "./shown";
import { listSnapshots } from "./snapshots";

// @API GET /v1/volumes
// @API GET /v1/vm-instances
// @API GET /v1/backup-storage

const volumeRow = z.object({
  uuid: z.string(),
  name: z.string().default(""),
  vmInstanceUuid: z.string().optional(),
  status: z.string().optional(),
});
const namedRow = z.object({ uuid: z.string(), name: z.string().default("") });

/** Throws if the server does not answer; an edition without backups has only snapshots. */
export async function listPoints(api: ZStackApi): Promise<Listing> {
  // Logs in, which also reads the server's clock.
  await api.origin();
  const clock = await serverClock(api);
  const snapshots = await listSnapshots(api, clock);
  const backups = await ifSupported(() => listBackups(api, clock));
  const points = [...snapshots, ...(backups ?? [])];
  const volumes = await volumesOf(api, points);
  const machines = new Set([...points.map(({ vm }) => vm), ...[...volumes.values()].map(({ vm }) => vm)]);
  return {
    points,
    volumes,
    vms: await namesOf(api, vmsPath, machines),
    stores: await namesOf(api, backupStoragesPath, new Set(points.flatMap(({ stores }) => stores))),
    unsupported: backups === undefined ? ["zstack.VolumeBackup", "zstack.VmBackup"] : [],
    doubt: clock.doubt,
  };
}

async function volumesOf(api: ZStackApi, points: readonly ListedPoint[]): Promise<ReadonlyMap<string, ListedVolume>> {
  const uuids = new Set(points.flatMap(({ volume, parts }) => [volume ?? "", ...parts.map((one) => one.volume)]));
  uuids.delete("");
  const rows = await byUuids(api, volumesPath, volumeRow, [...uuids]);
  // One in the recycle bin gets no new restore points.
  const present = rows.filter(({ status }) => status !== "Deleted");
  return new Map(
    present.map(({ uuid, name, vmInstanceUuid }) => [uuid, { name: shownName(name), vm: vmInstanceUuid }]),
  );
}

/** Names are an extra: an account without the permission sees ids. */
async function namesOf(
  api: ZStackApi,
  path: string,
  uuids: ReadonlySet<string | undefined>,
): Promise<ReadonlyMap<string, string>> {
  const wanted = [...uuids].filter((uuid) => uuid !== undefined);
  const rows = await bestEffort(() => byUuids(api, path, namedRow, wanted));
  return new Map((rows ?? []).map(({ uuid, name }) => [uuid, shownName(name)]));
}
