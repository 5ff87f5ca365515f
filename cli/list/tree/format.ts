// Trees as `list --tree` prints them.

import { type Column, type Screen, tableOf } from "../../table/table";
import { ageCell, nameOf, ownerCell, sizeCell, statusStyle, statusText } from "../columns";
import type { PointRow } from "../rows";
import { backupDeletion, type Deletion, deletionText, snapshotDeletion } from "./deletion";
import type { ChainLayer, SnapshotTrees, VolumeTree } from "./trees";

/** A line of a tree. */
interface Line {
  readonly front: string;
  readonly row: PointRow;
  /** Id of the part of `row` that the line stands for. */
  readonly uuid: string;
  readonly deletion: Deletion;
  readonly notes: readonly string[];
}

export function treeText(
  trees: readonly VolumeTree[],
  snapshots: SnapshotTrees,
  { bytes, screen }: { readonly bytes: boolean; readonly screen: Screen },
): string {
  const several = new Set(trees.map(({ connection }) => connection)).size > 1;
  return trees
    .map((tree) => {
      const lines = [
        ...tree.roots.flatMap((root) => snapshotLines(root, snapshots)),
        ...tree.chains.flatMap(chainLines),
      ];
      const { lines: table } = tableOf(lines, columns(bytes), screen);
      return [screen.measure.cut(headOf(tree, several), screen.width ?? Number.MAX_SAFE_INTEGER), ...table].join("\n");
    })
    .join("\n\n");
}

function headOf({ volume, vm, connection }: VolumeTree, several: boolean): string {
  const what = volume.id === "" ? "volumes that no longer exist" : `volume ${named(volume)}`;
  const where = vm === undefined ? "" : ` of VM ${named(vm)}`;
  return `${what}${where}${several ? `, ${connection}` : ""}`;
}

const named = (one: { readonly id: string; readonly name?: string }): string =>
  one.name === undefined ? one.id : `"${nameOf(one)}" (${one.id})`;

function snapshotLines(root: PointRow, snapshots: SnapshotTrees): Line[] {
  return [...snapshots.drawn(root)].map(({ row, front }) => ({
    front,
    row,
    uuid: row.uuid,
    deletion: snapshotDeletion(row, snapshots),
    notes: [...groupNote(row, snapshots), ...(row.latest ? ["the volume is based on it"] : [])],
  }));
}

function groupNote({ group }: PointRow, snapshots: SnapshotTrees): string[] {
  if (group === undefined) return [];
  return [`group ${snapshots.groups.get(group)?.name ?? group}`];
}

/** Increments stand below the full backup that they build on. */
function chainLines(chain: readonly ChainLayer[]): Line[] {
  return chain.map(({ row, uuid }, at) => ({
    front: at === 0 ? "◇ " : "+ ",
    row,
    uuid,
    deletion: backupDeletion(
      row,
      chain.slice(at + 1).map((later) => later.row),
    ),
    notes: [
      ...(row.kind === "vm-backup" ? ["part of a VM backup"] : []),
      ...(row.stores.length === 0 ? [] : [`on ${row.stores.map(nameOf).join(", ")}`]),
      ...(at === 0 && row.chainDepth > 1
        ? [`layer ${row.chainDepth}: what it builds on is deleted, its data are kept`]
        : []),
    ],
  }));
}

const columns = (bytes: boolean): Column<Line>[] => [
  { title: "NAME", cell: ({ front, row }) => front + row.name, least: 14 },
  { title: "AGE", cell: ({ row }) => ageCell(row), align: "right" },
  { title: "SIZE", cell: ({ row }) => sizeCell(row, bytes), align: "right", droppable: 1 },
  { title: "STATUS", cell: ({ row }) => statusText(row), least: 8, style: ({ row }) => statusStyle(row) },
  { title: "OWNER", cell: ({ row }) => ownerCell(row), least: 10 },
  {
    title: "A DELETE",
    cell: ({ deletion, row }) => deletionText(deletion, row),
    least: 12,
    droppable: 2,
    style: deletionStyle,
  },
  { title: "NOTES", cell: ({ notes }) => notes.join("; "), least: 8, droppable: 3 },
  { title: "ID", cell: ({ uuid }) => uuid, droppable: 4 },
];

const deletionStyle = ({ deletion: { outcome } }: Line): "red" | "yellow" | undefined =>
  outcome === "refused" ? "red" : outcome === "postponed" ? "yellow" : undefined;

/** The same as data: nodes in the order in which they are drawn, each with its parent. */
export function treeData(trees: readonly VolumeTree[], snapshots: SnapshotTrees): object[] {
  return trees.map(({ volume, vm, connection, roots, chains }) => ({
    volume,
    vm,
    connection,
    snapshots: roots.flatMap((root) =>
      snapshotLines(root, snapshots).map(({ row: { isMember, ...row }, deletion }) => ({ ...row, deletion })),
    ),
    backups: chains.map((chain) =>
      chainLines(chain).map(({ row: { isMember, ...row }, uuid, deletion }) => ({
        ...row,
        backupUuid: uuid,
        deletion,
      })),
    ),
  }));
}
