import assert from "node:assert/strict";
import { componentProgram, declaredDependencies, dependencies } from "../components";
import { CinderEngineTests } from "./support";

describe("restore points of a real Cinder inside components", () => {
  const engine = new CinderEngineTests();

  it("wait for what the program says, and for nothing else", async () => {
    const volumeId = (await engine.platform.volume()).id;
    const project = engine.unstarted();
    const snapshot = ["VolumeSnapshot", { volumeId }] as const;
    const backup = ["VolumeBackup", { volumeId }] as const;
    const declared = { first: snapshot, second: backup, late: snapshot, nested: snapshot, below: snapshot };
    project.program({ "index.js": componentProgram("cinder", declared) }, { typescript: false });
    await project.start();
    await project.up();
    assert.deepEqual(await dependencies(project), declaredDependencies);
    await project.succeed("preview", "--non-interactive", "--expect-no-changes");
    await project.destroy();
    assert.deepEqual(await engine.restorePoints(), []);
  });
});
