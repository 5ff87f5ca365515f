import assert from "node:assert/strict";
import { volumes } from "../../support/simulated";
import type { Project } from "../project";
import { EngineTests } from "../support";

const overwriting = (volume: string): RegExp => new RegExp(`in the update: overwriting volume .*${volume}`);

describe("a preview says of a restore in place what the engine will do", () => {
  const engine = new EngineTests();

  for (const door of ["dynamic", "plugin"] as const) {
    const start = async (): Promise<Project> => {
      const project = await engine.project();
      if (door === "plugin") project.configure({ "snapshots:door": door });
      return project;
    };

    const declare = (project: Project, args: object, options: object = {}, before = ""): void => {
      project.program({
        "index.js": `
          const pulumi = require("@pulumi/pulumi");
          const { zstack } = require("pulumi-snapshots");
          ${before}
          new zstack.VolumeRevert("back", ${JSON.stringify({ whenRunning: "stop", ...args })}, ${JSON.stringify(options)});
        `,
      });
      if (door === "plugin") project.withPlugin();
    };

    it(`after the program's transforms, ${door}`, async () => {
      const volumeSnapshotUuid = await engine.control.strangersSnapshot(volumes.root);
      const project = await start();
      declare(
        project,
        { volumeUuid: volumes.data, volumeSnapshotUuid },
        {},
        `pulumi.runtime.registerResourceTransform(({ props, opts }) => ({
          props: { ...props, volumeUuid: "${volumes.root}" }, opts,
        }));`,
      );
      assert.match(await project.succeed("preview", "--non-interactive"), overwriting(volumes.root));
    });

    it(`and nothing where it will do nothing, ${door}`, async () => {
      const [first, second] = [
        await engine.control.strangersSnapshot(volumes.root),
        await engine.control.strangersSnapshot(volumes.root),
      ];
      const project = await start();
      const volumeUuid = volumes.root;
      declare(project, { volumeUuid, volumeSnapshotUuid: first, triggers: [1] });
      await project.up();
      const changed = { volumeUuid, volumeSnapshotUuid: second, triggers: [2] };
      declare(project, changed);
      assert.match(await project.succeed("preview", "--non-interactive"), overwriting(volumeUuid));
      for (const command of ["destroy", "refresh"])
        assert.doesNotMatch(
          await project.succeed(command, "--run-program", "--preview-only", "--non-interactive"),
          /in the update/,
          command,
        );
      declare(project, changed, { ignoreChanges: ["volumeSnapshotUuid", "triggers"] });
      const quiet = await project.succeed("preview", "--non-interactive", "--expect-no-changes");
      assert.doesNotMatch(quiet, /in the update/);
    });

    it(`and nothing where it refuses the inputs, which are named once, ${door}`, async () => {
      const project = await start();
      declare(project, { volumeUuid: "v", volumeSnapshotUuid: "x" });
      const { code, output } = await project.run(["preview", "--non-interactive"]);
      assert.notEqual(code, 0);
      assert.match(output, /volumeUuid/);
      assert.doesNotMatch(output, /the recorded value/);
    });
  }
});
