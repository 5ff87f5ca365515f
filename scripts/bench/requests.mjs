// What the provider costs, compared with the barest client there can be. Both make the same snapshots, all at once, on the
// same simulator in this process, in turns; what is printed is counts and a ratio.
import { createHash } from "node:crypto";
import { parseArgs } from "node:util";
import { bareClient } from "./bareClient.mjs";
import { compiled } from "./compiled.mjs";
import { median, positive } from "./figures.mjs";
import { providerClient } from "./providerClient.mjs";

/** @typedef {{ method: string, route: string, count: number }} Count */

/** @param {readonly Count[]} counts @param {number} resources */
function perResource(counts, resources) {
  // How often a job is asked for depends on the time that it takes.
  const asked = counts.filter(({ route }) => !route.startsWith("/v1/api-jobs"));
  const total = asked.reduce((sum, { count }) => sum + count, 0);
  const lines = asked
    .sort((a, b) => b.count - a.count)
    .map(({ method, route, count }) => `    ${(count / resources).toFixed(2).padStart(6)}  ${method} ${route}`);
  return { each: total / resources, lines };
}

/** @param {string[]} args */
export async function benchRequests(args) {
  const { values } = parseArgs({
    args,
    options: { count: { type: "string", default: "50" }, rounds: { type: "string", default: "5" } },
  });
  const count = positive(values.count, "count");
  const rounds = positive(values.rounds, "rounds");
  const { startSimulator, defaultFixture } = compiled().simulator;
  const simulator = await startSimulator({ port: 0 });
  const control = `${new URL(simulator.url).origin}/simulator`;
  const { web1, db1, batch1 } = defaultFixture.vmInstances;
  const volumes = [web1, db1, batch1].flatMap((vm) => [vm.rootVolumeUuid, ...vm.dataVolumeUuids]);
  const targets = Array.from({ length: count }, (_, index) => ({
    name: `snap-${index}`,
    volumeUuid: volumes[index % volumes.length] ?? "",
  }));
  const server = { url: simulator.url, account: "admin", password: "password" };
  const password = createHash("sha512").update(server.password).digest("hex");
  const clients = {
    provider: () => providerClient(server, targets),
    bare: () => bareClient(server, password, targets),
  };

  /** @param {keyof typeof clients} name */
  async function round(name) {
    await fetch(`${control}/reset`, { method: "POST", body: "{}" });
    const begin = performance.now();
    await clients[name]();
    const elapsed = performance.now() - begin;
    const state = /** @type {{ volumeSnapshots: unknown[] }} */ (await (await fetch(`${control}/state`)).json());
    if (state.volumeSnapshots.length !== count)
      throw new Error(`${name} made ${state.volumeSnapshots.length} snapshots.`);
    const { requests } = /** @type {{ requests: Count[] }} */ (await (await fetch(`${control}/requests`)).json());
    return { elapsed, requests };
  }

  try {
    // Once without counting: everything is loaded and compiled afterwards.
    await round("provider");
    await round("bare");
    const ratios = [];
    /** @type {Awaited<ReturnType<typeof round>>["requests"]} */
    let ours = [];
    /** @type {typeof ours} */
    let theirs = [];
    for (let turn = 0; turn < rounds; turn += 1) {
      // Whoever comes first changes from turn to turn.
      const early = turn % 2 === 0 ? await round("provider") : undefined;
      const bare = await round("bare");
      const provider = early ?? (await round("provider"));
      ratios.push(provider.elapsed / bare.elapsed);
      [ours, theirs] = [provider.requests, bare.requests];
    }
    const [own, other] = [perResource(ours, count), perResource(theirs, count)];
    console.log(`${count} snapshots of ${volumes.length} volumes, all at once; requests for each, polls aside:`);
    console.log(`  provider ${own.each.toFixed(2)}\n${own.lines.join("\n")}`);
    console.log(`  submit and poll alone ${other.each.toFixed(2)}\n${other.lines.join("\n")}`);
    const spread = `${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}`;
    console.log(
      `time of the provider / time of submit and poll alone: ${median(ratios).toFixed(2)} (median of ${rounds}, ${spread})`,
    );
  } finally {
    await simulator.close();
  }
}
