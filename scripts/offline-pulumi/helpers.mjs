// The two helper programs that the engine starts for a Node.js program with dynamic providers: it looks for them on PATH,
// then beside the CLI itself. A downloaded CLI brings both; one built from Go modules gets them here.
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { findOnPath, helperDirectory, isExecutable, pulumiHome } from "./versions.mjs";

const LANGUAGE_HOST = "pulumi-language-nodejs";
const PROVIDER_LAUNCHER = "pulumi-resource-pulumi-nodejs";

const ownHost = fileURLToPath(new URL("./language-host.cjs", import.meta.url));
const sdkDirectory = fileURLToPath(new URL("../../node_modules/@pulumi/pulumi", import.meta.url));

/** The second line of our language host: a file with it may be replaced by a newer one of ours. */
const OWN_MARK = "// pulumi-snapshots: Node.js language host";

/**
 * The copy is renamed into place, so that a CLI that runs meanwhile never starts half a file.
 *
 * @param {string} source
 * @param {string} target
 */
function install(source, target) {
  const partial = `${target}.${process.pid}.partial`;
  mkdirSync(dirname(target), { recursive: true });
  try {
    copyFileSync(source, partial);
    chmodSync(partial, 0o755);
    renameSync(partial, target);
  } finally {
    rmSync(partial, { force: true });
  }
}

/**
 * Puts our language host into a folder, unless another one is there already.
 *
 * @param {string} directory
 */
function installLanguageHost(directory) {
  const target = join(directory, LANGUAGE_HOST);
  if (isExecutable(target)) {
    const present = readFileSync(target);
    const ours = present.subarray(0, 200).includes(OWN_MARK);
    if (!ours || present.equals(readFileSync(ownHost))) return;
  }
  install(ownHost, target);
}

/**
 * Completes a folder of our cache: a CLI in it then works for anyone who calls it, also without our tools.
 *
 * @param {string} directory
 */
export function installHelpers(directory) {
  installLanguageHost(directory);
  const launcher = join(sdkDirectory, PROVIDER_LAUNCHER);
  if (existsSync(launcher) && !isExecutable(join(directory, PROVIDER_LAUNCHER))) {
    install(launcher, join(directory, PROVIDER_LAUNCHER));
  }
}

/**
 * What has to be added to the environment of a command that runs this CLI.
 *
 * @param {string} bin path of `pulumi`
 * @param {NodeJS.ProcessEnv} [env] the environment that will be extended
 * @returns {Record<string, string>}
 */
export function pulumiEnvironment(bin, env = process.env) {
  const beside = helperDirectory(bin);
  const path = [dirname(bin)];
  /** @param {string} name */
  const isMissing = (name) => !isExecutable(join(beside, name)) && findOnPath(name, env) === undefined;
  if (isMissing(LANGUAGE_HOST)) {
    // A CLI from elsewhere, not ours to add files to: its helper lives in a folder of its own.
    const directory = join(pulumiHome(env), "pulumi-snapshots");
    installLanguageHost(directory);
    path.push(directory);
  }
  if (isMissing(PROVIDER_LAUNCHER)) path.push(sdkDirectory);
  if (env["PATH"]) path.push(env["PATH"]);
  return {
    PATH: path.join(delimiter),
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
  };
}
