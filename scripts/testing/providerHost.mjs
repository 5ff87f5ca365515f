// Pulumi's process for dynamic providers in one file, for the tests: to find and read its five hundred modules takes more
// processor time than the rest of it, and every command of a test starts one. What it does is Pulumi's code as it is;
// tests/package and the plain commands of users start it as it is installed.
import { createHash } from "node:crypto";
import {
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { helperDirectory } from "../offline-pulumi/versions.mjs";
import { root } from "../project.mjs";

const launcher = "pulumi-resource-pulumi-nodejs";

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

/**
 * A folder with the CLI and all that came with it, but this process: the CLI takes the one beside it, and warns of others.
 *
 * @param {string} pulumi the installed CLI
 * @returns {Promise<string>}
 */
export async function prepareProviderHost(pulumi) {
  const installed = createRequire(import.meta.url).resolve("@pulumi/pulumi/package.json");
  // Whatever it is made of has a folder of its own; one that has a launcher is whole.
  const made = createHash("sha1").update(readFileSync(fileURLToPath(import.meta.url)));
  for (const file of [installed, pulumi]) made.update(`${file} ${statSync(file).mtimeMs} `);
  const folder = join(root, ".test/provider-host", made.digest("hex").slice(0, 12));
  if (existsSync(join(folder, launcher))) return folder;
  mkdirSync(folder, { recursive: true });
  const program = join(folder, "cmd/dynamic-provider/index.js");
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
  const beside = helperDirectory(pulumi);
  for (const name of readdirSync(beside)) {
    if (name.startsWith("pulumi") && name !== launcher) takeOver(join(beside, name), join(folder, name));
  }
  writeFileSync(join(folder, launcher), `#!/bin/sh\nnode "${program}" "$@"\n`, { mode: 0o755 });
  return folder;
}

/**
 * A program finds by its path what is beside it: a symbolic link would lead it back.
 *
 * @param {string} from
 * @param {string} to
 */
function takeOver(from, to) {
  if (existsSync(to)) return;
  try {
    linkSync(from, to);
  } catch {
    // Another file system.
    copyFileSync(from, to);
  }
}
