import assert from "node:assert/strict";
import { defaultFixture } from "../../../simulator";
import { EngineTests } from "../support";

const { rootVolumeUuid, dataVolumeUuids } = defaultFixture.vmInstances.web1;

/** Longer than all else that the program does. */
const slowly = 1500;

describe("what a preview says of a restore in place, on a slow platform,", () => {
  const engine = new EngineTests();

  // In the second one nothing but the connection to the engine keeps a program going, as in the Automation API.
  for (const [where, ownProcess] of [
    ["a process of its own", true],
    ["a process that has more to do", false],
  ] as const) {
    it(`is said of a program in ${where}, and what forbids it fails the preview`, async () => {
      const volumeSnapshotUuid = await engine.control.strangersSnapshot(rootVolumeUuid);
      const project = await engine.project();
      const declare = (volumeUuid: string) =>
        project.program(
          {
            "index.js": `
              const { zstack } = require("pulumi-snapshots");
              new zstack.VolumeRevert("back", ${JSON.stringify({ volumeUuid, volumeSnapshotUuid, whenRunning: "stop" })});
            `,
          },
          { ownProcess },
        );
      await engine.control.fault({
        match: { method: "GET", path: "/v1/volume-snapshots" },
        times: 100,
        action: { type: "delay", ms: slowly },
      });
      declare(rootVolumeUuid);
      assert.match(await project.succeed("preview", "--non-interactive"), /in the update: overwriting volume /);
      declare(dataVolumeUuids[0] ?? "");
      const { code, output } = await project.run(["preview", "--non-interactive"]);
      assert.notEqual(code, 0, output);
      assert.match(output, /volumeSnapshotUuid: volume snapshot .* is of volume .*; correct one of the two/);
    });
  }
});
