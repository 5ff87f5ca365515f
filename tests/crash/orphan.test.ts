import assert from "node:assert/strict";
import { EngineState } from "./harness/engine";
import { declaredFor } from "./harness/kinds";
import { Lane } from "./harness/lane";
import { ProjectFolder, RealProcess } from "./harness/realProcess";

describe("a provider process whose CLI was killed", () => {
  let folder: ProjectFolder;
  let lane: Lane;

  before(async () => {
    folder = new ProjectFolder();
    lane = await Lane.open();
  });

  after(async () => {
    await lane.close();
    folder.remove();
  });

  it("ends by itself although nothing was under way", async function () {
    this.timeout(60_000);
    const process = await RealProcess.start(folder);
    const state = new EngineState();
    await state.up(await process.calls(lane.configuration), declaredFor("VolumeSnapshot", "create").after);
    await process.loseEngine();
    await process.exited;
    assert.ok(state.recorded, "what was recorded before stays");
  });
});
