// What a deletion of a restore point would take along, by the rules of docs/deletion.md.

import type { PointRow } from "../rows";
import type { SnapshotTrees } from "./trees";

/**
 * `deleted`: at once, with nothing but what is deferred already. `postponed`: until what builds on it is deleted; all of
 * that belongs to the same stack. `refused`: something of another owner builds on it.
 */
export interface Deletion {
  readonly outcome: "deleted" | "postponed" | "refused";
  /** Ids of what the platform would delete as well. */
  readonly takes: readonly string[];
  /** Those of them, and of their groups, that another stack, or nobody, owns. */
  readonly foreign: readonly string[];
}

/** `<organization>/<project>/<stack>` of a row; undefined if it has no owner that could delete it. */
const stackOf = ({ owner, ownership }: PointRow): string | undefined =>
  ownership === "retained" || ownership === "foreign" || ownership === "interrupted"
    ? undefined
    : owner?.slice(0, owner.indexOf("::"));

/** The deletion of a snapshot, or of the group that it is a member of. */
export function snapshotDeletion(row: PointRow, snapshots: SnapshotTrees): Deletion {
  const group = row.isMember ? snapshots.groups.get(row.group ?? "") : undefined;
  const targets = group === undefined ? [row] : membersOf(group, snapshots);
  const own = new Set(targets.map(({ uuid }) => uuid));
  const taken = new Map<string, PointRow>();
  // Members of a group are deleted with what is below them all the same.
  for (const target of group === undefined && snapshots.singly.has(row.connection) ? [] : targets) {
    for (const below of snapshots.descendants(target.uuid)) if (!own.has(below.uuid)) taken.set(below.uuid, below);
  }
  // A group is deleted with any of its members.
  for (const { group: other } of [...targets, ...taken.values()]) {
    const touched = other === undefined || other === group?.uuid ? undefined : snapshots.groups.get(other);
    if (touched !== undefined) taken.set(touched.uuid, touched);
  }
  const owner = stackOf(group ?? row);
  const foreign = [...taken.values()].filter((one) => owner === undefined || stackOf(one) !== owner);
  const isLive = ({ ownership }: PointRow): boolean => ownership !== "deferred";
  return {
    outcome: foreign.length > 0 ? "refused" : [...taken.values()].some(isLive) ? "postponed" : "deleted",
    takes: [...taken.keys()],
    foreign: foreign.map(({ uuid }) => uuid),
  };
}

function membersOf(group: PointRow, snapshots: SnapshotTrees): PointRow[] {
  return group.parts.flatMap(({ uuid }) => snapshots.get(uuid) ?? []);
}

/** @param later rows of later backups of its chain, from the oldest */
export function backupDeletion(row: PointRow, later: readonly PointRow[]): Deletion {
  // ZStack keeps the data of a deleted backup as long as others build on them.
  if (row.type.startsWith("zstack.")) return { outcome: "deleted", takes: [], foreign: [] };
  const owner = stackOf(row);
  const foreign = later.filter((one) => owner === undefined || stackOf(one) !== owner).map(({ uuid }) => uuid);
  return {
    outcome: foreign.length > 0 ? "refused" : later.length > 0 ? "postponed" : "deleted",
    takes: [],
    foreign,
  };
}

/** What is printed of it: nothing where nothing depends on the point. */
export function deletionText({ outcome, takes, foreign }: Deletion, row: PointRow): string {
  const things = (count: number): string => `${count} ${count === 1 ? "object" : "objects"}`;
  switch (outcome) {
    case "refused":
      return takes.length === 0
        ? `refused: ${things(foreign.length)} of other owners built on it`
        : `refused: takes ${things(takes.length)}, ${foreign.length} of other owners`;
    case "postponed":
      return takes.length === 0 ? "postponed: increments build on it" : `postponed: takes ${things(takes.length)}`;
    default:
      if (takes.length > 0) return `takes ${takes.length} deferred`;
      return row.dependents > 0 && row.kind !== "snapshot"
        ? "nothing else; its data are kept for later backups"
        : "nothing else";
  }
}
