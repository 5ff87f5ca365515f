import assert from "node:assert/strict";
import { defaultFixture } from "../../../simulator";
import { deadPort } from "../../support/loopback";
import { EngineTests } from "../support";

const { web1, db1 } = defaultFixture.vmInstances;

/** A program that looks up with everything it can have: values, a resource, a provider of its own. */
const program = `
const pulumi = require("@pulumi/pulumi");
const { zstack } = require("pulumi-snapshots");
module.exports = async () => {
  const vm = await zstack.getVmInstance({ name: "web-1" });
  const snapshot = new zstack.VolumeSnapshot("snap", { volumeUuid: vm.rootVolumeUuid });
  const all = zstack.getVolumeSnapshotsOutput({ volumeUuid: vm.rootVolumeUuid, uuid: snapshot.uuid });
  const disks = zstack.getVolumesOutput({ vmInstanceUuid: vm.uuid });
  return { found: all.apply((list) => list.map((one) => one.name)), disks: disks.length };
};`;

const configured = `
const pulumi = require("@pulumi/pulumi");
const { zstack } = require("pulumi-snapshots");
const config = new pulumi.Config("site");
const provider = new zstack.Provider("site", {
  host: config.require("host"),
  port: config.requireNumber("port"),
  accountName: "admin",
  accountPassword: config.requireSecret("password"),
});
module.exports = async () => ({
  byProvider: (await zstack.getVmInstance({ name: "db-1" }, { provider })).uuid,
  later: zstack.getVmInstanceOutput({ name: "db-1" }, { provider }).uuid,
  byConfiguration: (await zstack.getVmInstances()).length,
});`;

const dependent = `
const pulumi = require("@pulumi/pulumi");
const { zstack } = require("pulumi-snapshots");
const first = new zstack.VolumeSnapshot("first", { volumeUuid: "${web1.rootVolumeUuid}" });
// Known once the snapshot is there, as the password of a machine that the same program makes would be.
const accountPassword = first.uuid.apply(() => "password");
const provider = new zstack.Provider("later", { accountPassword, accountName: "admin" });
exports.vms = zstack.getVmInstancesOutput({}, { provider }).length;`;

describe("look-ups in programs", () => {
  const engine = new EngineTests();
  const logins = () => engine.control.countOf("PUT", "/v1/accounts/login");
  const logouts = () => engine.control.countOf("DELETE", "/v1/accounts/sessions/{sessionUuid}");

  it("run in previews, wait for what is not known there, and end their one session", async () => {
    const project = await engine.project();
    project.program({ "index.js": program }, { ownProcess: true });
    const preview = await project.succeed("preview", "--non-interactive");
    assert.match(preview, /snap create/);
    assert.match(preview, /disks\s*: 2/);
    assert.match(preview, /found\s*: (output<string>|\[unknown\])/);
    assert.deepEqual([await logins(), await logouts()], [1, 1], "the program's, and nothing else");

    await project.up();
    const { found, disks } = (await project.outputs()) as Record<string, unknown>;
    assert.deepEqual([found, disks], [["snap"], 2]);
    assert.deepEqual([await logins(), await logouts()], [3, 3], "one more of the program, one of the provider");
    await project.succeed("preview", "--non-interactive", "--expect-no-changes");
    await project.destroy();
  });

  it("connect by the stack configuration or by a provider, secrets included", async () => {
    const { host, port } = engine.control;
    const project = await engine.project({});
    project.program({ "index.js": configured }, { ownProcess: true });
    await project.succeed(
      ...["config", "set-all", "--plaintext", `zstack:host=${host}`, "--plaintext", `zstack:port=${port}`],
      ...["--plaintext", "zstack:accountName=admin", "--secret", "zstack:accountPassword=password"],
      ...["--plaintext", `site:host=${host}`, "--plaintext", `site:port=${port}`, "--secret", "site:password=password"],
    );
    await project.up();
    const outputs = (await project.outputs()) as Record<string, unknown>;
    assert.deepEqual(outputs, { byProvider: db1.uuid, later: db1.uuid, byConfiguration: 3 });
  });

  it("that find nothing stop the program before anything is made", async () => {
    const project = await engine.project();
    project.program({ "index.js": program.replace("web-1", "nobody's") }, { ownProcess: true });
    const said = await project.fail("up", "--yes", "--skip-preview", "--non-interactive");
    assert.match(said, /zstack\.getVmInstance: there is no VM with name "nobody's" on .*; correct the filters/);
    assert.doesNotMatch(said, /unhandled|\n\s+at |index\.js/, "the message alone");
    assert.deepEqual(await engine.uuids(), []);
    assert.equal(await logouts(), await logins());
  });

  for (const call of ["zstack.getVmInstance", "zstack.getVmInstanceOutput"]) {
    it(`name host and port where nobody listens, without a stack: ${call}`, async () => {
      const port = await deadPort();
      const account = { ZSTACK_ACCOUNT_NAME: "admin", ZSTACK_ACCOUNT_PASSWORD: "password" };
      const project = await engine.project({
        ...account,
        ZSTACK_HOST: engine.control.host,
        ZSTACK_PORT: String(port),
      });
      const text = `const { zstack } = require("pulumi-snapshots"); exports.vm = ${call}({ name: "web-1" });`;
      project.program({ "index.js": text }, { ownProcess: true });
      const said = await project.fail("preview", "--non-interactive");
      const address = `http://${engine.control.host}:${port}`;
      assert.ok(said.includes(`zstack.getVmInstance: cannot reach ${address}: `), said);
      assert.match(said, /; check zstack:host and zstack:port/);
      assert.doesNotMatch(said, /unhandled|\n\s+at |index\.js/, "the message alone");
    });
  }

  it("with a provider that a preview does not know are unknown there", async () => {
    const project = await engine.project();
    project.program({ "index.js": dependent }, { ownProcess: true });
    assert.match(await project.succeed("up", "--yes", "--non-interactive"), /vms\s*: (output<string>|\[unknown\]|3)/);
    assert.deepEqual(await project.outputs(), { vms: 3 });
  });
});
