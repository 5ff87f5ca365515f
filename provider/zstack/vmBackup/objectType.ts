import { isObject } from "../../http/responseBody";
import type { ZStackApi } from "../client/client";
import type { Condition } from "../client/query";
import type { Json } from "../client/responses";
import { serverDate } from "../client/serverDates";
import {
  type BackupInventory,
  backupLimits,
  backupResourceType,
  backupSchema,
  backupsPath,
  byGroup,
  isWhole,
  membersOf,
  rootsOf,
} from "../models/backup";
import type { Inventory, ObjectType } from "../resource/objectType";

// A VM backup is no object of its own: it is the volume backups that carry the same group uuid.
// @API GET /v1/volume-backups

export interface VmBackupInventory extends Inventory {
  /** The group uuid. */
  readonly uuid: string;
  /** Its volume backups, the root volume's first, then by volume; without deleted rows. */
  readonly members: readonly BackupInventory[];
  /** Volumes that should have got a backup each; known only in the run that created them. */
  readonly expected?: readonly string[] | undefined;
}

/** The volume backups of one group as one object. */
export function vmBackupOf(uuid: string, rows: readonly BackupInventory[]): VmBackupInventory {
  const members = membersOf(rows);
  const newest = [...members].sort((a, b) => (serverDate(b.lastOpDate) ?? 0) - (serverDate(a.lastOpDate) ?? 0))[0];
  return { uuid, members, createDate: members[0]?.createDate, lastOpDate: newest?.lastOpDate };
}

export const rootOf = ({ members }: VmBackupInventory): BackupInventory | undefined => rootsOf(members)[0];

async function rowsOf(api: ZStackApi, condition: Condition): Promise<BackupInventory[]> {
  return api.query(backupsPath, backupSchema, [condition]);
}

export async function vmBackupByUuid(api: ZStackApi, uuid: string): Promise<VmBackupInventory | undefined> {
  const rows = await rowsOf(api, { field: "groupUuid", operator: "=", value: uuid });
  return rows.length === 0 ? undefined : vmBackupOf(uuid, rows);
}

export const vmBackupType: ObjectType<VmBackupInventory> = {
  noun: "VM backup",
  resourceType: backupResourceType,
  serverLimit: backupLimits.vm,
  ready: ({ members }) => isWhole(members),
  gone: ({ members }) => members.length === 0,

  async byPrefix(api, prefix) {
    const rows = await rowsOf(api, { field: "groupUuid", operator: "~=", value: `${prefix}%` });
    return [...byGroup(rows)].map(([uuid, some]) => vmBackupOf(uuid, some));
  },

  byUuid: vmBackupByUuid,

  made(result: Json) {
    const { inventories } = result;
    if (!Array.isArray(inventories)) return undefined;
    const rows = inventories.filter(isObject).map((row) => backupSchema.parse(row));
    // The vendor's sample has the group uuid on the root only.
    const uuid = rows.find((row) => row.groupUuid !== undefined)?.groupUuid;
    return uuid === undefined ? undefined : vmBackupOf(uuid, rows);
  },

  // If the root is lost, its tags are lost too; any other member can carry them.
  tagged: (inventory) => (rootOf(inventory) ?? inventory.members[0])?.uuid ?? inventory.uuid,
};
