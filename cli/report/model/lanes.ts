// Where the snapshots of a tree are drawn: one row for each, and a lane for each branch.

import type { PointRow } from "../../list/rows";
import type { SnapshotTrees } from "../../list/tree/trees";

export interface Placed {
  readonly row: PointRow;
  readonly lane: number;
  /** Index of the snapshot that it builds on; undefined for the root. */
  readonly parent: number | undefined;
}

/**
 * Parents first. The branch that the volume is based on keeps its lane and comes after the other ones, so that no line crosses
 * another.
 */
export function lanesOf(root: PointRow, snapshots: SnapshotTrees): Placed[] {
  const present = ancestorsOfLatest(root, snapshots);
  const placed: Placed[] = [];
  const waiting: Placed[] = [{ row: root, lane: 0, parent: undefined }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const parent = placed.push(next) - 1;
    const { lane, row } = next;
    const children = snapshots.children(row.uuid);
    const main = children.find(({ uuid }) => present.has(uuid)) ?? children.at(-1);
    if (main !== undefined) waiting.push({ row: main, lane, parent });
    for (const child of [...children].reverse()) {
      if (child !== main) waiting.push({ row: child, lane: lane + 1, parent });
    }
  }
  return placed;
}

function ancestorsOfLatest(root: PointRow, snapshots: SnapshotTrees): ReadonlySet<string> {
  const found = new Set<string>();
  let at = snapshots.descendants(root.uuid).find(({ latest }) => latest);
  while (at !== undefined && !found.has(at.uuid)) {
    found.add(at.uuid);
    at = snapshots.get(at.parent ?? "");
  }
  return found;
}
