// Finds a Pulumi CLI, or gets one: on PATH, in the cache of its home or of the usual one, with Pulumi's npm package, from Go
// modules; in this order.
import { dirname, join } from "node:path";
import { download } from "./download.mjs";
import { buildWithGo, findGo } from "./go-build.mjs";
import { installHelpers } from "./helpers.mjs";
import { withLock } from "./lock.mjs";
import {
  binDirectory,
  cachedVersions,
  findOnPath,
  isExecutable,
  OLDEST,
  OLDEST_GO,
  PINNED,
  probe,
  pulumiHome,
} from "./versions.mjs";

export { pulumiEnvironment } from "./helpers.mjs";

/** The whole download has this long; on a machine that cannot reach the site it would wait for minutes. */
const DOWNLOAD_MS = 20_000;

/**
 * @typedef {object} ResolveOptions
 * @property {(line: string) => void} [log]
 * @property {NodeJS.ProcessEnv} [env]
 * @property {number} [downloadMs]
 * @property {number} [pollMs] how often a caller that waits for another one looks
 */

/**
 * @param {ResolveOptions} [options]
 * @returns {Promise<string>} the path of `pulumi`
 */
export async function resolvePulumi({
  log = console.error,
  env = process.env,
  downloadMs = downloadTime(env),
  pollMs = 1000,
} = {}) {
  const present = (await findInstalled(log, env)) ?? (await findCached(log, env));
  if (present !== undefined) return present;
  const lock = join(pulumiHome(env), "versions", `${PINNED}.lock`);
  const get = async () => (await findCached(() => {}, env)) ?? (await obtain({ log, env, downloadMs }));
  return withLock(lock, get, {
    pollMs,
    onWait: (pid) => log(`Another command (process ${pid}) is getting the Pulumi CLI; waiting for it.`),
  });
}

/**
 * A slow line may need longer than the usual limit.
 *
 * @param {NodeJS.ProcessEnv} env
 */
function downloadTime(env) {
  const seconds = Number(env["PULUMI_SNAPSHOTS_DOWNLOAD_SECONDS"]);
  return seconds > 0 ? seconds * 1000 : DOWNLOAD_MS;
}

/**
 * @param {(line: string) => void} log
 * @param {NodeJS.ProcessEnv} env
 */
async function findInstalled(log, env) {
  const bin = findOnPath("pulumi", env);
  if (bin === undefined) return undefined;
  const found = await probe(bin, env);
  if ("version" in found) return bin;
  log(`Passing over ${bin}: ${found.reason}.`);
  return undefined;
}

/**
 * @param {(line: string) => void} log
 * @param {NodeJS.ProcessEnv} env
 */
async function findCached(log, env) {
  // A Pulumi of its own home needs no program of its own: to link one takes ten seconds of processor time, to compile it minutes.
  const homes = env["PULUMI_HOME"] ? [env, { ...env, PULUMI_HOME: "" }] : [env];
  for (const home of homes) {
    for (const version of cachedVersions(home)) {
      const directory = binDirectory(home, version);
      const bin = join(directory, "pulumi");
      if (!isExecutable(bin)) continue;
      const found = await probe(bin, env);
      if ("version" in found) {
        installHelpers(directory);
        return bin;
      }
      log(`Passing over ${bin}: ${found.reason}.`);
    }
  }
  return undefined;
}

/**
 * @param {{ log: (line: string) => void, env: NodeJS.ProcessEnv, downloadMs: number }} context
 */
async function obtain({ log, env, downloadMs }) {
  const directory = binDirectory(env);
  log(`There is no Pulumi CLI (${OLDEST} or newer) on PATH or in ${dirname(dirname(directory))}.`);
  if (await download({ log, env, timeoutMs: downloadMs })) {
    const bin = await findCached(log, env);
    if (bin !== undefined) return bin;
  }
  const go = await findGo(env);
  if ("reason" in go) throw new Error(allWays(go.reason, directory));
  await buildWithGo({ log, env, goVersion: go.version });
  const bin = await findCached(log, env);
  if (bin === undefined)
    throw new Error(`The Pulumi CLI that was built into ${directory} does not run on this machine.`);
  return bin;
}

/**
 * @param {string} reason
 * @param {string} directory
 */
function allWays(reason, directory) {
  return [
    `No Pulumi CLI: it could not be downloaded, and it cannot be built because ${reason}. One of these is needed:`,
    `  1. a Pulumi CLI, ${OLDEST} or newer, on PATH (https://www.pulumi.com/docs/install/);`,
    `  2. the program and its helpers in ${directory}, for example copied from another machine;`,
    `  3. a network in which \`npx pulumi@${PINNED} version\` works (PULUMI_SNAPSHOTS_DOWNLOAD_SECONDS gives a slow one more time);`,
    `  4. Go ${OLDEST_GO} or newer on PATH and a Go module proxy: then the CLI is built from source.`,
  ].join("\n");
}
