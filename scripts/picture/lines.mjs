// Which lines of `npm run quickstart` the picture in the README shows, and how a line is compared with a later run's.

/**
 * Progress, what npm and the quickstart say of themselves, that something begins, and the old snapshots: on this storage their
 * deletion is postponed, which takes a sentence of its own.
 */
const hidden =
  /^@ |^> |^Compiling |^Installing |^The simulator runs|^Created stack|^Next: |creating|replac(?:ing|ed \()|delet(?:ing|ed)|pulumi:pulumi:Stack|^Diagnostics:|postponed|^Duration:|^ {2}pulumi:|^Current stack outputs/;

/**
 * @param {string} output of one run
 * @returns {string[]} what is shown of it, without two empty lines in a row
 */
export function shownLines(output) {
  const lines = output
    .split("\n")
    .map((line) => line.replace(/ \[diff: .*\]$/, "").trimEnd())
    .filter((line) => !hidden.test(line));
  const single = lines.filter((line, at) => line !== "" || (at > 0 && lines[at - 1] !== ""));
  return single.slice(0, single.findLastIndex((line) => line !== "") + 1);
}

/**
 * @param {string} line
 * @returns {string} the same for every run: without ids, times and the width of columns
 */
export function comparable(line) {
  return line
    .replace(/[0-9a-f]{32}/g, "<uuid>")
    .replace(/[A-Z][a-z]{2} \d{1,2}, \d{4} \d{1,2}:\d\d:\d\d [AP]M/, "<date>")
    .replace(/\(\d+(?:\.\d+)?s\)/, "(<time>)")
    .replace(/ +/g, " ");
}
