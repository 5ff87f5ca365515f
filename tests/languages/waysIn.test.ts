import assert from "node:assert/strict";
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { type Project, root } from "../engine/project";
import { EngineTests } from "../engine/support";
import { pack } from "../package/packedProject";
import { command } from "./sdks";

const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
const folder = join(root, "dist/plugin");

/** Recipes of docs/plugin.md, in YAML because that needs no SDK. */
describe("a way to the plugin", () => {
  const engine = new EngineTests();
  const yaml = () => engine.unstarted().example("yaml-volume-snapshot");

  async function plays(project: Project): Promise<string> {
    const printed = await project.up();
    assert.equal((await engine.uuids()).length, 1);
    await project.destroy();
    assert.deepEqual(await engine.uuids(), []);
    return printed;
  }

  it("is the path in node_modules, named in Pulumi.yaml", async () => {
    const project = await yaml();
    const path = "node_modules/pulumi-snapshots/dist/plugin";
    appendFileSync(
      join(project.directory, "Pulumi.yaml"),
      `plugins:\n  providers:\n    - name: snapshots\n      path: ${path}\n`,
    );
    await plays(project);
  });

  it("is the global installation of the npm package", async () => {
    const prefix = mkdtempSync(join(tmpdir(), "pulumi-snapshots-prefix-"));
    try {
      const { tarball } = pack(prefix);
      const quiet = ["--prefer-offline", "--no-audit", "--no-fund"];
      command("npm", ["install", "--global", "--legacy-peer-deps", "--prefix", prefix, ...quiet, tarball], prefix);
      const packages = join(prefix, "lib/node_modules/pulumi-snapshots/node_modules");
      assert.ok(!existsSync(join(packages, "@pulumi")), "it needs no SDK");
      const project = await yaml();
      project.environment["PATH"] = [join(prefix, "bin"), project.environment["PATH"]].join(delimiter);
      assert.match(await plays(project), /using pulumi-resource-snapshots from \$PATH/);
      // The command works without the SDK of Pulumi too.
      const help = await project.command("pulumi-snapshots", ["--help"]);
      assert.equal(help.code, 0, help.output);
    } finally {
      rmSync(prefix, { recursive: true, force: true });
    }
  });

  it("is a file, without any network: packed, installed, and added to the project", async () => {
    const project = await yaml();
    const file = join(project.directory, "pulumi-resource-snapshots.tar.gz");
    command("tar", ["-czf", file, "-C", folder, "."], project.directory);
    await project.succeed("plugin", "install", "resource", "snapshots", version, "--file", file);
    await project.succeed("package", "add", `snapshots@${version}`);
    assert.match(readFileSync(join(project.directory, "Pulumi.yaml"), "utf8"), /snapshots/);
    await plays(project);
  });

  it("leads to one small file, and to a launcher for Windows beside the other", () => {
    const megabytes = statSync(join(folder, "index.js")).size / 1_000_000;
    assert.ok(megabytes <= 3, `${megabytes} MB`);
    assert.doesNotMatch(readFileSync(join(folder, "index.js"), "utf8"), /Ung\\xFCltige/, "zod in other languages");
    assert.doesNotMatch(readFileSync(join(folder, "index.js"), "utf8"), /require\("(?!node:)[^".]*[/@]/);
    // Windows takes the name with this ending; %~dp0 is the folder of the launcher, with a separator at its end.
    const launcher = readFileSync(join(folder, "pulumi-resource-snapshots.cmd"), "utf8");
    assert.equal(launcher, '@node "%~dp0index.js" %*\r\n');
    const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { bin: Record<string, string> };
    assert.equal(manifest.bin["pulumi-resource-snapshots"], "dist/plugin/pulumi-resource-snapshots");
  });
});
