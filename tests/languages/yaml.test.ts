import assert from "node:assert/strict";
import { EngineTests } from "../engine/support";
import { withPluginOnPath } from "./support";

describe("a program in YAML", () => {
  const engine = new EngineTests();

  it("of the examples goes up, stays as it is, takes a new snapshot for a new version, and comes down", async () => {
    const project = await withPluginOnPath(engine.unstarted()).example("yaml-volume-snapshot");
    // With its preview.
    await project.succeed("up", "--yes", "--non-interactive");
    const outputs = JSON.parse(await project.succeed("stack", "output", "--json")) as Record<string, unknown>;
    assert.deepEqual(await engine.uuids(), [outputs["uuid"]]);
    assert.ok(Number(outputs["bytes"]) > 0);
    await project.succeed("preview", "--non-interactive", "--refresh", "--expect-no-changes");
    await project.succeed("config", "set", "appVersion", "2");
    assert.match(await project.up(), /1 replaced/);
    // The old one has the new one above it, and is deleted with it.
    assert.equal((await engine.uuids()).length, 2);
    await project.destroy();
    assert.deepEqual(await engine.uuids(), []);
  });
});
