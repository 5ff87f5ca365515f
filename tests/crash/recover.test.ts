import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { join } from "node:path";
import { root } from "../engine/project";
import { EngineTests } from "../engine/support";
import { volumes } from "../support/simulated";
import { killProcesses, until } from "./harness/cli";

describe("pulumi-snapshots recover", () => {
  const engine = new EngineTests({ jobDuration: 1500 });

  /** The simulator lives in this process, so that nothing here may block it. */
  async function recover(env: NodeJS.ProcessEnv, ...args: string[]) {
    const child = spawn(process.execPath, [join(root, "dist/tools/main.js"), "recover", ...args], { env });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (part: Buffer) => (output += part.toString()));
    const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
    return { code, output };
  }

  it("takes a killed create out of the state, and the next up takes the object over", async () => {
    const project = await engine.project();
    project.declare({ snap: { args: { volumeUuid: volumes.root } } });
    const running = project.run(["up", "--yes", "--skip-preview"]);
    await until(async () => (await engine.control.countOf("POST", "/v1/volumes/{volumeUuid}/volume-snapshots")) > 0);
    assert.ok(killProcesses(project, "--skip-preview") >= 1);
    await running;
    await until(() => killProcesses(project, "cmd/run") === 0);
    await project.succeed("cancel", "--yes");
    assert.equal((await project.state()).pending_operations?.length, 1);
    const shown = await recover(project.environment, "--cwd", project.directory, "--stack", "dev", "--json");
    assert.equal(shown.code, 2, shown.output);
    const [made] = await engine.uuids();
    const summary = JSON.parse(shown.output) as { pending: { objects: { uuid: string }[] }[]; removed: boolean };
    assert.equal(summary.removed, false);
    assert.deepEqual(
      summary.pending.map((one) => one.objects.map((object) => object.uuid)),
      [[made]],
    );
    const done = await recover(project.environment, "--cwd", project.directory, "--yes");
    assert.equal(done.code, 2, done.output);
    assert.match(done.output, /never handed over/);
    assert.deepEqual((await project.state()).pending_operations ?? [], []);
    assert.match(await project.up(), /taking over|joining/);
    assert.deepEqual(await engine.uuids(), [(await project.resources())["snap"]?.id]);
    assert.deepEqual((await project.state()).pending_operations ?? [], []);
    const again = await recover(project.environment, "--cwd", project.directory);
    assert.equal(again.code, 0, again.output);
  });

  it("says what it cannot do", async () => {
    const project = await engine.project();
    const missing = await recover(project.environment, "--cwd", project.directory, "--stack", "nowhere");
    assert.equal(missing.code, 1);
    assert.match(missing.output, /stack export failed/);
    const misspelt = await recover(project.environment, "--yess");
    assert.equal(misspelt.code, 1);
    assert.match(misspelt.output, /unknown option --yess/);
  });
});
