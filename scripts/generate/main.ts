// npm run generate [-- --check]: writes what follows from the definitions in provider/. With --check nothing is written, and
// the exit code is 1 if a file is not what it would be.

import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { staleFiles } from "./files";
import { root } from "./format";

function main(check: boolean): number {
  const stale = staleFiles();
  for (const [path, text] of stale) {
    console.log(check ? `${path} is not up to date; run \`npm run generate\`` : `wrote ${path}`);
    if (check) continue;
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return check && stale.size > 0 ? 1 : 0;
}

process.exitCode = main(process.argv.includes("--check"));
