import assert from "node:assert/strict";
import { defaultFixture } from "../../../simulator";
import { volumes } from "../../support/simulated";
import type { Project } from "../project";
import { EngineTests } from "../support";

const resources = {
  VolumeSnapshot: { volumeUuid: volumes.root },
  VolumeSnapshotGroup: { vmInstanceUuid: defaultFixture.vmInstances.db1.uuid },
} as const;

describe("a replacement on chain storage, through the engine", () => {
  const engine = new EngineTests({ serverVersion: "5.2.1" });

  const declare = (project: Project, kind: keyof typeof resources, more: object): void =>
    project.program({
      "index.js": `
        const { zstack } = require("pulumi-snapshots");
        new zstack.${kind}("point", ${JSON.stringify({ ...resources[kind], ...more })});
      `,
    });
  const idOf = async (project: Project): Promise<string> => (await project.resources())["point"]?.id ?? "";
  const objects = async (): Promise<string[]> => {
    const { volumeSnapshots, volumeSnapshotGroups } = await engine.control.state();
    return [...volumeSnapshots, ...volumeSnapshotGroups].map((one) => one.uuid);
  };

  for (const kind of ["VolumeSnapshot", "VolumeSnapshotGroup"] as const) {
    it(`with deletionPolicy cascade leaves the new ${kind} and what it is based on`, async () => {
      const project = await engine.project();
      const deletionPolicy = "cascade";
      declare(project, kind, { deletionPolicy, triggers: [1] });
      await project.up();
      const old = await idOf(project);
      declare(project, kind, { deletionPolicy, triggers: [2] });
      assert.match(await project.up(), /1 replaced/);
      const made = await idOf(project);
      assert.notEqual(made, old);
      assert.ok((await objects()).includes(made), "the new one was deleted with the old one");
      await project.succeed("preview", "--non-interactive", "--refresh", "--expect-no-changes");
      await project.destroy();
      assert.deepEqual(await objects(), []);
    });
  }

  it("that could not be made keeps the old one, also with --continue-on-error", async () => {
    const project = await engine.project();
    declare(project, "VolumeSnapshot", { triggers: [1] });
    await project.up();
    const old = await idOf(project);
    declare(project, "VolumeSnapshot", { triggers: [2] });
    // The new one is made, and its owner tag is not written: an unfinished resource takes the place of the old one.
    const action = { type: "failJob", code: "SYS.1006", details: "not now" };
    await engine.control.fault({ match: { method: "POST", route: "/v1/user-tags" }, times: 2, action });
    await project.fail("up", "--yes", "--skip-preview", "--non-interactive", "--continue-on-error");
    assert.ok((await objects()).includes(old), "the old one was deleted");
    await engine.control.clearFaults();
    await project.up();
    const made = await idOf(project);
    assert.notEqual(made, old);
    assert.ok((await objects()).includes(made));
    await project.destroy();
    assert.deepEqual(await objects(), []);
  });
});
