import assert from "node:assert/strict";
import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type Project, root } from "./project";
import { EngineTests } from "./support";

describe("a series through the engine", () => {
  const engine = new EngineTests({ storage: "individual" });

  async function rotation(): Promise<Project> {
    const project = await engine.project();
    rmSync(join(project.directory, "index.js"));
    const filter = (file: string) => !file.includes("node_modules");
    cpSync(join(root, "examples", "rotation"), project.directory, { recursive: true, filter });
    await project.succeed("stack", "init", project.stack);
    return project;
  }

  const names = async (): Promise<string[]> =>
    (await engine.control.state()).volumeSnapshots.map((one) => one.name).sort();

  it("rotates with each version, survives what is deleted outside, and comes down", async () => {
    const project = await rotation();
    for (const version of ["1", "2", "3", "4"]) {
      await project.succeed("config", "set", "appVersion", version);
      await project.succeed("up", "--yes", "--non-interactive");
    }
    assert.deepEqual(await names(), ["before-deploy-2", "before-deploy-3", "before-deploy-4"]);
    await project.succeed("preview", "--non-interactive", "--refresh", "--expect-no-changes");
    const current = (JSON.parse(await project.succeed("stack", "output", "--json")) as { restorePoint: string })
      .restorePoint;
    await engine.control.job("DELETE", `/v1/volume-snapshots/${current}?deleteMode=Permissive`);
    assert.match(await project.refresh(), /"before-deploy-4" was deleted outside/);
    await project.up();
    assert.deepEqual(await names(), ["before-deploy-2", "before-deploy-3", "before-deploy-5"]);
    const shown = JSON.parse(await project.succeed("stack", "output", "--json")) as { restorePoints: string[] };
    assert.deepEqual(shown.restorePoints, ["before-deploy-5", "before-deploy-3", "before-deploy-2"]);
    await project.destroy();
    assert.deepEqual(await names(), []);
  });
});
