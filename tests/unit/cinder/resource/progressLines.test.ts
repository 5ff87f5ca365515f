import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { commandContext } from "../../../../cli/restore/context";
import { progressLines } from "../../../../provider/cinder/resource/progressLines";
import { volumeRevert } from "../../../../provider/cinder/volumeRevert/resource";
import { Settings } from "../../../../provider/core/contract/settings";
import type { ProviderRuntime } from "../../../../provider/core/runtime/runtime";
import { FakeClock } from "../../../support/clock";

describe("progress of a wait in Cinder", () => {
  it("is a line a minute, with the time since the wait began", async () => {
    const clock = new FakeClock();
    const lines: string[] = [];
    const runtime: ProviderRuntime = {
      ...{ clock, environment: {}, random: randomBytes, engineAlive: async () => true },
      ...{ createdInThisProcess: new Set(), keptByProgram: new Set() },
      say: (line) => lines.push(line),
    };
    const settings = new Settings(() => undefined, {});
    const ctx = commandContext(volumeRevert, { settings, runtime }, "data-back", {});
    const print = progressLines(ctx, ctx.deadline(3600));
    for (let seconds = 0; seconds <= 190; seconds += 10) {
      print('volume 1 has status "reverting"');
      await clock.sleep(10_000);
    }
    assert.deepEqual(
      lines,
      [1, 2, 3].map((minutes) => `${ctx.label}: volume 1 has status "reverting" after ${minutes} min`),
    );
  });
});
