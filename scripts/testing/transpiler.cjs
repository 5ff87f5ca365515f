// The transpiler that ts-node uses for the tests, with a memory on disk: every test process needs the same few hundred
// files, and transpiling them takes longer than many of the tests.
const { createHash } = require("node:crypto");
const { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");
const ts = require("typescript");

/** @param {string} text */
const sha256 = (text) => createHash("sha256").update(text).digest("hex");

const folder = join(__dirname, "../../.test/transpiled");

/**
 * @param {import("ts-node").CreateTranspilerOptions} options
 * @returns {import("ts-node").Transpiler}
 */
exports.create = ({ service }) => {
  const compilerOptions = { ...service.config.options, sourceMap: true, declaration: false };
  const settings = JSON.stringify([ts.version, compilerOptions]);
  mkdirSync(folder, { recursive: true });
  return {
    transpile(input, { fileName }) {
      const digest = sha256(settings + input);
      const file = join(folder, `${sha256(fileName)}.json`);
      const kept = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
      if (kept?.digest === digest) return kept;
      const { outputText, sourceMapText } = ts.transpileModule(input, { fileName, compilerOptions });
      // Other processes read the same folder: a file is there whole or not at all.
      const fresh = `${file}.${process.pid}`;
      writeFileSync(fresh, JSON.stringify({ digest, outputText, sourceMapText }));
      renameSync(fresh, file);
      return { outputText, sourceMapText };
    },
  };
};
