// What the tests against a real OpenStack Cinder need of this machine: packages of Debian 12, which root can install.
import { join } from "node:path";
import { run } from "../processes.mjs";
import { root } from "../project.mjs";

/** The packages wait up to 15 minutes for another installation to end, and then take their own time. */
const TIMEOUT_MS = 25 * 60_000;

/**
 * @param {{ log: (line: string) => void, script?: string }} context
 * @returns {Promise<string | undefined>} why there is none
 */
export async function findCinder({ log, script = join(root, "tests/cinder/lab/packages.sh") }) {
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
