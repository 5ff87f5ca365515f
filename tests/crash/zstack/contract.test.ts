import assert from "node:assert/strict";
import type { JsonObject } from "../../support/providerProcess";
import { providerStrings } from "../../unit/doors/dynamic/providerStrings";
import { ProjectFolder, RealProcess } from "../harness/realProcess";

/** A cloud that is never there. */
const configurations: Readonly<Record<string, JsonObject>> = {
  zstack: { "zstack:host": "cloud.invalid" },
  cinder: {
    "openstack:token": "token",
    "openstack:endpointOverrides": JSON.stringify({ volumev3: "http://cloud.invalid:8776/v3/0123456789abcdef/" }),
  },
};

// What stands in state files is evaluated by the engine's own provider process, in the project's folder.
describe("the recorded provider texts in the real provider process", () => {
  let folder: ProjectFolder;
  let process: RealProcess;

  before(async function () {
    this.timeout(60_000);
    folder = new ProjectFolder();
    process = await RealProcess.start(folder);
  });

  after(async () => {
    await process.end();
    folder.remove();
  });

  for (const [handler, text] of Object.entries(providerStrings)) {
    it(`lead to ${handler}`, async () => {
      const [, platform = "", kind = ""] = /^([a-z]+)(\w+)$/.exec(handler) ?? [];
      const calls = await process.calls(configurations[platform] ?? {});
      const seed = `/org/urn:pulumi:dev::project::pulumi-nodejs:dynamic/${platform}:${kind}::web`;
      const { inputs, failures } = await calls.check({}, { __provider: text, __seed: seed, nonsense: true });
      assert.equal(inputs["__provider"], text);
      assert.ok(failures.some(({ reason }) => reason.includes("nonsense is not an input")));
      const recorded = { __provider: text, __seed: seed, __origin: "elsewhere:8080/account" };
      const { changes } = await calls.diff("d2d9089fce6f4bfd9ae00acc7fe7bb37", recorded, recorded);
      assert.equal(changes, true, "diff has the configuration that configure was given");
      await assert.rejects(calls.read("d2d9089fce6f4bfd9ae00acc7fe7bb37", recorded, recorded), {
        message: new RegExp(
          `^${platform}\\.${kind} "web" \\(d2d9089fce6f4bfd9ae00acc7fe7bb37\\): read failed: .*cloud\\.invalid`,
        ),
      });
    });
  }
});
