import { z } from "zod";
import { byUuids } from "../client/byUuids";
import type { ZStackApi } from "../client/client";
import { ifSupported } from "../client/ifSupported";
import { backupsPath } from "../models/backup";
import { snapshotsPath } from "../models/volumeSnapshot";
import { groupPath } from "../models/volumeSnapshotGroup";

const statusRow = z.object({ uuid: z.string(), groupUuid: z.string().optional(), status: z.string().optional() });

/**
 * Which of these restore points the server has after all. Pages are counted from the beginning, so that a row is skipped
 * if one before it is deleted while they are read.
 */
export async function existingPoints(api: ZStackApi, uuids: readonly string[]): Promise<ReadonlySet<string>> {
  const backups = (field: "uuid" | "groupUuid") =>
    ifSupported(() => byUuids(api, backupsPath, statusRow, uuids, field));
  const rows = await Promise.all([
    byUuids(api, snapshotsPath, statusRow, uuids),
    byUuids(api, groupPath, statusRow, uuids),
    backups("uuid"),
    backups("groupUuid"),
  ]);
  const present = rows.flatMap((some) => some ?? []).filter(({ status }) => status !== "Deleted");
  const found = new Set(present.flatMap(({ uuid, groupUuid }) => [uuid, groupUuid ?? uuid]));
  return new Set(uuids.filter((uuid) => found.has(uuid)));
}
