import assert from "node:assert/strict";
import { killProcesses, processesOf, until } from "../crash/harness/cli";
import { volumes } from "../support/simulated";
import { EngineTests } from "./support";

describe("a killed process", () => {
  before(function () {
    if (process.platform !== "linux") this.skip();
  });

  const engine = new EngineTests({ jobDuration: 2500 });

  const creating = async () => (await engine.control.countOf("POST", "/v1/volumes/{volumeUuid}/volume-snapshots")) > 0;

  it("leaves one object when the provider dies in the middle of a create", async () => {
    const project = await engine.project();
    project.declare({ snap: { args: { volumeUuid: volumes.root } } });
    const running = project.run(["up", "--yes", "--skip-preview"]);
    await until(creating);
    assert.equal(killProcesses(project, "cmd/dynamic-provider"), 1);
    assert.notEqual((await running).code, 0);
    assert.deepEqual(await project.resources(), {}, "the engine has recorded nothing");
    assert.match(await project.up(), /taking over|joining/);
    assert.deepEqual(await engine.uuids(), [(await project.resources())["snap"]?.id]);
    await project.destroy();
    assert.deepEqual(await engine.uuids(), []);
  });

  it("leaves one object when the CLI dies, and its orphaned provider marks nothing and ends", async () => {
    const project = await engine.project();
    project.declare({ snap: { args: { volumeUuid: volumes.root } } });
    const running = project.run(["up", "--yes", "--skip-preview"]);
    await until(creating);
    assert.ok(killProcesses(project, "--skip-preview") >= 1);
    await running;
    await until(() => processesOf(project, "cmd/dynamic-provider").length === 0);
    const { volumeSnapshots } = await engine.control.state();
    assert.equal(volumeSnapshots[0]?.status, "Ready", "the orphan has seen the job to its end");
    assert.deepEqual(await engine.control.tags(volumeSnapshots[0]?.uuid ?? ""), []);
    // What else the CLI had started, and nobody ends any more.
    killProcesses(project, "cmd/run");
    killProcesses(project, "pulumi-language-nodejs");
    await project.succeed("cancel", "--yes");
    assert.match(await project.up(), /taking over/);
    assert.deepEqual(await engine.uuids(), [(await project.resources())["snap"]?.id]);
    await project.destroy();
  });
});
