// npm run picture: writes docs/images/quickstart.svg from a real run of the quickstart. A test of the quickstart compares the
// wording of the picture with its own run.
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
  writeFileSync(picture, svgOf(runs.flatMap((run, at) => (at === 0 ? run : ["", ...run]))));
  console.log(`Written: ${picture}`);
  return 0;
});
