// Pulumi's process for dynamic providers in one file, for the tests: to find and read its five hundred modules takes more
// processor time than the rest of it, and every command of a test starts one. What it does is Pulumi's code as it is;
// tests/package and the plain commands of users start it as it is installed.
import { chmodSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { build } from "esbuild";
import { root } from "../project.mjs";

/** Only programs need them: to serialise functions, and to run the CLI. */
const ofPrograms = /^(typescript|@npmcli\/arborist|fdir|normalize-package-data|\.{1,2}\/automation)$/;

/**
 * Something that uses one of these all the same fails by it.
 *
 * @type {import("esbuild").Plugin}
 */
const withoutPrograms = {
  name: "without-programs",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: ofPrograms }, ({ path }) => ({ path, namespace: "absent" }));
    onLoad({ filter: /./, namespace: "absent" }, ({ path }) => ({
      contents: `
        const get = (_target, property) => {
          if (property === "__esModule") return undefined;
          throw new Error(${JSON.stringify(`${path} is left out of this process, and something uses `)} + String(property));
        };
        module.exports = new Proxy({}, { get });
      `,
    }));
  },
};

/** @returns {Promise<string>} the folder with its launcher, which the CLI finds on PATH before its own */
export async function prepareProviderHost() {
  const installed = createRequire(import.meta.url).resolve("@pulumi/pulumi/package.json");
  const { version } = createRequire(import.meta.url)(installed);
  const folder = join(root, ".test/provider-host", version);
  const launcher = join(folder, "pulumi-resource-pulumi-nodejs");
  const program = join(folder, "cmd/dynamic-provider/index.js");
  if (existsSync(launcher)) return folder;
  mkdirSync(folder, { recursive: true });
  await build({
    entryPoints: [join(dirname(installed), "cmd/dynamic-provider/index.js")],
    outfile: program,
    bundle: true,
    platform: "node",
    target: "node20",
    minifyWhitespace: true,
    minifySyntax: true,
    logLevel: "error",
    plugins: [withoutPrograms],
  });
  writeFileSync(launcher, `#!/bin/sh\nnode "${program}" "$@"\n`);
  chmodSync(launcher, 0o755);
  return folder;
}
