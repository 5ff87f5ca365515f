import assert from "node:assert/strict";
import { defaultFixture } from "../../../simulator";
import { EngineTests } from "../support";

const vmInstanceUuid = defaultFixture.vmInstances.db1.uuid;

describe("zstack.VolumeSnapshotGroup through the engine", () => {
  const engine = new EngineTests();

  it("is replaced on chain storage, refreshed and destroyed as a whole", async () => {
    const project = await engine.project();
    const declare = (version: number, more: object = {}) =>
      project.program({
        "index.js": `
          const { zstack } = require("pulumi-snapshots");
          const group = new zstack.VolumeSnapshotGroup("db", {
            vmInstanceUuid: "${vmInstanceUuid}", userTags: ["app::db"], triggers: [${version}],
            ...${JSON.stringify(more)},
          });
          exports.members = group.members.apply((members) => members.map((member) => member.deviceId));
        `,
      });
    declare(1);
    assert.match(await project.up(), /db created/);
    assert.match(await project.up(), /2 unchanged/);
    assert.equal((await engine.uuids()).length, 3);

    declare(2);
    const replaced = await project.up();
    assert.match(replaced, /1 replaced/);
    assert.match(replaced, /deletion of volume snapshot group \w+ postponed/);
    assert.equal((await engine.uuids()).length, 6);
    assert.match(await project.refresh("--expect-no-changes"), /2 unchanged/);

    const lost = (await project.resources())["db"]?.outputs["members"] as {
      volumeSnapshotUuid: string;
      volumeName: string;
    }[];
    await engine.control.job("DELETE", `/v1/volume-snapshots/${lost[1]?.volumeSnapshotUuid}`);
    await project.refresh();
    assert.equal((await project.resources())["db"]?.outputs["complete"], false);
    assert.match(await project.up(), new RegExp(`warning: .* has no snapshot of ${lost[1]?.volumeName}`));

    declare(2, { verify: { members: false } });
    assert.match(await project.up(), /1 updated/);
    const quiet = await project.succeed("preview", "--non-interactive", "--refresh", "--expect-no-changes");
    assert.doesNotMatch(quiet, /warning/);

    await project.destroy();
    assert.deepEqual(await engine.uuids(), []);
  });
});
