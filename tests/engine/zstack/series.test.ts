import assert from "node:assert/strict";
import { defaultFixture } from "../../../simulator";
import { EngineTests } from "../support";

const { web1 } = defaultFixture.vmInstances;

/** examples/rotation without what it takes to compile it at each command; its own test lets it come down. */
const program = (version: number): string => `
  const { zstack } = require("pulumi-snapshots");
  const volumeUuid = "${web1.rootVolumeUuid}";
  const series = new zstack.VolumeSnapshotSeries("before-deploy", { volumeUuid, triggers: [${version}], keepLast: 3 });
  exports.restorePoints = series.history.apply((points) => points.map((one) => one.name));
`;

describe("a series through the engine", () => {
  const engine = new EngineTests({ storage: "individual" });

  const names = async (): Promise<string[]> =>
    (await engine.control.state()).volumeSnapshots.map((one) => one.name).sort();

  async function outside(name: string): Promise<void> {
    const uuid = (await engine.control.state()).volumeSnapshots.find((one) => one.name === name)?.uuid;
    await engine.control.job("DELETE", `/v1/volume-snapshots/${uuid}?deleteMode=Permissive`);
  }

  it("rotates with each version, survives what is deleted outside, and leaves its points", async () => {
    const project = await engine.project();
    const up = (...args: string[]) => project.succeed("up", "--yes", "--skip-preview", "--non-interactive", ...args);
    for (const version of [1, 2, 3, 4]) {
      project.program({ "index.js": program(version) });
      await up();
    }
    assert.deepEqual(await names(), ["before-deploy-2", "before-deploy-3", "before-deploy-4"]);
    const preview = ["preview", "--non-interactive", "--refresh", "--expect-no-changes"];
    await project.succeed(...preview);

    await outside("before-deploy-2");
    const pipeline = await project.run(preview);
    assert.notEqual(pipeline.code, 0);
    assert.match(pipeline.output, /"before-deploy-2" was deleted outside/);
    await outside("before-deploy-4");
    const output = await up("--refresh");
    assert.match(output, /"before-deploy-4" was deleted outside/);
    assert.match(output, /"before-deploy-4" => "before-deploy-5"/);
    assert.deepEqual(await names(), ["before-deploy-3", "before-deploy-5"]);
    await project.destroy();
    assert.deepEqual(await names(), ["before-deploy-3", "before-deploy-5"]);
    for (const { tag } of (await engine.control.state()).userTags) assert.match(tag, /^pulumi-retained::/);
  });
});
