// What a benchmark has measured, in docs/performance.md.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../project.mjs";

const page = join(root, "docs/performance.md");

/**
 * @param {string} text of a page
 * @param {string} name of the place, between `<!-- measured: name -->` and `<!-- end -->`
 * @param {string} measured Markdown
 * @returns {string} the page with this in that place
 */
export function withMeasured(text, name, measured) {
  const begin = `<!-- measured: ${name} -->\n`;
  const at = text.indexOf(begin);
  const end = text.indexOf("<!-- end -->", at);
  if (at < 0 || end < 0) throw new Error(`The page has no place for what is measured of "${name}".`);
  return `${text.slice(0, at)}${begin}\n${measured.trim()}\n\n${text.slice(end)}`;
}

/** @param {string} name @param {string} measured */
export function writeMeasured(name, measured) {
  writeFileSync(page, withMeasured(readFileSync(page, "utf8"), name, measured));
  console.error(`wrote docs/performance.md: ${name}`);
}
