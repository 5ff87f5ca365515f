// npm test [-- layer… --full --mocha-option=value…]: sets up what is missing, runs the layers of tests, ends with their
// true counts. With --full the crash and cinder layers play all cases of their crash matrices, which takes hours, and not
// their usual samples, the plugin layer runs all tests of the simulator and deletion layers, and the languages layer builds
// the hosts of all languages and runs their programs.
// With CI=true everything has to run: what is missing, or marked as skipped, is a failure.
import { delimiter, dirname, join } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { isolatedEnvironment } from "./environment.mjs";
import { resolveProgram } from "./offline-pulumi/languages.mjs";
import { sdkGenerator, yamlHost } from "./offline-pulumi/programs.mjs";
import { pulumiEnvironment, resolvePulumi } from "./offline-pulumi/resolve.mjs";
import { ensureBuilt, ensureInstalled } from "./project.mjs";
import { findBrowser } from "./testing/browser.mjs";
import { findCinder } from "./testing/cinder.mjs";
import { layers, processesOf, testFiles } from "./testing/layers.mjs";
import { countTests, runTests } from "./testing/mocha.mjs";
import { prepareProviderHost } from "./testing/providerHost.mjs";
import { quickStart } from "./testing/quickStart.mjs";
import { added, nothing, runSideBySide, Slots } from "./testing/sideBySide.mjs";
import { transpileAll } from "./testing/transpiled.cjs";

/** @typedef {import("./testing/mocha.mjs").Counts} Counts */
/** @typedef {import("./testing/layers.mjs").Layer} Layer */

const inCi = !["", "false", "0"].includes(process.env["CI"] ?? "");

/** @type {Promise<{ env: NodeJS.ProcessEnv } | { missing: string }> | undefined} */
let pulumiOnce;

/** The CLI is looked for, or built, when the first layer needs it. */
function pulumi() {
  pulumiOnce ??= resolvePulumi({ log: console.log }).then(
    (bin) => ({ env: { ...pulumiEnvironment(bin), PULUMI_SNAPSHOTS_TEST_PULUMI: bin } }),
    (error) => ({ missing: error instanceof Error ? error.message : String(error) }),
  );
  return pulumiOnce;
}

/** @type {Promise<{ env: NodeJS.ProcessEnv } | { missing: string }> | undefined} */
let languagesOnce;

/**
 * The CLI with the hosts of other languages on PATH.
 *
 * @returns {Promise<{ env: NodeJS.ProcessEnv } | { missing: string }>}
 */
function languages() {
  languagesOnce ??= pulumi().then(async (cli) => {
    if ("missing" in cli) return cli;
    try {
      const bin = cli.env["PULUMI_SNAPSHOTS_TEST_PULUMI"] ?? "";
      const host = await resolveProgram(yamlHost, { bin, log: console.log });
      const generator = await resolveProgram(sdkGenerator, { bin, log: console.log });
      const path = [cli.env["PATH"], dirname(host)].join(delimiter);
      return { env: { ...cli.env, PATH: path, PULUMI_SNAPSHOTS_TEST_GENERATE_SDK: generator } };
    } catch (error) {
      return { missing: error instanceof Error ? error.message : String(error) };
    }
  });
  return languagesOnce;
}

/** @type {Promise<string> | undefined} */
let providerHostOnce;

/**
 * Made when the first layer needs it: others may be running with it by then.
 *
 * @param {string} bin
 */
function providerHost(bin) {
  providerHostOnce ??= prepareProviderHost(bin);
  return providerHostOnce;
}

/** @type {Promise<string | undefined> | undefined} */
let cinderOnce;

/** Installed when the first layer needs it. */
function missingCinder() {
  cinderOnce ??= findCinder({ log: console.log });
  return cinderOnce;
}

/** @type {ReturnType<typeof findBrowser> | undefined} */
let browserOnce;

/** Installed when the first layer needs it. */
function browser() {
  browserOnce ??= findBrowser({ log: console.log });
  return browserOnce;
}

/** Most of these tests wait for other processes: two at a time are not in each other's way. */
const slots = new Slots(2);

/**
 * Hours of cases are watched as they come.
 *
 * @param {Layer} layer
 * @param {boolean} full
 */
function beside(layer, full) {
  return layer.sideBySide !== undefined && !full;
}

/**
 * @param {Layer} layer
 * @param {string[]} extra arguments for mocha
 * @param {boolean} full
 * @returns {Promise<Counts>}
 */
