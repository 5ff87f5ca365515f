// Quotas, storages, and what each backup storage holds.

import type { Limit } from "../../../provider/core/listing";
import { nameOf } from "../../list/columns";
import type { PointRow } from "../../list/rows";
import { sizeText } from "../../table/units";
import { limits, type Report } from "../model/report";
import { html, type Markup, nothing } from "./markup";
import { bar } from "./sizes";
import { manyText, numberText } from "./words";

export function capacitySection({ status, rows, state }: Report, maxUsage: number): Markup {
  const several = status.limits.length > 1;
  const all = status.limits.flatMap(({ connection, quotas, storages }) => [
    ...quotas.map((limit) => ({ limit, what: "quota", connection })),
    ...storages.map((limit) => ({ limit, what: "storage", connection })),
  ]);
  const shown = all.slice(0, limits.machines);
  const stores = storesOf(rows);
  return html`<section id="capacity" aria-labelledby="capacity-title">
<h2 id="capacity-title">Quotas and stores</h2>
${
  all.length === 0
    ? html`<p class="lead">${state ? "No platform was asked." : "The platform shows this account no quotas and no storages of these restore points."}</p>`
    : html`<div class="scroll" role="region" aria-label="Quotas and storages" tabindex="0"><table>
<thead><tr><th scope="col">Name</th><th scope="col">What</th><th scope="col" class="number">Used</th><th scope="col" class="number">Of</th><th scope="col" class="wide">Usage</th></tr></thead>
<tbody>
${shown.map(({ limit, what, connection }) => limitRow(limit, several ? `${what}, ${connection}` : what, maxUsage))}</tbody></table></div>
${all.length > shown.length ? html`<p class="cut">${manyText(all.length - shown.length, "more")} not shown.</p>` : nothing}`
}
${
  stores.length === 0
    ? nothing
    : html`<h3>Where backups are</h3>
<div class="scroll" role="region" aria-label="Where backups are" tabindex="0"><table>
<thead><tr><th scope="col">Store</th><th scope="col" class="number">Backups</th><th scope="col" class="number">Size</th></tr></thead>
<tbody>
${stores.map(({ name, count, size }) => html`<tr><th scope="row">${name}</th><td class="number">${numberText(count)}</td><td class="number">${sizeText(size)}</td></tr>\n`)}</tbody></table></div>`
}
</section>`;
}

function limitRow({ id, name, used, total, unit }: Limit, what: string, maxUsage: number): Markup {
  const amount = (value: number): string => (unit === "bytes" ? sizeText(value) : numberText(value));
  const share = total === 0 ? 100 : (used / total) * 100;
  const kind = share >= maxUsage * 100 ? "bad" : share >= maxUsage * 80 ? "warn" : "";
  return html`<tr><th scope="row">${name === "" ? id : name}</th><td>${what}</td><td class="number">${amount(used)}</td><td class="number">${amount(total)}</td><td class="wide">${bar(share, kind)}</td></tr>\n`;
}

interface Store {
  readonly name: string;
  readonly count: number;
  readonly size: number;
}

function storesOf(rows: readonly PointRow[]): Store[] {
  const found = new Map<string, Store>();
  for (const { stores, size, connection } of rows) {
    for (const store of stores) {
      const key = `${connection}\0${store.id}`;
      const before = found.get(key) ?? { name: nameOf(store), count: 0, size: 0 };
      found.set(key, { ...before, count: before.count + 1, size: before.size + (size ?? 0) });
    }
  }
  return [...found.values()].sort((a, b) => b.size - a.size || (a.name < b.name ? -1 : 1));
}
