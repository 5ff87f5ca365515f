// Packages of Debian that tests need and that root can install.
import { run } from "../processes.mjs";

/** The packages wait up to 15 minutes for another installation to end, and then take their own time. */
const TIMEOUT_MS = 25 * 60_000;

/**
 * @param {string} script that installs what is missing
 * @param {(line: string) => void} log
 * @returns {Promise<string | undefined>} why the packages are missing
 */
export async function installPackages(script, log) {
  /** @type {string[]} */
  const lines = [];
  const { code, timedOut } = await run("/bin/bash", [script], {
    timeoutMs: TIMEOUT_MS,
    onLine: (line) => {
      lines.push(line);
      log(`  ${line}`);
    },
  });
  if (code === 0) return undefined;
  if (timedOut) lines.push("The installation of the packages took too long.");
  return lines.at(-1) ?? `${script} ended with exit code ${code}.`;
}
