// One headless browser for all tests of a file, and what a page did in it.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { after, before } from "mocha";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";

const axeSource = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

/** What axe says of a page, as far as it is read here. */
interface AxeResult {
  readonly violations: { readonly id: string; readonly nodes: { readonly html: string }[] }[];
  readonly passes: unknown[];
}

/** A page that is open, with what it asked for and complained about. */
export interface OpenPage {
  readonly page: Page;
  /** URLs other than its own file. */
  readonly requests: string[];
  readonly complaints: string[];
}

export class Chromium {
  private browser: Browser | undefined;

  constructor() {
    before(async () => {
      const executablePath = process.env["PULUMI_SNAPSHOTS_TEST_BROWSER"] ?? "/usr/bin/chromium";
      // Root has no sandbox; the pages are our own.
      this.browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
    });
    after(() => this.browser?.close());
  }

  /** Opens a file, lets `look` have it, and closes it. */
  async open<T>(
    file: string,
    options: BrowserContextOptions,
    look: (opened: OpenPage) => Promise<T>,
    prepare: (page: Page) => Promise<unknown> = async () => undefined,
  ): Promise<T> {
    assert.ok(this.browser !== undefined, "the browser runs only inside tests");
    const url = pathToFileURL(file).href;
    const context = await this.browser.newContext(options);
    try {
      const page = await context.newPage();
      const [requests, complaints]: string[][] = [[], []];
      page.on("request", (request) => {
        if (request.url().split("#")[0] !== url) requests?.push(request.url());
      });
      page.on("console", (message) => {
        if (/error|warning/.test(message.type())) complaints?.push(message.text());
      });
      page.on("pageerror", (error) => complaints?.push(String(error)));
      page.on("dialog", (dialog) => {
        complaints?.push(`dialog: ${dialog.message()}`);
        void dialog.dismiss();
      });
      await prepare(page);
      await page.goto(url);
      return await look({ page, requests: requests ?? [], complaints: complaints ?? [] });
    } finally {
      await context.close();
    }
  }
}

/** Rules of axe that the page breaks, with the elements. The page's policy holds for its scripts, not for the debugger's. */
export async function axeViolations(page: Page): Promise<string[]> {
  await page.evaluate(axeSource);
  const { violations, passes } = await page.evaluate<AxeResult>("axe.run(document, { resultTypes: ['violations'] })");
  assert.ok(passes.length > 20, `${passes.length} rules were looked at`);
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 200)).join(" ")}`);
}

/** Pixels by which the page is wider than its window. */
export const overflow = (page: Page): Promise<number> =>
  page.evaluate<number>("document.documentElement.scrollWidth - innerWidth");
