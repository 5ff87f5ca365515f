// Details of restore points, with the command that restores from each.

import { nameOf, ownerCell, statusText } from "../../list/columns";
import type { Named, PointRow } from "../../list/rows";
import { deletionText, snapshotDeletion } from "../../list/tree/deletion";
import { ageText } from "../../table/units";
import type { Machine, TimedPoint } from "../model/machines";
import type { Report } from "../model/report";
import type { Restoring } from "../model/restore";
import { html, type Markup, nothing } from "./markup";
import { ageOf, anchorOf, kindText, manyText, numberText, pointLink, sizeOf, timeElement, worthOf } from "./words";

export function pointsSection(report: Report): Markup {
  const { machines, rows, detailed, all } = report;
  const left = rows.length - detailed.size;
  return html`<section id="points" aria-labelledby="points-title">
<h2 id="points-title">Restore points</h2>
<p class="lead">${
    rows.length === 0 ? "None." : "Open one for its details and the commands that restore from it."
  }${report.stack === undefined ? "" : " The commands run in the folder of the Pulumi project."} In place, the command names what is overwritten and asks before it does anything.</p>
${left > 0 ? html`<p class="cut">${manyText(detailed.size, "restore point")} of ${numberText(rows.length)}: those with problems, and the newest of each machine. All of them: <code>npx pulumi-snapshots list${all ? " --all" : ""} --csv</code></p>` : nothing}
<div class="tools" hidden><label for="filter">Filter</label><input id="filter" type="search" autocomplete="off"><button type="button" id="expand">Open all</button><p id="found" role="status"></p></div>
${machines.map((machine) => machinePoints(machine, report))}</section>`;
}

function machinePoints({ name, points, volumes, vm }: Machine, report: Report): Markup {
  const shown = points.filter(({ row }) => report.detailed.has(row.uuid));
  if (shown.length === 0) return nothing;
  const count =
    shown.length === points.length
      ? numberText(shown.length)
      : `${numberText(shown.length)} of ${numberText(points.length)}`;
  const several = vm !== undefined && volumes.length > 1;
  return html`<div class="group"><h3>${name} <span class="kind">${count}</span></h3>
${shown.map((point) => pointDetails(point, report, several))}</div>
`;
}

/** @param several whether the machine has several volumes, so that each line names its own */
function pointDetails({ row, at }: TimedPoint, report: Report, several: boolean): Markup {
  const anchor = anchorOf(row.uuid);
  const id = anchor === undefined ? nothing : html` id="${anchor}"`;
  const worth = worthOf(row);
  const what = several && row.volume !== undefined ? `${kindText(row)} of ${nameOf(row.volume)}` : kindText(row);
  return html`<details class="point"${id}><summary><span class="p-name">${row.name === "" ? row.uuid : row.name}</span><span class="p-kind">${what}</span><span class="p-age">${ageOf(row)}</span><span class="p-size">${sizeOf(row)}</span><span class="p-status"><span class="badge ${worth === "plain" ? "" : worth}">${worth === "bad" ? (row.ownership === "missing" ? "missing" : "problem") : statusText(row)}</span></span><span class="p-owner">${ownerCell(row)}</span></summary>
<div class="detail"><dl>${facts(row, at, report).map(([term, value]) => html`<div><dt>${term}</dt><dd>${value}</dd></div>`)}</dl>
${restoring(report.restoring(row))}</div></details>
`;
}

type Fact = readonly [term: string, value: Markup];

function facts(row: PointRow, at: number | undefined, { snapshots, detailed }: Report): Fact[] {
  const text = (term: string, value: string | undefined): Fact[] =>
    value === undefined || value === "" ? [] : [[term, html`${value}`]];
  const isDrawn = row.kind === "snapshot" && snapshots.get(row.uuid) !== undefined;
  const parent = row.parent === undefined ? undefined : snapshots.get(row.parent);
  return [
    ...text("Problems", row.problems.join("; ")),
    ["Id", html`<code>${row.uuid}</code>`],
    ...text("Resource", [row.type, row.resource].filter((part) => part !== undefined).join(" ")),
    ...objects("VM", row.vm === undefined ? [] : [row.vm]),
    ...objects("Volume", row.volume === undefined ? [] : [row.volume]),
    ...objects(
      "Volumes",
      row.parts.map(({ volume }) => volume),
    ),
    ...(at === undefined ? text("Created", row.createDate) : [["Created", html`${timeElement(at)} UTC`] as const]),
    ...text("Status", row.status),
    ...text("Verified", row.verifiedAt ?? (row.verified ? "yes" : "no")),
    ...drillFacts(row),
    ...text("Size", row.size === undefined ? undefined : `${numberText(row.size)} bytes`),
    ...objects("Stores", row.stores),
    ...(parent === undefined ? [] : [["Builds on", pointLink(parent.uuid, parent.name, detailed)] as const]),
    ...text("Place in its chain", String(row.chainDepth)),
    ...text("What builds on it", row.dependents === 0 ? undefined : manyText(row.dependents, "restore point")),
    ...text("Group", row.group === undefined ? undefined : (snapshots.groups.get(row.group)?.name ?? row.group)),
    ...text("Owner", row.owner ?? row.ownership),
    ...text("Kept by", row.keptBy.join(", ")),
    ...(isDrawn ? text("A delete", deletionText(snapshotDeletion(row, snapshots), row)) : []),
    ...text("Connection", row.connection),
  ];
}

function drillFacts({ drill, drillProblem }: PointRow): Fact[] {
  const took = drill?.duration === undefined ? "" : `, took ${ageText(drill.duration)}`;
  return [
    ...(drillProblem === undefined ? [] : [["Failed restore drill", html`${drillProblem}`] as const]),
    ...(drill === undefined
      ? []
      : [["Restore drill", html`${timeElement(Date.parse(drill.restorableAt))} UTC${took}`] as const]),
  ];
}

/** One line each, with its id where it has a name. */
function objects(term: string, all: readonly Named[]): Fact[] {
  const one = ({ id, name }: Named): Markup =>
    name === undefined ? html`<div><code>${id}</code></div>` : html`<div>${name} <code class="id">${id}</code></div>`;
  return all.length === 0 ? [] : [[term, html`${all.map(one)}`]];
}

function restoring({ commands, note }: Restoring): Markup {
  return html`<div class="restore"><h4>Restore</h4>
${commands.map(({ about, line }) => html`<p>${about}</p>\n${codeBlock(line)}`)}${note === undefined ? nothing : html`<p class="note">${note}</p>`}</div>`;
}

/** A script adds a button that copies it; without one, a click selects all of it. */
const codeBlock = (line: string): Markup =>
  html`<div class="command"><pre tabindex="0"><code>${line}</code></pre><button type="button" class="copy" hidden>Copy</button></div>\n`;
