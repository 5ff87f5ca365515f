// What the restore points take: how it has grown, and by machine.

import { sizeText } from "../../table/units";
import type { Axis, Scales } from "../chart/scales";
import type { Machine, TimedPoint } from "../model/machines";
import { limits, type Report } from "../model/report";
import { html, type Markup, nothing } from "./markup";
import { percent } from "./timeline";
import { dateText, manyText, numberText } from "./words";

const day = 24 * 3600 * 1000;
/** Steps of the curve at most. */
const columns = 240;
const height = 160;

export function sizesSection(report: Report, scales: Scales, axis: Axis, from: number): Markup {
  const { machines, rows, now } = report;
  const unknown = rows.filter(({ size }) => size === undefined).length;
  const total = rows.reduce((sum, { size }) => sum + (size ?? 0), 0);
  const bySize = machines.map((machine) => sized(machine, now)).sort((a, b) => b.size - a.size);
  const shown = bySize.slice(0, limits.machines);
  return html`<section id="sizes" aria-labelledby="sizes-title">
<h2 id="sizes-title">Sizes and growth</h2>
<p class="lead">${sizeText(total)} in ${manyText(rows.length, "restore point")}. A size is what a restore point takes by itself; increments build on others.${unknown > 0 ? ` The platform tells no size of ${numberText(unknown)}.` : ""}</p>
${growthChart(rows.length === 0 ? [] : machines.flatMap(({ points }) => points), scales, axis, from, now)}
<div class="scroll" role="region" aria-label="Sizes by machine" tabindex="0"><table>
<thead><tr><th scope="col">Machine</th><th scope="col" class="number">Points</th><th scope="col" class="number">Size</th><th scope="col" class="wide">Share</th><th scope="col" class="number">Last 7 days</th><th scope="col" class="number">Last 30 days</th></tr></thead>
<tbody>
${shown.map((one) => machineRow(one, total))}</tbody></table></div>
${bySize.length > shown.length ? html`<p class="cut">${manyText(bySize.length - shown.length, "smaller machine")} not shown.</p>` : nothing}
</section>`;
}

interface Sized {
  readonly name: string;
  readonly count: number;
  readonly size: number;
  readonly week: number;
  readonly month: number;
}

function sized({ name, points }: Machine, now: number): Sized {
  const since = (from: number): number =>
    points.reduce((sum, { row, at }) => sum + (at !== undefined && at >= from ? (row.size ?? 0) : 0), 0);
  const size = points.reduce((sum, { row }) => sum + (row.size ?? 0), 0);
  return { name, count: points.length, size, week: since(now - 7 * day), month: since(now - 30 * day) };
}

const growth = (bytes: number): string => (bytes === 0 ? "" : `+${sizeText(bytes)}`);

function machineRow({ name, count, size, week, month }: Sized, total: number): Markup {
  const share = total === 0 ? 0 : (size / total) * 100;
  return html`<tr><th scope="row">${name}</th><td class="number">${numberText(count)}</td><td class="number">${sizeText(size)}</td><td class="wide">${bar(share, "")}</td><td class="number">${growth(week)}</td><td class="number">${growth(month)}</td></tr>\n`;
}

/** @param kind class that colours it */
export const bar = (share: number, kind: string): Markup =>
  html`<span class="bar"><svg width="100%" height="8" aria-hidden="true" focusable="false"><rect width="100%" height="8" rx="4" class="bar-ground"/><rect width="${percent(Math.min(100, Math.max(share > 0 ? 1 : 0, share)))}" height="8" rx="4" class="bar-part ${kind}"/></svg><span class="bar-text">${share > 0 && share < 1 ? "<1" : Math.floor(share)} %</span></span>`;

/** What exists today, added up in the order in which it was made. */
function growthChart(points: readonly TimedPoint[], scales: Scales, axis: Axis, from: number, now: number): Markup {
  const timed = points
    .flatMap(({ row, at }) => (at === undefined || row.size === undefined ? [] : [{ at, size: row.size }]))
    .sort((a, b) => a.at - b.at);
  if (timed.length === 0) return nothing;
  const steps: { at: number; sum: number }[] = [{ at: from, sum: 0 }];
  let sum = 0;
  for (const { at, size } of timed) {
    sum += size;
    const last = steps.at(-1);
    if (last !== undefined && (at <= from || at - last.at < (now - from) / columns)) last.sum = sum;
    else steps.push({ at, sum });
  }
  const amounts = scales.bytes(sum);
  const y = (value: number): number => Math.round((100 - amounts.at(value)) * 10) / 10;
  const x = (value: number): number => Math.round(axis.at(value) * 10);
  const line = steps
    .map(
      (step, index) =>
        `${index === 0 ? `M${x(step.at)}` : `H${x(step.at)}`}${index === 0 ? `,${y(step.sum)}` : `V${y(step.sum)}`}`,
    )
    .join("");
  const before = steps[0]?.sum ?? 0;
  const label = `Growth: ${sizeText(before)} from before ${dateText(from)}, ${sizeText(sum)} at ${dateText(now)} UTC`;
  return html`<figure class="growth"><svg role="img" aria-label="${label}" width="100%" height="${height + 40}" focusable="false">
<svg x="0" y="10" width="100%" height="${height}" viewBox="0 0 1000 100" preserveAspectRatio="none"><path d="${line}H1000V100H0Z" class="area"/><path d="${line}H1000" class="curve"/></svg>
${amounts.ticks.map((tick) => html`<line x1="0" x2="100%" y1="${rowOf(tick.at)}" y2="${rowOf(tick.at)}" class="grid"/><text x="0" y="${rowOf(tick.at) - 3}" class="tick amount">${tick.label}</text>`)}
${axis.ticks.map(({ at, label: text }, index) => html`<text x="${percent(at)}" y="${height + 28}" text-anchor="${at < 6 ? "start" : at > 94 ? "end" : "middle"}" class="tick${index % 2 === 1 ? " odd" : ""}">${text}</text>`)}
</svg><figcaption>What exists today, added up in the order in which it was made. What was deleted meanwhile is not in it.</figcaption></figure>`;
}

const rowOf = (at: number): number => Math.round(10 + height * (1 - at / 100));
