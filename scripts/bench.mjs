// npm run bench [-- --counts 1,50 --rounds N --parallel N --write]: what `pulumi up` and the other commands take through both
// doors. --write puts the figures into docs/performance.md.
// npm run bench -- requests [--count N --rounds N]: what the provider asks of a platform, and what that takes.
// npm run bench -- parallel [--count N --values 1,8,32]: how long creations take, so many at a time.
// npm run bench -- stacks [--stacks N --volumes N --workers N]: many stacks at once, and whether anything is lost or doubled.
// npm run bench -- memory [--counts 1,1000]: memory of the provider process.
// docs/performance.md says what the figures are.
import { benchDoors } from "./bench/doors.mjs";
import { benchMemory } from "./bench/memory.mjs";
import { benchParallel } from "./bench/parallel.mjs";
import { benchRequests } from "./bench/requests.mjs";
import { benchStacks } from "./bench/stacks.mjs";
import { ensureBuilt, ensureInstalled, runTool } from "./project.mjs";

await runTool(async () => {
  const [first, ...rest] = process.argv.slice(2);
  await ensureInstalled();
  await ensureBuilt();
  if (first === "requests") await benchRequests(rest);
  else if (first === "parallel") await benchParallel(rest);
  else if (first === "stacks") await benchStacks(rest);
  else if (first === "memory") await benchMemory(rest);
  else await benchDoors(process.argv.slice(2));
  return 0;
});
