import { drillAge } from "../stack/drills";
import type { Column } from "../table/table";
import { ageText, sizeText } from "../table/units";
import type { PointStatus } from "./ownership";
import type { Named, PointRow } from "./rows";

/** What has no name, or whose name is not visible, has an id. */
export const nameOf = (one: Named | undefined): string => (one === undefined ? "" : (one.name ?? one.id));

/** `web-1/data`: VM and volume. */
export function machineText({ vm, volume }: Pick<PointRow, "vm" | "volume">): string {
  return [nameOf(vm), nameOf(volume)].filter((part) => part !== "").join("/");
}

/** What the platform and the verification say, in a word or a sentence. */
export function statusText({ problems, verified, status, ownership }: PointRow): string {
  if (ownership === "missing") return "missing";
  const [problem, ...others] = problems;
  if (problem !== undefined) return others.length === 0 ? problem : `${problem} (and ${others.length} more)`;
  return verified ? "verified" : status;
}

/** `prod::nightly`, `unmanaged (prod::nightly)`, `foreign` */
export function ownerCell({ ownership, owner }: PointRow): string {
  const short = owner?.slice(owner.slice(0, owner.indexOf("::")).lastIndexOf("/") + 1);
  if (short === undefined) return ownership;
  return ownership === "managed" || ownership === "other-stack" ? short : `${ownership} (${short})`;
}

const colors: Readonly<Partial<Record<PointStatus, "red" | "yellow" | "dim">>> = {
  missing: "red",
  unknown: "yellow",
  unmanaged: "yellow",
  interrupted: "yellow",
  deferred: "dim",
  foreign: "dim",
};

export const statusStyle = ({ problems, verified }: PointRow): "red" | "green" | undefined =>
  problems.length > 0 ? "red" : verified ? "green" : undefined;

/** A date stands for an age where no platform was asked. */
export const ageCell = ({ ageSeconds, createDate, ownership }: PointRow): string =>
  ageSeconds === undefined ? (ownership === "unknown" ? (createDate ?? "") : "") : ageText(ageSeconds);

export const sizeCell = ({ size }: PointRow, bytes: boolean): string =>
  size === undefined ? "" : bytes ? String(size) : sizeText(size);

/** How long ago a restore drill of it has succeeded. */
const drillCell = ({ drill, drillProblem }: PointRow, now: number): string =>
  drillProblem !== undefined ? "failed" : drill === undefined ? "" : ageText(drillAge(drill, now));

/**
 * @param several whether rows are of several connections
 * @param now milliseconds since 1970
 */
export function columnsOf({
  bytes,
  several,
  now,
}: {
  readonly bytes: boolean;
  readonly several: boolean;
  readonly now: number;
}): Column<PointRow>[] {
  return [
    { title: "NAME", cell: ({ name }) => name, least: 16 },
    { title: "RESOURCE", cell: ({ type }) => type, droppable: 7 },
    { title: "VM/VOLUME", cell: machineText, least: 16 },
    { title: "AGE", cell: ageCell, align: "right" },
    { title: "SIZE", cell: (row) => sizeCell(row, bytes), align: "right", droppable: 1 },
    { title: "STATUS", cell: statusText, least: 8, style: statusStyle },
    {
      title: "DRILL",
      cell: (row) => drillCell(row, now),
      align: "right",
      droppable: 4,
      style: ({ drillProblem }) => (drillProblem === undefined ? undefined : "red"),
    },
    { title: "STORES", cell: ({ stores }) => stores.map(nameOf).join(", "), least: 8, droppable: 6 },
    { title: "DEPTH", cell: ({ chainDepth }) => String(chainDepth), align: "right", droppable: 5 },
    { title: "OWNER", cell: ownerCell, least: 16, style: ({ ownership }) => colors[ownership] },
    { title: "KEPT BY", cell: ({ keptBy }) => keptBy.join(", "), least: 12, droppable: 3 },
    ...(several
      ? [{ title: "CONNECTION", cell: ({ connection }: PointRow) => connection, least: 10, droppable: 2 } as const]
      : []),
    { title: "ID", cell: ({ uuid }) => uuid, droppable: 8 },
  ];
}
