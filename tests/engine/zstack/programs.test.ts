import assert from "node:assert/strict";
import { mkdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import { volumes } from "../../support/simulated";
import { EngineTests } from "../support";

describe("programs in every module form", () => {
  const engine = new EngineTests();
  const declaration = `new zstack.VolumeSnapshot("snap", { volumeUuid: "${volumes.root}" });`;

  it("TypeScript", async () => {
    const project = await engine.project();
    project.program(
      {
        "index.ts": `import { zstack } from "pulumi-snapshots";\nexport const uuid = ${declaration.replace(";", ".uuid;")}`,
        "tsconfig.json": JSON.stringify({
          compilerOptions: {
            strict: true,
            target: "ES2022",
            module: "Node16",
            moduleResolution: "Node16",
            skipLibCheck: true,
          },
        }),
      },
      { typescript: true },
    );
    assert.match(await project.up(), /snap created/);
    assert.equal((await engine.uuids()).length, 1);
  });

  it("ES module", async () => {
    const project = await engine.project();
    project.program(
      {
        "index.mjs": `import { zstack } from "pulumi-snapshots";\n${declaration}`,
        "package.json": JSON.stringify({ name: "program", private: true, type: "module", main: "index.mjs" }),
      },
      { main: "index.mjs", ownProcess: true },
    );
    assert.match(await project.up(), /snap created/);
    await project.destroy();
    assert.equal((await engine.uuids()).length, 0);
  });

  it("which show every request, and no secret, where the log is asked for", async () => {
    const project = await engine.project();
    project.program(
      { "index.js": `const { zstack } = require("pulumi-snapshots");\n${declaration}` },
      { ownProcess: true },
    );
    const args = ["up", "--yes", "--skip-preview", "--non-interactive"];
    const { output } = await project.run(args, { PULUMI_SNAPSHOTS_LOG: "debug" });
    assert.match(output, /debug: POST \S+\/volume-snapshots 202 \d+ ms/);
    assert.match(output, /debug: PUT \S+\/accounts\/login 200 \d+ ms/);
    assert.ok(!output.includes(String(project.environment["ZSTACK_ACCOUNT_PASSWORD"])));
    assert.doesNotMatch((await project.run(args)).output, /debug: /);
  });

  it("which leave the declaration to a package of a workspace that alone has pulumi-snapshots: says what is missing", async () => {
    const project = await engine.project();
    const library = join(project.directory, "library");
    mkdirSync(join(library, "node_modules"), { recursive: true });
    const installed = join(project.directory, "node_modules/pulumi-snapshots");
    renameSync(installed, join(library, "node_modules/pulumi-snapshots"));
    project.write("library/index.js", `const { zstack } = require("pulumi-snapshots");\n${declaration}`);
    project.program({ "index.js": 'require("./library");' }, { ownProcess: true });
    const output = await project.fail("up", "--yes", "--skip-preview", "--non-interactive");
    assert.match(output, /is not installed for the project in .*npm install pulumi-snapshots/s);
    assert.doesNotMatch(output, /^\s+at /m);
  });
});
