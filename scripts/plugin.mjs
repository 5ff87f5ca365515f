// The native plugin in one folder: a bundle without dependencies, its schema, and launchers for the engine.
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { root } from "./project.mjs";

const license =
  "Bundles @grpc/grpc-js, @pulumi/pulumi (protocol), google-protobuf, undici, yaml and zod under their licenses.";

/** zod has its messages in fifty languages, a tenth of the whole bundle; it speaks English by itself. @type {import("esbuild").Plugin} */
const englishOnly = {
  name: "english-only",
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({
      contents: 'export { default as en } from "./en.js";',
    }));
  },
};

/**
 * Of undici the provider uses two kinds of dispatchers: without fetch, cookies and web sockets the plugin starts in a seventh
 * less time. It is the package's own entry with fewer exports.
 *
 * @type {import("esbuild").Plugin}
 */
const dispatchersAlone = {
  name: "dispatchers-alone",
  setup: ({ onLoad }) =>
    onLoad({ filter: /[\\/]node_modules[\\/]undici[\\/]index\.js$/ }, () => ({
      contents: `
        Object.assign(require("./lib/dispatcher/dispatcher").prototype, require("./lib/api"));
        exports.Agent = require("./lib/dispatcher/agent");
        exports.EnvHttpProxyAgent = require("./lib/dispatcher/env-http-proxy-agent");
      `,
    })),
};

/** @param {string} folder */
export async function buildPlugin(folder) {
  mkdirSync(folder, { recursive: true });
  await build({
    entryPoints: [join(root, "provider/doors/plugin/main.ts")],
    outfile: join(folder, "index.js"),
    bundle: true,
    platform: "node",
    target: "node20",
    // Names stay as they are, for whoever has to read a stack trace.
    minifyWhitespace: true,
    minifySyntax: true,
    legalComments: "none",
    banner: { js: `// ${license}` },
    logLevel: "error",
    absWorkingDir: root,
    plugins: [englishOnly, dispatchersAlone],
  });
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  writeFileSync(join(folder, "version.json"), `${JSON.stringify({ version })}\n`);
  const schema = JSON.parse(readFileSync(join(root, "schema.json"), "utf8"));
  writeFileSync(join(folder, "schema.json"), JSON.stringify({ ...schema, version }));
  const launcher = join(folder, "pulumi-resource-snapshots");
  writeFileSync(launcher, '#!/usr/bin/env node\nrequire("./index.js");\n');
  chmodSync(launcher, 0o755);
  writeFileSync(`${launcher}.cmd`, '@node "%~dp0index.js" %*\r\n');
}
