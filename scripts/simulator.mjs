// npm run simulator -- <options>: the ZStack simulator from this checkout, compiled first if need be.

import { start } from "./processes.mjs";
import { compiledCommand, ensureBuilt, ensureInstalled, root, runTool } from "./project.mjs";

await runTool(async () => {
  await ensureInstalled();
  await ensureBuilt();
  const simulator = start(process.execPath, [compiledCommand, "simulator", ...process.argv.slice(2)], {
    cwd: root,
    stdio: "inherit",
  });
  return new Promise((resolve) => simulator.once("exit", (code) => resolve(code ?? 1)));
});
