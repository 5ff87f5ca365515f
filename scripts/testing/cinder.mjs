// What the tests against a real OpenStack Cinder need of this machine: packages of Debian 12, which root can install.
import { join } from "node:path";
import { root } from "../project.mjs";
import { installPackages } from "./packages.mjs";

/**
 * @param {{ log: (line: string) => void, script?: string }} context
 * @returns {Promise<string | undefined>} why there is none
 */
export async function findCinder({ log, script = join(root, "tests/cinder/lab/packages.sh") }) {
  return installPackages(script, log);
}
