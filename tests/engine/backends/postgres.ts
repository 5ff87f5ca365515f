import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deadPort } from "../../support/loopback";
import { root } from "../project";

/** Debian's folder of the newest server. */
async function postgresPrograms(): Promise<string> {
  const { installPackages } = await import("../../../scripts/testing/packages.mjs");
  const missing = await installPackages(join(root, "tests/engine/backends/packages.sh"), console.log);
  assert.equal(missing, undefined);
  const versions = "/usr/lib/postgresql";
  const [newest] = readdirSync(versions).sort((a, b) => Number(b) - Number(a));
  return join(versions, newest ?? assert.fail(`${versions} is empty`), "bin");
}

/** A PostgreSQL server of its own, which ends with the test. It refuses to run as root. */
export class Postgres {
  private readonly directory = mkdtempSync(join(tmpdir(), "pulumi-snapshots-postgres-"));

  private constructor(
    private readonly programs: string,
    private readonly port: number,
  ) {}

  static async start(): Promise<Postgres> {
    const server = new Postgres(await postgresPrograms(), await deadPort());
    server.init();
    return server;
  }

  get environment(): Record<string, string> {
    return { PULUMI_BACKEND_URL: `postgres://pulumi@127.0.0.1:${this.port}/postgres?sslmode=disable` };
  }

  stop(): void {
    this.run("pg_ctl", "-D", this.data, "-m", "fast", "-w", "stop");
    rmSync(this.directory, { recursive: true });
  }

  private get data(): string {
    return join(this.directory, "data");
  }

  private init(): void {
    if (process.getuid?.() === 0) assert.equal(spawnSync("chown", ["postgres", this.directory]).status, 0);
    this.run("initdb", "-D", this.data, "-A", "trust", "-U", "pulumi", "-E", "UTF8");
    const options = `-p ${this.port} -k ${this.directory} -c listen_addresses=127.0.0.1`;
    this.run("pg_ctl", "-D", this.data, "-o", options, "-l", join(this.directory, "log"), "-w", "start");
  }

  private run(program: string, ...args: string[]): void {
    const user = process.getuid?.() === 0 ? ["-u", "postgres", "--"] : undefined;
    const command = join(this.programs, program);
    const [first, rest] = user === undefined ? [command, args] : ["runuser", [...user, command, ...args]];
    // Its output would be kept open by the server.
    const { status } = spawnSync(first, rest, { cwd: this.directory, stdio: "ignore" });
    assert.equal(status, 0, `${program} failed`);
  }
}
