import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const root = join(__dirname, "../../..");

/**
 * Compares the table between two comments of a page with these rows; with UPDATE_DOCS=1 writes them.
 *
 * @param title what the opening comment names
 */
export function assertTable(
  page: string,
  title: string,
  heads: readonly string[],
  rows: readonly (readonly string[])[],
): void {
  const path = join(root, page);
  const text = readFileSync(path, "utf8");
  const begin = `<!-- generated: ${title} -->`;
  const from = text.indexOf(begin) + begin.length;
  const to = text.indexOf("<!-- end of generated -->", from);
  assert.ok(from >= begin.length && to > from, `${page} has no place for the table`);
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  const table = [line(heads), `|${heads.map(() => "---").join("|")}|`, ...rows.map(line)].join("\n");
  const wanted = `${text.slice(0, from)}\n${table}\n${text.slice(to)}`;
  if (process.env["UPDATE_DOCS"] === "1") writeFileSync(path, wanted);
  else assert.equal(text, wanted, `the table "${title}" is out of date; write it with UPDATE_DOCS=1 npx mocha …`);
}
