// Brings a checkout to where its tools can work: npm packages installed, dist/ compiled and up to date.
import { existsSync, readdirSync, statSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { run } from "./processes.mjs";

export const root = fileURLToPath(new URL("..", import.meta.url)).replace(/\/$/, "");

/** What the package's command line is compiled to; the compiler writes all files anew each time. */
export const compiledCommand = join(root, "dist/cli/main.js");

const SOURCES = [
  "sdk",
  "provider",
  "simulator",
  "cli",
  "tsconfig.json",
  "tsconfig.build.json",
  "package.json",
  "schema.json",
];

/** Installs the npm packages if that has not been done. */
export async function ensureInstalled() {
  if (!existsSync(join(root, "node_modules/.package-lock.json"))) {
    console.error("Installing npm packages.");
    const command = existsSync(join(root, "package-lock.json")) ? "ci" : "install";
    const { code } = await run("npm", [command, "--no-audit", "--no-fund"], { cwd: root, inherit: true });
    if (code !== 0) throw new Error(`\`npm ${command}\` failed (exit code ${code}).`);
  }
  linkPackage();
}

/** The programs in examples/ import the package by its name; here they get the checkout. */
function linkPackage() {
  const link = join(root, "node_modules/pulumi-snapshots");
  if (!existsSync(link)) symlinkSync("..", link, "junction");
}

/**
 * @param {string} path
 * @returns {number} when the newest file or folder below was changed; a folder changes when a file in it is removed
 */
function newest(path) {
  if (!existsSync(path)) return 0;
  const stats = statSync(path);
  if (!stats.isDirectory()) return stats.mtimeMs;
  return Math.max(stats.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}

/** Compiles the package if dist/ is missing or older than a source. */
export async function ensureBuilt() {
  const sources = Math.max(...SOURCES.map((source) => newest(join(root, source))));
  if (existsSync(compiledCommand) && statSync(compiledCommand).mtimeMs >= sources) return;
  console.error("Compiling the package to dist/.");
  const { code } = await run(process.execPath, [join(root, "scripts/build.mjs")], { cwd: root, inherit: true });
  if (code !== 0) throw new Error(`\`npm run build\` failed (exit code ${code}).`);
}

/**
 * Ends the tool with a message instead of a stack trace: what went wrong is outside of it.
 *
 * @param {() => Promise<number>} main returns the exit code
 */
export async function runTool(main) {
  try {
    process.exitCode = await main();
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exit(1);
  }
}
