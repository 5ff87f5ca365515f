import assert from "node:assert/strict";
import { cpSync, existsSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { command, PackedProject, pack, root, typesCheckedElsewhere } from "./packedProject";

interface Manager {
  readonly name: string;
  /** The command that installs what package.json names. */
  readonly install: readonly [string, ...string[]];
}

/** With npm the first program of the README is installed, see readme.test.ts. */
const managers: readonly Manager[] = [
  // In CI its second installation would refuse what `init` has added.
  { name: "pnpm", install: ["npx", "--yes", "pnpm@10", "install", "--prefer-offline", "--no-frozen-lockfile"] },
  // Its usual cache would give a package of the same version that an earlier run has packed.
  {
    name: "yarn",
    install: ["npx", "--yes", "yarn@1", "install", "--cache-folder", "../yarn-cache", "--non-interactive"],
  },
];

/** A policy pack is no project of its own; tests/engine runs it. */
const examples = readdirSync(join(root, "examples"), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && existsSync(join(root, "examples", entry.name, "package.json")))
  .filter((entry) => entry.name !== "policy-pack")
  .map(({ name }) => name);

describe("examples copied out of the package", function () {
  this.timeout(300_000);
  let project: PackedProject;
  let tarball: string;
  let url: URL;

  function install({ name, install: [program, ...args] }: Manager): void {
    // The newest SDK needs a newer Node.js than the package does.
    const sdk = JSON.parse(readFileSync(join(root, "package.json"), "utf8")).devDependencies["@pulumi/pulumi"];
    const packages = [`dependencies.pulumi-snapshots=file:${tarball}`, `dependencies.@pulumi/pulumi=${sdk}`];
    const folder = join(project.directory, name);
    if (name === "pnpm") {
      // As examples/README.md says.
      project.write(`${name}/package.json`, "{}");
      command("npm", ["pkg", "set", ...packages], folder);
      command(program, args, folder);
      command("npx", ["--no-install", "pulumi-snapshots", "init", "pre-upgrade"], folder);
    } else {
      copyOf("pre-upgrade", name);
      command("npm", ["pkg", "set", ...packages], folder);
    }
    command(program, args, folder);
  }

  const copyOf = (example: string, folder: string): string => {
    const target = join(project.directory, folder);
    cpSync(join(project.directory, "package/examples", example), target, { recursive: true });
    return target;
  };

  before(async () => {
    project = new PackedProject(typesCheckedElsewhere);
    tarball = pack(project.directory).tarball;
    command("tar", ["-xzf", tarball], project.directory);
    for (const manager of managers) install(manager);
    url = new URL(await project.startSimulator(managers[0]?.name));
  });
  after(() => project.remove());

  const file = (example: string, name: string): string =>
    readFileSync(join(project.directory, "package/examples", example, name), "utf8");

  it("need the same packages and settings, so that one installation stands for all", () => {
    const needs = examples.map((example) => {
      const { dependencies, devDependencies } = JSON.parse(file(example, "package.json"));
      return JSON.stringify({ dependencies, devDependencies, tsconfig: file(example, "tsconfig.json") });
    });
    assert.equal(new Set(needs).size, 1, needs.join("\n"));
    const { devDependencies } = JSON.parse(file("pre-upgrade", "package.json"));
    assert.deepEqual(Object.keys(devDependencies).sort(), ["@types/node", "typescript"]);
  });

  for (const { name } of managers) {
    it(`pre-upgrade runs after an installation with ${name}`, () => {
      project.pulumi(name, "stack", "init", name);
      const settings = { host: url.hostname, port: url.port, accountName: "admin", accountPassword: "password" };
      const pairs = Object.entries(settings).flatMap(([key, value]) => ["--plaintext", `zstack:${key}=${value}`]);
      project.pulumi(name, "config", "set-all", ...pairs);
      project.pulumi(name, "up", "--yes", "--skip-preview");
      const outputs = JSON.parse(project.pulumi(name, "stack", "output", "--json"));
      assert.match(outputs.restorePoint, /^[0-9a-f]{32}$/);
      project.pulumi(name, "destroy", "--yes", "--skip-preview");
    });
  }

  it("compile with their own compiler and settings", () => {
    for (const example of examples) copyOf(example, `compiled/${example}`);
    const modules = join(project.directory, "yarn/node_modules");
    symlinkSync(modules, join(project.directory, "compiled/node_modules"));
    const settings = JSON.parse(file("pre-upgrade", "tsconfig.json"));
    const all = { ...settings, files: examples.map((example) => `${example}/index.ts`) };
    project.write("compiled/tsconfig.json", JSON.stringify(all));
    const tsc = join(modules, "typescript/bin/tsc");
    command(process.execPath, [tsc, "-p", "."], join(project.directory, "compiled"));
  });
});
