// Finds VM backups. The server has no such object, only volume backups with the same groupUuid.
// @API GET /v1/volume-backups

import { z } from "zod";
import { named } from "../../core/contract/properties";
import { defineFunction } from "../../core/functions/definition";
import type { FilterSet } from "../../core/functions/filter";
import { byUuids } from "../client/byUuids";
import type { ZStackApi } from "../client/client";
import type { Condition } from "../client/query";
import {
  type BackupInventory,
  backupSchema,
  backupsPath,
  byGroup,
  holders,
  isWhole,
  membersOf,
} from "../models/backup";
import { bytes, createDate, once, uuidText } from "./define";
import { filtersOf, namedFilters, requestedNameFilter, summaryOf } from "./filters";
import { backupResult, backupStorageField, toBackupResult } from "./volumeBackup";

export interface Group {
  readonly groupUuid: string;
  /** The root volume's backup, which carries name and tags; a group that lost it has another one here. */
  readonly root: BackupInventory;
  /** The root volume's first. */
  readonly members: readonly BackupInventory[];
}

const { uuid, uuidIn } = filtersOf<Group>();

function grouped(backups: readonly BackupInventory[]): Group[] {
  return [...byGroup(once(backups))].flatMap(([groupUuid, some]) => {
    const members = membersOf(some);
    const root = members[0];
    return root === undefined ? [] : [{ groupUuid, root, members }];
  });
}

/** Conditions that are the same for all members of a VM backup. */
const shared: ReadonlySet<string> = new Set(["groupUuid", "vmInstanceUuid"]);

async function rows(api: ZStackApi, filters: FilterSet<Group, Condition, ZStackApi>): Promise<Group[]> {
  const conditions = filters.queries;
  const found = grouped(await api.query(backupsPath, backupSchema, conditions));
  if (conditions.every((condition) => shared.has(condition.field))) return found;
  // Other conditions are met by some members only, and the rest belongs to the backup too.
  const uuids = found.map((group) => group.groupUuid);
  return grouped(await byUuids(api, backupsPath, backupSchema, uuids, "groupUuid"));
}

export const VmBackup = defineFunction({
  token: "zstack:getVmBackup",
  noun: "VM backup",
  description:
    "`name` is the name that was requested; the server appends the time to it. `namePattern` and `userTag` are those of the " +
    "root volume's backup.",
  api: [`GET ${backupsPath}`],
  rows,
  summary: ({ groupUuid, root, members }: Group) => ({
    ...summaryOf(root),
    id: groupUuid,
    state: `${members.length} backups`,
  }),
  filters: {
    name: requestedNameFilter<Group>((group) => group.root.name),
    ...namedFilters<Group>((group) => group.root),
    groupUuid: uuid("32 lower-case hexadecimal digits; VM backups have no other uuid.", "groupUuid"),
    vmInstanceUuid: uuidIn("Backups of this VM.", "vmInstanceUuid", (group) =>
      group.members.map((one) => one.vmInstanceUuid),
    ),
    volumeUuid: uuidIn("VM backups with a backup of this volume.", "volumeUuid", (group) =>
      group.members.map((one) => one.volumeUuid),
    ),
    backupStorageUuid: uuidIn(
      "VM backups of which this backup storage holds a finished copy of at least one member.",
      backupStorageField,
      (group) => group.members.flatMap((one) => holders([one])),
    ),
  },
  result: z.object({
    groupUuid: z.string().describe("32 lower-case hexadecimal digits."),
    vmInstanceUuid: uuidText("the VM"),
    backups: z
      .array(named("FoundVolumeBackup", "A volume backup.", backupResult))
      .describe("The backup of the root volume first, then by volume."),
    totalSize: bytes("Bytes of all members."),
    complete: z.boolean().describe("Whether there is exactly one backup of a root volume and every member is `Ready`."),
    createDate,
  }),
  toResult: ({ groupUuid, root, members }) => ({
    groupUuid,
    vmInstanceUuid: root.vmInstanceUuid,
    backups: members.map(toBackupResult),
    totalSize: members.reduce((sum, one) => sum + one.size, 0),
    complete: isWhole(members),
    createDate: root.createDate,
  }),
  examples: {
    one: `const backup = await zstack.getVmBackup({ vmInstanceUuid, mostRecent: true });
export const found = backup.totalSize;`,
    oneOutput: `const backup = zstack.getVmBackupOutput({ vmInstanceUuid: vm.uuid, mostRecent: true });`,
    all: `const nightly = await zstack.getVmBackups({ vmInstanceUuid, name: "nightly" });`,
    allOutput: `const nightly = zstack.getVmBackupsOutput({ vmInstanceUuid: vm.uuid });`,
  },
});
