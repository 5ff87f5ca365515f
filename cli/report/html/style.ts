// The style of the page: light and dark, from a phone to a wide screen, and printed.

export const style = `
:root {
  color-scheme: light dark;
  --page: #f4f6f8; --card: #ffffff; --text: #17212b; --soft: #536170; --line: #d9e0e7; --faint: #eef2f5;
  --link: #0b5cad; --ok: #12784a; --ok-ground: #e2f4ea; --warn: #8a4b00; --warn-ground: #fdf0d9; --bad: #b3261e; --bad-ground: #fce8e6;
  --own: #1f6fc4; --other: #8250c8; --foreign: #66727f; --doubt: #c27803; --area: #1f6fc433; --hatch: #d9822b;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #0f151b; --card: #18212a; --text: #e4eaf0; --soft: #a3b0bd; --line: #2d3945; --faint: #1f2a34;
    --link: #7db8f5; --ok: #5fd49a; --ok-ground: #123526; --warn: #f2b45c; --warn-ground: #3a2a10; --bad: #ff9a90; --bad-ground: #46201d;
    --own: #5aa5f0; --other: #b794f0; --foreign: #93a0ad; --doubt: #e3a33b; --area: #5aa5f040; --hatch: #c9792a;
  }
}
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; }
body { margin: 0; background: var(--page); color: var(--text); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; overflow-wrap: anywhere; }
a { color: var(--link); }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; border-radius: 3px; }
.skip { position: absolute; left: -9999px; }
.skip:focus { left: 1rem; top: .5rem; background: var(--card); padding: .4rem .8rem; z-index: 1; }
header, main, footer { max-width: 1200px; margin: 0 auto; padding: 0 1rem; }
header { padding-top: 1.6rem; }
h1 { font-size: 1.6rem; line-height: 1.2; margin: 0; letter-spacing: -.01em; }
.scope { color: var(--soft); margin: .3rem 0 1rem; }
h2 { font-size: 1.15rem; margin: 0 0 .5rem; }
h3 { font-size: .98rem; margin: 1rem 0 .3rem; }
h4 { font-size: .9rem; margin: .9rem 0 .2rem; }
.kind { color: var(--soft); font-weight: 400; font-size: .85rem; }
section { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 1.1rem 1.2rem; margin: 1rem 0; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: .7rem; margin: 0; }
.tiles > div { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: .7rem .9rem; }
.tiles > div.bad { border-color: var(--bad); }
.tiles > div.ok { border-color: var(--ok); }
.tiles dt { color: var(--soft); font-size: .82rem; }
.tiles dd { margin: 0; font-size: 1.45rem; font-weight: 650; letter-spacing: -.01em; line-height: 1.3; }
.tiles .bad dd { color: var(--bad); }
.tiles .ok dd { color: var(--ok); }
.tiles small { display: block; font-size: .78rem; font-weight: 400; color: var(--soft); letter-spacing: 0; }
nav { margin: .9rem 0 0; }
nav ul { display: flex; flex-wrap: wrap; gap: .2rem 1.1rem; list-style: none; margin: 0; padding: 0; }
.lead { color: var(--soft); margin: 0 0 .6rem; max-width: 75ch; }
.note, .cut { background: var(--warn-ground); color: var(--warn); border-radius: 6px; padding: .45rem .7rem; margin: .5rem 0; font-size: .9rem; }
.cut { background: var(--faint); color: var(--soft); }
.fine { margin: 0; }
.badge { display: inline-block; border-radius: 5px; padding: .02rem .45rem; font-size: .8rem; font-weight: 600; background: var(--faint); color: var(--soft); white-space: nowrap; }
.badge.ok { background: var(--ok-ground); color: var(--ok); }
.badge.warn { background: var(--warn-ground); color: var(--warn); }
.badge.bad { background: var(--bad-ground); color: var(--bad); }
.findings { list-style: none; margin: 0; padding: 0; }
.findings li { display: grid; grid-template-columns: 7.5rem 1fr; gap: .6rem; align-items: baseline; padding: .4rem 0; border-top: 1px solid var(--line); }
.findings .badge { justify-self: start; }
.finding a { white-space: nowrap; }
.id { color: var(--soft); font-size: .8em; }
.findings li:first-child { border-top: 0; }
.legend { display: flex; flex-wrap: wrap; gap: .3rem 1rem; list-style: none; margin: 0 0 .6rem; padding: 0; color: var(--soft); font-size: .85rem; }
.legend li { display: flex; align-items: center; gap: .35rem; }
.dot { width: 11px; height: 11px; border-radius: 50%; display: inline-block; }
.dot.own { background: var(--own); } .dot.other { background: var(--other); } .dot.foreign { background: var(--foreign); }
.dot.doubt { background: var(--doubt); } .dot.faint { background: none; border: 2px solid var(--foreign); }
svg { display: block; overflow: visible; }
svg text { fill: var(--text); font-family: inherit; }
.shapes { position: absolute; }
.line { display: grid; grid-template-columns: 240px 1fr; gap: 0 1rem; align-items: center; padding: .15rem 12px .15rem 0; }
.line-label { min-width: 0; line-height: 1.3; }
.line-label .name { display: block; font-size: .88rem; }
.line-label .facts { display: block; font-size: .8rem; color: var(--soft); }
.line-label .facts.late { color: var(--bad); }
.timeline h3 { border-top: 1px solid var(--line); padding-top: .5rem; margin-top: .5rem; }
.tick { font-size: 11.5px; fill: var(--soft) !important; }
.grid { stroke: var(--line); stroke-width: 1; }
.track { stroke: var(--line); stroke-width: 2; }
.hatch-ground { fill: var(--warn-ground); } .hatch-line { fill: var(--hatch); }
.gap { stroke: var(--hatch); stroke-width: 1; }
.mark { stroke: var(--card); stroke-width: 1.5; fill: var(--ok); color: var(--ok); }
.mark.plain { fill: var(--card); stroke: var(--soft); color: var(--soft); stroke-width: 2; }
.mark.bad { fill: var(--bad); color: var(--bad); }
.ring { fill: none; stroke: currentColor; stroke-width: 1.5; }
.growth { margin: .3rem 0 1rem; }
.growth figcaption { color: var(--soft); font-size: .82rem; }
.area { fill: var(--area); }
.curve { fill: none; stroke: var(--own); stroke-width: 2; vector-effect: non-scaling-stroke; }
.amount { paint-order: stroke; stroke: var(--card); stroke-width: 3px; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
th, td { text-align: left; padding: .4rem .6rem .4rem 0; border-top: 1px solid var(--line); vertical-align: middle; }
thead th { border-top: 0; color: var(--soft); font-weight: 500; font-size: .82rem; white-space: nowrap; }
tbody th { font-weight: 550; min-width: 7rem; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.wide { width: 30%; min-width: 110px; padding-left: .8rem; }
.bar { display: grid; grid-template-columns: 1fr 3.2rem; gap: .5rem; align-items: center; }
.bar-text { color: var(--soft); font-size: .8rem; font-variant-numeric: tabular-nums; text-align: right; }
.bar-ground { fill: var(--line); } .bar-part { fill: var(--own); } .bar-part.warn { fill: var(--hatch); } .bar-part.bad { fill: var(--bad); }
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 320px), 1fr)); gap: .8rem; align-items: start; }
.card { border: 1px solid var(--line); border-radius: 8px; padding: .2rem .8rem .6rem; min-width: 0; }
.tree { width: 100%; max-width: 420px; height: auto; margin-top: .5rem; }
.edge { fill: none; stroke: var(--soft); stroke-width: 2; }
.node { stroke: var(--card); stroke-width: 2; fill: var(--foreign); }
.node.own { fill: var(--own); } .node.other { fill: var(--other); } .node.doubt { fill: var(--doubt); }
.node.faint { fill: var(--card); stroke: var(--foreign); }
.node-name { font-size: 13px; font-weight: 600; }
a .node-name { fill: var(--link); }
.node-fact { font-size: 11.5px; fill: var(--soft) !important; }
.node-fact.warn { fill: var(--warn) !important; }
.tools { display: flex; flex-wrap: wrap; align-items: center; gap: .6rem; margin: .6rem 0; }
[hidden] { display: none !important; }
input, button { font: inherit; color: inherit; background: var(--card); border: 1px solid var(--soft); border-radius: 6px; padding: .25rem .6rem; }
input { flex: 1 1 12rem; min-width: 0; max-width: 26rem; }
button { cursor: pointer; }
#found { margin: 0; color: var(--soft); font-size: .88rem; }
.point { border-top: 1px solid var(--line); }
.point[open] { background: var(--faint); border-radius: 6px; }
summary { cursor: pointer; display: grid; grid-template-columns: 1.1rem minmax(0, 2.2fr) minmax(0, 1.8fr) 5rem 5.5rem 6.5rem minmax(0, 1.8fr); gap: 0 .8rem; align-items: baseline; padding: .4rem .3rem; font-size: .9rem; list-style: none; }
summary::-webkit-details-marker { display: none; }
summary::before { content: "▸"; color: var(--soft); }
[open] > summary::before { content: "▾"; }
.p-name { font-weight: 600; }
.p-kind, .p-owner { color: var(--soft); }
.p-age, .p-size { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.detail { padding: .1rem 1rem .9rem 2.2rem; }
dl { margin: 0; }
.detail dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 300px), 1fr)); gap: .3rem 1.4rem; font-size: .88rem; }
.detail dl > div { min-width: 0; }
.detail dt { color: var(--soft); font-size: .78rem; }
.detail dd { margin: 0; }
.restore p { margin: .5rem 0 .15rem; font-size: .85rem; color: var(--soft); }
.restore p.note { color: var(--warn); }
code, pre { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: .85em; }
.command { display: flex; gap: .5rem; align-items: flex-start; }
pre { flex: 1; min-width: 0; margin: 0; padding: .45rem .6rem; background: var(--card); border: 1px solid var(--line); border-radius: 6px; white-space: pre-wrap; font-size: .82rem; }
pre code { user-select: all; font-size: 1em; }
footer { color: var(--soft); font-size: .85rem; padding-bottom: 2rem; }
@media (max-width: 760px) {
  section { padding: .9rem .8rem; border-radius: 8px; }
  header, main, footer { padding-left: .7rem; padding-right: .7rem; }
  .tiles { grid-template-columns: 1fr 1fr; }
  .line { grid-template-columns: 1fr; }
  .axis .line-label { display: none; }
  .tick.odd { display: none; }
  .findings li { grid-template-columns: 1fr; gap: .1rem; }
  .tiles > div:last-child:nth-child(odd) { grid-column: 1 / -1; }
  .bar { display: block; }
  .bar svg { display: none; }
  summary { grid-template-columns: 1.1rem 1fr auto; }
  .p-name { grid-column: 2; } .p-status { grid-column: 3; grid-row: 1; }
  .p-kind, .p-owner { grid-column: 2; } .p-age, .p-size { grid-column: 3; }
  .p-kind, .p-age { grid-row: 2; } .p-owner, .p-size { grid-row: 3; }
  .detail { padding: .1rem .6rem .8rem; }
  .wide { min-width: 0; width: auto; text-align: right; padding-left: 0; }
}
@media print {
  :root { color-scheme: light; --page: #fff; --card: #fff; --text: #000; --soft: #444; --line: #bbb; --faint: #fff; --link: #000;
    --ok: #12784a; --ok-ground: #fff; --warn: #8a4b00; --warn-ground: #fff; --bad: #b3261e; --bad-ground: #fff;
    --own: #1f6fc4; --other: #8250c8; --foreign: #66727f; --doubt: #c27803; --area: #1f6fc433; --hatch: #d9822b; }
  body { font-size: 10.5pt; }
  nav, .skip, .tools, .copy { display: none !important; }
  section, .card, .tiles > div { break-inside: auto; border-color: #bbb; }
  .card, .line, tr, .findings li, .command { break-inside: avoid; }
  h2, h3, summary { break-after: avoid; }
  header, main, footer { max-width: none; padding: 0; }
  .badge { border: 1px solid currentColor; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;
