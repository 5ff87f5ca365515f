import assert from "node:assert/strict";
import { killProcesses, processesOf, until } from "../../support/cliProcesses";
import { volumes } from "../../support/simulated";
import { EngineTests } from "../support";

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
    await until(() => processesOf(project, "cmd/run").length === 0);
    await until(() => processesOf(project, "pulumi-language-nodejs").length === 0);
    const made = async () => (await engine.control.state()).volumeSnapshots[0];
    await until(async () => (await made())?.status === "Ready");
    assert.deepEqual(await engine.control.tags((await made())?.uuid ?? ""), []);
    await project.succeed("cancel", "--yes");
    assert.match(await project.up(), /taking over/);
    assert.deepEqual(await engine.uuids(), [(await project.resources())["snap"]?.id]);
    await project.destroy();
  });
});
