// The programs of other languages: beside the CLI or on PATH, in the cache, or built from Go modules; in this order.
import { createHash } from "node:crypto";
import { chmodSync, copyFileSync, mkdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { run } from "../processes.mjs";
import { buildWithGo, findGo } from "./go-build.mjs";
import { withLock } from "./lock.mjs";
import { findOnPath, helperDirectory, isExecutable, OLDEST_GO, pulumiHome } from "./versions.mjs";

/** @typedef {import("./programs.mjs").Program} Program */

/**
 * Where a program that we build is kept: in another folder for other modules, so that what is there is never old.
 *
 * @param {Program} program
 * @param {NodeJS.ProcessEnv} env
 */
function cacheDirectory(program, env) {
  const digest = createHash("sha256");
  for (const file of ["go.sum", ...(program.sources ?? [])]) {
    digest.update(readFileSync(join(program.moduleDirectory, file)));
  }
  return join(pulumiHome(env), "pulumi-snapshots", digest.digest("hex").slice(0, 12));
}

/**
 * @param {Program} program
 * @param {string} target
 * @param {NodeJS.ProcessEnv} env
 */
async function copyCompanion({ companion, moduleDirectory }, target, env) {
  if (companion === undefined) return;
  const { code, stdout, stderr } = await run("go", ["list", "-m", "-f", "{{.Dir}}", companion.module], {
    cwd: moduleDirectory,
    env: { ...env, GOTOOLCHAIN: "local", GOWORK: "off" },
  });
  if (code !== 0) throw new Error(`${companion.module} was not found:\n${stderr.trim()}`);
  const copy = join(target, basename(companion.file));
  copyFileSync(join(stdout.trim(), companion.file), copy);
  chmodSync(copy, 0o755);
}

/**
 * @param {Program} program
 * @param {object} context
 * @param {string} context.bin the CLI
 * @param {(line: string) => void} [context.log]
 * @param {NodeJS.ProcessEnv} [context.env]
 * @param {number} [context.pollMs] how often a caller that waits for another one looks
 * @returns {Promise<string>} the path of the program
 */
export async function resolveProgram(program, { bin, log = console.error, env = process.env, pollMs = 1000 }) {
  const { file, title } = program;
  const beside = join(helperDirectory(bin), file);
  const present = isExecutable(beside) ? beside : findOnPath(file, env);
  if (present !== undefined) return present;
  const target = cacheDirectory(program, env);
  const cached = join(target, file);
  const build = async () => {
    if (isExecutable(cached)) return cached;
    const go = await findGo(env);
    if ("reason" in go) {
      throw new Error(
        `No ${file}: ${title} is neither beside ${bin} nor on PATH, and it cannot be built because ${go.reason}. ` +
          `Go ${OLDEST_GO} or newer and a Go module proxy are needed for that.`,
      );
    }
    mkdirSync(target, { recursive: true });
    await copyCompanion(program, target, env);
    await buildWithGo({ log, env, goVersion: go.version, program, target });
    return cached;
  };
  return withLock(`${target}.lock`, build, {
    pollMs,
    onWait: (pid) => log(`Another command (process ${pid}) is building ${title}; waiting for it.`),
  });
}
