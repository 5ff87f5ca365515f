import assert from "node:assert/strict";
import { volumes } from "../../support/simulated";
import { EngineTests } from "../support";

describe("an unfinished snapshot through the engine", () => {
  const engine = new EngineTests({ jobDuration: 5000 });

  it("stays in state with its reason, and the next up finishes it", async () => {
    const project = await engine.project();
    project.declare({ snap: { args: { volumeUuid: volumes.root }, options: { customTimeouts: { create: "1s" } } } });
    const output = await project.fail("up", "--yes", "--skip-preview");
    assert.match(output, /did not finish within 1 s\. Run "pulumi up" again/);
    const kept = (await project.resources())["snap"];
    assert.equal(kept?.initErrors?.length, 1);
    assert.match(await project.up(), /1 updated/);
    const finished = (await project.resources())["snap"];
    assert.equal(finished?.id, kept?.id);
    assert.equal(finished?.initErrors, undefined);
    assert.deepEqual(await engine.uuids(), [kept?.id]);
  });

  it("is replaced without anybody's help when its creation failed after all", async () => {
    await engine.control.fault({
      match: { method: "POST", route: "/v1/volumes/{volumeUuid}/volume-snapshots" },
      action: { type: "failJob", code: "SYS.1000", details: "no space left" },
    });
    const project = await engine.project();
    project.declare({ snap: { args: { volumeUuid: volumes.root }, options: { customTimeouts: { create: "1s" } } } });
    await project.fail("up", "--yes", "--skip-preview");
    project.declare({ snap: { args: { volumeUuid: volumes.root } } });
    await new Promise((resolve) => setTimeout(resolve, 5000));
    assert.match(await project.fail("up", "--yes", "--skip-preview"), /failed and left nothing/);
    assert.match(await project.up(), /1 replaced/);
    assert.equal((await engine.uuids()).length, 1);
    await project.destroy();
    assert.deepEqual(await engine.uuids(), []);
  });
});
