import assert from "node:assert/strict";
import { join } from "node:path";
import { volumes } from "../../support/simulated";
import { type Project, root } from "../project";
import { EngineTests } from "../support";

const retainAllOverride = { PULUMI_SNAPSHOTS_DELETION_POLICY: "retain" };

/** A program with a snapshot that is given a provider. */
const explicitly = (settings: string, options = ""): string => `
  const pulumi = require("@pulumi/pulumi");
  const { zstack } = require("pulumi-snapshots");
  const provider = new zstack.Provider("cloud", ${settings});
  new zstack.VolumeSnapshot("snap", { volumeUuid: "${volumes.root}" }, { provider, ${options} });
`;

const orphans = (project: Project, ...args: string[]) =>
  project.command(process.execPath, [join(root, "dist/cli/main.js"), "orphans", ...args]);

describe("deletions through the engine", () => {
  const engine = new EngineTests();

  async function made(): Promise<[Project, string]> {
    const project = await engine.project();
    project.declare({ snap: { args: { volumeUuid: volumes.root } } });
    await project.up();
    const [uuid = ""] = await engine.uuids();
    return [project, uuid];
  }

  async function isKept(uuid: string): Promise<void> {
    assert.deepEqual(await engine.uuids(), [uuid]);
    assert.deepEqual(await engine.control.tags(uuid), [
      "pulumi-retained::organization/project/dev::zstack.VolumeSnapshot::snap",
    ]);
  }

  it("are stopped by the environment in a plain destroy", async () => {
    const [project, uuid] = await made();
    const { code, output } = await project.run(["destroy", "--yes", "--skip-preview"], retainAllOverride);
    assert.equal(code, 0, output);
    assert.match(output, /is kept on the platform \(PULUMI_SNAPSHOTS_DELETION_POLICY is "retain"\)/);
    await isKept(uuid);
    assert.deepEqual(await project.resources(), {});
  });

  it("are stopped by the configuration in a destroy --run-program", async () => {
    const [project, uuid] = await made();
    project.configure({ "snapshots:deletionPolicy": "retain" });
    assert.match(await project.destroy("--run-program"), /\(snapshots:deletionPolicy is "retain"\)/);
    await isKept(uuid);
  });

  it("are stopped by the configuration that an explicit provider has copied", async () => {
    const project = await engine.project();
    project.program({ "index.js": explicitly("{}") });
    project.configure({ "snapshots:deletionPolicy": "retain" });
    await project.up();
    const [uuid = ""] = await engine.uuids();
    assert.match(await project.destroy(), /is kept on the platform/);
    await isKept(uuid);
  });

  it("are stopped by the environment in a plain destroy with an explicit provider", async () => {
    const project = await engine.project();
    project.program({ "index.js": explicitly("{}") });
    await project.up();
    const [uuid = ""] = await engine.uuids();
    const { code, output } = await project.run(["destroy", "--yes", "--skip-preview"], retainAllOverride);
    assert.equal(code, 0, output);
    assert.match(output, /is kept on the platform \(PULUMI_SNAPSHOTS_DELETION_POLICY is "retain"\)/);
    await isKept(uuid);
  });

  it("through an explicit provider leave what orphans finds through the same, with no secret shown", async () => {
    // Nothing but the state says where the platform is.
    const project = await engine.project({});
    const settings = `{
      host: "${engine.control.host}",
      port: ${engine.control.port},
      accountName: "admin",
      accountPassword: new pulumi.Config().requireSecret("key"),
    }`;
    project.program({ "index.js": explicitly(settings, "retainOnDelete: true") });
    await project.succeed("config", "set", "--secret", "key", "password");
    await project.up();
    const [uuid = ""] = await engine.uuids();
    project.program({ "index.js": explicitly(settings).replace(/new zstack.VolumeSnapshot.*/, "") });
    await project.up();
    assert.deepEqual(await engine.uuids(), [uuid]);
    const shown = await orphans(project);
    assert.equal(shown.code, 2, shown.output);
    assert.match(shown.output, new RegExp(`${uuid} {2}unmanaged .*"snap"`));
    const deleted = await orphans(project, "--delete", uuid, "--yes", "--json");
    assert.equal(deleted.code, 0, deleted.output);
    assert.deepEqual(await engine.uuids(), []);
    assert.doesNotMatch(shown.output + deleted.output, /"password"/);
  });

  it("leave what retainOnDelete keeps, which orphans shows, releases for the next up, and deletes", async () => {
    const project = await engine.project();
    project.declare({ snap: { args: { volumeUuid: volumes.root }, options: { retainOnDelete: true } } });
    await project.up();
    const [uuid = ""] = await engine.uuids();
    await project.destroy();
    assert.deepEqual(await engine.uuids(), [uuid]);

    const shown = await orphans(project);
    assert.equal(shown.code, 2, shown.output);
    assert.match(shown.output, new RegExp(`${uuid} {2}unmanaged .*"snap"`));
    assert.match((await orphans(project, "--delete", uuid)).output, /use --yes/);
    const released = await orphans(project, "--release", uuid, "--yes");
    assert.equal(released.code, 0, released.output);
    assert.match(await project.up(), new RegExp(`taking over volume snapshot ${uuid}`));
    assert.equal((await orphans(project, "--json")).code, 0);

    await project.destroy();
    const deleted = await orphans(
      project,
      "--delete",
      uuid,
      "--yes",
      "--json",
      "--stack",
      "dev",
      "--cwd",
      project.directory,
    );
    assert.equal(deleted.code, 0, deleted.output);
    assert.deepEqual(await engine.uuids(), []);
  });

  it("never meet the points of a series whose history is a secret", async () => {
    const project = await engine.project();
    project.program({
      "index.js": `
        const { zstack } = require("pulumi-snapshots");
        const args = { volumeUuid: "${volumes.root}", triggers: [1], keepLast: 2 };
        new zstack.VolumeSnapshotSeries("nightly", args, { additionalSecretOutputs: ["history", "current"] });
      `,
    });
    await project.up();
    const [uuid = ""] = await engine.uuids();
    const { history } = (await project.resources())["nightly"]?.outputs ?? {};
    assert.ok(JSON.stringify(history).includes('"ciphertext"'), JSON.stringify(history));
    const shown = await orphans(project, "--json");
    assert.equal(shown.code, 0, shown.output);
    assert.deepEqual((JSON.parse(shown.output) as { orphans: unknown[] }).orphans, []);
    const deleted = await orphans(project, "--delete", uuid, "--allow-unmarked", "--yes");
    assert.equal(deleted.code, 1);
    assert.match(deleted.output, /is in the state of the stack/);
    const locked = { VAULT_SERVER_TOKEN: "of somebody else" };
    const command = [join(root, "dist/cli/main.js"), "orphans", "--delete", uuid, "--yes"];
    const unread = await project.command(process.execPath, command, locked);
    assert.equal(unread.code, 1);
    assert.match(unread.output, /permission denied/);
    assert.deepEqual(await engine.uuids(), [uuid]);
  });
});
