import assert from "node:assert/strict";
import { defaultFixture } from "../../../simulator";
import { EngineTests } from "../support";

const { uuid, rootVolumeUuid, dataVolumeUuids } = defaultFixture.vmInstances.web1;

/** Longer than all else that the program does. */
const slowly = 1500;

/** Declarations that hang on an answer which nothing else waits for, and the number of volumes that they are of. */
const declaring = [
  [
    "an output",
    1 + dataVolumeUuids.length,
    "zstack.getVolumesOutput({ vmInstanceUuid }).apply((found) => found.forEach(declare));",
  ],
  [
    "a promise",
    1 + dataVolumeUuids.length,
    "zstack.getVolumes({ vmInstanceUuid }).then((found) => found.forEach(declare));",
  ],
  ["a promise of one", 1, 'zstack.getVolume({ vmInstanceUuid, type: "Root" }).then(declare);'],
] as const;

describe("answers that take long are waited for", () => {
  const engine = new EngineTests();

  const slow = (path: string) =>
    engine.control.fault({ match: { method: "GET", path }, times: 100, action: { type: "delay", ms: slowly } });

  // In the second one nothing but the connection to the engine keeps a program going, as in the Automation API, and in the tests
  // after it.
  for (const [where, ownProcess] of [
    ["a process of its own", true],
    ["a process that has more to do", false],
  ] as const) {
    it(`for what a preview says of a restore in place, in ${where}`, async () => {
      const volumeSnapshotUuid = await engine.control.strangersSnapshot(rootVolumeUuid);
      const project = await engine.project();
      const declare = (volumeUuid = "") =>
        project.program(
          {
            "index.js": `
              const { zstack } = require("pulumi-snapshots");
              new zstack.VolumeRevert("back", ${JSON.stringify({ volumeUuid, volumeSnapshotUuid, whenRunning: "stop" })});
            `,
          },
          { ownProcess },
        );
      await slow("/v1/volume-snapshots");
      declare(rootVolumeUuid);
      assert.match(await project.succeed("preview", "--non-interactive"), /in the update: overwriting volume /);
      declare(dataVolumeUuids[0]);
      const { code, output } = await project.run(["preview", "--non-interactive"]);
      assert.notEqual(code, 0, output);
      assert.match(output, /volumeSnapshotUuid: volume snapshot .* is of volume .*; correct one of the two/);
    });
  }

  for (const [what, count, program] of declaring) {
    it(`for ${what} that says what is declared`, async () => {
      const project = await engine.project();
      project.program({
        "index.js": `
            const { zstack } = require("pulumi-snapshots");
            const vmInstanceUuid = "${uuid}";
            const declare = ({ uuid }) => new zstack.VolumeSnapshot("of-" + uuid, { volumeUuid: uuid });
            ${program}
          `,
      });
      await project.up();
      const made = async () => (await engine.control.state()).volumeSnapshots.length;
      assert.equal(await made(), count);
      await slow("/v1/volumes");
      await project.succeed("up", "--yes", "--skip-preview", "--expect-no-changes");
      assert.equal(await made(), count, "none is deleted");
    });
  }
});
