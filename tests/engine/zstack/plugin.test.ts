import assert from "node:assert/strict";
import { join } from "node:path";
import { defaultFixture } from "../../../simulator";
import { processesOf, until } from "../../support/cliProcesses";
import { volumes } from "../../support/simulated";
import { type Project, root } from "../project";
import { EngineTests } from "../support";

const type = "snapshots:zstack:VolumeSnapshot";

/** A program in JavaScript whose stack goes through the plugin. */
async function throughPlugin(project: Project): Promise<Project> {
  project.withPlugin();
  project.configure({ "snapshots:door": "plugin" });
  return project;
}

describe("the plugin through the engine", () => {
  const engine = new EngineTests();
  const snap = (args: object, options: object = {}) => ({
    snap: { args: { volumeUuid: volumes.root, ...args }, options: { ...options } },
  });

  it("makes, leaves alone, changes in place, replaces, refreshes and destroys", async () => {
    const project = await throughPlugin(await engine.project());
    project.declare(snap({ triggers: { version: 1 }, userTags: ["a", "b"] }));
    assert.match(await project.up(), /snap created/);
    const first = (await project.resources())["snap"];
    assert.equal(first?.type, type);
    assert.deepEqual(await engine.uuids(), [first?.id]);
    assert.deepEqual(
      Object.keys(first?.inputs ?? {}).filter((name) => name.startsWith("__")),
      [],
      "who the owner is, the engine says itself",
    );
    assert.match(await project.up(), /unchanged/);

    project.declare(snap({ triggers: { version: 1 }, userTags: ["a", "c", "d"], description: "d" }));
    const preview = await project.succeed("preview", "--diff");
    assert.match(preview, /~ \[1\]: "b" => "c"/);
    assert.match(await project.up(), /1 updated/);

    project.declare(snap({ triggers: { version: 2 }, userTags: ["a"] }));
    assert.match(await project.succeed("preview", "--diff"), /version: 1 => 2/);
    assert.match(await project.up(), /1 replaced/);
    assert.match(await project.refresh("--expect-no-changes"), /unchanged/);

    project.declare(
      snap({ triggers: { version: 2 }, userTags: ["a"], description: "x" }, { replaceOnChanges: ["description"] }),
    );
    assert.match(await project.up(), /1 replaced/);
    await project.destroy();
    assert.deepEqual(await engine.uuids(), []);
  });

  const program = `
const pulumi = require("@pulumi/pulumi");
const { zstack } = require("pulumi-snapshots");
const { web1, db1, stores } = require("./fixture.json");
const cloud = new zstack.Provider("cloud", { host: process.env.ZSTACK_HOST, port: Number(process.env.ZSTACK_PORT), accountName: "admin", accountPassword: "password" });
new zstack.VolumeSnapshot("single", { volumeUuid: web1.rootVolumeUuid, triggers: ["v1"] });
new zstack.VolumeSnapshot("secret", { volumeUuid: web1.dataVolumeUuids[0], triggers: [pulumi.secret("geheim-4711")] });
new zstack.VolumeSnapshotGroup("group", { vmInstanceUuid: db1.uuid }, { provider: cloud });
new zstack.VolumeBackup("backup", { volumeUuid: web1.dataVolumeUuids[0], backupStorageUuid: stores[0] }, { customTimeouts: { create: "5m" } });
new zstack.VmBackup("machine", { vmInstanceUuid: db1.uuid, backupStorageUuid: stores[0] }, { provider: cloud });
new zstack.VolumeSnapshotSeries("series", { volumeUuid: db1.rootVolumeUuid, triggers: [1], keepLast: 2, deletionPolicy: "delete" });
new zstack.VmBackupSeries("backups", { vmInstanceUuid: web1.uuid, backupStorageUuid: stores[0], triggers: [1] });
new zstack.BackupStorageSync("sync", { imageStoreUuid: stores[0], scope: "vm" });
`;

  async function everyResource(): Promise<Project> {
    const project = await engine.project();
    const { vmInstances, backupStorages } = defaultFixture;
    const stores = [backupStorages.imageStore1.uuid, backupStorages.imageStore2.uuid];
    project.program({
      "index.js": program,
      "fixture.json": JSON.stringify({ web1: vmInstances.web1, db1: vmInstances.db1, stores }),
    });
    return project;
  }

  /** Requests that change something, with their counts, sessions and questions aside. */
  const writes = async (): Promise<string[]> => {
    const all = (await engine.control.requests()).filter(
      ({ method, route }) =>
        // The clock of the server is asked by a PUT.
        method !== "GET" && !route.startsWith("/v1/accounts") && route !== "/v1/management-nodes/actions",
    );
    return all.map(({ method, route, count }) => `${method} ${route} ${count}`).sort();
  };

  it("and the dynamic provider keep the same objects: a stack changes between them and back without a write", async () => {
    const project = await everyResource();
    await project.up();
    const ids = Object.values(await project.resources()).map((one) => one.id);
    assert.equal(ids.length, 8);
    const before = await writes();
    await throughPlugin(project);
    // The explicit provider is another one; no restore point is touched.
    assert.match(await project.up(), /2 changes\. 9 unchanged/);
    const through = Object.values(await project.resources());
    assert.deepEqual(through.map((one) => one.id).sort(), [...ids].sort());
    assert.ok(through.every((one) => one.type.startsWith("snapshots:")));
    assert.match(await project.up(), /unchanged/);
    assert.match(await project.refresh("--expect-no-changes"), /unchanged/);
    assert.deepEqual(await writes(), before);

    const orphans = await project.command(process.execPath, [join(root, "dist/cli/main.js"), "orphans"]);
    assert.equal(orphans.code, 0, orphans.output);
    const exported = await project.succeed("stack", "export");
    for (const secret of ["geheim-4711", '"password"']) assert.ok(!exported.includes(secret), secret);

    project.configure({ "snapshots:door": "dynamic" });
    await project.up();
    const back = Object.values(await project.resources());
    assert.deepEqual(back.map((one) => one.id).sort(), [...ids].sort());
    assert.ok(back.every((one) => one.type.startsWith("pulumi-nodejs:dynamic/")));
    assert.deepEqual(await writes(), before);
    await project.destroy();
    assert.deepEqual(await engine.uuids(), []);
  });

  it("imports what nobody owns, previews it as unchanged, and refuses what another stack owns", async () => {
    const own = await throughPlugin(await engine.project());
    own.declare({});
    await own.up();
    const uuid = await engine.control.strangersSnapshot(volumes.root, "by-hand");
    const before = await writes();
    const imported = await own.succeed(
      "import",
      type,
      "byhand",
      uuid,
      "--yes",
      "--generate-code=false",
      "--protect=false",
    );
    assert.match(imported, /imported/);
    assert.deepEqual(await writes(), before, "an import writes nothing");
    own.declare({ byhand: { args: { volumeUuid: volumes.root, name: "by-hand" } } });
    const preview = await own.succeed("preview", "--diff");
    assert.deepEqual(preview.match(/^ {6}[-+~] .*/gm), null, "no property differs");
    assert.match(await own.up(), /1 updated/);
    assert.match((await engine.control.tags(uuid)).join(), /^pulumi::.*::zstack.VolumeSnapshot::byhand$/);
    assert.match(await own.up(), /unchanged/);

    const other = await throughPlugin(await engine.project(engine.settings, "other"));
    other.declare({});
    await other.up();
    const refused = await other.fail("import", type, "stolen", uuid, "--yes", "--generate-code=false");
    assert.match(refused, /belongs to organization\/project\/dev::zstack.VolumeSnapshot::byhand/);
    const missing = await other.fail("import", type, "gone", "0".repeat(32), "--yes", "--generate-code=false");
    assert.match(missing, /does not exist/);
    const several = await other.fail("import", `${type}Series`, "series", uuid, "--yes", "--generate-code=false");
    assert.match(several, /cannot be imported/);
    // The next up would take it for a volume from another source, replace it, and delete it.
    const volume = "snapshots:zstack:RestoredVolume";
    const restored = await other.fail("import", volume, "data", volumes.data, "--yes", "--generate-code=false");
    assert.match(restored, /declare it with adopt: true and resourceUuid: "c1000000000040008000000000000002"/);
    assert.deepEqual(await other.resources(), {});
    await own.destroy();
  });

  it("is configured by sections, says what is wrong with them before anything is sent, and shows no credential", async () => {
    const project = await throughPlugin(await engine.project({}));
    const set = (name: string, value: string) =>
      project.succeed("config", "set", "--path", `snapshots:zstack.${name}`, value);
    await set("hots", engine.control.host);
    project.declare(snap({}));
    assert.match(await project.fail("preview"), /zstack.hots is not a setting; known are host/);
    await project.succeed("config", "rm", "--path", "snapshots:zstack.hots");
    await set("host", engine.control.host);
    await set("port", "99999");
    await set("accountName", "admin");
    await set("accountPassword", "password-im-klaren");
    const wrong = await project.fail("preview");
    assert.match(wrong, /give a port from 1 to 65535/);
    await set("port", engine.control.port);
    const output = await project.fail("up", "--yes", "--skip-preview");
    for (const text of [wrong, output, await project.succeed("stack", "export")])
      assert.ok(!text.includes("password-im-klaren"));
    await set("accountPassword", "password");
    // Functions run in the program, and have the same configuration.
    project.program({
      "index.js": `
const { zstack } = require("pulumi-snapshots");
const { rootVolumeUuid: volumeUuid } = zstack.getVmInstanceOutput({ name: "web-1" });
new zstack.VolumeSnapshot("snap", { volumeUuid });
`,
    });
    project.withPlugin();
    assert.match(await project.up(), /snap created/);
    await project.destroy();
  });

  it("answers functions, and ends their sessions", async () => {
    const project = await throughPlugin(await engine.project());
    project.program({
      "index.js": `
const pulumi = require("@pulumi/pulumi");
const invoke = (name, args) => pulumi.runtime.invoke("snapshots:zstack:" + name, args);
exports.one = invoke("getVmInstance", { name: "web-1" }).then((vm) => vm.uuid);
exports.all = invoke("getVolumes", { vmInstanceUuid: "${defaultFixture.vmInstances.db1.uuid}" }).then(({ volumes }) => volumes.length);
`,
    });
    project.withPlugin();
    await project.up();
    const logins = await engine.control.countOf("PUT", "/v1/accounts/login");
    assert.ok(logins > 0);
    // The engine does not wait for the end of a plugin.
    await until(async () => (await engine.control.countOf("DELETE", "/v1/accounts/sessions/{sessionUuid}")) === logins);
    const outputs = (await project.outputs()) as { one: string; all: number };
    assert.deepEqual(outputs, { one: defaultFixture.vmInstances.web1.uuid, all: 3 });
  });
});

describe("the plugin and a person who has waited enough", () => {
  const engine = new EngineTests({ jobDuration: { snapshot: 60_000, other: 50 } });

  before(function () {
    if (process.platform !== "linux") this.skip();
  });

  it("keep what is unfinished in the state at the first Ctrl-C, and go on with it in the next run", async () => {
    const project = await throughPlugin(await engine.project());
    project.declare({ snap: { args: { volumeUuid: volumes.root } } });
    const running = project.run(["up", "--yes", "--skip-preview"]);
    await until(async () => (await engine.control.countOf("POST", "/v1/volumes/{volumeUuid}/volume-snapshots")) > 0);
    for (const pid of processesOf(project, "--skip-preview")) process.kill(pid, "SIGINT");
    assert.notEqual((await running).code, 0);
    const { snap } = await project.resources();
    assert.match(snap?.initErrors?.join() ?? "", /the run was cancelled while job/);
    assert.deepEqual((await project.state()).pending_operations ?? [], []);
    await engine.control.advance(60_000);
    await project.up();
    assert.deepEqual(await engine.uuids(), [snap?.id]);
    await project.destroy();
  });
});
