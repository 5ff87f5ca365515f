import assert from "node:assert/strict";
import { EngineTests } from "../support";

const secret = "correct-horse-misplaced-4";

describe("a secret input that is refused", () => {
  const engine = new EngineTests();

  for (const door of ["dynamic", "plugin"] as const) {
    it(`is named and not shown, ${door}`, async () => {
      const project = await engine.project();
      project.configure({ "snapshots:door": door });
      project.program({
        "index.js": `
          const pulumi = require("@pulumi/pulumi");
          const { zstack } = require("pulumi-snapshots");
          new zstack.RestoredVolume("copy", {
            volumeSnapshotUuid: pulumi.secret("${secret}"), userTags: ["a", pulumi.secret("${secret} ")],
          });
        `,
      });
      if (door === "plugin") project.withPlugin();
      const output = await project.fail("preview", "--non-interactive");
      assert.match(output, /volumeSnapshotUuid: is not a ZStack uuid/);
      assert.match(output, /userTags\.1: /);
      assert.ok(!output.includes(secret), output);
    });
  }
});
