import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { command, PackedProject, pack, root } from "./packedProject";

interface Program {
  language: string;
  /** Folder, stack and project have the same name. */
  folder: string;
  runtime: string;
  files: Record<string, string>;
}

const body = `
const volumeUuid = defaultFixture.vmInstances.web1.rootVolumeUuid;
const snapshot = new zstack.VolumeSnapshot("before-upgrade", { volumeUuid, triggers: ["1"] });
`;

const javascript = "runtime: { name: nodejs, options: { typescript: false } }";

const programs: Program[] = [
  {
    language: "CommonJS",
    folder: "commonjs",
    runtime: javascript,
    files: {
      "index.js": `
const { zstack } = require("pulumi-snapshots");
const { defaultFixture } = require("pulumi-snapshots/simulator");
${body}
exports.uuid = snapshot.uuid;`,
    },
  },
  {
    language: "ESM",
    folder: "esm",
    runtime: javascript,
    files: {
      "package.json": '{ "type": "module", "main": "index.js" }',
      "index.js": `
import { zstack } from "pulumi-snapshots";
import { defaultFixture } from "pulumi-snapshots/simulator";
${body}
export const uuid = snapshot.uuid;`,
    },
  },
  {
    language: "TypeScript",
    folder: "typescript",
    runtime: "runtime: nodejs",
    files: {
      "package.json": '{ "main": "index.ts" }',
      "tsconfig.json": JSON.stringify({
        compilerOptions: { strict: true, target: "es2022", module: "node16", types: ["node"], noEmit: true },
        files: ["index.ts"],
      }),
      "index.ts": `
import { zstack } from "pulumi-snapshots";
import { defaultFixture, startSimulator } from "pulumi-snapshots/simulator";
${body}
const size: import("@pulumi/pulumi").Output<number> = snapshot.size;
export const uuid = snapshot.uuid;
export { size, startSimulator };`,
    },
  },
];

describe("the packed package in an empty project", function () {
  this.timeout(300_000);
  let project: PackedProject;
  let url: URL;

  before(async () => {
    project = new PackedProject();
    project.install(pack(project.directory).tarball);
    url = new URL(await project.startSimulator());
    for (const { folder, runtime, files } of programs) {
      project.write(`${folder}/Pulumi.yaml`, `name: ${folder}\n${runtime}\n`);
      for (const [file, content] of Object.entries(files)) project.write(`${folder}/${file}`, content);
    }
  });
  after(() => project.remove());

  async function snapshotsOnServer(): Promise<string[]> {
    // While a command runs nothing is read here, not even that the server has closed an idle connection.
    const response = await fetch(new URL("/simulator/state", url), { headers: { connection: "close" } });
    const state = (await response.json()) as { volumeSnapshots: { uuid: string }[] };
    return state.volumeSnapshots.map(({ uuid }) => uuid);
  }

  /** What the package's own command and a later run see of it: that is the same for all programs. */
  function assertShown(folder: string, uuid: string): void {
    const printed = project.pulumiSnapshots(folder, "report", "--html", "report.html");
    assert.equal(printed, `report.html: 1 restore point of ${folder}, 0 findings.\n`);
    const page = readFileSync(join(project.directory, folder, "report.html"), "utf8");
    const command = `npx pulumi-snapshots restore ${uuid} --to new-volume --stack organization/${folder}/${folder}`;
    assert.ok(page.includes(`<code>${command}</code>`));

    project.pulumi(folder, "preview", "--refresh", "--expect-no-changes");
  }

  // In TypeScript the first program of the README runs, see readme.test.ts.
  for (const { language, folder } of programs.filter(({ language }) => language !== "TypeScript")) {
    it(`takes a snapshot for a program in ${language}, and deletes it`, async () => {
      project.pulumi(folder, "stack", "init", folder);
      const settings = { host: url.hostname, port: url.port, accountName: "admin", accountPassword: "password" };
      const pairs = Object.entries(settings).flatMap(([name, value]) => ["--plaintext", `zstack:${name}=${value}`]);
      project.pulumi(folder, "config", "set-all", ...pairs);

      project.pulumi(folder, "up", "--yes", "--skip-preview");
      const { uuid } = JSON.parse(project.pulumi(folder, "stack", "output", "--json"));
      assert.match(uuid, /^[0-9a-f]{32}$/);
      assert.deepEqual(await snapshotsOnServer(), [uuid]);

      if (language === "CommonJS") assertShown(folder, uuid);
      project.pulumi(folder, "destroy", "--yes", "--skip-preview");
      assert.deepEqual(await snapshotsOnServer(), []);
    });
  }

  // With the resolution of older compilers the first program of the README is compiled.
  it("has types that compile without skipLibCheck", () => {
    const tsc = join(root, "node_modules/typescript/bin/tsc");
    command(process.execPath, [tsc, "-p", "."], join(project.directory, "typescript"));
  });
});
