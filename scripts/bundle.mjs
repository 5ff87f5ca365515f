// One file of a door of the provider with all that it needs: an engine starts it for every command, and to find and read a
// thousand modules takes longer than to run them.
import { build } from "esbuild";
import { root } from "./project.mjs";

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
 * Of undici the provider uses two kinds of dispatchers: without fetch, cookies and web sockets it starts in a seventh less
 * time. It is the package's own entry with fewer exports.
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

/** One small file. Names stay as they are, for whoever has to read a stack trace. @type {import("esbuild").BuildOptions} */
export const oneFile = {
  bundle: true,
  platform: "node",
  target: "node20",
  minifyWhitespace: true,
  minifySyntax: true,
  logLevel: "error",
};

/**
 * @param {string} entry
 * @param {string} outfile
 * @param {string} license what is said of the packages in it
 */
export async function bundle(entry, outfile, license) {
  await build({
    ...oneFile,
    entryPoints: [entry],
    outfile,
    legalComments: "none",
    banner: { js: `// ${license}` },
    absWorkingDir: root,
    plugins: [englishOnly, dispatchersAlone],
  });
}
