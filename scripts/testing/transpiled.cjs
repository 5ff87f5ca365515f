// What the TypeScript files of this checkout become for Node.js, with a memory on disk: every test process needs the same
// few hundred files, and to load a compiler alone takes longer than many of the tests. esbuild takes a fifth of the time of
// TypeScript's own compiler, which checks the types in `npm run lint`.
const { createHash } = require("node:crypto");
const { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");

const root = join(__dirname, "../..");
const folder = join(root, ".test/transpiled");

/** @type {import("esbuild").TransformOptions} */
const common = { loader: "ts", format: "cjs", target: "node20", sourcemap: "inline", logLevel: "silent" };

/** What a transpiled text depends on besides its source. */
const settings = JSON.stringify([require("esbuild/package.json").version, common]);

/** @param {string} text */
const sha256 = (text) => createHash("sha256").update(text).digest("hex");

/** @param {string} fileName */
const keptAt = (fileName) => join(folder, `${sha256(fileName)}.js`);

/**
 * At the end: a program may begin with #!, and lines have to stay where their source map says.
 *
 * @param {string} input
 */
const endOf = (input) => `\n//${sha256(settings + input)}\n`;

/**
 * @param {string} fileName
 * @param {string} input
 * @returns {string | undefined} undefined if it has not been transpiled, or not as it is now
 */
function kept(fileName, input) {
  const file = keptAt(fileName);
  const text = existsSync(file) ? readFileSync(file, "utf8") : "";
  return text.endsWith(endOf(input)) ? text : undefined;
}

/**
 * Other processes read the same folder: a file is there whole or not at all.
 *
 * @param {string} fileName
 * @param {string} input
 * @param {string} code
 */
function keep(fileName, input, code) {
  const file = keptAt(fileName);
  const fresh = `${file}.${process.pid}`;
  const text = code + endOf(input);
  mkdirSync(folder, { recursive: true });
  writeFileSync(fresh, text);
  renameSync(fresh, file);
  return text;
}

/** @param {string} fileName */
function transpiled(fileName) {
  const input = readFileSync(fileName, "utf8");
  const known = kept(fileName, input);
  if (known !== undefined) return known;
  /** @type {typeof import("esbuild")} */
  const { transformSync } = require("esbuild");
  return keep(fileName, input, transformSync(input, { ...common, sourcefile: fileName }).code);
}

/** Transpiles what has changed, all at once: one after the other takes a process each. */
async function transpileAll() {
  const folders = ["sdk", "provider", "simulator", "cli", "scripts", "tests"].map((name) => join(root, name));
  const names = folders.flatMap((one) =>
    readdirSync(one, { recursive: true, encoding: "utf8" }).map((name) => join(one, name)),
  );
  const stale = names
    .filter((name) => name.endsWith(".ts"))
    .map((fileName) => ({ fileName, input: readFileSync(fileName, "utf8") }))
    .filter(({ fileName, input }) => kept(fileName, input) === undefined);
  if (stale.length === 0) return;
  const { transform } = await import("esbuild");
  const work = stale.map(async ({ fileName, input }) => {
    keep(fileName, input, (await transform(input, { ...common, sourcefile: fileName })).code);
  });
  await Promise.all(work);
}

module.exports = { transpiled, transpileAll };
