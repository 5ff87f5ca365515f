import assert from "node:assert/strict";
import { providerStrings } from "../adapters/providerStrings";
import type { EngineClient } from "./harness/grpc";
import { ProjectFolder, RealProcess } from "./harness/realProcess";

// What stands in state files is evaluated by the engine's own provider process, in the project's folder.
describe("the recorded provider texts in the real provider process", () => {
  let folder: ProjectFolder;
  let process: RealProcess;
  let calls: EngineClient;

  before(async function () {
    this.timeout(60_000);
    folder = new ProjectFolder();
    process = await RealProcess.start(folder);
    calls = await process.calls({ "zstack:host": "cloud.invalid" });
  });

  after(async () => {
    await process.end();
    folder.remove();
  });

  for (const [handler, text] of Object.entries(providerStrings)) {
    it(`lead to ${handler}`, async () => {
      const kind = handler.replace(/^zstack/, "");
      const seed = `/org/urn:pulumi:dev::project::pulumi-nodejs:dynamic/zstack:${kind}::web`;
      const { inputs, failures } = await calls.check({}, { __provider: text, __seed: seed, nonsense: true });
      assert.equal(inputs["__provider"], text);
      assert.ok(failures.some(({ property, reason }) => property === "nonsense" && reason.includes("is not an input")));
      const recorded = { __provider: text, __seed: seed, __origin: "elsewhere:8080/account" };
      const { changes } = await calls.diff("d2d9089fce6f4bfd9ae00acc7fe7bb37", recorded, recorded);
      assert.equal(changes, true, "diff has the configuration that configure was given");
      await assert.rejects(calls.read("d2d9089fce6f4bfd9ae00acc7fe7bb37", recorded), {
        message: /^zstack\.\w+ "web" \(d2d9089fce6f4bfd9ae00acc7fe7bb37\): read failed: .*cloud\.invalid/,
      });
    });
  }
});
