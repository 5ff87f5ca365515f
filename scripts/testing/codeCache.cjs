// Preloaded into the processes that tests start: what V8 has compiled a module to is kept on disk, as NODE_COMPILE_CACHE of
// Node.js 22 does it. A command of the CLI starts up to four processes, which spend a third of their time in compiling.
const { createHash } = require("node:crypto");
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require("node:fs");
const Module = require("node:module");
const { dirname, join } = require("node:path");
const { Script } = require("node:vm");

const folder = join(__dirname, "../../.test/code-cache");

/** What is smaller costs as much to look up as to compile. */
const WORTH_IT_BYTES = 1000;

/** `import()`, and neither a method of that name nor a text that advises it. */
const IMPORTS = /(?<![.'"`\w])import\s*\((?![\w\s,]*\)\s*\{)(?!'[{$])/;

/** @typedef {{ id: string, require(id: string): unknown, exports: unknown }} LoadedModule */
/** @typedef {(this: LoadedModule, content: string, fileName: string) => unknown} Compile */
/** @typedef {(request: string, parent: LoadedModule, isMain: boolean, options?: object) => string} Resolve */
/** @typedef {(request: string, parent: LoadedModule) => string[] | null} LookUp */

/** @type {Compile} */
const compile = Reflect.get(Module.prototype, "_compile");

/** @type {Map<string, InstanceType<typeof Script>>} by their files: what was not there, or is of another Node.js */
const fresh = new Map();

/** @param {string} file */
function read(file) {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}

/**
 * The `require` of a module, as Node.js makes it.
 *
 * @param {LoadedModule} module
 */
function requireOf(module) {
  const resolve = Object.assign(
    (/** @type {string} */ request, /** @type {object | undefined} */ options) =>
      /** @type {Resolve} */ (Reflect.get(Module, "_resolveFilename"))(request, module, false, options),
    {
      paths: (/** @type {string} */ request) =>
        /** @type {LookUp} */ (Reflect.get(Module, "_resolveLookupPaths"))(request, module),
    },
  );
  return Object.assign((/** @type {string} */ id) => module.require(id), {
    resolve,
    main: process.mainModule,
    extensions: Reflect.get(Module, "_extensions"),
    cache: Reflect.get(Module, "_cache"),
  });
}

/** @type {Compile} */
function compileWithCache(content, fileName) {
  // Only Node.js itself finds what a module imports later on, and its source map.
  if (content.length < WORTH_IT_BYTES || fileName.endsWith(".ts") || IMPORTS.test(content))
    return compile.call(this, content, fileName);
  // V8 compares no more than the lengths of what was compiled and what is to be.
  const file = join(folder, createHash("sha1").update(content).digest("hex"));
  const cachedData = read(file);
  const script = new Script(Module.wrap(content.replace(/^#!/, "//#!")), {
    filename: fileName,
    ...(cachedData === undefined ? {} : { cachedData }),
  });
  if (cachedData === undefined || script.cachedDataRejected === true) fresh.set(file, script);
  const run = script.runInThisContext();
  return Reflect.apply(run, this.exports, [this.exports, requireOf(this), this, fileName, dirname(fileName)]);
}
Reflect.set(Module.prototype, "_compile", compileWithCache);

// At the end functions are in it that were compiled when they were called.
process.once("exit", () => {
  try {
    if (fresh.size > 0) mkdirSync(folder, { recursive: true });
    for (const [file, script] of fresh) {
      // Other processes read the same folder: a file is there whole or not at all.
      writeFileSync(`${file}.${process.pid}`, script.createCachedData());
      renameSync(`${file}.${process.pid}`, file);
    }
  } catch {
    // Without it the next process compiles once more.
  }
});
