// What it changes how many restore points the engine creates at a time (`pulumi up --parallel`): the provider alone, which is
// called as the engine calls it, with a storage that takes its time.
import { parseArgs } from "node:util";
import { positive, table } from "./figures.mjs";
import { BenchPlatform } from "./platform.mjs";
import { providerClient } from "./providerClient.mjs";

/** Milliseconds that the storage takes for a snapshot. */
const JOB_MS = 2000;

/** @param {string[]} args */
export async function benchParallel(args) {
  const { values } = parseArgs({
    args,
    options: { count: { type: "string", default: "48" }, values: { type: "string", default: "1,8,16,32,48" } },
  });
  const count = positive(values.count, "count");
  const platform = await BenchPlatform.start(JOB_MS);
  const server = { url: platform.simulator.url, account: "admin", password: "password" };
  try {
    const rows = [];
    for (const parallel of values.values.split(",").map((one) => positive(one, "values"))) {
      const volumes = await platform.reset(count);
      const before = await platform.requests();
      const begin = performance.now();
      const targets = volumes.map((volumeUuid, index) => ({ name: `snap-${index}`, volumeUuid }));
      // Nothing has been written to these volumes.
      await providerClient(server, targets, { parallel, inputs: { verify: { size: false } } });
      const seconds = (performance.now() - begin) / 1000;
      rows.push([parallel, seconds.toFixed(1), (await platform.requests()) - before]);
    }
    console.log(`${count} snapshots of as many volumes, each of which takes the storage ${JOB_MS / 1000} s.\n`);
    console.log(table(["at a time", "seconds", "requests, polls aside"], rows));
  } finally {
    await platform.close();
  }
}
