// VM backups: the server has no such object, only volume backups with the same groupUuid.
// @API GET /v1/volume-backups

import { byUuids } from "../client/byUuids";
import type { ZStackApi } from "../client/client";
import type { Condition } from "../client/query";
import {
  type Backup,
  backupPath,
  backupResult,
  backupSchema,
  backupStorageField,
  copiesOf,
  type FunctionDefinition,
  once,
} from "./definitions";
import { type Filter, uuidFilter, vmBackupNameFilters } from "./filters";
import type { GetVmBackupResult, GetVmBackupsArgs } from "./types";

interface Group {
  readonly groupUuid: string;
  /** The root volume's backup, which carries name and tags; a group that lost it has another one here. */
  readonly root: Backup;
  /** The root volume's first. */
  readonly members: readonly Backup[];
}

const filters: Record<keyof GetVmBackupsArgs, Filter<Group>> = {
  ...vmBackupNameFilters<Group>((group) => group.root.name),
  groupUuid: uuidFilter("groupUuid", (group) => [group.groupUuid]),
  vmInstanceUuid: uuidFilter("vmInstanceUuid", (group) => group.members.map((one) => one.vmInstanceUuid)),
  volumeUuid: uuidFilter("volumeUuid", (group) => group.members.map((one) => one.volumeUuid)),
  backupStorageUuid: uuidFilter(backupStorageField, (group) => group.members.flatMap(copiesOf)),
};

/** Conditions that are the same for all members of a VM backup. */
const shared: ReadonlySet<string> = new Set(["groupUuid", "vmInstanceUuid"]);

async function rows(api: ZStackApi, conditions: readonly Condition[]): Promise<Group[]> {
  const found = grouped(await api.query(backupPath, backupSchema, conditions));
  if (conditions.every((condition) => shared.has(condition.field))) return found;
  // Other conditions are met by some members only, and the rest belongs to the backup too.
  const uuids = found.map((group) => group.groupUuid);
  return grouped(await byUuids(api, backupPath, backupSchema, uuids, "groupUuid"));
}

function grouped(backups: readonly Backup[]): Group[] {
  const groups = new Map<string, Backup[]>();
  for (const backup of once(backups)) {
    if (backup.groupUuid === undefined || backup.status === "Deleted") continue;
    groups.set(backup.groupUuid, [...(groups.get(backup.groupUuid) ?? []), backup]);
  }
  return [...groups].flatMap(([groupUuid, some]) => {
    const members = some.toSorted(inOrder);
    const root = members[0];
    return root === undefined ? [] : [{ groupUuid, root, members }];
  });
}

function inOrder(a: Backup, b: Backup): number {
  const key = (one: Backup): string => `${one.type === "Root" ? 0 : 1} ${one.volumeUuid ?? ""} ${one.uuid}`;
  return key(a) < key(b) ? -1 : 1;
}

export const VmBackup: FunctionDefinition<Group, GetVmBackupResult> = {
  noun: "VM backup",
  filters,
  rows,
  tagged: (group) => group.root.uuid,
  label: ({ groupUuid, root, members }) => ({ id: groupUuid, name: root.name, state: `${members.length} backups` }),
  result({ groupUuid, root, members }) {
    const roots = members.filter((one) => one.type === "Root");
    return {
      groupUuid,
      ...(root.vmInstanceUuid === undefined ? {} : { vmInstanceUuid: root.vmInstanceUuid }),
      backups: members.map(backupResult),
      totalSize: members.reduce((sum, one) => sum + one.size, 0),
      complete: roots.length === 1 && members.every((one) => one.status === "Ready"),
      ...(root.createDate === undefined ? {} : { createDate: root.createDate }),
    };
  },
};
