// Which Pulumi CLI will do, and where it is kept: the same folders that Pulumi's own npm package and Automation API use.
import { accessSync, constants, readdirSync, realpathSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { run } from "../processes.mjs";

/** The version that is downloaded or built; scripts/offline-pulumi/go.mod names the same. */
export const PINNED = "3.259.0";

/** The oldest CLI whose engine does all that the package needs. */
export const OLDEST = "3.182.0";

/** What the pinned version's go.mod asks for. */
export const OLDEST_GO = "1.25.11";

/** A launcher found instead of the real program may try to download something: it is not waited for. */
const PROBE_MS = 15_000;

/**
 * @param {string} text
 * @returns {string | undefined} the first three-part (or two-part) version number in it
 */
export function parseVersion(text) {
  return /\d+\.\d+(?:\.\d+)?/.exec(text)?.[0];
}

/**
 * @param {string} a
 * @param {string} b
 * @returns {number} negative, zero or positive as `a` is older than, equal to or newer than `b`
 */
export function compareVersions(a, b) {
  const left = a.split(".").map(Number);
  const right = b.split(".").map(Number);
  for (let i = 0; i < 3; i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** @param {NodeJS.ProcessEnv} env */
export function pulumiHome(env) {
  return env["PULUMI_HOME"] || join(env["HOME"] || homedir(), ".pulumi");
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @param {string} [version]
 */
export function binDirectory(env, version = PINNED) {
  return join(pulumiHome(env), "versions", version, "bin");
}

/** @param {string} path */
export function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    const stats = statSync(path);
    return stats.isFile() && stats.size > 0;
  } catch {
    return false;
  }
}

/**
 * @param {string} name
 * @param {NodeJS.ProcessEnv} env
 * @returns {string | undefined} the first program of that name on PATH
 */
export function findOnPath(name, env) {
  for (const directory of (env["PATH"] ?? "").split(delimiter)) {
    if (directory !== "" && isExecutable(join(directory, name))) return join(directory, name);
  }
  return undefined;
}

/**
 * Versions in the cache that are new enough, the pinned one first, then from new to old.
 *
 * @param {NodeJS.ProcessEnv} env
 */
export function cachedVersions(env) {
  /** @type {string[]} */
  let names = [];
  try {
    names = readdirSync(join(pulumiHome(env), "versions"));
  } catch {
    return [];
  }
  return names
    .filter((name) => /^\d+\.\d+\.\d+$/.test(name) && compareVersions(name, OLDEST) >= 0)
    .sort((a, b) => Number(b === PINNED) - Number(a === PINNED) || compareVersions(b, a));
}

/**
 * Asks a CLI for its version, which also shows whether it runs here at all.
 *
 * @param {string} bin
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<{ version: string } | { reason: string }>}
 */
export async function probe(bin, env) {
  const { code, stdout, timedOut } = await run(bin, ["version"], {
    env: { ...env, PULUMI_SKIP_UPDATE_CHECK: "true" },
    timeoutMs: PROBE_MS,
  });
  if (timedOut) return { reason: `\`pulumi version\` did not end within ${PROBE_MS / 1000} s` };
  const version = parseVersion(stdout);
  if (code !== 0 || version === undefined) return { reason: `\`pulumi version\` failed (exit code ${code})` };
  if (compareVersions(version, OLDEST) < 0)
    return { reason: `it is version ${version}, and ${OLDEST} is the oldest that will do` };
  return { version };
}

/**
 * The folder in which the engine looks for a CLI's helper programs: that of the program itself, not of a link to it.
 *
 * @param {string} bin
 */
export function helperDirectory(bin) {
  return join(realpathSync(bin), "..");
}
