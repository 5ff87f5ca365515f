// Programs built from their Go modules, for machines that reach a module proxy but not Pulumi's download site. go.mod and
// go.sum beside this file pin every module with its checksum.
import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { onInterrupt, run } from "../processes.mjs";
import { cli } from "./programs.mjs";
import { binDirectory, compareVersions, findOnPath, OLDEST_GO, parseVersion } from "./versions.mjs";

const BUILD_FLAGS = ["-trimpath", "-tags", "osusergo,grpcnotrace"];

/**
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<{ version: string } | { reason: string }>} the Go that can build the CLI, or why there is none
 */
export async function findGo(env) {
  if (findOnPath("go", env) === undefined) return { reason: "there is no `go` on PATH" };
  // The toolchain that is installed, not one that it would go and download because of our go.mod.
  const { stdout } = await run("go", ["version"], { env: { ...env, GOTOOLCHAIN: "local" }, timeoutMs: 30_000 });
  const version = parseVersion(stdout.replace(/^go version go/, ""));
  if (version === undefined) return { reason: "`go version` failed" };
  if (compareVersions(version, OLDEST_GO) < 0) return { reason: `the \`go\` on PATH is ${version}` };
  return { version };
}

/**
 * Builds a program, the CLI unless another is named, into the cache. It is linked under a name of its own in the final folder and renamed at the
 * end, so that an interrupted build leaves nothing that could be taken for a program.
 *
 * @param {object} context
 * @param {(line: string) => void} context.log
 * @param {NodeJS.ProcessEnv} context.env
 * @param {string} context.goVersion
 * @param {import("./programs.mjs").Program} [context.program]
 * @param {string} [context.target] the folder
 * @param {number} [context.reportMs] time between two lines of progress
 */
export async function buildWithGo({
  log,
  env,
  goVersion,
  program = cli,
  target = binDirectory(env),
  reportMs = 15_000,
}) {
  const { file, title, effort, mainPackage, moduleDirectory } = program;
  log(`Building ${title} from Go modules with Go ${goVersion} into ${target}.`);
  log(`This happens once: ${effort}.`);
  mkdirSync(target, { recursive: true });
  removeLeftovers(target);
  const work = mkdtempSync(join(target, "build-"));
  const remove = () => rmSync(work, { recursive: true, force: true });
  const forget = onInterrupt(remove);
  const started = Date.now();
  const elapsed = () => formatDuration(Date.now() - started);
  let progress = "fetching modules";
  const reports = setInterval(() => log(`  ${progress}, ${elapsed()}`), reportMs);
  const goEnvironment = {
    ...env,
    GOTMPDIR: work,
    GOTOOLCHAIN: "local",
    GOWORK: "off",
    GOFLAGS: "-mod=readonly",
  };
  try {
    const list = await run("go", ["list", "-deps", ...BUILD_FLAGS, mainPackage], {
      cwd: moduleDirectory,
      env: goEnvironment,
    });
    if (list.code !== 0) throw new Error(`The modules of ${title} could not be fetched:\n${list.stderr.trim()}`);
    const total = list.stdout.trim().split("\n").length;
    log(`  modules fetched after ${elapsed()}; compiling up to ${total} packages`);
    progress = `0 of up to ${total} packages compiled`;
    const binary = join(work, file);
    let compiled = 0;
    /** @type {string[]} */
    const messages = [];
    const { versionVariable, version } = program;
    const linkerFlags = versionVariable === undefined ? "-s -w" : `-s -w -X ${versionVariable}=${version}`;
    const build = await run("go", ["build", "-v", ...BUILD_FLAGS, "-ldflags", linkerFlags, "-o", binary, mainPackage], {
      cwd: moduleDirectory,
      env: goEnvironment,
      onLine: (line) => {
        if (isPackageName(line)) {
          compiled++;
          progress = line === mainPackage ? "linking" : `${compiled} of up to ${total} packages compiled`;
        } else {
          messages.push(line);
        }
      },
    });
    if (build.code !== 0) {
      throw new Error(`\`go build\` of ${title} failed (exit code ${build.code}):\n${messages.slice(-20).join("\n")}`);
    }
    renameSync(binary, join(target, file));
    log(`Built ${title} in ${elapsed()}.`);
  } finally {
    clearInterval(reports);
    forget();
    remove();
  }
}

/**
 * A build that was killed outright could not tidy up. Nobody else builds here now: the caller holds the lock.
 *
 * @param {string} directory
 */
function removeLeftovers(directory) {
  for (const name of readdirSync(directory)) {
    if (/^build-\w{6}$/.test(name)) rmSync(join(directory, name), { recursive: true, force: true });
  }
}

/**
 * `go build -v` prints the name of each package it compiles among its other messages.
 *
 * @param {string} line
 */
function isPackageName(line) {
  return /^[\w.~-]+(\/[\w.~-]+)*$/.test(line);
}

/** @param {number} ms */
function formatDuration(ms) {
  const seconds = Math.round(ms / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
