import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { command, type PackedProject, root } from "./packedProject";

interface Program {
  language: string;
  /** Of its folder, stack and project. */
  name: string;
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
    name: "commonjs",
    runtime: javascript,
    files: {
      "package.json": '{ "main": "index.js" }',
      "index.js": `
const { zstack } = require("pulumi-snapshots");
const { defaultFixture } = require("pulumi-snapshots/simulator");
${body}
exports.uuid = snapshot.uuid;`,
    },
  },
  {
    language: "ESM",
    name: "esm",
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
    name: "typescript",
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

export interface Installed {
  readonly project: PackedProject;
  /** Where the package and the SDK are installed. */
  readonly folder: string;
  /** Of a simulator. */
  readonly url: URL;
}

/** Programs in the folder of one that has been installed: to install what they need takes as long as to run them. */
export function describePrograms(installed: () => Installed): void {
  before(() => {
    const { project, folder } = installed();
    for (const { name, runtime, files } of programs) {
      project.write(`${folder}/${name}/Pulumi.yaml`, `name: ${name}\n${runtime}\n`);
      for (const [file, content] of Object.entries(files)) project.write(`${folder}/${name}/${file}`, content);
    }
  });

  async function snapshotsOnServer(): Promise<string[]> {
    // While a command runs nothing is read here, not even that the server has closed an idle connection.
    const response = await fetch(new URL("/simulator/state", installed().url), { headers: { connection: "close" } });
    const state = (await response.json()) as { volumeSnapshots: { uuid: string }[] };
    return state.volumeSnapshots.map(({ uuid }) => uuid);
  }

  /** What the package's own command and a later run see of it: that is the same for all programs. */
  function assertShown(name: string, uuid: string): void {
    const { project, folder } = installed();
    const printed = project.pulumiSnapshots(join(folder, name), "report", "--html", "report.html");
    assert.equal(printed, `report.html: 1 restore point of ${name}, 0 findings.\n`);
    const page = readFileSync(join(project.directory, folder, name, "report.html"), "utf8");
    const command = `npx pulumi-snapshots restore ${uuid} --to new-volume --stack organization/${name}/${name}`;
    assert.ok(page.includes(`<code>${command}</code>`));

    project.pulumi(join(folder, name), "preview", "--refresh", "--expect-no-changes");
  }

  // In TypeScript the first program of the README runs.
  for (const { language, name } of programs.filter(({ language }) => language !== "TypeScript")) {
    it(`take a snapshot in ${language}, and delete it`, async () => {
      const { project, folder, url } = installed();
      const pulumi = (...args: string[]): string => project.pulumi(join(folder, name), ...args);
      pulumi("stack", "init", name);
      const settings = { host: url.hostname, port: url.port, accountName: "admin", accountPassword: "password" };
      const pairs = Object.entries(settings).flatMap(([key, value]) => ["--plaintext", `zstack:${key}=${value}`]);
      pulumi("config", "set-all", ...pairs);

      pulumi("up", "--yes", "--skip-preview");
      const { uuid } = JSON.parse(pulumi("stack", "output", "--json"));
      assert.match(uuid, /^[0-9a-f]{32}$/);
      assert.deepEqual(await snapshotsOnServer(), [uuid]);

      if (language === "CommonJS") assertShown(name, uuid);
      pulumi("destroy", "--yes", "--skip-preview");
      assert.deepEqual(await snapshotsOnServer(), []);
    });
  }

  // With the resolution of older compilers the first program of the README is compiled.
  it("have types that compile without skipLibCheck", () => {
    const { project, folder } = installed();
    const tsc = join(root, "node_modules/typescript/bin/tsc");
    command(process.execPath, [tsc, "-p", "."], join(project.directory, folder, "typescript"));
  });
}
