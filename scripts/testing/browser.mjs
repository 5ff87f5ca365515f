// The browser that tests of pages drive: one that is on this machine, or Debian's Chromium, which root can install.
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { root } from "../project.mjs";
import { installPackages } from "./packages.mjs";

const programs = ["chromium", "chromium-browser", "google-chrome"];

/** @param {string | undefined} path */
function onPath(path) {
  for (const program of programs) {
    for (const folder of (path ?? "").split(delimiter)) {
      const file = join(folder, program);
      try {
        accessSync(file, constants.X_OK);
        return file;
      } catch {}
    }
  }
  return undefined;
}

/**
 * @param {{ log: (line: string) => void, script?: string, env?: NodeJS.ProcessEnv }} context
 * @returns {Promise<{ browser: string } | { missing: string }>}
 */
export async function findBrowser({ log, script = join(root, "tests/browser/packages.sh"), env = process.env }) {
  const found = onPath(env["PATH"]);
  if (found !== undefined) return { browser: found };
  const missing = await installPackages(script, log);
  if (missing !== undefined) return { missing };
  const installed = onPath(env["PATH"]);
  return installed === undefined ? { missing: `There is no ${programs.join(", ")} on PATH.` } : { browser: installed };
}
