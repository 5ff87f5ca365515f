// What builds on what, by volume: snapshots as trees, backups as chains, each with its owner.

import { nameOf, ownerCell, statusText } from "../../list/columns";
import type { PointRow } from "../../list/rows";
import { backupDeletion, type Deletion, deletionText, snapshotDeletion } from "../../list/tree/deletion";
import type { ChainLayer, SnapshotTrees, VolumeTree } from "../../list/tree/trees";
import type { Measure } from "../../table/width";
import { lanesOf } from "../model/lanes";
import { limits, type Report } from "../model/report";
import { html, type Markup, nothing } from "./markup";
import { ageOf, anchorOf, manyText, namedText, sizeOf } from "./words";

const width = 340;
const laneWidth = 18;
const rowHeight = 50;
/** Pixels of a cell of the fonts of names, and of the lines below. */
const nameCell = 7.4;
const factCell = 6.3;

/** One line of a card. */
interface Node {
  readonly row: PointRow;
  readonly lane: number;
  readonly parent: number | undefined;
  readonly deletion: Deletion;
  readonly facts: readonly string[];
}

export function treesSection(report: Report, measure: Measure): Markup {
  const { trees, state, machines } = report;
  const several = new Set(machines.map(({ connection }) => connection)).size > 1;
  let left: number = limits.nodes;
  let undrawn = 0;
  const cards: Markup[] = [];
  for (const tree of trees) {
    const nodes = nodesOf(tree, report.snapshots);
    const most = cards.length < limits.trees ? Math.min(left, limits.nodesOfOne) : 0;
    if (most === 0) {
      undrawn += 1;
      continue;
    }
    left -= Math.min(nodes.length, most);
    cards.push(card(tree, nodes, most, { report, measure, several, id: `tree-${cards.length + 1}` }));
  }
  return html`<section id="dependencies" aria-labelledby="dependencies-title">
<h2 id="dependencies-title">Dependencies</h2>
${
  state
    ? html`<p class="note">The state does not tell what builds on what.</p>`
    : html`<p class="lead">Each point builds on the one above it; a branch begins where a volume was restored in place. Everything on these volumes is shown, whoever owns it. A deletion that would take objects of other owners is refused.</p>
<ul class="legend"><li><span class="dot own"></span>this stack</li><li><span class="dot other"></span>another stack</li><li><span class="dot foreign"></span>no stack</li><li><span class="dot doubt"></span>unmanaged or interrupted</li><li><span class="dot faint"></span>deferred or retained</li></ul>`
}
<div class="cards">
${cards}</div>
${undrawn > 0 ? html`<p class="cut">${manyText(undrawn, "more volume")} not drawn: <code>npx pulumi-snapshots list --tree</code> prints all.</p>` : nothing}
</section>`;
}

function nodesOf({ roots, chains }: VolumeTree, snapshots: SnapshotTrees): Node[] {
  const nodes: Node[] = [];
  for (const root of roots) {
    const first = nodes.length;
    for (const { row, lane, parent } of lanesOf(root, snapshots)) {
      nodes.push({
        ...{ row, lane, parent: parent === undefined ? undefined : first + parent },
        deletion: snapshotDeletion(row, snapshots),
        facts: [
          ...(row.group === undefined ? [] : [`group ${snapshots.groups.get(row.group)?.name ?? row.group}`]),
          ...(row.latest ? ["the volume is based on it"] : []),
        ],
      });
    }
  }
  for (const chain of chains) nodes.push(...chainNodes(chain, nodes.length));
  return nodes;
}

function chainNodes(chain: readonly ChainLayer[], first: number): Node[] {
  return chain.map(({ row }, at) => ({
    ...{ row, lane: 0, parent: at === 0 ? undefined : first + at - 1 },
    deletion: backupDeletion(
      row,
      chain.slice(at + 1).map((later) => later.row),
    ),
    facts: [at === 0 && row.chainDepth === 1 ? "full" : `layer ${row.chainDepth}`, ...row.stores.map(nameOf)],
  }));
}

interface Drawing {
  readonly report: Report;
  readonly measure: Measure;
  readonly several: boolean;
  readonly id: string;
}

