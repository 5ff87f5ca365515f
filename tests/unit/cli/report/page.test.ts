import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import * as fc from "fast-check";
import type { PointRow } from "../../../../cli/list/rows";
import { escaped, html } from "../../../../cli/report/html/markup";
import { limits } from "../../../../cli/report/model/report";
import { registerSecret } from "../../../../provider/http/redact";
import { aRow } from "../list/row";
import { aReport, hour, htmlOf } from "./data";

const id = (at: number): string => at.toString(16).padStart(32, "0");

/** Everything of a page that is markup: tags with their attributes' names, without any text or value. */
const skeleton = (page: string): string[] =>
  [...page.matchAll(/<(?:[^<>"]|"[^"]*")*>/g)].map(([tag]) => tag.replace(/="[^"]*"/g, "=").replace(/\s+/g, " "));

/** A point of each kind with everything that others name, made of `name`. */
function sceneOf(name: (what: string) => string): PointRow[] {
  const vm = { id: "m1", name: name("vm") };
  const volume = { id: "v1", name: name("volume") };
  const common = { vm, createDate: name("date"), status: name("status"), owner: `o/p/s::${name("owner")}` };
  return [
    aRow({ ...common, uuid: id(1), name: name("a"), volume, ageSeconds: 90 * hour, dependents: 1 }),
    aRow({
      ...{ ...common, uuid: id(2), name: name("b"), volume, ageSeconds: 60 * hour, parent: id(1), latest: true },
      ...{ problems: [name("problem"), "p"], verified: false, keptBy: [name("kept")], resource: name("resource") },
    }),
    aRow({
      ...{ ...common, uuid: id(3), name: name("c"), kind: "vm-backup", type: "zstack.VmBackup", size: 2 ** 30 },
      stores: [{ id: "s1", name: name("store") }],
      ...{ drill: { restorableAt: "2026-11-20T03:00:00.000Z", duration: 90 }, drillProblem: name("drill") },
      parts: [{ uuid: id(4), volume, chain: "chain" }],
    }),
    aRow({
      uuid: id(5),
      name: name("d"),
      ownership: "missing",
      verified: false,
      problems: ["gone"],
      verifiedAt: name("e"),
    }),
    aRow({ uuid: id(6), name: name("f"), type: "cinder.VolumeSnapshot", volume: { id: "v2" }, ageSeconds: 5 }),
  ];
}

const more = (name: (what: string) => string) => ({
  notes: [name("note")],
  filters: [name("filter")],
  stack: { namespace: "", organization: "o", project: "p", stack: name("stack") },
});

const page = (name: (what: string) => string): Promise<string> => htmlOf(aReport(sceneOf(name), more(name)));

describe("the page of the report", () => {
  it("keeps every name that others give where text is", async () => {
    const plain = skeleton(await page((what) => `x${what}`));
    assert.ok(plain.length > 200);
    const hostile = fc.oneof(
      fc.string({ unit: "binary", minLength: 1, maxLength: 60 }),
      fc
        .array(
          fc.constantFrom(...`<>"'&=/\`-!\\ \n\0`, "script", "</title>", "<!--", "-->", "]]>", "onload", "svg", "&lt;"),
          {
            minLength: 1,
            maxLength: 12,
          },
        )
        .map((parts) => parts.join("")),
    );
    await fc.assert(
      fc.asyncProperty(hostile, async (text) => {
        // The first letters keep the order in which names are shown.
        const shown = await page((what) => `x${what}${text}`);
        assert.deepEqual(skeleton(shown), plain);
      }),
      { numRuns: 30 },
    );
  });

  it("escapes whatever is put into a template, and nothing twice", () => {
    assert.equal(
      html`<p title="${`"'<&>`}">${html`<b>${"<i>"}</b>`}</p>`.text,
      '<p title="&quot;&#39;&lt;&amp;&gt;"><b>&lt;i&gt;</b></p>',
    );
    assert.equal(html`${undefined}${0}${[html`a`, html`b`]}`.text, "0ab");
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => !/[<>"'\n\0]/.test(escaped(text))));
  });

  it("has no secret, wherever a platform repeats one", async () => {
    registerSecret("hunter2-Report&9");
    const shown = await page((what) => `x${what} hunter2-Report&9`);
    assert.ok(shown.includes("[secret]"));
    assert.ok(!shown.includes("hunter2-Report"));
  });

  it("allows no request, and runs only its own script and style", async () => {
    const shown = await page((what) => what);
    const [, policy = ""] = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(shown) ?? [];
    assert.match(policy, /^default-src 'none'; /);
    assert.doesNotMatch(policy, /unsafe|https?:|\*/);
    for (const element of ["style", "script"]) {
      const bodies = [...shown.matchAll(new RegExp(`<${element}>([\\s\\S]*?)</${element}>`, "g"))].map(
        ([, body = ""]) => body,
      );
      assert.equal(bodies.length, 1);
      const hash = createHash("sha256")
        .update(bodies[0] ?? "")
        .digest("base64");
      assert.ok(policy.includes(`${element}-src 'sha256-${hash}'`), element);
    }
    assert.doesNotMatch(
      shown.replace(/<script>[\s\S]*?<\/script>/, ""),
      / (?:src|srcset|style|on\w+)="|https?:|url\((?!#)/,
    );
  });

  it("is the same text for the same data", async () => {
    assert.equal(await page((what) => what), await page((what) => what));
  });

  it("has links that lead somewhere", async () => {
    const shown = await page((what) => what);
    const ids = [...shown.matchAll(/ id="([^"]+)"/g)].map(([, one]) => one);
    assert.equal(new Set(ids).size, ids.length);
    const links = [...shown.matchAll(/(?:href="|aria-labelledby="|url\()#?([^")]+)/g)].map(([, one]) => one);
    assert.deepEqual(
      links.filter((one) => !ids.includes(one)),
      [],
    );
  });

  it("stays small with very many restore points, and says what it leaves out", async () => {
    const rows = [...Array(10_000).keys()].map((at) =>
      aRow({
        ...{ uuid: id(at), name: `point ${at}`, ageSeconds: (at % 1000) * hour, size: 2 ** 20 },
        ...{
          vm: { id: `m${at % 200}`, name: `vm-${at % 200}` },
          volume: { id: `v${at % 400}`, name: `volume-${at % 400}` },
        },
        ...(at < 2000 || at % 7 === 0 ? {} : { parent: id(at - 400) }),
        problems: at === 9999 ? ["it is broken"] : [],
        verified: at !== 9999,
      }),
    );
    const shown = await htmlOf(aReport(rows));
    assert.ok(shown.length < 4 * 2 ** 20, `${shown.length} bytes`);
    assert.equal(shown.match(/<details /g)?.length, limits.details);
    assert.ok(shown.includes(`id="point-${id(9999)}"`), "what has a problem is shown");
    for (const text of [
      "600 restore points of 10,000",
      "250 more volumes not drawn",
      "npx pulumi-snapshots list --csv",
    ]) {
      assert.ok(shown.includes(text), text);
    }
  });

  it("says that nothing was checked where no platform was asked", async () => {
    const rows = [aRow({ ownership: "unknown", verified: false, createDate: "2026-11-01" })];
    const shown = await htmlOf(aReport(rows, { state: true, trees: [] }));
    assert.ok(shown.includes("Nothing was checked") && shown.includes("2026-11-01"));
    assert.ok((await htmlOf(aReport([]))).includes("No findings"));
  });
});
