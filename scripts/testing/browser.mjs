// The browser that tests of pages drive: one that is on this machine, or Debian's Chromium, which root can install.
import { join } from "node:path";
import { findOnPath } from "../offline-pulumi/versions.mjs";
import { root } from "../project.mjs";
import { installPackages } from "./packages.mjs";

const programs = ["chromium", "chromium-browser", "google-chrome"];

/** @param {NodeJS.ProcessEnv} env */
const onPath = (env) => programs.map((program) => findOnPath(program, env)).find((file) => file !== undefined);

/**
 * @param {{ log: (line: string) => void, script?: string, env?: NodeJS.ProcessEnv }} context
 * @returns {Promise<{ browser: string } | { missing: string }>}
 */
export async function findBrowser({ log, script = join(root, "tests/browser/packages.sh"), env = process.env }) {
  const found = onPath(env);
  if (found !== undefined) return { browser: found };
  const missing = await installPackages(script, log);
  if (missing !== undefined) return { missing };
  const installed = onPath(env);
  return installed === undefined ? { missing: `There is no ${programs.join(", ")} on PATH.` } : { browser: installed };
}
