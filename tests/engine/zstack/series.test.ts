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

  it("with drill: true repeats only a drill that failed, through both doors", async () => {
    const project = await engine.project();
    const declare = (version: number) =>
      project.program({
        "index.js": `
          const { zstack } = require("pulumi-snapshots");
          const series = new zstack.VolumeSnapshotSeries("before-deploy", {
            volumeUuid: "${web1.rootVolumeUuid}", triggers: [${version}], keepLast: 1, drill: true, deletionPolicy: "delete",
          });
          exports.restorableAt = series.current.apply((point) => point.drill?.restorableAt ?? "never");
          exports.problem = series.current.apply((point) => point.drillProblem ?? "none");
        `,
      });
    const volumes = async () => ((await engine.control.state()) as unknown as { volumes: unknown[] }).volumes.length;
    const fail = () =>
      engine.control.fault({
        match: { method: "POST", route: "/v1/volumes/data/from/volume-snapshots/{volumeSnapshotUuid}" },
        action: { type: "failJob" },
      });
    const before = await volumes();

    declare(1);
    assert.match(await project.succeed("up", "--yes", "--non-interactive"), /2 created/);
    for (const [version, door] of [
      [2, "dynamic"],
      [3, "plugin"],
    ] as const) {
      project.configure({ "snapshots:door": door });
      declare(version);
      if (door === "plugin") project.withPlugin();
      await fail();
      const failed = await project.run(["up", "--yes", "--skip-preview", "--non-interactive"]);
      assert.notEqual(failed.code, 0);
      assert.match(failed.output, /repeats only the drill/);
      assert.deepEqual(await names(), [`before-deploy-${version - 1}`, `before-deploy-${version}`]);
      const preview = await project.succeed("preview", "--non-interactive");
      assert.match(preview, /the restore drill of "before-deploy-\d" failed and is repeated/);
      const output = await project.up();
      assert.match(output, /restorableAt *: .*"\d{4}-/);
      assert.match(output, /problem *: .*"none"/);
      assert.deepEqual(await names(), [`before-deploy-${version}`]);
    }
    assert.match(await project.refresh("--expect-no-changes"), /2 unchanged/);
    await project.destroy();
    assert.deepEqual(await names(), []);
    assert.equal(await volumes(), before);
  });
});
