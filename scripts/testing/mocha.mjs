// Runs the files of one layer in a mocha process, and reads what came of it.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { onInterrupt, run } from "../processes.mjs";
import { root } from "../project.mjs";

/** @typedef {{ passed: number, failed: number, skipped: number, cpuSeconds: number, failures: readonly string[] }} Counts */

/**
 * @typedef {object} MochaOptions
 * @property {NodeJS.ProcessEnv} env
 * @property {number} timeoutMs
 * @property {boolean} strict tests marked as skipped, or as the only ones, are failures
 * @property {string[]} [extra] further arguments
 * @property {boolean} [quiet] mocha's own report is not printed
 * @property {boolean} [late] mocha's own report is printed when the run has ended
 */

/** Collecting what thousands of short tests leave takes less processor time, the seldomer it is done. */
const roomy = ["--max-semi-space-size=64"];

/**
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @param {boolean} quiet
 * @returns {Promise<{ code: number, report: import("./reporter.cjs").Report | undefined, output: string, printed: string }>}
 */
async function mocha(args, env, quiet) {
  const program = createRequire(import.meta.url).resolve("mocha/bin/mocha.js");
  const reporter = fileURLToPath(new URL("./reporter.cjs", import.meta.url));
  const directory = mkdtempSync(join(tmpdir(), "pulumi-snapshots-test-"));
  const remove = () => rmSync(directory, { recursive: true, force: true });
  const forget = onInterrupt(remove);
  const file = join(directory, "report.json");
  try {
    const reporting = ["--reporter", reporter, "--reporter-option", `file=${file}`, "--exit"];
    const { code, stdout, stderr } = await run(process.execPath, [...roomy, program, ...reporting, ...args], {
      cwd: root,
      env,
      inherit: !quiet,
    });
    return { code, report: readReport(file), output: stderr, printed: stdout + stderr };
  } finally {
    forget();
    remove();
  }
}

/** @param {string} file */
function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}

/**
 * @param {string[]} files
 * @param {MochaOptions} options
 * @returns {Promise<Counts>}
 */
export async function runTests(files, { env, timeoutMs, strict, extra = [], quiet = false, late = false }) {
  const strictly = strict ? ["--forbid-pending", "--forbid-only"] : [];
  const args = [`--timeout=${timeoutMs}`, ...strictly, ...extra, ...files];
  const { code, report, printed } = await mocha(args, env, quiet || late);
  if (late) console.log(printed);
  if (report === undefined) {
    const failure = `mocha ended with exit code ${code} and without a result: counted as one failure.`;
    console.log(failure);
    return { passed: 0, failed: 1, skipped: 0, cpuSeconds: 0, failures: [`${files.join(" ")}: ${failure}`] };
  }
  const pending = strict ? [] : report.pending;
  for (const title of pending) console.log(`  skipped: ${title} (marked so in the test)`);
  if (report.notRun > 0) console.log(`  skipped: ${report.notRun} tests whose preparation failed`);
  // Something outside of the tests went wrong, or mocha counts what we do not: never report that as success.
  const failed = code !== 0 && report.failed === 0 ? 1 : report.failed;
  const outside = failed > report.failed ? [`${files.join(" ")}: mocha ended with exit code ${code}`] : [];
  const { passed, notRun, cpuSeconds } = report;
  const failures = [...report.failures, ...outside];
  if (late) {
    const what = files.length > 6 ? `${files.length} files` : files.join(" ");
    console.log(`  ${cpuSeconds.toFixed(1)} s of processor time: ${what}`);
  }
  return { passed, failed, skipped: pending.length + notRun, cpuSeconds, failures };
}

/**
 * @param {string[]} files
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<number>} how many tests there are in them
 */
export async function countTests(files, env) {
  const { report, output } = await mocha(["--dry-run", ...files], env, true);
  if (report === undefined) throw new Error(`The tests could not be counted:\n${output}`);
  return report.total;
}
