import assert from "node:assert/strict";
import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
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

  it("rotates with each version, survives what is deleted outside, and leaves its points", async () => {
    const project = await rotation();
    for (const version of ["1", "2", "3", "4"]) {
      await project.succeed("config", "set", "appVersion", version);
      await project.succeed("up", "--yes", "--non-interactive");
    }
    assert.deepEqual(await names(), ["before-deploy-2", "before-deploy-3", "before-deploy-4"]);
    await project.succeed("preview", "--non-interactive", "--refresh", "--expect-no-changes");
    const outside = (uuid: string | undefined) =>
      engine.control.job("DELETE", `/v1/volume-snapshots/${uuid}?deleteMode=Permissive`);
    const oldest = (await engine.control.state()).volumeSnapshots.find((one) => one.name === "before-deploy-2");
    await outside(oldest?.uuid);
    const pipeline = await project.run(["preview", "--non-interactive", "--refresh", "--expect-no-changes"]);
    assert.notEqual(pipeline.code, 0);
    assert.match(pipeline.output, /"before-deploy-2" was deleted outside/);
    const current = (JSON.parse(await project.succeed("stack", "output", "--json")) as { restorePoint: string })
      .restorePoint;
    await outside(current);
    assert.match(await project.refresh(), /"before-deploy-4" was deleted outside/);
    // Without a policy its points outlive it; the example's test sees them go with theirs.
    const program = join(project.directory, "index.ts");
    writeFileSync(program, readFileSync(program, "utf8").replace('deletionPolicy: "delete",', ""));
    await project.up();
    assert.deepEqual(await names(), ["before-deploy-3", "before-deploy-5"]);
    const shown = JSON.parse(await project.succeed("stack", "output", "--json")) as { restorePoints: string[] };
    assert.deepEqual(shown.restorePoints, ["before-deploy-5", "before-deploy-3"]);
    await project.destroy();
    assert.deepEqual(await names(), ["before-deploy-3", "before-deploy-5"]);
    for (const { tag } of (await engine.control.state()).userTags) assert.match(tag, /^pulumi-retained::/);
  });
});
