// Lets Node.js load TypeScript, with a memory on disk: every test process needs the same few hundred files, and to load
// the compiler alone takes longer than many of the tests.
const { createHash } = require("node:crypto");
const { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } = require("node:fs");
const Module = require("node:module");
const { join } = require("node:path");

const root = join(__dirname, "../..");
const folder = join(root, ".test/transpiled");
const config = readFileSync(join(root, "tsconfig.json"), "utf8");
/** What a transpiled text depends on besides its source. */
const settings = JSON.stringify([require("typescript/package.json").version, config]);

/** @param {string} text */
const sha256 = (text) => createHash("sha256").update(text).digest("hex");

/**
 * @param {string} fileName
 * @param {string} input
 */
function transpile(fileName, input) {
  /** @type {typeof import("typescript")} */
  const ts = require("typescript");
  const { compilerOptions } = ts.parseConfigFileTextToJson("tsconfig.json", config).config;
  const { options } = ts.convertCompilerOptionsFromJson(compilerOptions, root);
  const { outDir, rootDir, ...others } = options;
  const inline = { ...others, declaration: false, inlineSourceMap: true, inlineSources: true };
  return ts.transpileModule(input, { fileName, compilerOptions: inline }).outputText;
}

mkdirSync(folder, { recursive: true });
process.setSourceMapsEnabled(true);

Reflect.get(Module, "_extensions")[".ts"] = (
  /** @type {{ _compile(text: string, fileName: string): void }} */ module,
  /** @type {string} */ fileName,
) => {
  const input = readFileSync(fileName, "utf8");
  // At the end: a program may begin with #!, and lines have to stay where their source map says.
  const end = `\n//${sha256(settings + input)}\n`;
  const file = join(folder, `${sha256(fileName)}.js`);
  const kept = existsSync(file) ? readFileSync(file, "utf8") : "";
  const text = kept.endsWith(end) ? kept : transpile(fileName, input) + end;
  if (text !== kept) {
    // Other processes read the same folder: a file is there whole or not at all.
    const fresh = `${file}.${process.pid}`;
    writeFileSync(fresh, text);
    renameSync(fresh, file);
  }
  module._compile(text, fileName);
};
