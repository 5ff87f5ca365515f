// npm run test:versions [-- --node=VERSION layer… OPTION…]: runs layers of tests (default: unit, package) on other versions of Node.js
// and of @pulumi/pulumi, each in a copy of the checkout with packages of its own. `--node` runs one of the combinations.
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { run } from "./processes.mjs";
import { root, runTool } from "./project.mjs";

const { devDependencies, peerDependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

/** The oldest version of the peer range, which begins with it. */
const oldest = /^>=([0-9.]+)/.exec(peerDependencies["@pulumi/pulumi"])?.[1] ?? "";

const combinations = [
  { node: "20", pulumi: oldest },
  { node: "22", pulumi: devDependencies["@pulumi/pulumi"] },
  { node: "24", pulumi: "latest" },
];

const folder = join(root, ".test/versions");

/**
 * @param {string} program
 * @param {string[]} args
 * @param {string} cwd
 * @param {NodeJS.ProcessEnv} [env]
 */
async function succeed(program, args, cwd, env = process.env) {
  const { code } = await run(program, args, { cwd, env, inherit: true });
  if (code !== 0) throw new Error(`\`${program} ${args.join(" ")}\` failed (exit code ${code}).`);
}

/**
 * The npm package "node" has the program in it.
 *
 * @param {string} version
 * @returns {Promise<string>} the folder of the program
 */
async function nodeFolder(version) {
  const place = join(folder, `node-${version}`);
  const bin = join(place, "node_modules/node/bin");
  if (existsSync(join(bin, "node"))) return bin;
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, "package.json"), '{ "private": true }');
  await succeed("npm", ["install", "--no-audit", "--no-fund", `node@${version}`], place);
  return bin;
}

/** @param {string} copy */
function copyCheckout(copy) {
  rmSync(copy, { recursive: true, force: true });
  const listed = ["ls-files", "--cached", "--others", "--exclude-standard", "-z"];
  for (const file of execFileSync("git", listed, { cwd: root, encoding: "utf8" }).split("\0")) {
    if (file === "" || !existsSync(join(root, file))) continue;
    mkdirSync(dirname(join(copy, file)), { recursive: true });
    cpSync(join(root, file), join(copy, file));
  }
}

/**
 * @param {(typeof combinations)[number]} combination
 * @param {string[]} layers
 * @returns {Promise<string>} what was run, and what came of it
 */
async function test({ node, pulumi }, layers) {
  const copy = join(folder, `checkout-${node}`);
  copyCheckout(copy);
  const env = { ...process.env, PATH: `${await nodeFolder(node)}:${process.env["PATH"]}` };
  await succeed("npm", ["ci", "--no-audit", "--no-fund", "--prefer-offline"], copy, env);
  const wanted = ["--save-dev", "--save-exact", `@pulumi/pulumi@${pulumi}`];
  await succeed("npm", ["install", "--no-audit", "--no-fund", ...wanted], copy, env);
  const installed = join(copy, "node_modules/@pulumi/pulumi/package.json");
  const { version } = JSON.parse(readFileSync(installed, "utf8"));
  const program = execFileSync("node", ["--version"], { env, encoding: "utf8" }).trim();
  const { code } = await run("node", ["scripts/test.mjs", ...layers], { cwd: copy, env, inherit: true });
  const result = `Node.js ${program}, @pulumi/pulumi ${version}: ${code === 0 ? "passed" : "FAILED"}`;
  console.log(`\n${result}\n`);
  rmSync(copy, { recursive: true, force: true });
  return result;
}

await runTool(async () => {
  const args = process.argv.slice(2);
  const given = args.filter((arg) => !arg.startsWith("--node="));
  const layers = given.some((arg) => !arg.startsWith("--")) ? given : ["unit", "package", ...given];
  const [wanted] = args.filter((arg) => arg.startsWith("--node=")).map((arg) => arg.slice("--node=".length));
  const chosen = combinations.filter(({ node }) => wanted === undefined || node === wanted);
  if (chosen.length === 0)
    throw new Error(`--node=${wanted}: give one of ${combinations.map(({ node }) => node).join(", ")}.`);
  /** @type {string[]} */
  const results = [];
  for (const combination of chosen) {
    results.push(await test(combination, layers));
  }
  console.log(results.join("\n"));
  return results.some((one) => one.endsWith("FAILED")) ? 1 : 0;
});
