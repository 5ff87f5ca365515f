import assert from "node:assert/strict";
import { join } from "node:path";
import { defaultFixture } from "../../../simulator";
import { Postgres } from "../backends/postgres";
import { S3 } from "../backends/s3";
import { root } from "../project";
import { EngineTests } from "../support";

const backends = { PostgreSQL: Postgres, "a bucket of S3": S3 };

// Their servers are installed and built first, which the usual run has no time for.
if (process.env["PULUMI_SNAPSHOTS_TEST_FULL"] === "1") {
  for (const [name, backend] of Object.entries(backends)) {
    describe(`a stack in ${name}`, () => {
      const engine = new EngineTests();
      let server: Postgres | S3;
      before(async function () {
        this.timeout(600_000);
        server = await backend.start();
      });
      after(() => server.stop());

      it("goes up, is known to our commands, and comes down", async () => {
        const project = engine.unstarted();
        Object.assign(project.environment, server.environment);
        // Its file of an empty stack is for the back end of files.
        await project.initStack(project.stack);
        project.declare({ snap: { args: { volumeUuid: defaultFixture.vmInstances.web1.rootVolumeUuid } } });
        await project.up();
        const ours = (...args: string[]) =>
          project.command(process.execPath, [join(root, "dist/cli/main.js"), ...args]);
        const { code, output } = await ours("list", "--json");
        assert.equal(code, 0, output);
        assert.equal((JSON.parse(output) as { points: unknown[] }).points.length, 1);
        for (const command of ["orphans", "recover"]) assert.equal((await ours(command)).code, 0, command);
        await project.refresh("--expect-no-changes");
        await project.destroy();
        assert.deepEqual(await engine.uuids(), []);
      });
    });
  }
}
