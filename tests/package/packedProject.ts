// An empty project outside of the checkout, into which the packed package is installed as a user would.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

export const root = join(__dirname, "../..");

/** For programs that a test compiles besides: to check their types in each run takes most of its time. */
export const typesCheckedElsewhere = { PULUMI_NODEJS_TRANSPILE_ONLY: "true" };

export interface PackedFile {
  path: string;
  mode: number;
}

/** The checkout is compiled already when these tests run, so the scripts that would do it again are left out. */
export function pack(directory: string): { tarball: string; files: PackedFile[] } {
  const output = command("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", directory], root);
  const [packed] = Object.values(JSON.parse(output)) as { filename: string; files: PackedFile[] }[];
  if (packed === undefined) throw new Error(`npm pack said: ${output}`);
  return { tarball: join(directory, packed.filename), files: packed.files };
}

export function command(program: string, args: string[], cwd: string, env: NodeJS.ProcessEnv = process.env): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, { cwd, env, encoding: "utf8" });
  if (status !== 0) {
    throw new Error(`${program} ${args.join(" ")} failed (${error?.message ?? status}):\n${stdout}\n${stderr}`);
  }
  return stdout;
}

function pulumiBinary(): string {
  const bin = process.env["PULUMI_SNAPSHOTS_TEST_PULUMI"];
  if (bin === undefined) throw new Error("PULUMI_SNAPSHOTS_TEST_PULUMI is not set: run `npm test package`.");
  return bin;
}

export class PackedProject {
  readonly directory = mkdtempSync(join(tmpdir(), "pulumi-snapshots-package-"));
  #simulator: ChildProcess | undefined;

  /** @param environment what the CLI gets besides that of the test */
  constructor(private readonly environment: Readonly<Record<string, string>> = {}) {}

  write(path: string, content: string): void {
    const file = join(this.directory, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }

  /** Starts the package's own command in a folder of the project where it is installed, as a user would. */
  async startSimulator(folder = "."): Promise<string> {
    const simulator = spawn("npx", ["--no-install", "pulumi-snapshots", "simulator", "--port", "0"], {
      cwd: join(this.directory, folder),
      stdio: ["ignore", "pipe", "inherit"],
      detached: true,
    });
    this.#simulator = simulator;
    const [line] = await Promise.race([
      once(simulator.stdout, "data"),
      once(simulator, "exit").then(([code]) => Promise.reject(new Error(`The simulator ended with ${code}.`))),
    ]);
    return JSON.parse(String(line)).url;
  }

  /** Runs the CLI in a folder of the project, on a file backend of its own. */
  pulumi(folder: string, ...args: string[]): string {
    mkdirSync(join(this.directory, "state"), { recursive: true });
    return command(
      pulumiBinary(),
      [...args, "--non-interactive"],
      join(this.directory, folder),
      this.fullEnvironment(),
    );
  }

  /** Runs the package's own command in a folder of the project. */
  pulumiSnapshots(folder: string, ...args: string[]): string {
    const words = ["--no-install", "pulumi-snapshots", ...args];
    return command("npx", words, join(this.directory, folder), this.fullEnvironment());
  }

  private fullEnvironment(): NodeJS.ProcessEnv {
    const backend = `file://${join(this.directory, "state")}`;
    return { ...process.env, ...this.environment, PULUMI_BACKEND_URL: backend, PULUMI_CONFIG_PASSPHRASE: "test" };
  }

  async remove(): Promise<void> {
    const simulator = this.#simulator;
    if (simulator?.pid !== undefined && simulator.exitCode === null) {
      const exited = once(simulator, "exit");
      process.kill(-simulator.pid, "SIGTERM");
      await exited;
    }
    rmSync(this.directory, { recursive: true, force: true });
  }
}