function card({ volume, vm, connection }: VolumeTree, nodes: readonly Node[], most: number, drawing: Drawing): Markup {
  const { id, several } = drawing;
  const drawn = nodes.slice(0, most);
  const name = volume.id === "" ? "volumes that no longer exist" : nameOf(volume);
  const of = [...(vm === undefined ? [] : [`VM ${nameOf(vm)}`]), ...(several ? [connection] : [])].join(", ");
  return html`<article class="card" aria-labelledby="${id}"><h3 id="${id}" title="${namedText(volume)}">${name} <span class="kind">${of}</span></h3>
<svg viewBox="0 0 ${width} ${drawn.length * rowHeight}" class="tree" role="group" aria-labelledby="${id}" focusable="false">${drawn.map((node, at) => edge(node, at, drawn))}${drawn.map((node, at) => nodeMark(node, at, drawing, drawn))}</svg>
${nodes.length > drawn.length ? html`<p class="cut">${manyText(nodes.length - drawn.length, "more point")} not drawn.</p>` : nothing}</article>\n`;
}

const xOf = (lane: number): number => 10 + Math.min(lane, 8) * laneWidth;
const yOf = (at: number): number => at * rowHeight + 16;

/** Down the lane of what it builds on, then across to its own. */
function edge({ lane, parent }: Node, at: number, drawn: readonly Node[]): Markup {
  const above = parent === undefined ? undefined : drawn[parent];
  if (above === undefined || parent === undefined) return nothing;
  const [fromX, fromY, toX, toY] = [xOf(above.lane), yOf(parent), xOf(lane), yOf(at)];
  const path =
    fromX === toX
      ? `M${fromX},${fromY}V${toY}`
      : `M${fromX},${fromY}V${toY - 22}C${fromX},${toY - 8} ${toX},${toY - 22} ${toX},${toY}`;
  return html`<path d="${path}" class="edge"/>`;
}

const colours = {
  managed: "own",
  missing: "own",
  unknown: "own",
  unmanaged: "doubt",
  interrupted: "doubt",
  deferred: "faint",
  retained: "faint",
  "other-stack": "other",
  foreign: "foreign",
} as const satisfies Readonly<Record<PointRow["ownership"], string>>;

function nodeMark(node: Node, at: number, { report, measure }: Drawing, drawn: readonly Node[]): Markup {
  const { row, lane, deletion, facts } = node;
  const x = 12 + xOf(Math.max(0, ...drawn.map((one) => one.lane)));
  const y = yOf(at);
  const fits = (text: string, cell: number): string => measure.cut(text, Math.floor((width - x) / cell));
  const colour = colours[row.ownership];
  const isBackup = row.kind === "volume-backup" || row.kind === "vm-backup";
  const shape = isBackup
    ? html`<rect x="${xOf(lane) - 6}" y="${y - 6}" width="12" height="12" rx="2" class="node ${colour}"/>`
    : html`<circle cx="${xOf(lane)}" cy="${y}" r="6.5" class="node ${colour}"/>`;
  const known = [ageOf(row), sizeOf(row), ownerCell(row)].filter((part) => part !== "").join(" · ");
  const notes = [...facts, ...(row.problems.length > 0 ? [statusText(row)] : []), ...deletionNotes(deletion, row)];
  const name = html`<text x="${x}" y="${y + 1}" class="node-name">${fits(row.name === "" ? row.uuid : row.name, nameCell)}</text>`;
  // A member of a group is shown with the group.
  const shown = row.isMember && row.group !== undefined ? row.group : row.uuid;
  const anchor = anchorOf(shown);
  const linked = anchor !== undefined && report.detailed.has(shown) ? html`<a href="#${anchor}">${name}</a>` : name;
  return html`<g>${shape}${linked}<text x="${x}" y="${y + 15}" class="node-fact">${fits(known, factCell)}</text><text x="${x}" y="${y + 28}" class="node-fact${deletion.outcome === "refused" ? " warn" : ""}">${fits(notes.join(" · "), factCell)}</text></g>`;
}

/** Nothing where a deletion takes nothing else. */
const deletionNotes = (deletion: Deletion, row: PointRow): string[] =>
  deletion.outcome === "deleted" ? [] : [`delete: ${deletionText(deletion, row)}`];
