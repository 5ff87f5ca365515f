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
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { oneFile } from "../bundle.mjs";
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
  // Whatever it is made of has a folder of its own, which is there whole or not at all.
  const made = createHash("sha1").update(readFileSync(fileURLToPath(import.meta.url)));
  for (const file of [installed, pulumi]) made.update(`${file} ${statSync(file).mtimeMs} `);
  const whole = join(root, ".test/provider-host", made.digest("hex").slice(0, 12));
  if (existsSync(whole)) return whole;
  const folder = `${whole}.${process.pid}`;
  mkdirSync(folder, { recursive: true });
  await build({
    ...oneFile,
    entryPoints: [join(dirname(installed), "cmd/dynamic-provider/index.js")],
    outfile: join(folder, "cmd/dynamic-provider/index.js"),
    plugins: [withoutPrograms],
  });
  const beside = helperDirectory(pulumi);
  for (const name of readdirSync(beside)) {
    if (name.startsWith("pulumi") && name !== launcher) takeOver(join(beside, name), join(folder, name));
  }
  const script = `#!/bin/sh\nnode "${join(whole, "cmd/dynamic-provider/index.js")}" "$@"\n`;
  writeFileSync(join(folder, launcher), script, { mode: 0o755 });
  // Another run may have been quicker.
  if (existsSync(whole)) rmSync(folder, { recursive: true });
  else renameSync(folder, whole);
  return whole;
}

/**
 * A program finds by its path what is beside it: a symbolic link would lead it back.
 *
 * @param {string} from
 * @param {string} to
 */
function takeOver(from, to) {
  try {
    linkSync(from, to);
  } catch {
    // Another file system.
    copyFileSync(from, to);
  }
}
