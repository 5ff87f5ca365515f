import type { PointRow } from "../../../../cli/list/rows";
import { SnapshotTrees, volumeTrees } from "../../../../cli/list/tree/trees";
import { loadScales } from "../../../../cli/report/chart/scales";
import { pageOf } from "../../../../cli/report/html/page";
import { type Report, type ReportData, reportOf } from "../../../../cli/report/model/report";
import { ageFindings, newestOf, pointFindings } from "../../../../cli/status/findings";
import { loadMeasure } from "../../../../cli/table/width";

export const hour = 3600;
export const now = Date.UTC(2026, 10, 22, 7);

/** A report about these rows, all of volumes that exist. */
export function aReport(rows: readonly PointRow[], more: Partial<ReportData> = {}): Report {
  const maxAge = 26 * hour;
  const newest = newestOf(rows, ({ ownership }) => ownership !== "missing");
  const snapshots = new SnapshotTrees(rows);
  return reportOf({
    ...{ now, maxAge, period: 30 * 24 * hour, all: false, state: false, filters: [], notes: [], rows, snapshots },
    stack: { namespace: "", organization: "org", project: "project", stack: "dev" },
    status: {
      ...{ connections: [], unreadable: [], newest, limits: [], points: {} },
      findings: [...ageFindings(newest, maxAge), ...pointFindings(rows, maxAge)],
    },
    trees: volumeTrees(rows, snapshots),
    standard: "the stack's connection",
    ...more,
  });
}

export async function htmlOf(report: Report): Promise<string> {
  return pageOf(report, 0.9, { measure: await loadMeasure(), scales: await loadScales() });
}
