import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { exampleFiles, exampleNames, readExample } from "../../../cli/init/examples";
import { run } from "../../../cli/program";

interface PackageJson {
  readonly main?: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

describe("pulumi-snapshots init", () => {
  let folder: string;
  let printed: string;
  const { write } = process.stdout;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "pulumi-snapshots-init-"));
    printed = "";
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  async function init(...args: string[]): Promise<void> {
    process.stdout.write = (text: string | Uint8Array) => {
      printed += String(text);
      return true;
    };
    try {
      assert.equal(await run(["init", ...args, "--cwd", folder]), 0);
    } finally {
      process.stdout.write = write;
    }
  }

  const text = (file: string): string => readFileSync(join(folder, file), "utf8");
  const packageJson = (): PackageJson => JSON.parse(text("package.json"));

  async function refused(said: RegExp, ...args: string[]): Promise<void> {
    const before = readdirSync(folder).map((file) => [file, text(file)]);
    await assert.rejects(init(...args), (error: Error & { code?: string }) => {
      assert.match(error.message, said);
      return error.code === "usage-error";
    });
    assert.deepEqual(
      readdirSync(folder).map((file) => [file, text(file)]),
      before,
    );
  }

  for (const example of exampleNames) {
    it(`writes ${example} whole, with its own name, and names what has to be set`, async () => {
      await init(example, "--name", "mine");
      assert.equal(text("index.ts"), readExample(example)["index.ts"]);
      const { name, config = {} } = parse(text("Pulumi.yaml")) as { name: string; config?: Record<string, object> };
      assert.equal(name, "mine");
      for (const [key, setting] of Object.entries(config))
        assert.equal(printed.includes(`pulumi config set ${key} `), !("default" in setting), key);
      assert.equal(printed.includes("OS_CLOUD"), /cinder|evs/.test(example));
      assert.equal(packageJson().main, "index.ts");
      assert.ok("typescript" in packageJson().devDependencies);
    });
  }

  it("knows every example that is a project in TypeScript", () => {
    const examples = join(__dirname, "../../../examples");
    const projects = readdirSync(examples).filter((name) =>
      exampleFiles.every((file) => existsSync(join(examples, name, file))),
    );
    assert.deepEqual([...exampleNames], projects.sort());
  });

  it("is pre-upgrade, named after its folder, where nothing else is said", async () => {
    await init();
    assert.match(text("Pulumi.yaml"), new RegExp(`^name: ${folder.split("/").at(-1)}$`, "m"));
    assert.match(text("index.ts"), /before-upgrade/);
    assert.match(printed, /ZSTACK_ACCOUNT_PASSWORD=password$/m);
  });

  it("keeps what npm has installed, and files of others", async () => {
    const own = {
      name: "own",
      main: "index.js",
      dependencies: { "pulumi-snapshots": "file:../a.tgz", typescript: "5.1.0" },
      scripts: { x: "y" },
    };
    writeFileSync(join(folder, "package.json"), JSON.stringify(own));
    writeFileSync(join(folder, "tsconfig.json"), "{}");
    await init();
    const { dependencies, devDependencies, ...others } = packageJson();
    assert.deepEqual(others, { name: "own", main: "index.ts", scripts: { x: "y" } });
    assert.deepEqual(Object.keys(dependencies).sort(), ["@pulumi/pulumi", "pulumi-snapshots", "typescript"]);
    assert.equal(dependencies["pulumi-snapshots"], "file:../a.tgz");
    assert.deepEqual(Object.keys(devDependencies), ["@types/node"]);
    assert.equal(text("tsconfig.json"), "{}");
    assert.doesNotMatch(printed, /tsconfig/);
  });

  for (const [what, files, said] of [
    ["a program", { "index.ts": "" }, /already has index\.ts/],
    ["a project", { "Pulumi.yaml": "" }, /already has Pulumi\.yaml/],
    ["a program of another name", { "package.json": '{"main":"a.js"}', "a.js": "" }, /names a\.js as its program/],
    ["ES modules", { "package.json": '{"type":"module"}' }, /"type": "module"/],
    ["a package.json that is none", { "package.json": "{" }, /cannot read .*package\.json/],
    ["a package.json of another kind", { "package.json": '{"main":3}' }, /at main/],
  ] as const) {
    it(`writes nothing over ${what}`, async () => {
      for (const [file, content] of Object.entries(files)) writeFileSync(join(folder, file), content);
      await refused(said);
    });
  }

  it("refuses what is no example, no name or no folder", async () => {
    await refused(/the example must be one of .*pre-upgrade.*, not "nightmare"/, "nightmare");
    await refused(/--name: "a b" is not a project name/, "--name", "a b");
    await assert.rejects(run(["init", "--cwd", join(folder, "absent")]), /there is no folder/);
  });
});
