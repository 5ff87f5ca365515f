import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { join } from "node:path";
import { type Project, root } from "../../engine/project";
import { EngineTests } from "../../engine/support";
import { killProcesses, until } from "../../support/cliProcesses";
import { volumes } from "../../support/simulated";

const command = join(root, "dist/cli/main.js");

interface Shown {
  readonly removed: boolean;
  readonly pending: {
    readonly connection: string;
    readonly objects: { uuid: string }[];
    readonly progress: readonly string[];
    readonly jobs: { job: string; state: string; meaning: string }[];
    readonly error?: string;
  }[];
}

describe("pulumi-snapshots recover", () => {
  const engine = new EngineTests({ jobDuration: 1500 });

  /** The simulator lives in this process, so that nothing here may block it. */
  async function run(project: Project, program: string, args: readonly string[], typed?: () => Promise<string>) {
    const child = spawn(program, [...args], { env: project.environment, cwd: project.directory });
    if (typed === undefined) child.stdin.end();
    let output = "";
    let asked = false;
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (part: Buffer) => {
        output += part.toString();
        if (asked || !output.includes("[y/N]")) return;
        asked = true;
        void typed?.().then((answer) => child.stdin.write(answer));
      });
    }
    const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
    return { code, output };
  }

  const recover = (project: Project, ...args: string[]) =>
    run(project, process.execPath, [command, "recover", ...args]);

  /** The same on a terminal, where somebody types an answer. */
  const answered = (project: Project, answer: string, before: () => Promise<unknown> = async () => undefined) =>
    run(project, "script", ["-qec", `'${process.execPath}' '${command}' recover`, "/dev/null"], async () => {
      await before();
      return answer;
    });

  async function shown(project: Project): Promise<Shown> {
    const { code, output } = await recover(project, "--json");
    assert.equal(code, 2, output);
    return JSON.parse(output) as Shown;
  }

  /** An `up` whose CLI and provider die as soon as the creation is handed in. */
  async function killedUp(project: Project): Promise<void> {
    const posts = () => engine.control.countOf("POST", "/v1/volumes/{volumeUuid}/volume-snapshots");
    const before = await posts();
    const running = project.run(["up", "--yes", "--skip-preview"]);
    await until(async () => (await posts()) > before);
    assert.ok(killProcesses(project, "--skip-preview") >= 1);
    killProcesses(project, "cmd/dynamic-provider");
    await running;
    await until(() => killProcesses(project, "cmd/run") === 0);
    await project.succeed("cancel", "--yes");
    assert.equal((await project.state()).pending_operations?.length, 1);
  }

  it("takes a killed create out of the state, and the next up takes the object over", async () => {
    const project = await engine.project();
    project.declare({ snap: { args: { volumeUuid: volumes.root } } });
    await killedUp(project);
    await until(async () => (await engine.uuids()).length === 1);
    const [made] = await engine.uuids();
    const summary = await shown(project);
    assert.equal(summary.removed, false);
    assert.deepEqual(
      summary.pending.map((one) => one.objects.map((object) => object.uuid)),
      [[made]],
    );
    const mute = await recover(project);
    assert.equal(mute.code, 1, "without a terminal nobody can be asked");
    assert.match(mute.output, /^error: .*--yes/m);
    const refused = await answered(project, "no\n");
    assert.equal(refused.code, 2, refused.output);
    assert.match(refused.output, /Nothing was changed/);
    const left = await answered(project, "\u0004");
    assert.equal(left.code, 2, left.output);
    assert.match(left.output, /Nothing was changed/);
    assert.equal((await project.state()).pending_operations?.length, 1);
    const done = await answered(project, "y\n");
    assert.equal(done.code, 2, done.output);
    assert.match(done.output, /no owner tag/);
    assert.deepEqual((await project.state()).pending_operations ?? [], []);
    assert.match(await project.up(), /taking over|joining/);
    assert.deepEqual(await engine.uuids(), [(await project.resources())["snap"]?.id]);
    assert.deepEqual((await project.state()).pending_operations ?? [], []);
    const again = await recover(project);
    assert.equal(again.code, 0, again.output);
  });

  it("shows how far a restore in place has come, and where to find what a drill has made", async () => {
    const volumeSnapshotUuid = await engine.control.strangersSnapshot(volumes.root);
    const project = await engine.project();
    project.program({
      "index.js": `
        const { zstack } = require("pulumi-snapshots");
        const source = { volumeSnapshotUuid: "${volumeSnapshotUuid}" };
        const drill = new zstack.RestoreDrill("drill", source);
        new zstack.VolumeRevert("back", { volumeUuid: "${volumes.root}", whenRunning: "stop", ...source });
      `,
    });
    const accepted = async (): Promise<boolean> =>
      ((await engine.control.state()).jobs as { api: string }[]).filter(({ api }) =>
        /^Revert|FromVolumeSnapshot$/.test(api),
      ).length === 2;
    await engine.control.fault({
      match: { method: "POST", route: "/v1/volumes/data/from/volume-snapshots/{volumeSnapshotUuid}" },
      action: { type: "slowJob", ms: 600_000 },
    });
    const running = project.run(["up", "--yes", "--skip-preview"]);
    await until(accepted);
    killProcesses(project, "--skip-preview");
    killProcesses(project, "cmd/dynamic-provider");
    await running;
    await project.succeed("cancel", "--yes");
    const told = async () => (await shown(project)).pending.map(({ progress }) => progress.join()).sort();
    const [begun = "", drilled = ""] = await told();
    assert.match(begun, /^in the next `pulumi up`: continuing the restore that .*::back began at /);
    assert.match(drilled, /`pulumi-snapshots orphans` lists it/);
  });

  it("shows a creation that is queued, through the provider that the resource was given, and no secret of it", async () => {
    // Nothing but the state says where the platform is, and the way there is a secret too.
    const project = await engine.project({});
    project.program({
      "index.js": `
        const pulumi = require("@pulumi/pulumi");
        const { zstack } = require("pulumi-snapshots");
        const config = new pulumi.Config();
        const provider = new zstack.Provider("backup-site", {
          host: config.requireSecret("address"),
          port: ${engine.control.port},
          accountName: "admin",
          accountPassword: config.requireSecret("key"),
        });
        new zstack.VolumeSnapshot("snap", { volumeUuid: config.requireSecret("volume") }, { provider });
      `,
    });
    await project.succeed("config", "set", "--secret", "address", engine.control.host);
    await project.succeed("config", "set", "--secret", "key", "password");
    await project.succeed("config", "set", "--secret", "volume", volumes.root);
    // Somebody else's snapshot of the volume goes first: a queued creation has no row.
    await engine.control.fault({ match: { method: "POST" }, action: { type: "slowJob", ms: 600_000 } });
    const first = engine.control.strangersSnapshot(volumes.root);
    await until(async () => (await engine.uuids()).length === 1);
    await killedUp(project);
    const { pending } = await shown(project);
    assert.equal(pending[0]?.connection, 'provider "backup-site"');
    assert.equal(pending[0]?.error, undefined);
    assert.deepEqual(pending[0]?.objects, []);
    assert.deepEqual(
      pending[0]?.jobs.map(({ state, meaning }) => `${state}: ${meaning}`),
      ["running: the creation is queued or running; the next `pulumi up` waits for it"],
    );
    const done = await recover(project, "--yes");
    assert.equal(done.code, 2, done.output);
    assert.match(done.output, new RegExp(`job ${pending[0]?.jobs[0]?.job}: the creation is queued`));
    const text = JSON.stringify(await project.state());
    assert.doesNotMatch(text + done.output, /"?password"|plaintext/, "secrets went back as they came");
    assert.doesNotMatch(text, new RegExp(volumes.root));
    await engine.control.advance(600_000);
    await first;
    assert.match(await project.up(), /joining|taking over/);
    assert.equal((await engine.uuids()).length, 2, "one of the stranger's, one of ours");
  });

  it("loses nothing of an up that runs before the answer", async () => {
    const project = await engine.project();
    const snap = { args: { volumeUuid: volumes.root } };
    project.declare({ snap });
    await killedUp(project);
    project.declare({ snap, second: { args: { volumeUuid: volumes.data } } });
    let upped: Record<string, unknown> = {};
    const late = await answered(project, "y\n", async () => {
      await project.up();
      upped = await project.resources();
    });
    assert.deepEqual(Object.keys(upped).sort(), ["second", "snap"]);
    assert.deepEqual(await project.resources(), upped);
    assert.equal(late.code, 1, late.output);
    assert.match(late.output, /the state has changed since it was read, .* Nothing was changed/);
    assert.equal((await project.state()).pending_operations?.length, 1, "an up keeps what is pending");
    const done = await answered(project, "y\n");
    assert.equal(done.code, 2, done.output);
    assert.deepEqual(await project.resources(), upped);
    assert.deepEqual((await project.state()).pending_operations ?? [], []);
  });

  it("leaves the pending operations of other resources, and shows why the CLI refuses", async () => {
    const project = await engine.project();
    project.declare({ snap: { args: { volumeUuid: volumes.root } } });
    await killedUp(project);
    project.lock();
    const locked = await recover(project, "--yes");
    assert.equal(locked.code, 1, locked.output);
    assert.match(locked.output, /stack import` failed: .*currently locked by 1 lock/s);
    await project.succeed("cancel", "--yes");
    const urn = "urn:pulumi:dev::project::other:index:Thing::theirs";
    const resource = { urn, type: "other:index:Thing", custom: true };
    await project.editState((pending) => [...pending, { type: "updating", resource }]);
    const before = await project.state();
    for (const args of [["--yes"], ["--yes", "--json"], ["--json"], []]) {
      const { code, output } = await recover(project, ...args);
      assert.equal(code, args.includes("--yes") ? 1 : 2, output);
      assert.match(output, /updating urn:\S+::theirs.*`pulumi refresh --clear-pending-creates`/s);
      assert.deepEqual(await project.state(), before);
    }
    await project.refresh("--clear-pending-creates");
    const after = await recover(project);
    assert.equal(after.code, 0, after.output);
    assert.match(await project.up(), /taking over|joining/);
    assert.equal((await engine.uuids()).length, 1);
  });

  it("says what it cannot do", async () => {
    const project = await engine.project();
    const missing = await recover(project, "--stack", "nowhere");
    assert.equal(missing.code, 1);
    assert.match(missing.output, /stack export` failed/);
    const misspelt = await recover(project, "--yess");
    assert.equal(misspelt.code, 1);
    assert.match(misspelt.output, /unknown option .--yess/);
  });
});
