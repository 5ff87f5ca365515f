import assert from "node:assert/strict";
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { defaultFixture } from "../../../simulator";
import { type Project, root } from "../project";
import { EngineTests } from "../support";

const { web1, db1 } = defaultFixture.vmInstances;

/** One resource for each rule, and one that keeps all of them; the restored volumes are what holds data. */
const program = `
const { zstack } = require("pulumi-snapshots");
const source = new zstack.VolumeSnapshot("kept", { volumeUuid: "${web1.rootVolumeUuid}", deletionPolicy: "retain", verify: { size: true } });
new zstack.VolumeSnapshotSeries("pruned", { volumeUuid: "${web1.dataVolumeUuids[0]}", triggers: [1], keepFor: "30d" });
new zstack.VolumeSnapshot("no-retention", { volumeUuid: "${db1.rootVolumeUuid}" });
new zstack.VolumeSnapshotSeries("endless", { volumeUuid: "${db1.dataVolumeUuids[0]}", triggers: [1] });
new zstack.VolumeSnapshot("not-verified", { volumeUuid: "${db1.rootVolumeUuid}", deletionPolicy: "delete", verify: { status: false, size: true } });
new zstack.VolumeSnapshot("cascading", { volumeUuid: "${db1.rootVolumeUuid}", deletionPolicy: "cascade" });
const saved = new zstack.RestoredVolume("saved", { volumeSnapshotUuid: source.uuid });
new zstack.VolumeSnapshot("of-saved", { volumeUuid: saved.uuid, deletionPolicy: "delete" });
const unsaved = new zstack.RestoredVolume("unsaved", { volumeSnapshotUuid: source.uuid });
new zstack.VolumeSnapshot("beside-it", { volumeUuid: "${db1.rootVolumeUuid}", deletionPolicy: "delete" }, { dependsOn: [unsaved] });
`;

/** The example, for what holds data here, in plain JavaScript. */
function policyPack(project: Project): string {
  const folder = join(project.directory, "policies");
  mkdirSync(join(folder, "node_modules/@pulumi"), { recursive: true });
  for (const name of ["@pulumi/policy", "@pulumi/pulumi", "typescript", "ts-node", "@types"]) {
    symlinkSync(join(root, "node_modules", name), join(folder, "node_modules", name));
  }
  symlinkSync(root, join(folder, "node_modules/pulumi-snapshots"));
  const example = join(root, "examples/policy-pack");
  cpSync(join(example, "PulumiPolicy.yaml"), join(folder, "PulumiPolicy.yaml"));
  const types = '["pulumi-nodejs:dynamic/zstack:RestoredVolume", "snapshots:zstack:RestoredVolume"]';
  const text = readFileSync(join(example, "index.ts"), "utf8");
  assert.match(text, /statefulTypes: \[.*\]/);
  const pack = text
    .replace(/statefulTypes: \[.*\]/, `statefulTypes: ${types}`)
    .replaceAll(/import (\{.*\}) from (".*");/g, "const $1 = require($2);");
  writeFileSync(join(folder, "index.js"), pack);
  writeFileSync(join(folder, "package.json"), '{ "private": true, "version": "0.0.0", "main": "index.js" }');
  return folder;
}

describe("pulumi-snapshots/policy, run by the engine", () => {
  const engine = new EngineTests();

  for (const door of ["dynamic", "plugin"]) {
    it(`refuses what breaks a rule through the ${door === "plugin" ? "plugin" : "dynamic provider"}, before anything is made`, async () => {
      const project = await engine.project(engine.settings, "prod-eu");
      project.program({ "index.js": program });
      project.withPlugin();
      project.configure({ "snapshots:door": door });
      // The analyzer loads the compiler, which the programs of these tests go without.
      const { code, output } = await project.run(
        ["preview", "--non-interactive", "--policy-pack", policyPack(project)],
        { NODE_OPTIONS: process.env["NODE_OPTIONS"] ?? "" },
      );
      assert.notEqual(code, 0);
      const found = [...output.matchAll(/\[mandatory\] +([a-z-]+) +\(\S+: ([\w-]+)\)/g)];
      assert.deepEqual(
        found.map(([, rule, name]) => `${rule}: ${name}`).sort(),
        [
          "no-cascade-in-production: cascading",
          "restore-point-retention: endless",
          "restore-point-retention: no-retention",
          "restore-point-verification: not-verified",
          "stateful-resources-have-restore-points: unsaved",
        ],
        output,
      );
      assert.deepEqual(await engine.uuids(), []);
    });
  }
});
