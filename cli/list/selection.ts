// Which rows are shown, and in which order.

import type { StackOf } from "../../provider/core/orphans";
import type { ListOptions, PointFilter, SortKey } from "./options";
import { isOfStack } from "./ownership";
import type { Named, PointRow } from "./rows";

/** Whether a value of the command line means this object: its whole id, or a part of its name. */
export const isNamed = (wanted: string, one: Named | undefined): boolean =>
  one !== undefined && (one.id === wanted || (one.name ?? "").toLowerCase().includes(wanted.toLowerCase()));

/** The rows that a command is about. */
export const shownRows = (
  { rows, stack }: { readonly rows: readonly PointRow[]; readonly stack: StackOf | undefined },
  { filter, all }: { readonly filter: PointFilter; readonly all: boolean },
): PointRow[] => rows.filter((row) => isShown(row, filter, stack, all));

/** Members of groups are shown with their group. */
function isShown(row: PointRow, filter: PointFilter, stack: StackOf | undefined, all: boolean): boolean {
  if (!all && stack !== undefined && !isOfStack(row.ownership, row.owner, stack)) return false;
  if (row.isMember) return false;
  const { vm, volume, owner, kinds, olderThan } = filter;
  const byVolume = (wanted: string): boolean =>
    isNamed(wanted, row.volume) || row.parts.some((part) => isNamed(wanted, part.volume));
  return (
    (vm === undefined || isNamed(vm, row.vm)) &&
    (volume === undefined || byVolume(volume)) &&
    (owner === undefined || `${row.ownership} ${row.owner ?? ""}`.toLowerCase().includes(owner.toLowerCase())) &&
    (kinds.length === 0 || kinds.includes(row.kind)) &&
    // What has no known age is not known to be older.
    (olderThan === undefined || (row.ageSeconds !== undefined && row.ageSeconds > olderThan))
  );
}

const machineOf = ({ vm, volume }: PointRow): string =>
  `${vm?.name ?? vm?.id ?? "\uffff"}\0${volume?.name ?? volume?.id ?? ""}`;

const keys: Readonly<Record<SortKey, (row: PointRow) => string | number>> = {
  machine: machineOf,
  age: ({ ageSeconds }) => ageSeconds ?? Number.MAX_SAFE_INTEGER,
  name: ({ name }) => name,
  size: ({ size }) => size ?? -1,
  owner: ({ owner, ownership }) => owner ?? `\uffff${ownership}`,
  kind: ({ kind }) => kind,
  status: ({ status }) => status,
  depth: ({ chainDepth }) => chainDepth,
};

/** The same order in every run: equal ones from the newest to the oldest, then by id. */
export function sorted(rows: readonly PointRow[], sort: ListOptions["sort"]): PointRow[] {
  const { by, descending } = sort ?? { by: "machine", descending: false };
  const key = keys[by];
  const sign = descending ? -1 : 1;
  const decorated = rows.map((row) => ({ row, key: key(row) }));
  decorated.sort((a, b) => {
    if (a.key !== b.key) return (a.key < b.key ? -1 : 1) * sign;
    const newest = (a.row.ageSeconds ?? Number.MAX_SAFE_INTEGER) - (b.row.ageSeconds ?? Number.MAX_SAFE_INTEGER);
    return newest === 0 ? (a.row.uuid < b.row.uuid ? -1 : 1) : newest;
  });
  return decorated.map(({ row }) => row);
}
