import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const root = join(__dirname, "../../..");

/**
 * Compares what is between two comments of a page with `wanted`; with UPDATE_DOCS=1 writes it.
 *
 * @param title what the opening comment names
 */
export function assertGenerated(page: string, title: string, wanted: string): void {
  const path = join(root, page);
  const text = readFileSync(path, "utf8");
  const begin = `<!-- generated: ${title} -->`;
  const from = text.indexOf(begin) + begin.length;
  const to = text.indexOf("<!-- end of generated -->", from);
  assert.ok(from >= begin.length && to > from, `${page} has no place for "${title}"`);
  const whole = `${text.slice(0, from)}\n${wanted}\n${text.slice(to)}`;
  if (process.env["UPDATE_DOCS"] === "1") writeFileSync(path, whole);
  else assert.equal(text, whole, `"${title}" is out of date; write it with UPDATE_DOCS=1 npx mocha …`);
}

export function tableOf(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(heads), `|${heads.map(() => "---").join("|")}|`, ...rows.map(line)].join("\n");
}

/** The same for a table. */
export function assertTable(
  page: string,
  title: string,
  heads: readonly string[],
  rows: readonly (readonly string[])[],
): void {
  assertGenerated(page, title, tableOf(heads, rows));
}
