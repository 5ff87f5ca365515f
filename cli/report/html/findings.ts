// Findings on top of the page, after what makes the report incomplete.

import type { Finding, FindingCode } from "../../status/findings";
import { limits, type Report } from "../model/report";
import { html, type Markup, nothing } from "./markup";
import { drawnMachines } from "./timeline";
import { anchorOf, manyText, volumeAnchorOf } from "./words";

const titles = {
  unprotected: "Unprotected",
  "too-old": "Too old",
  "no-verified-point": "None verified",
  "age-unknown": "Age unknown",
  missing: "Missing",
  problems: "Problem",
  "drill-failed": "Drill failed",
  "drill-too-old": "Drill too old",
  "no-drill": "No drill",
  "chain-limit": "Chain limit",
  quota: "Quota",
  storage: "Storage",
} as const satisfies Readonly<Record<FindingCode, string>>;

/** Whatever means that a restore may not be possible is more than a limit that is near. */
const severe: readonly FindingCode[] = [
  "unprotected",
  "missing",
  "problems",
  "drill-failed",
  "no-verified-point",
  "too-old",
];

export function findingsSection({ status, notes, state, detailed, all, machines }: Report): Markup {
  const { findings } = status;
  const shown = findings.slice(0, limits.findings);
  const lines = new Set(drawnMachines(machines).flatMap(({ volumes }) => volumes.map(({ volume }) => volume.id)));
  const several = new Set(findings.map(({ connection }) => connection)).size > 1;
  return html`<section id="findings" aria-labelledby="findings-title">
<h2 id="findings-title">Findings</h2>
${notes.map((note) => html`<p class="note">${note}</p>\n`)}${verdict(findings, state)}
${shown.length === 0 ? nothing : html`<ul class="findings">\n${shown.map((one) => findingItem(one, several, { detailed, lines }))}</ul>`}
${
  findings.length > shown.length
    ? html`<p class="cut">${manyText(findings.length - shown.length, "more finding")} not shown: <code>npx pulumi-snapshots status${all ? " --all" : ""}</code> prints all.</p>`
    : nothing
}</section>`;
}

function verdict(findings: readonly Finding[], state: boolean): Markup {
  if (findings.length > 0) return nothing;
  return state
    ? html`<p class="note">Nothing was checked: the report is of the state alone.</p>`
    : html`<p class="fine"><span class="badge ok">OK</span> No findings: every volume with restore points has a verified one that is new enough.</p>`;
}

function findingItem(
  { code, id, message, connection }: Finding,
  several: boolean,
  { detailed, lines }: { readonly detailed: ReadonlySet<string>; readonly lines: ReadonlySet<string> },
): Markup {
  const anchor = detailed.has(id) ? anchorOf(id) : lines.has(id) ? volumeAnchorOf(id) : undefined;
  const link =
    anchor === undefined ? nothing : html` <a href="#${anchor}">${detailed.has(id) ? "Details" : "Time line"}</a>`;
  return html`<li><span class="badge ${severe.includes(code) ? "bad" : "warn"}">${titles[code]}</span> <span class="finding">${withIds(message)}${several ? `, ${connection}` : ""}${link}</span></li>\n`;
}

/** The ids of a message, which nobody reads first, are set apart. */
function withIds(message: string): Markup {
  const parts = message.split(/(\([0-9a-f-]{32,36}\))/);
  return html`${parts.map((part, at) => (at % 2 === 1 ? html`<code class="id">${part}</code>` : html`${part}`))}`;
}
