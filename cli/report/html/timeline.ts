// A time line for each volume, by machine: restore points as marks, and gaps between verified ones.

import { nameOf, statusText } from "../../list/columns";
import { ageText } from "../../table/units";
import type { Axis } from "../chart/scales";
import type { Gap, Machine, TimedPoint, VolumeLine } from "../model/machines";
import { limits, type Report } from "../model/report";
import { html, Markup, nothing } from "./markup";
import { dateText, kindText, manyText, numberText, volumeAnchorOf, worthOf } from "./words";

/** Marks that are nearer to each other than this, in percent of the line, are drawn as one. */
const nearest = 0.5;
const height = 34;
const middle = height / 2;

/** Shapes of marks and the pattern of gaps, for the whole page. */
export const shapes = html`<svg width="0" height="0" class="shapes" aria-hidden="true" focusable="false"><defs>
<pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="6" height="6" class="hatch-ground"/><rect width="2.5" height="6" class="hatch-line"/></pattern>
<circle id="mark-snapshot" r="4.5"/>
<g id="mark-group"><circle r="4.5"/><circle r="7.5" class="ring"/></g>
<rect id="mark-volume-backup" x="-4.5" y="-4.5" width="9" height="9" rx="1"/>
<path id="mark-vm-backup" d="M0-7L7 0L0 7L-7 0Z"/>
</defs></svg>`;

export function timelineSection(report: Report, axis: Axis, from: number): Markup {
  const { machines, maxAge, rows, now } = report;
  const shown = drawnMachines(machines);
  const ageless = rows.filter(({ ageSeconds }) => ageSeconds === undefined).length;
  const count = machines.reduce((sum, { volumes }) => sum + volumes.length, 0);
  const drawn = shown.reduce((sum, { volumes }) => sum + volumes.length, 0);
  return html`<section id="timeline" aria-labelledby="timeline-title">
<h2 id="timeline-title">Time line</h2>
<p class="lead">${dateText(from)} to ${dateText(now)} UTC. A gap is longer than ${ageText(maxAge)} without a verified restore point that still exists.</p>
${legend}
${ageless > 0 ? html`<p class="cut">${manyText(ageless, "restore point")} missing or of unknown age: not on the time line.</p>` : nothing}
<div class="timeline">
${shown.length === 0 ? nothing : html`<div class="line axis" aria-hidden="true"><div class="line-label"></div>${axisSvg(axis)}</div>\n`}${shown.map((machine) => machineLines(machine, axis, report, from))}</div>
${count > drawn ? html`<p class="cut">${manyText(count - drawn, "more volume")} not drawn. Narrow the report with <code>--vm</code> or <code>--volume</code>.</p>` : nothing}
</section>`;
}

const legendItem = (shape: string, kind: string, text: string): Markup =>
  html`<li><svg width="18" height="18" aria-hidden="true" focusable="false"><use href="#mark-${shape}" x="9" y="9" class="mark ${kind}"/></svg>${text}</li>`;

const legend = html`<ul class="legend">${legendItem("snapshot", "ok", "snapshot")}${legendItem("group", "ok", "snapshot group")}${legendItem("volume-backup", "ok", "volume backup")}${legendItem("vm-backup", "ok", "VM backup")}${legendItem("snapshot", "plain", "not verified")}${legendItem("snapshot", "bad", "problem")}<li><svg width="26" height="12" aria-hidden="true" focusable="false"><rect width="26" height="12" rx="2" fill="url(#hatch)"/></svg>gap</li></ul>`;

/** Machines with as many of their volumes as may be drawn in all. */
export function drawnMachines(machines: readonly Machine[]): Machine[] {
  let left: number = limits.volumes;
  return machines.flatMap((machine) => {
    const volumes = machine.volumes.slice(0, left);
    left -= volumes.length;
    return volumes.length === 0 ? [] : [{ ...machine, volumes }];
  });
}

function axisSvg({ ticks }: Axis): Markup {
  const labels = ticks.map(
    ({ at, label }, index) =>
      html`<text x="${percent(at)}" y="14" text-anchor="${at < 6 ? "start" : at > 94 ? "end" : "middle"}" class="tick${index % 2 === 1 ? " odd" : ""}">${label}</text>`,
  );
  return html`<svg width="100%" height="18" focusable="false">${labels}</svg>`;
}

export const percent = (value: number): string => `${Math.round(value * 100) / 100}%`;

