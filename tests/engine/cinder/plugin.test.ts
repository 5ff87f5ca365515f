import assert from "node:assert/strict";
import { mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { delimiter, join } from "node:path";
import { after, before } from "mocha";
import { Tap } from "../../cinder/support/tap";
import { processesOf } from "../../support/cliProcesses";
import { generatedArgs } from "../../support/generatedProgram";
import { type Project, root } from "../project";
import { CinderEngineTests, type Declared } from "./support";

type Kind = Declared["kind"];
type Arguments = Declared["args"];

/** What a program declares and asks, so that a test changes data and not code. */
interface Program {
  readonly resources?: Readonly<Record<string, readonly [Kind, Arguments, options?: object]>>;
  /** Names of the resources that have the explicit provider, and its arguments without the password. */
  readonly site?: { readonly of: readonly string[]; readonly args: Arguments };
  /** Functions, which the engine asks of the plugin, by the names of outputs. */
  readonly asked?: Readonly<Record<string, readonly [token: string, Arguments]>>;
}

const program = `
const pulumi = require("@pulumi/pulumi");
const { cinder } = require("pulumi-snapshots");
const { resources = {}, site, asked = {} } = require("./declared.json");
const password = new pulumi.Config().getSecret("password");
const provider = site && new cinder.Provider("site", { ...site.args, password });
for (const [name, [kind, args, options]] of Object.entries(resources)) {
  new cinder[kind](name, args, { ...options, ...(site?.of.includes(name) && { provider }) });
}
for (const [name, [token, args]] of Object.entries(asked)) exports[name] = pulumi.runtime.invoke(token, args);
`;

const declare = (project: Project, declared: Program): void => project.write("declared.json", JSON.stringify(declared));

const objectKinds = ["VolumeSnapshot", "VolumeBackup"] as const;

describe("the plugin and a real Cinder", () => {
  const engine = new CinderEngineTests();
  let tap: Tap;
  let volumeId: string;

  before(async () => {
    tap = await new Tap(engine.lab).open();
  });
  beforeEach(async () => {
    volumeId = (await engine.platform.volume()).id;
    tap.reset();
  });
  after(() => tap?.close());

  async function started(): Promise<Project> {
    const project = engine.unstarted();
    delete project.environment["OS_CLOUD"];
    project.program({ "index.js": program }, { typescript: false });
    project.withPlugin();
    declare(project, {});
    return project.start();
  }

  /** A project whose requests are recorded; both doors are configured, with the password as a secret. */
  async function configured(door: "plugin" | "dynamic"): Promise<Project> {
    const project = await started();
    const { username, password, projectName } = engine.platform.user;
    const settings = { authUrl: tap.identity, userName: username, tenantName: projectName };
    await project.succeed(
      ...["config", "set-all", "--path", "--plaintext", `snapshots:door=${door}`],
      ...Object.entries(settings).flatMap(([name, value]) => [
        ...["--plaintext", `snapshots:cinder.${name}=${value}`],
        ...["--plaintext", `openstack:${name}=${value}`],
      ]),
      ...["snapshots:cinder.password", "openstack:password", "password"].flatMap((name) => [
        ...["--secret", `${name}=${password}`],
      ]),
    );
    return project;
  }

  /** Requests that change something on the platform. */
  const writes = (): string[] =>
    tap.passed
      .filter(({ service, method }) => service === "volume" && method !== "GET")
      .map(({ method, path }) => `${method} ${path}`);

  const idsOf = async (project: Project): Promise<Record<string, string>> =>
    Object.fromEntries(Object.entries(await project.resources()).map(([name, { id }]) => [name, id]));

  /** What there is of the test's volume. */
  const left = async (): Promise<string[]> =>
    (await engine.restorePoints()).filter((one) => one.volume_id === volumeId).map(({ id }) => id);

  const verbosely = ["--yes", "--skip-preview", "-v=9", "--logtostderr", "--logflow"];

  function assertNoSecret(where: string, text: string, password: string): void {
    assert.ok(text.includes("point") || text.includes("copy"));
    assert.ok(!text.includes(password), `the password is in the ${where}`);
    assert.ok(tap.tokens.length > 0);
    assert.ok(!tap.tokens.some((token) => text.includes(token)), `a token is in the ${where}`);
  }

  const row = (collection: "snapshots" | "backups", id = "") => engine.platform.find(collection, id);

  it("go through all commands with every resource, keep the objects of the dynamic provider, and show no secret", async () => {
    const project = await configured("dynamic");
    const { username, password, projectName } = engine.platform.user;
    const declared = (version: number, tier: string, description: string): Program => ({
      resources: {
        point: ["VolumeSnapshot", { volumeId, metadata: { tier }, triggers: { version } }],
        copy: ["VolumeBackup", { volumeId, description, metadata: { tier } }],
        series: ["VolumeSnapshotSeries", { volumeId, triggers: [version], keepLast: 1, deletionPolicy: "delete" }],
      },
      site: { of: ["copy"], args: { authUrl: tap.identity, userName: username, tenantName: projectName } },
    });
    declare(project, declared(1, "gold", "one"));
    await project.up();
    const first = await idsOf(project);
    const made = writes();
    for (const door of ["plugin", "dynamic", "plugin"] as const) {
      project.configure({ "snapshots:door": door });
      await project.up();
      const prefix = door === "plugin" ? "snapshots:cinder:" : "pulumi-nodejs:dynamic/cinder:";
      const resources = Object.values(await project.resources());
      assert.ok(resources.every(({ type }) => type.startsWith(prefix)));
      assert.deepEqual(await idsOf(project), first, door);
      assert.deepEqual(writes(), made, door);
    }
    await project.up("--expect-no-changes");
    await project.refresh("--expect-no-changes");
    const orphans = await project.command(process.execPath, [join(root, "dist/cli/main.js"), "orphans"]);
    assert.equal(orphans.code, 0, orphans.output);
    assert.deepEqual(writes(), made);

    declare(project, declared(1, "silver", "two"));
    const changes = await project.succeed("preview", "--diff");
    assert.match(changes, /~ tier\s*: "gold" => "silver"/);
    assert.match(changes, /~ description: "one" => "two"/);
    assert.match(await project.up(), /2 updated/);
    const copy = await row("backups", first["copy"]);
    assert.deepEqual([copy?.description, copy?.metadata["tier"]], ["two", "silver"]);

    declare(project, declared(2, "silver", "two"));
    const replacement = await project.succeed("preview", "--diff");
    assert.match(replacement, /\+-snapshots:cinder:VolumeSnapshot: \(replace\)/);
    assert.match(replacement, /version: 1 => 2/);
    // Everything that the engine and the plugin have to say, while objects are made, changed and deleted.
    const log = await project.succeed("up", ...verbosely);
    assert.match(log, /1 updated.*1 replaced/s);
    const second = await idsOf(project);
    assert.notEqual(second["point"], first["point"]);
    assert.equal(await row("snapshots", first["point"]), undefined);

    await engine.platform.call("PUT", `/backups/${second["copy"]}`, { backup: { description: "by hand" } });
    await engine.platform.remove("snapshots", second["point"] ?? "");
    const drift = await project.fail("refresh", "--preview-only", "--non-interactive", "--expect-no-changes", "--diff");
    assert.match(drift, /description: "two" => "by hand"/);
    assert.match(await project.up("--refresh"), /1 created.*1 updated/s);
    assert.equal((await row("backups", second["copy"]))?.description, "two");

    const state = await project.succeed("stack", "export");
    // The engine's own log has what it hands to a provider, secret or not.
    const rest = log.split("\n").filter((line) => !/arshaling property for RPC/.test(line));
    for (const [where, text] of Object.entries({ log: rest.join("\n"), drift, state, changes }))
      assertNoSecret(where, text, password);
    await project.destroy();
    assert.deepEqual(await left(), []);
  });

  it("import what nobody owns, with code that fits and without a write, and read what another stack owns", async () => {
    const project = await configured("plugin");
    const own = {
      VolumeSnapshot: await engine.platform.make("snapshots", { volume_id: volumeId, name: "by-hand" }),
      VolumeBackup: await engine.platform.make("backups", {
        ...{ volume_id: volumeId, name: "by-hand", description: "d", metadata: { tier: "gold" } },
      }),
    };
    const bin = join(project.directory, "bin");
    mkdirSync(bin);
    symlinkSync(require.resolve("../../support/pclLanguageHost.cjs"), join(bin, "pulumi-language-pcl"));
    project.environment["PATH"] = [bin, project.environment["PATH"]].join(delimiter);
    const inJavaScript = readFileSync(join(project.directory, "Pulumi.yaml"), "utf8");
    project.write("Pulumi.yaml", JSON.stringify({ ...(JSON.parse(inJavaScript) as object), runtime: "pcl" }));
    const imported = (kind: (typeof objectKinds)[number], ...more: string[]) => [
      ...["import", `snapshots:cinder:${kind}`, `my${kind}`, own[kind].id, "--yes", "--skip-preview"],
      ...["--protect=false", ...more],
    ];
    const resources: Record<string, readonly [Kind, Arguments]> = {};
    for (const kind of objectKinds) {
      await project.succeed(...imported(kind, "--out", "generated.pp"));
      const code = readFileSync(join(project.directory, "generated.pp"), "utf8");
      resources[`my${kind}`] = [kind, generatedArgs(code)];
    }
    project.write("Pulumi.yaml", inJavaScript);
    declare(project, { resources });
    const differences = (await project.succeed("preview", "--diff")).match(/^ {6}[-+~] .*/gm);
    assert.deepEqual(differences, null, "nothing but the owner is to be written");
    assert.deepEqual(writes(), [], "neither an import nor a preview writes");
    await project.up();
    const owned = [`POST /snapshots/${own.VolumeSnapshot.id}/metadata`, `PUT /backups/${own.VolumeBackup.id}`];
    assert.deepEqual(writes().sort(), owned);
    await project.succeed("preview", "--expect-no-changes");
    await project.initStack("other");
    await project.succeed("config", "cp", "--dest", "other", "--stack", "dev");
    for (const kind of objectKinds) {
      const refused = await project.fail(...imported(kind, "--generate-code=false", "--stack", "other"));
      assert.match(refused, new RegExp(`belongs to organization/project/dev::cinder.${kind}::my${kind}`));
    }
    const asked = {
      volume: ["snapshots:cinder:getVolume", { id: volumeId }],
      backups: ["snapshots:cinder:getVolumeBackups", { volumeId }],
      snapshots: ["snapshots:cinder:getVolumeSnapshots", { volumeId }],
    } as const;
    const foreign = { theirs: ["VolumeSnapshot", {}, { id: own.VolumeSnapshot.id }] } as const;
    declare(project, { resources: foreign, asked });
    const before = writes();
    await project.up("--stack", "other");
    const answers = JSON.parse(await project.succeed("stack", "output", "--json", "--stack", "other")) as {
      readonly volume: { readonly name: string };
      readonly backups: { readonly volumeBackups: readonly { readonly id: string }[] };
      readonly snapshots: { readonly volumeSnapshots: readonly { readonly id: string }[] };
    };
    assert.equal(answers.volume.name, "volume");
    assert.equal(answers.backups.volumeBackups[0]?.id, own.VolumeBackup.id);
    assert.equal(answers.snapshots.volumeSnapshots[0]?.id, own.VolumeSnapshot.id);
    await project.destroy("--stack", "other");
    assert.deepEqual(writes(), before);

    await project.destroy("--stack", "dev");
    assert.deepEqual(await left(), []);
  });

  it("end a wait at the first Ctrl-C, and go on with it in the next run", async () => {
    const project = await started();
    const { username, password, projectName } = engine.platform.user;
    Object.assign(project.environment, {
      ...{ OS_AUTH_URL: tap.identity, OS_USERNAME: username, OS_PASSWORD: password, OS_PROJECT_NAME: projectName },
    });
    project.configure({ "snapshots:door": "plugin" });
    declare(project, { resources: { copy: ["VolumeBackup", { volumeId }] } });
    engine.lab.turn({ faults: { create_backup: "hold" } });
    const running = project.run(["up", "--yes", "--skip-preview"]);
    await engine.lab.held("create_backup");
    for (const pid of processesOf(project, "--skip-preview")) process.kill(pid, "SIGINT");
    // The storage still holds the backup: nothing but the signal ends the command.
    assert.notEqual((await running).code, 0);
    const [made] = await left();
    const { copy } = await project.resources();
    assert.equal(copy?.id, made);
    assert.ok((copy?.initErrors ?? []).length > 0, "it is in the state as unfinished");
    assert.deepEqual((await project.state()).pending_operations ?? [], []);
    engine.lab.turn();
    const log = await project.succeed("up", ...verbosely);
    assertNoSecret("log", log, password);
    assert.deepEqual(await left(), [made]);
    await project.succeed("preview", "--expect-no-changes");
    await project.destroy();
    assert.deepEqual(await left(), []);
  });
});
