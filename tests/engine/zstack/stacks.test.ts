import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defaultFixture } from "../../../simulator";
import { root } from "../project";
import { EngineTests } from "../support";

const full = process.env["PULUMI_SNAPSHOTS_TEST_FULL"] === "1";

/** Debian's folder of the newest server. */
function postgresPrograms(): string {
  const versions = "/usr/lib/postgresql";
  const newest = existsSync(versions) ? readdirSync(versions).sort((a, b) => Number(b) - Number(a))[0] : undefined;
  return join(versions, newest ?? assert.fail("needs Debian's package postgresql"), "bin");
}

/** A server on a socket of its own, which ends with the test. It refuses to run as root. */
class Postgres {
  readonly directory = mkdtempSync(join(tmpdir(), "pulumi-snapshots-postgres-"));
  private readonly programs = postgresPrograms();

  constructor(private readonly port: number) {
    if (process.getuid?.() === 0) assert.equal(spawnSync("chown", ["postgres", this.directory]).status, 0);
    this.run("initdb", "-D", join(this.directory, "data"), "-A", "trust", "-U", "pulumi", "-E", "UTF8");
    const options = `-p ${port} -k ${this.directory} -c listen_addresses=127.0.0.1`;
    this.run(
      "pg_ctl",
      "-D",
      join(this.directory, "data"),
      "-o",
      options,
      "-l",
      join(this.directory, "log"),
      "-w",
      "start",
    );
  }

  get url(): string {
    return `postgres://pulumi@127.0.0.1:${this.port}/postgres?sslmode=disable`;
  }

  private run(program: string, ...args: string[]): void {
    const user = process.getuid?.() === 0 ? ["-u", "postgres", "--"] : undefined;
    const command = join(this.programs, program);
    const [first, rest] = user === undefined ? [command, args] : ["runuser", [...user, command, ...args]];
    // Its output would be kept open by the server.
    const { status } = spawnSync(first, rest, { cwd: this.directory, stdio: "ignore" });
    assert.equal(status, 0, `${program} failed`);
  }

  stop(): void {
    this.run("pg_ctl", "-D", join(this.directory, "data"), "-m", "fast", "-w", "stop");
    rmSync(this.directory, { recursive: true });
  }
}

describe("many stacks on one platform", () => {
  it("have exactly what they declare, and leave nothing", function () {
    this.timeout(600_000);
    const [stacks, volumes] = full ? [50, 4] : [4, 2];
    const args = ["--stacks", String(stacks), "--volumes", String(volumes), "--workers", "8"];
    const bench = join(root, "scripts/bench.mjs");
    const { stdout, stderr } = spawnSync(process.execPath, [bench, "stacks", ...args], { cwd: root, encoding: "utf8" });
    const line = new RegExp(
      `^snapshots: ${stacks * volumes} declared, 0 lost, 0 doubled, 0 unowned, 0 left at the end$`,
      "m",
    );
    assert.match(stdout, line, stderr);
  });

  it("would be found out if something were lost, doubled or nobody's", async () => {
    const { faults } = await import("../../../scripts/bench/stacks.mjs");
    const snapshot = (uuid: string, volumeUuid: string) => ({ uuid, volumeUuid });
    const userTags = ["1", "2"].map((resourceUuid) => ({
      resourceUuid,
      tag: "pulumi::organization/bench/tenant-0::x",
    }));
    const volumeSnapshots = [snapshot("1", "a"), snapshot("2", "b"), snapshot("3", "b")];
    assert.deepEqual(faults({ volumeSnapshots, userTags }, ["a", "b", "c"]), {
      lost: ["c"],
      doubled: ["b"],
      unowned: ["3"],
    });
  });
});

if (full) {
  describe("a stack in PostgreSQL", () => {
    const engine = new EngineTests();
    let server: Postgres;
    before(() => {
      server = new Postgres(54329);
    });
    after(() => server.stop());

    it("goes up, is known to our commands, and comes down", async () => {
      const project = engine.unstarted();
      project.environment["PULUMI_BACKEND_URL"] = server.url;
      await project.start();
      project.declare({ snap: { args: { volumeUuid: defaultFixture.vmInstances.web1.rootVolumeUuid } } });
      await project.up();
      const ours = (...args: string[]) => project.command(process.execPath, [join(root, "dist/cli/main.js"), ...args]);
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
