// Everything that the page shows, and what is left out of it where there is too much.

import type { StackOf } from "../../../provider/core/orphans";
import type { PointRow } from "../../list/rows";
import type { SnapshotTrees, VolumeTree } from "../../list/tree/trees";
import type { Status } from "../../status/status";
import { type Machine, machinesOf } from "./machines";
import { type Restoring, restoringOf } from "./restore";

export interface ReportData {
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly stack: StackOf | undefined;
  readonly all: boolean;
  /** Only the state was read. */
  readonly state: boolean;
  /** Filters as they were given. */
  readonly filters: readonly string[];
  /** Seconds. */
  readonly maxAge: number;
  /** Seconds. */
  readonly period: number;
  readonly status: Status;
  /** What makes the report incomplete or doubtful. */
  readonly notes: readonly string[];
  /** The restore points that are shown. */
  readonly rows: readonly PointRow[];
  readonly trees: readonly VolumeTree[];
  readonly snapshots: SnapshotTrees;
  /** Connection that the restore command uses for what no state holds. */
  readonly standard: string;
}

export interface Report extends Omit<ReportData, "trees"> {
  readonly machines: readonly Machine[];
  /** Volumes on which something builds on something else. */
  readonly trees: readonly VolumeTree[];
  /** Restore points whose details are shown, by id. */
  readonly detailed: ReadonlySet<string>;
  restoring(row: PointRow): Restoring;
}

/** How much of each the page has at most: it stays below some megabytes, whatever there is. */
export const limits = {
  findings: 200,
  /** Volumes on the time lines. */
  volumes: 150,
  machines: 100,
  trees: 60,
  /** Nodes of all trees together, and of one. */
  nodes: 1500,
  nodesOfOne: 150,
  details: 600,
} as const;

export function reportOf(data: ReportData): Report {
  const { rows, status, now, maxAge, stack, standard } = data;
  const machines = machinesOf(rows, status.newest, { now, maxAge });
  const existing = new Set(status.newest.map(({ connection, volume }) => `${connection}\0${volume.id}`));
  return {
    ...data,
    machines,
    trees: data.trees.filter(({ roots, chains }) => roots.length > 0 || chains.length > 0),
    detailed: detailedOf(machines),
    restoring: (row) =>
      restoringOf(row, {
        ...{ stack, standard },
        hasVolume: data.state || existing.has(`${row.connection}\0${row.volume?.id ?? ""}`),
      }),
  };
}

/** Those with problems, then the newest of each machine in turn. */
function detailedOf(machines: readonly Machine[]): ReadonlySet<string> {
  const chosen = new Set<string>();
  const add = ({ uuid }: PointRow): void => {
    if (chosen.size < limits.details) chosen.add(uuid);
  };
  for (const { points } of machines) for (const { row } of points) if (row.problems.length > 0) add(row);
  const most = Math.max(0, ...machines.map(({ points }) => points.length));
  for (let at = 0; at < most && chosen.size < limits.details; at += 1) {
    for (const { points } of machines) {
      const row = points[at]?.row;
      if (row !== undefined) add(row);
    }
  }
  return chosen;
}
