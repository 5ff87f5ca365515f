import { printable } from "../../provider/http/printable";
import { nameOf } from "./columns";
import type { PointRow } from "./rows";

type Cell = string | number | boolean | undefined;

const columns: readonly (readonly [string, (row: PointRow) => Cell])[] = [
  ["id", ({ uuid }) => uuid],
  ["name", ({ name }) => name],
  ["kind", ({ kind }) => kind],
  ["type", ({ type }) => type],
  ["resource", ({ resource }) => resource],
  ["vm_id", ({ vm }) => vm?.id],
  ["vm", ({ vm }) => vm?.name],
  ["volume_id", ({ volume }) => volume?.id],
  ["volume", ({ volume }) => volume?.name],
  ["created", ({ createDate }) => createDate],
  ["age_seconds", ({ ageSeconds }) => ageSeconds],
  ["size_bytes", ({ size }) => size],
  ["status", ({ status }) => status],
  ["verified", ({ verified }) => verified],
  ["verified_at", ({ verifiedAt }) => verifiedAt],
  ["problems", ({ problems }) => problems.join("; ")],
  ["stores", ({ stores }) => stores.map(nameOf).join("; ")],
  ["chain_depth", ({ chainDepth }) => chainDepth],
  ["dependents", ({ dependents }) => dependents],
  ["ownership", ({ ownership }) => ownership],
  ["owner", ({ owner }) => owner],
  ["kept_by", ({ keptBy }) => keptBy.join("; ")],
  ["connection", ({ connection }) => connection],
  ["restorable_at", ({ drill }) => drill?.restorableAt],
  ["drill_seconds", ({ drill }) => drill?.duration],
  ["drill_problem", ({ drillProblem }) => drillProblem],
];

/** A field of RFC 4180. A spreadsheet takes what begins with these for a formula, so that it is quoted once more. */
function field(value: Cell): string {
  if (typeof value !== "string") return value === undefined ? "" : String(value);
  const line = printable(value);
  const safe = /^[=+\-@]/.test(line) ? `'${line}` : line;
  return /[",]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
}

/** Lines with a head. */
export function csvLines(rows: readonly PointRow[]): string[] {
  const lines = rows.map((row) => columns.map(([, value]) => field(value(row))).join(","));
  return [columns.map(([name]) => name).join(","), ...lines];
}
