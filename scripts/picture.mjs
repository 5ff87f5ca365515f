// npm run picture: writes the pictures of the documentation from real runs: of the quickstart, of list and its trees, and of the
// report in a browser. Tests of each compare the wording of the pictures with their own runs, or look at the page.
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { shownLines } from "./picture/lines.mjs";
import { svgOf } from "./picture/svg.mjs";
import { root, runTool } from "./project.mjs";

const picture = join(root, "docs/images/quickstart.svg");

/** @param {string[]} args */
function quickstart(...args) {
  const env = { ...process.env, NO_COLOR: "1" };
  return execFileSync(process.execPath, [join(root, "scripts/quickstart.mjs"), ...args], { encoding: "utf8", env });
}

await runTool(async () => {
  quickstart("--destroy");
  const runs = [[], ["--app-version", "2"]].map((args) => {
    const command = ["$ npm run quickstart", ...(args.length > 0 ? ["--", ...args] : [])].join(" ");
    return [command, ...shownLines(quickstart(...args))];
  });
  quickstart("--destroy");
  mkdirSync(dirname(picture), { recursive: true });
  const lines = runs.flatMap((run, at) => (at === 0 ? run : ["", ...run]));
  writeFileSync(picture, svgOf(lines, "Output of npm run quickstart"));
  console.log(`Written: ${picture}`);
  for (const [test, name] of [
    ["tests/integration/zstack/operationsPage.test.ts", "UPDATE_DOCS"],
    ["tests/browser/report.test.ts", "UPDATE_PICTURES"],
  ]) {
    const env = { ...process.env, [`${name}`]: "1" };
    execFileSync("npx", ["mocha", `${test}`], { cwd: root, env, stdio: "inherit" });
  }
  return 0;
});
