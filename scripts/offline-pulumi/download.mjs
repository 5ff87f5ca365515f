// The quick way to a CLI: Pulumi's own npm package, which downloads the release archive. It works into a folder of its
// own, because a download that is cut short can leave half a program behind.
import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { onInterrupt, run } from "../processes.mjs";
import { binDirectory, findOnPath, isExecutable, PINNED } from "./versions.mjs";

/**
 * @param {object} context
 * @param {(line: string) => void} context.log
 * @param {NodeJS.ProcessEnv} context.env
 * @param {number} context.timeoutMs
 * @returns {Promise<boolean>} whether the CLI is in the cache now
 */
export async function download({ log, env, timeoutMs }) {
  if (findOnPath("npx", env) === undefined) {
    log("There is no npx on PATH, so the CLI cannot be downloaded.");
    return false;
  }
  const target = binDirectory(env);
  mkdirSync(dirname(target), { recursive: true });
  const home = mkdtempSync(join(dirname(target), "download-"));
  const remove = () => rmSync(home, { recursive: true, force: true });
  const forget = onInterrupt(remove);
  try {
    log(`Downloading the Pulumi CLI ${PINNED} with npx (for at most ${timeoutMs / 1000} s).`);
    const { code, stderr, timedOut } = await run("npx", ["--yes", `pulumi@${PINNED}`, "version"], {
      cwd: home,
      env: { ...env, PULUMI_HOME: home, PULUMI_VERSION: PINNED, PULUMI_SKIP_UPDATE_CHECK: "true" },
      timeoutMs,
    });
    const source = binDirectory({ PULUMI_HOME: home });
    if (code === 0 && !timedOut && isExecutable(join(source, "pulumi"))) {
      moveFiles(source, target);
      return true;
    }
    const reason = timedOut ? `it took longer than ${timeoutMs / 1000} s` : (lastLine(stderr) ?? `exit code ${code}`);
    log(`The download failed: ${reason}.`);
    return false;
  } finally {
    forget();
    remove();
  }
}

/**
 * The CLI comes last: whoever sees it finds its helpers as well.
 *
 * @param {string} source
 * @param {string} target
 */
function moveFiles(source, target) {
  mkdirSync(target, { recursive: true });
  const names = readdirSync(source).sort((a, b) => Number(a === "pulumi") - Number(b === "pulumi"));
  for (const name of names) renameSync(join(source, name), join(target, name));
}

/**
 * @param {string} text
 * @returns {string | undefined}
 */
function lastLine(text) {
  const lines = text.split("\n").map((line) => line.trim().replace(/\.$/, ""));
  return lines.findLast((line) => line !== "" && !line.startsWith("npm notice"));
}
