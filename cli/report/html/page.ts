// The whole page: one file from which no request leaves.

import { createHash } from "node:crypto";
import { ageText, sizeText } from "../../table/units";
import type { Measure } from "../../table/width";
import type { Scales } from "../chart/scales";
import type { Report } from "../model/report";
import { capacitySection } from "./capacity";
import { findingsSection } from "./findings";
import { html, Markup } from "./markup";
import { pointsSection } from "./points";
import { script } from "./script";
import { sizesSection } from "./sizes";
import { style } from "./style";
import { shapes, timelineSection } from "./timeline";
import { treesSection } from "./trees";
import { manyText, numberText, timeElement } from "./words";

/** What the page is drawn with. */
export interface Tools {
  readonly measure: Measure;
  readonly scales: Scales;
}

const hash = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

/** Nothing is loaded, and no other script or style than those of the page is run, whatever a name holds. */
const policy = `default-src 'none'; style-src ${hash(style)}; script-src ${hash(script)}; base-uri 'none'; form-action 'none'`;

/** The same text for the same report. */
export function pageOf(report: Report, maxUsage: number, { measure, scales }: Tools): string {
  const from = beginOf(report);
  const axis = scales.time(from, report.now);
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${new Markup(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>Restore points of ${scopeText(report)}</title>
<style>${new Markup(style)}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the findings</a>
${shapes}
<header>
<h1>Restore points of ${scopeText(report)}</h1>
<p class="scope">${platformsText(report)}${timeElement(report.now)} UTC${report.filters.length > 0 ? `, only ${report.filters.join(" ")}` : ""}</p>
${tiles(report)}
<nav aria-label="Sections"><ul><li><a href="#findings">Findings</a></li><li><a href="#timeline">Time line</a></li><li><a href="#sizes">Sizes and growth</a></li><li><a href="#dependencies">Dependencies</a></li><li><a href="#capacity">Quotas and stores</a></li><li><a href="#points">Restore points</a></li></ul></nav>
</header>
<main id="main">
${findingsSection(report)}
${timelineSection(report, axis, from)}
${sizesSection(report, scales, axis, from)}
${treesSection(report, measure)}
${capacitySection(report, maxUsage)}
${pointsSection(report)}
</main>
<footer><p>Made by <code>pulumi-snapshots report</code>. Ages are by the clock of the platform, times by that of the machine that made this page. Nothing was changed.</p></footer>
<script>${new Markup(script)}</script>
</body>
</html>
`;
  return page.text;
}

/** The whole period, or less if nothing is that old. */
function beginOf({ now, period, rows }: Report): number {
  const oldest = Math.max(3600, oldestAge(rows) * 1.03);
  return now - Math.min(period, oldest) * 1000;
}

const oldestAge = (rows: Report["rows"]): number =>
  rows.reduce((most, { ageSeconds }) => Math.max(most, ageSeconds ?? 0), 0);

export function scopeText({ stack, all }: Pick<Report, "stack" | "all">): string {
  if (all || stack === undefined) return "everything that the accounts see";
  return `${stack.organization}/${stack.project}/${stack.stack}`;
}

function platformsText({ status, state }: Report): string {
  if (state) return "From the state alone, ";
  const platforms = status.connections.flatMap(({ platform }) => platform ?? []);
  return platforms.length === 0 ? "" : `On ${platforms.join(", ")}, `;
}

interface Tile {
  readonly term: string;
  readonly value: string;
  readonly more: string;
  readonly kind: "" | "ok" | "bad";
}

function tiles({ status, rows, machines, maxAge, state }: Report): Markup {
  const { findings, newest } = status;
  const covered = newest.filter(({ ageSeconds }) => ageSeconds !== undefined && ageSeconds <= maxAge).length;
  const ages = newest.flatMap(({ ageSeconds }) => ageSeconds ?? []);
  const verified = rows.filter((row) => row.verified).length;
  const size = rows.reduce((sum, one) => sum + (one.size ?? 0), 0);
  const all: Tile[] = [
    state
      ? { term: "Findings", value: "–", more: "nothing was checked", kind: "" }
      : {
          term: "Findings",
          value: numberText(findings.length),
          more: findings.length === 0 ? "nothing to decide" : "to look at",
          kind: findings.length === 0 ? "ok" : "bad",
        },
    {
      term: "Volumes covered",
      value: state ? "–" : `${numberText(covered)} of ${numberText(newest.length)}`,
      more: `verified in the last ${ageText(maxAge)}`,
      kind: state || newest.length === 0 ? "" : covered === newest.length ? "ok" : "bad",
    },
    {
      term: "Oldest newest point",
      value: ages.length === 0 ? "–" : ageText(Math.max(...ages)),
      more: "of all volumes",
      kind: "",
    },
    {
      term: "Restore points",
      value: numberText(rows.length),
      more: `${numberText(verified)} verified, of ${manyText(machines.length, "machine")}`,
      kind: "",
    },
    { term: "Size", value: sizeText(size), more: "of those whose size is known", kind: "" },
  ];
  return html`<dl class="tiles">${all.map(({ term, value, more, kind }) => html`<div class="${kind}"><dt>${term}</dt><dd>${value}<small>${more}</small></dd></div>`)}</dl>`;
}
