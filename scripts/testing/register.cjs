// Lets Node.js load TypeScript.
const Module = require("node:module");
const { transpiled } = require("./transpiled.cjs");

process.setSourceMapsEnabled(true);

Reflect.get(Module, "_extensions")[".ts"] = (
  /** @type {{ _compile(text: string, fileName: string): void }} */ module,
  /** @type {string} */ fileName,
) => module._compile(transpiled(fileName), fileName);
