import assert from "node:assert/strict";
import { volumes } from "../support/simulated";
import { EngineTests } from "./support";

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
      { main: "index.mjs" },
    );
    assert.match(await project.up(), /snap created/);
    await project.destroy();
    assert.equal((await engine.uuids()).length, 0);
  });
});
