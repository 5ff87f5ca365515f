// The page of `pulumi-snapshots report` in a real browser.
// UPDATE_PICTURES=1 npx mocha tests/browser/report.test.ts writes the pictures of docs/operations.md anew.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Page } from "playwright-core";
import { parseOptions } from "../../cli/command";
import { report as reportCommand } from "../../cli/commands/report";
import type { PointRow } from "../../cli/list/rows";
import { work, written } from "../../cli/report/run";
import { drillFindings, failedDrillFindings, withDrills } from "../../cli/status/drills";
import { newestOf } from "../../cli/status/findings";
import type { Status } from "../../cli/status/status";
import { closeConnections } from "../../provider/zstack/connections";
import { Deletions } from "../integration/deletion/support";
import { commandRuntime } from "../integration/zstack/listCommand";
import { Backups } from "../support/backups";
import { type Nights, playNights } from "../support/nights";
import { aRow } from "../unit/cli/list/row";
import { aReport, htmlOf, now } from "../unit/cli/report/data";
import { axeViolations, Chromium, overflow } from "./chromium";

const wide = { width: 1280, height: 900 };
const phone = { width: 390, height: 844 };
const nights = 9;

describe("the page of pulumi-snapshots report in Chromium", () => {
  const here = new Deletions();
  const backups = new Backups(here);
  const browser = new Chromium();
  const folder = mkdtempSync(join(tmpdir(), "pulumi-snapshots-browser-"));
  const file = join(folder, "report.html");
  let scene: Nights;

  before(async function () {
    this.timeout(60_000);
    scene = await playNights(here, backups, nights);
    const runtime = commandRuntime([]);
    const options = parseOptions(reportCommand, ["--all", "--html", file]);
    const now = Date.now() + ((nights - 1) * 24 + 4) * 3_600_000;
    await work(options, scene.stack, { runtime, print: () => undefined, now, write: written });
    await closeConnections(runtime, 500);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  for (const [name, viewport] of Object.entries({ wide, phone })) {
    for (const colorScheme of ["light", "dark"] as const) {
      it(`fits, is accessible and asks for nothing: ${name}, ${colorScheme}`, () =>
        browser.open(file, { viewport, colorScheme }, async ({ page, requests, complaints }) => {
          assert.equal(await overflow(page), 0);
          await page.locator("#expand").click();
          assert.equal(await overflow(page), 0, "with all details open");
          // It takes half a second: contrast is of the colours, and the rest of both layouts.
          if ((viewport === wide) === (colorScheme === "light")) assert.deepEqual(await axeViolations(page), []);
          assert.deepEqual([requests, complaints], [[], []]);
          const ground = await page.evaluate<string>("getComputedStyle(document.body).backgroundColor");
          const [red = 0] = (ground.match(/\d+/g) ?? []).map(Number);
          assert.equal(red > 127, colorScheme === "light", ground);
        }));
    }
  }

  it("draws a mark for each restore point, and each gap, where they are", () =>
    browser.open(file, { viewport: wide }, async ({ page }) => {
      const line = page.locator(".line", { hasText: "DATA-for-db-1-1" });
      const boxes = await line
        .locator("use")
        .evaluateAll((all) => all.map((one) => one.getBoundingClientRect().x + one.getBoundingClientRect().width / 2));
      assert.equal(boxes.length, nights - 3);
      const steps = boxes.slice(1).map((x, at) => x - (boxes[at] ?? 0));
      const [step = 0] = steps;
      const gap = Math.max(...steps);
      assert.ok(Math.abs(gap - 4 * step) < 2, `${steps}`);
      const gaps = await line
        .locator("rect.gap")
        .evaluateAll((all) => all.map((one) => one.getBoundingClientRect().width));
      assert.equal(gaps.length, 1);
      assert.ok((gaps[0] ?? 0) > 2 * step && (gaps[0] ?? 0) < gap, `${gaps}`);
    }));

  it("leads from a finding to its details, and copies a command", () =>
    browser.open(
      file,
      { viewport: wide },
      async ({ page, complaints }) => {
        await page.locator(`#findings a[href="#point-${scene.missing}"]`).click();
        assert.equal(await isOpen(page, scene.missing), true);
        await page.locator(`#dependencies a[href="#point-${scene.middle}"]`).first().click();
        const details = page.locator(`#point-${scene.middle}`);
        assert.equal(await isOpen(page, scene.middle), true);
        const command = details.locator(".command").first();
        await command.getByRole("button", { name: "Copy" }).click();
        await command.getByRole("button", { name: "Copied" }).waitFor();
        const copied = await page.evaluate<string>("copied");
        assert.equal(copied, await command.locator("code").textContent());
        assert.match(copied, new RegExp(`^npx pulumi-snapshots restore ${scene.middle} --to new-volume`));
        assert.deepEqual(complaints, []);
      },
      // What else uses the clipboard of this machine is none of ours.
      (page) => page.addInitScript("navigator.clipboard.writeText = async (text) => { globalThis.copied = text; };"),
    ));

  it("shows only what the filter names", () =>
    browser.open(file, { viewport: wide }, async ({ page }) => {
      const shown = () => page.locator("details.point:visible").count();
      const all = await shown();
      await page.getByLabel("Filter").fill(`web-1 ${scene.middle}`);
      assert.equal(await shown(), 1);
      assert.equal(await page.getByRole("status").textContent(), `1 of ${all}`);
      await page.getByLabel("Filter").fill("");
      assert.equal(await shown(), all);
    }));

  it("is used with the keyboard alone", () =>
    browser.open(file, { viewport: wide }, async ({ page }) => {
      const focused = () => page.evaluate<string>("document.activeElement.textContent");
      await page.keyboard.press("Tab");
      assert.equal(await focused(), "Skip to the findings");
      const outline = await page.evaluate<string>("getComputedStyle(document.activeElement).outlineStyle");
      assert.equal(outline, "solid");
      await page.keyboard.press("Enter");
      assert.equal(await page.evaluate<string>("location.hash"), "#main");
      await page.locator("#filter").focus();
      await page.keyboard.press("Tab");
      await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      assert.equal(await page.locator("details[open]").count(), 1);
      await page.keyboard.press("Tab");
      assert.match(await focused(), /^npx pulumi-snapshots restore /);
    }));

  it("has everything to read without JavaScript", () =>
    browser.open(file, { viewport: phone, javaScriptEnabled: false }, async ({ page, requests }) => {
      assert.equal(await page.locator("table:visible").count(), 3);
      assert.ok((await page.locator(".line use:visible").count()) > nights);
      assert.equal(await page.locator("button:visible").count(), 0);
      const details = page.locator(`#point-${scene.middle}`);
      await details.locator("summary").click();
      assert.equal(await details.locator("code", { hasText: "--to new-volume" }).isVisible(), true);
      assert.deepEqual(requests, []);
    }));

  it("prints with its details, on white", () =>
    browser.open(file, { viewport: wide, colorScheme: "dark" }, async ({ page }) => {
      await page.emulateMedia({ media: "print" });
      await page.evaluate("dispatchEvent(new Event('beforeprint'))");
      assert.equal(await page.locator("details.point:not([open])").count(), 0);
      assert.equal(await page.evaluate("getComputedStyle(document.body).backgroundColor"), "rgb(255, 255, 255)");
      assert.equal(await page.locator("nav:visible, button:visible, input:visible").count(), 0);
      await page.evaluate("dispatchEvent(new Event('afterprint'))");
      assert.equal(await page.locator("details[open]").count(), 0);
      assert.ok((await page.pdf({ format: "A4" })).length > 10_000);
    }));

  it("runs nothing that a name holds", async () => {
    const hostile = [
      "<img src=x onerror=alert(1)>",
      "</script><script>alert(2)</script>",
      `"><svg onload=alert(3)>`,
      "</title><style>*{display:none}</style>",
      "<iframe src=https://example.org>",
    ];
    const rows = hostile.map((name, at) =>
      aRow({
        ...{ uuid: String(at).padStart(32, "0"), name, ageSeconds: at * 3600, owner: name, resource: name },
        ...{ vm: { id: name, name }, volume: { id: name, name }, stores: [{ id: name, name }], problems: [name] },
      }),
    );
    const hostileFile = join(folder, "hostile.html");
    writeFileSync(hostileFile, await htmlOf(aReport(rows, { notes: hostile })));
    await browser.open(hostileFile, { viewport: phone }, async ({ page, requests, complaints }) => {
      assert.deepEqual([requests, complaints], [[], []]);
      assert.equal(await page.locator("script, style, img, iframe").count(), 2);
      assert.deepEqual((await page.locator(".p-name").allTextContents()).sort(), [...hostile].sort());
      assert.equal(await overflow(page), 0);
    });
  });

  it("shows when a restore point was restored in a drill, and drills that are findings", async () => {
    const restorableAt = "2026-11-20T03:00:00.000Z";
    const rows = ["proven", "failed"].map((name, at) =>
      aRow({
        ...{ uuid: String(at).repeat(32), name, volume: { id: `v${at}`, name }, ageSeconds: 10 },
        ...(at === 0 ? { drill: { restorableAt, duration: 90 } } : { drillProblem: "no space" }),
      }),
    );
    const drillFile = join(folder, "drills.html");
    writeFileSync(drillFile, await htmlOf(aReport(rows, { status: drillStatus(rows) })));
    for (const [viewport, colorScheme] of [
      [wide, "light"],
      [phone, "dark"],
    ] as const) {
      await browser.open(drillFile, { viewport, colorScheme }, async ({ page }) => {
        await page.locator("#expand").click();
        assert.equal(await overflow(page), 0);
        assert.deepEqual(await axeViolations(page), []);
        assert.deepEqual(await page.locator(".findings .badge").allTextContents(), ["Drill failed", "No drill"]);
        const proven = page.locator("details.point", { hasText: "proven" });
        const fact = proven.locator("dl > div", { hasText: "Restore drill" });
        assert.match(await fact.innerText(), /2026-11-20 03:00 UTC, took 90 seconds/);
        assert.equal(await fact.locator("time").getAttribute("datetime"), "2026-11-20T03:00:00Z");
        assert.match(await page.locator("details.point", { hasText: "no space" }).innerText(), /Failed restore drill/);
      });
    }
  });

  it("has pictures in the documentation", async function () {
    if (process.env["UPDATE_PICTURES"] === undefined) {
      for (const name of ["report", "report-phone"]) assert.ok(statSync(picture(name)).size < 250_000, name);
      return;
    }
    this.timeout(30_000);
    await browser.open(file, { viewport: { width: 1280, height: 1500 } }, async ({ page }) => {
      await page.screenshot({ path: picture("report") });
    });
    await browser.open(file, { viewport: { width: 390, height: 1100 }, colorScheme: "dark" }, async ({ page }) => {
      await page.locator("#timeline").evaluate((section) => section.scrollIntoView());
      await page.screenshot({ path: picture("report-phone") });
    });
  });
});

/** What `status --max-drill-age` finds of these rows. */
function drillStatus(rows: readonly PointRow[]): Status {
  const newest = withDrills(
    newestOf(rows, () => true),
    rows,
  );
  const failed = rows.flatMap(({ uuid, drillProblem: problem }) =>
    problem === undefined ? [] : [{ point: uuid, resource: "nightly", problem }],
  );
  const findings = [
    ...failedDrillFindings(failed, rows),
    ...drillFindings(newest, { maxDrillAge: 30 * 24 * 3600, now, stack: "dev" }),
  ];
  return { connections: [], unreadable: [], newest, limits: [], points: {}, findings };
}

const picture = (name: string): string => resolve(__dirname, `../../docs/images/${name}.png`);

const isOpen = (page: Page, uuid: string): Promise<boolean> =>
  page.locator(`#point-${uuid}`).evaluate((details) => details.hasAttribute("open"));
