// What a uuid is on ZStack.

import { RefusedError } from "../../../provider/http/errors";
import type { ZStackApi } from "../../../provider/zstack/client/client";
import { ifSupported } from "../../../provider/zstack/client/ifSupported";
import {
  type BackupInventory,
  backupSchema,
  backupsPath,
  isDeleted,
  membersOf,
} from "../../../provider/zstack/models/backup";
import { snapshotSchema, snapshotsPath } from "../../../provider/zstack/models/volumeSnapshot";
import { groupPath, groupSchema } from "../../../provider/zstack/models/volumeSnapshotGroup";
import type { Found } from "../way";

/** Kinds of restore points of ZStack. */
export type PointKind = "volumeSnapshot" | "volumeSnapshotGroup" | "volumeBackup" | "vmBackup";

/** A restore point as the platform shows it. */
export interface Point {
  readonly kind: PointKind;
  readonly uuid: string;
  readonly name: string;
  /** Volume or VM that it is of. */
  readonly targetUuid: string;
  /** The backup of a volume, or all of a VM backup; empty for snapshots. */
  readonly backups: readonly BackupInventory[];
}

/** A restore point, and what it is asked with. */
export interface FoundPoint extends Found {
  readonly api: ZStackApi;
  readonly point: Point;
}

/** Looks at every kind: uuids do not tell. */
export async function pointOf(api: ZStackApi, uuid: string): Promise<Point> {
  const [snapshot, group, backup, members] = await Promise.all([
    api.one(snapshotsPath, snapshotSchema, uuid),
    api.one(groupPath, groupSchema, uuid),
    ifSupported(() => api.one(backupsPath, backupSchema, uuid)),
    ifSupported(() => api.query(backupsPath, backupSchema, [{ field: "groupUuid", operator: "=", value: uuid }])),
  ]);
  if (snapshot?.volumeUuid !== undefined) {
    return { kind: "volumeSnapshot", uuid, name: snapshot.name, targetUuid: snapshot.volumeUuid, backups: [] };
  }
  if (group?.vmInstanceUuid !== undefined) {
    return { kind: "volumeSnapshotGroup", uuid, name: group.name, targetUuid: group.vmInstanceUuid, backups: [] };
  }
  if (backup !== undefined && !isDeleted(backup)) {
    return { kind: "volumeBackup", uuid, name: backup.name, targetUuid: backup.volumeUuid, backups: [backup] };
  }
  const backups = membersOf(members ?? []);
  const root = backups.find((one) => one.type === "Root");
  if (root?.vmInstanceUuid !== undefined)
    return { kind: "vmBackup", uuid, name: root.name, targetUuid: root.vmInstanceUuid, backups };
  throw new RefusedError(
    "not-found",
    `no volume snapshot, snapshot group, volume backup or VM backup ${uuid} of a volume or VM that is still there is visible to this account on ${api.endpoint}. Check the uuid, the account and the address`,
  );
}
