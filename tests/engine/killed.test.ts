import assert from "node:assert/strict";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { volumes } from "../support/simulated";
import type { Project } from "./project";
import { EngineTests } from "./support";

/** Processes that run in the project's folder with `part` in their command line. */
function processesOf(project: Project, part: string): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
        const isShell = command[0]?.endsWith("sh") ?? true;
        return !isShell && command.join(" ").includes(part) && readlinkSync(`/proc/${pid}/cwd`) === project.directory;
      } catch {
        // It ended while we looked, or is not ours.
        return false;
      }
    })
    .map(Number);
}

describe("a killed process", () => {
  before(function () {
    if (process.platform !== "linux") this.skip();
  });

  const engine = new EngineTests({ jobDuration: 2500 });

  async function until(condition: () => Promise<boolean> | boolean): Promise<void> {
    for (let tries = 0; tries < 1500; tries += 1) {
      if (await condition()) return;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    throw new Error("the condition did not come true within 30 s");
  }

  const creating = async () => (await engine.control.countOf("POST", "/v1/volumes/{volumeUuid}/volume-snapshots")) > 0;

  function kill(project: Project, part: string): number {
    const pids = processesOf(project, part);
    for (const pid of pids) process.kill(pid, "SIGKILL");
    return pids.length;
  }

  it("leaves one object when the provider dies in the middle of a create", async () => {
    const project = await engine.project();
    project.declare({ snap: { args: { volumeUuid: volumes.root } } });
    const running = project.run(["up", "--yes", "--skip-preview"]);
    await until(creating);
    assert.equal(kill(project, "cmd/dynamic-provider"), 1);
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
    assert.ok(kill(project, "--skip-preview") >= 1);
    await running;
    await until(() => processesOf(project, "cmd/dynamic-provider").length === 0);
    const { volumeSnapshots } = await engine.control.state();
    assert.equal(volumeSnapshots[0]?.status, "Ready", "the orphan has seen the job to its end");
    assert.deepEqual(await engine.control.tags(volumeSnapshots[0]?.uuid ?? ""), []);
    // What else the CLI had started, and nobody ends any more.
    kill(project, "cmd/run");
    kill(project, "pulumi-language-nodejs");
    await project.succeed("cancel", "--yes");
    assert.match(await project.up(), /taking over/);
    assert.deepEqual(await engine.uuids(), [(await project.resources())["snap"]?.id]);
    await project.destroy();
  });
});