async function runLayer(layer, extra, full) {
  const files = testFiles(layer, full);
  console.log(`\n${layer.name}: ${files.length} files`);
  if (files.length === 0) return nothing;
  const env = {
    ...isolatedEnvironment(),
    PULUMI_SNAPSHOTS_TEST_FULL: full ? "1" : "",
    // Of the cases of a matrix only those whose title has this in it.
    PULUMI_SNAPSHOTS_TEST_CASE: process.env["PULUMI_SNAPSHOTS_TEST_CASE"],
    // So many of them, a part of them, and only those through this door.
    PULUMI_SNAPSHOTS_TEST_COUNT: process.env["PULUMI_SNAPSHOTS_TEST_COUNT"],
    PULUMI_SNAPSHOTS_TEST_PART: process.env["PULUMI_SNAPSHOTS_TEST_PART"],
    PULUMI_SNAPSHOTS_TEST_DOOR: layer.door ?? process.env["PULUMI_SNAPSHOTS_TEST_DOOR"],
  };
  const options = { timeoutMs: layer.timeoutMs, strict: inCi, extra };
  const pieces = processesOf(layer, files);
  /** @param {NodeJS.ProcessEnv} env */
  const runFiles = (env) =>
    beside(layer, full)
      ? runSideBySide(pieces, slots, (some) => runTests(some, { ...options, env, late: true }))
      : runTests(files, { ...options, env });
  /** @param {string} what @param {string} why */
  const skip = async (what, why) => {
    const skipped = await countTests(files, env);
    console.log(`  skipped: all ${skipped} tests, for want of ${what}\n${why}`);
    return { ...nothing, skipped };
  };
  const noCinder = layer.needsCinder ? await missingCinder() : undefined;
  if (noCinder !== undefined) return skip("OpenStack Cinder", noCinder);
  if (layer.needsBrowser) {
    const found = await browser();
    if ("missing" in found) return skip("a browser", found.missing);
    return runFiles({ ...env, PULUMI_SNAPSHOTS_TEST_BROWSER: found.browser });
  }
  if (!layer.needsPulumi) return runFiles(env);
  const cli = await (layer.needsLanguages ? languages() : pulumi());
  if ("missing" in cli)
    return skip(layer.needsLanguages ? "the Pulumi CLI or a language host" : "the Pulumi CLI", cli.missing);
  if (layer.startsAsInstalled) return runFiles({ ...env, ...cli.env });
  const host = await providerHost(cli.env["PULUMI_SNAPSHOTS_TEST_PULUMI"] ?? "");
  const quick = { PULUMI_SNAPSHOTS_TEST_PULUMI: join(host, "pulumi"), PULUMI_SNAPSHOTS_TEST_PROVIDER_HOST: host };
  return runFiles({ ...env, ...cli.env, ...quickStart, ...quick });
}

/** @param {Counts} counts */
function format({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

/**
 * @param {string[]} argv
 * @returns {{ chosen: Layer[], extra: string[], full: boolean }}
 */
function parseArguments(argv) {
  const full = argv.includes("--full");
  const extra = argv.filter((argument) => argument.startsWith("-") && argument !== "--full");
  const names = argv.filter((argument) => !argument.startsWith("-"));
  for (const name of names) {
    if (layers.some((layer) => layer.name === name)) continue;
    throw new Error(`There is no layer "${name}"; there are: ${layers.map((layer) => layer.name).join(", ")}.`);
  }
  return { chosen: layers.filter(({ name }) => names.length === 0 || names.includes(name)), extra, full };
}

/**
 * @param {Layer[]} chosen
 * @returns {Promise<void>} rejects with the name of what is missing
 */
async function prepare(chosen) {
  await ensureInstalled();
  await ensureBuilt();
  await transpileAll();
  if (!inCi) return;
  if (chosen.some(({ needsPulumi }) => needsPulumi)) {
    const cli = await pulumi();
    if ("missing" in cli) throw new Error(`Missing prerequisite: the Pulumi CLI.\n${cli.missing}`);
  }
  if (chosen.some(({ needsLanguages }) => needsLanguages)) {
    const hosts = await languages();
    if ("missing" in hosts) throw new Error(`Missing prerequisite: a language host.\n${hosts.missing}`);
  }
  if (chosen.some(({ needsBrowser }) => needsBrowser)) {
    const found = await browser();
    if ("missing" in found) throw new Error(`Missing prerequisite: a browser.\n${found.missing}`);
  }
  if (chosen.some(({ needsCinder }) => needsCinder)) {
    const why = await missingCinder();
    if (why !== undefined) throw new Error(`Missing prerequisite: OpenStack Cinder.\n${why}`);
  }
}

/** @type {Counts} */
let sum = { ...nothing };
try {
  const { chosen, extra, full } = parseArguments(process.argv.slice(2));
  await prepare(chosen);
  /** @type {Promise<Counts>[]} */
  const results = [];
  for (const layer of chosen) {
    const result = runLayer(layer, extra, full);
    results.push(result);
    if (!beside(layer, full)) await result;
    // It takes its place before the next one, although it asks first whether its tools are there.
    await turn();
  }
  const counts = await Promise.all(results);
  sum = counts.reduce(added, sum);
  const lines = counts.map(
    (one, at) => `${chosen[at]?.name}: ${format(one)} (${one.cpuSeconds.toFixed(0)} s of processor time)`,
  );
  // Once more at the end, where it is found in a log of which only the end is kept.
  const failures = sum.failures.map((failure) => `failed: ${failure}`);
  console.log(`\n${[...lines, ...failures].join("\n")}`);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  sum = { ...sum, failed: sum.failed + 1 };
}
console.log(format(sum));
process.exitCode = sum.failed > 0 || (inCi && sum.skipped > 0) ? 1 : 0;