function machineLines({ name, vm, connection, volumes }: Machine, axis: Axis, report: Report, from: number): Markup {
  const several = new Set(report.machines.map((one) => one.connection)).size > 1;
  const kind = vm === undefined ? "volume" : "VM";
  return html`<h3>${name} <span class="kind">${kind}${several ? `, ${connection}` : ""}</span></h3>
${volumes.map((line) => volumeLine(line, vm === undefined ? "" : name, axis, report, from))}`;
}

function volumeLine(line: VolumeLine, machine: string, axis: Axis, { now, maxAge }: Report, from: number): Markup {
  const gaps = line.gaps.filter(({ to }) => to > from);
  const name = nameOf(line.volume) || "volumes that no longer exist";
  const words = [newestText(line), ...gapsText(gaps)];
  const isLate = gaps.some(({ isOpen }) => isOpen) || (line.newest !== undefined && line.newest.point === undefined);
  const count = manyText(line.points.length, "restore point");
  const label = `${machine === "" ? "" : `${machine}, `}${name}: ${[count, ...words].join("; ")}`;
  const older = line.points.filter(({ at }) => at !== undefined && at < from).length;
  return html`<div class="line"${volumeId(line.volume.id)}><div class="line-label"><span class="name">${name}</span> <span class="facts${isLate ? " late" : ""}">${words.join("; ")}${older > 0 ? `; ${numberText(older)} older` : ""}</span></div><svg role="img" aria-label="${label}" width="100%" height="${height}" focusable="false">${grid(axis)}<line x1="0" x2="100%" y1="${middle}" y2="${middle}" class="track"/>${gaps.map((gap) => gapMark(gap, axis, from, maxAge))}${marks(line.points, axis, from, now)}</svg></div>\n`;
}

function volumeId(id: string): Markup {
  const anchor = volumeAnchorOf(id);
  return anchor === undefined ? nothing : html` id="${anchor}"`;
}

const grid = ({ ticks }: Axis): Markup =>
  html`${ticks.map(({ at }) => html`<line x1="${percent(at)}" x2="${percent(at)}" y1="0" y2="${height}" class="grid"/>`)}`;

function newestText({ newest, points }: VolumeLine): string {
  if (newest === undefined) return points.some(({ at }) => at !== undefined) ? "the volume no longer exists" : "";
  if (newest.point === undefined) return "none verified";
  return newest.ageSeconds === undefined ? "age unknown" : `newest ${ageText(newest.ageSeconds)} old`;
}

function gapsText(gaps: readonly Gap[]): string[] {
  if (gaps.length === 0) return [];
  const longest = Math.max(...gaps.map(({ from, to }) => to - from));
  return [`${manyText(gaps.length, "gap")}${gaps.length === 1 ? " of" : ", longest"} ${ageText(longest / 1000)}`];
}

/** What is late of a gap begins when the next restore point was due. */
function gapMark({ from, to, isOpen }: Gap, axis: Axis, begin: number, maxAge: number): Markup {
  const [left, right] = [axis.at(Math.max(begin, from + maxAge * 1000)), axis.at(to)];
  const title = `gap of ${ageText((to - from) / 1000)}: ${dateText(from)} to ${isOpen ? "now" : dateText(to)} UTC`;
  return html`<rect x="${percent(left)}" width="${percent(Math.max(0.2, right - left))}" y="${middle - 6}" height="12" rx="2" fill="url(#hatch)" class="gap"><title>${title}</title></rect>`;
}

interface Mark {
  readonly at: number;
  readonly points: TimedPoint[];
}

function marks(points: readonly TimedPoint[], axis: Axis, from: number, now: number): Markup {
  const together: Mark[] = [];
  for (const point of points) {
    if (point.at === undefined || point.at < from || point.at > now) continue;
    const at = axis.at(point.at);
    const last = together.at(-1);
    if (last !== undefined && at - last.at < nearest) last.points.push(point);
    else together.push({ at, points: [point] });
  }
  return new Markup(together.map((one) => markOf(one).text).join(""));
}

function markOf({ at, points }: Mark): Markup {
  const rows = points.map(({ row }) => row);
  const worths = rows.map(worthOf);
  const worth = worths.includes("bad") ? "bad" : worths.includes("ok") ? "ok" : "plain";
  const row = rows.find((one) => worthOf(one) === worth) ?? rows[0];
  if (row === undefined) return nothing;
  const first = `${kindText(row)} ${row.name}, ${dateText(points[0]?.at ?? 0)} UTC, ${statusText(row)}`;
  const title = rows.length === 1 ? first : `${numberText(rows.length)} restore points, of them ${first}`;
  return html`<use href="#mark-${row.kind}" x="${percent(at)}" y="${middle}" class="mark ${worth}"><title>${title}</title></use>`;
}
