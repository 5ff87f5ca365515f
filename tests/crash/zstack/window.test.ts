import assert from "node:assert/strict";
import { EngineState } from "../harness/engine";
import { ProjectFolder, RealProcess } from "../harness/realProcess";
import { declaredFor } from "./platform/kinds";
import { ZStackLane } from "./platform/lane";

const rounds = 20;

describe("the open window between the owner mark and the engine's record", () => {
  let folder: ProjectFolder;
  let lane: ZStackLane;

  before(async () => {
    folder = new ProjectFolder();
    lane = await ZStackLane.open({ jobDuration: 5 });
  });
  after(async () => {
    await lane.close();
    folder.remove();
  });

  it("is one tag and the look that shows it wide", async function () {
    this.timeout(60_000);
    const process = await RealProcess.start(folder);
    const calls = await process.calls(lane.configuration);
    const state = new EngineState();
    lane.line.phase = () => state.phase;
    const took: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      let marked = 0;
      lane.line.hook = async (exchange) => {
        if (exchange.position.marks) marked = performance.now();
        await exchange.deliver(await exchange.answer());
      };
      lane.line.positions.length = 0;
      const inputs = { ...declaredFor("VolumeSnapshot", "create").after, triggers: [round] };
      await calls.create(inputs);
      took.push(performance.now() - marked);
      const from = lane.line.positions.findIndex((position) => position.marks);
      assert.deepEqual(
        lane.line.positions.slice(from).map((position) => position.key.replace(/ #\d+$/, "")),
        ["POST /v1/user-tags", "GET /v1/user-tags"],
      );
    }
    await process.end();
    took.sort((a, b) => a - b);
    const [median = 0, most = 0] = [took[rounds / 2], took[rounds - 1]];
    console.log(
      `      open window: ${median.toFixed(0)} ms in the middle, ${most.toFixed(0)} ms at most, of ${rounds}`,
    );
  });
});
