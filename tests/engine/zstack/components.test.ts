import assert from "node:assert/strict";
import { parseSeed } from "../../../provider/core/identity/identity";
import { volumes } from "../../support/simulated";
import { componentProgram, declaredDependencies, dependencies } from "../components";
import { EngineTests } from "../support";

describe("restore points inside components", () => {
  const engine = new EngineTests();

  it("wait for what the program says, and for nothing else", async () => {
    const project = engine.unstarted();
    const snapshot = ["VolumeSnapshot", { volumeUuid: volumes.root }] as const;
    const series = [
      "VolumeSnapshotSeries",
      { volumeUuid: volumes.root, keepLast: 2, deletionPolicy: "delete" },
    ] as const;
    const declared = { first: snapshot, second: snapshot, late: series, nested: snapshot, below: snapshot };
    project.program({ "index.js": componentProgram("zstack", declared) }, { typescript: false });
    await project.start();
    await project.up();
    assert.deepEqual(await dependencies(project), declaredDependencies);
    const { nested } = await project.resources();
    const type = "pulumi-nodejs:dynamic/zstack:VolumeSnapshot";
    assert.equal(
      parseSeed(nested?.inputs["__seed"]).text,
      `/organization/urn:pulumi:dev::project::program:index:Site$program:index:Site$${type}::nested`,
    );
    await project.succeed("preview", "--non-interactive", "--expect-no-changes");
    await project.destroy();
    assert.deepEqual(await engine.uuids(), []);
  });
});
