// npm run quickstart: from a fresh checkout to snapshots taken by `pulumi up`, on the simulator and with all state below
// .quickstart/ (not in git).
//   --app-version <version>  "upgrades" the application: the restore points are taken anew
//   --destroy                deletes the snapshots, the stack and the folder
import { existsSync, mkdirSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { isolatedEnvironment } from "./environment.mjs";
import { pulumiEnvironment, resolvePulumi } from "./offline-pulumi/resolve.mjs";
import { run } from "./processes.mjs";
import { ensureBuilt, ensureInstalled, root, runTool } from "./project.mjs";
import { choosePort } from "./quickstart/port.mjs";
import { startSimulator } from "./quickstart/simulator.mjs";

const STACK = "quickstart";

const folder = join(root, ".quickstart");
const backend = join(folder, "state");

/** @type {import("./processes.mjs").Farewell} The first lets running creates finish, the second does not wait for them. */
const PULUMI_FAREWELL = [
  { signal: "SIGINT", graceMs: 20_000 },
  { signal: "SIGINT", graceMs: 5_000 },
];

/** @param {string} bin */
function quickstartEnvironment(bin) {
  return {
    ...isolatedEnvironment(),
    ...pulumiEnvironment(bin),
    PULUMI_BACKEND_URL: `file://${backend}`,
    PULUMI_CONFIG_PASSPHRASE: "quickstart",
  };
}

/**
 * @param {string} bin
 * @param {string[]} args
 */
async function pulumi(bin, args) {
  const options = { cwd: root, env: quickstartEnvironment(bin), inherit: true, farewell: PULUMI_FAREWELL };
  const { code } = await run(bin, [...args, "--stack", STACK, "--non-interactive"], options);
  if (code !== 0) throw new Error(`\`pulumi ${args.slice(0, 2).join(" ")}\` failed (exit code ${code}).`);
}

/**
 * @param {string} bin
 * @param {string} url of the simulator
 * @param {string | undefined} appVersion
 */
async function configure(bin, url, appVersion) {
  const { defaultFixture } = createRequire(import.meta.url)(join(root, "dist/simulator/index.js"));
  const { rootVolumeUuid, dataVolumeUuids } = defaultFixture.vmInstances.web1;
  const { hostname, port } = new URL(url);
  const settings = {
    "zstack:host": hostname,
    "zstack:port": port,
    "zstack:accountName": "admin",
    rootVolumeUuid,
    dataVolumeUuid: dataVolumeUuids[0],
    ...(appVersion === undefined ? {} : { appVersion }),
  };
  const plain = Object.entries(settings).flatMap(([name, value]) => ["--plaintext", `${name}=${value}`]);
  await pulumi(bin, ["config", "set-all", ...plain, "--secret", "zstack:accountPassword=password"]);
}

await runTool(async () => {
  const { values } = parseArgs({ options: { "app-version": { type: "string" }, destroy: { type: "boolean" } } });
  if (values.destroy && !existsSync(folder)) {
    console.log("There is nothing to destroy.");
    return 0;
  }
  await ensureInstalled();
  await ensureBuilt();
  const bin = await resolvePulumi({ log: console.log });
  mkdirSync(backend, { recursive: true });
  const port = await choosePort(join(folder, "port"));
  const simulator = await startSimulator(["--port", String(port), "--data", join(folder, "simulator.json")]);
  console.log(`The simulator runs at ${simulator.url}; its data are in .quickstart/simulator.json.`);
  try {
    await pulumi(bin, ["stack", "select", "--create"]);
    if (values.destroy) {
      await pulumi(bin, ["destroy", "--yes", "--skip-preview", "--remove"]);
    } else {
      await configure(bin, simulator.url, values["app-version"]);
      await pulumi(bin, ["up", "--yes", "--skip-preview", "--suppress-outputs"]);
      console.log("\nOutputs of the stack:");
      await pulumi(bin, ["stack", "output"]);
    }
  } finally {
    await simulator.stop();
  }
  if (values.destroy) {
    rmSync(folder, { recursive: true, force: true });
    console.log("The snapshots, the stack and .quickstart are gone.");
  } else {
    console.log(
      "\nNext: npm run quickstart (unchanged), then -- --app-version 2 (new restore points), then -- --destroy.",
    );
  }
  return 0;
});
