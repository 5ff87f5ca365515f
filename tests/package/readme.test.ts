import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { codeBlocks } from "./documentation";
import { PackedProject, pack, root, typesCheckedElsewhere } from "./packedProject";
import { describePrograms } from "./programs";

/** Shell blocks of the section "A first program": a project, the simulator, the snapshots. */
function firstProgram(): [project: string, simulator: string, snapshots: string] {
  const blocks = codeBlocks("README.md", "sh");
  const start = blocks.findIndex((block) => block.startsWith("npm init"));
  const [project, simulator, snapshots] = blocks.slice(start, start + 3);
  assert.ok(project !== undefined && simulator !== undefined && snapshots !== undefined);
  return [project, simulator, snapshots];
}

describe("the first program of the README", function () {
  this.timeout(300_000);
  let project: PackedProject;
  let tarball: string;
  let url: URL | undefined;

  before(() => {
    project = new PackedProject();
    ({ tarball } = pack(project.directory));
  });
  after(() => project.remove());

  /** Runs lines as a shell does, and stops at the first that fails. */
  function shell(folder: string, lines: string, more: Readonly<Record<string, string>> = {}): string {
    const pulumi = process.env["PULUMI_SNAPSHOTS_TEST_PULUMI"] ?? assert.fail("run `npm test package`");
    const env = {
      ...process.env,
      PATH: [dirname(pulumi), process.env["PATH"]].join(delimiter),
      HOME: project.directory,
      PULUMI_HOME: join(project.directory, "pulumi-home"),
      PULUMI_SKIP_UPDATE_CHECK: "true",
      npm_config_cache: npmCache(),
      ...(url === undefined ? {} : { ZSTACK_PORT: url.port }),
      ...more,
    };
    // The CLI takes the home of the account, whatever HOME says: stacks of a test are not to be among a developer's own.
    const own = lines.replace("pulumi login --local", `pulumi login file://${project.directory}`);
    const { status, stdout, stderr } = spawnSync("bash", ["-ec", own], { cwd: folder, env, encoding: "utf8" });
    assert.equal(status, 0, `${stdout}\n${stderr}`);
    return stdout;
  }

  /** The registry is asked once for all tests. */
  const npmCache = (): string => spawnSync("npm", ["config", "get", "cache"], { encoding: "utf8" }).stdout.trim();

  async function groupsOnServer(): Promise<number> {
    if (url === undefined) assert.fail("the simulator does not run");
    const response = await fetch(new URL("/simulator/state", url), { headers: { connection: "close" } });
    return ((await response.json()) as { volumeSnapshotGroups: unknown[] }).volumeSnapshotGroups.length;
  }

  it("runs as it is printed, from an empty folder to snapshots and back", async () => {
    const [setUp, simulator, snapshots] = firstProgram();
    const folder = join(project.directory, "first");
    mkdirSync(folder);
    // Only where the package comes from, and the SDK's version that the checkout is tested with, differ.
    const { devDependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    const sdk = `@pulumi/pulumi@${devDependencies["@pulumi/pulumi"]}`;
    const install = "npm install pulumi-snapshots @pulumi/pulumi";
    assert.ok(setUp.includes(`${install}\n`));
    shell(folder, setUp.replace(install, `npm install --prefer-offline ${tarball} ${sdk}`));
    assert.equal(simulator.trim(), "npx pulumi-snapshots simulator");
    url = new URL(await project.startSimulator("first"));
    const [program = ""] = codeBlocks("README.md", "ts");
    project.write("first/index.ts", program);

    const lines = snapshots.trim().split("\n");
    const exported = lines.filter((line) => line.startsWith("export"));
    const isUp = lines.indexOf("pulumi up --yes") + 1;
    assert.equal(lines.at(-1), "pulumi destroy --yes");
    assert.match(shell(folder, lines.slice(0, isUp).join("\n")), /volumes +: 2/);
    // The program is the same: Pulumi would check its types once more in each of its runs.
    const output = shell(folder, [...exported, ...lines.slice(isUp, -1)].join("\n"), typesCheckedElsewhere);
    assert.match(output, /\+-1 replaced/);
    assert.match(output, /postponed/, "as the README says");
    assert.equal(await groupsOnServer(), 2);

    shell(folder, [...exported, "pulumi destroy --yes"].join("\n"));
    assert.equal(await groupsOnServer(), 0);
  });

  describe("and others beside it", () => {
    describePrograms(() => ({ project, folder: "first", url: url ?? assert.fail("the simulator does not run") }));
  });

  it("installs from a tarball as it is printed", () => {
    const block = codeBlocks("README.md", "sh").find((text) =>
      text.startsWith("npm pkg set dependencies.pulumi-snapshots"),
    );
    assert.ok(block !== undefined);
    // Where the first program has been installed, whose other packages are the same.
    const folder = join(project.directory, "first");
    shell(folder, "npm uninstall pulumi-snapshots");
    assert.equal(existsSync(join(folder, "node_modules/pulumi-snapshots")), false);
    const printed = "file:./pulumi-snapshots-0.1.0.tgz";
    assert.ok(block.includes(printed));
    shell(folder, block.replace(printed, `file:${tarball}`).replace("npm install", "npm install --prefer-offline"));
    assert.match(shell(folder, "npx --no-install pulumi-snapshots --version"), /^\d+\.\d+\.\d+$/m);
  });
});
