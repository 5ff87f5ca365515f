// What a runner has when a pipeline begins: the two projects that the pipelines expect, packages installed, programs on PATH.
import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import * as ts from "typescript";
import { leanOptions, type Project, type Run, root } from "../project";
import { runs, type Step } from "./files";

export interface JobRun extends Run {
  /** Of steps that have an id. */
  readonly outcomes: Readonly<Record<string, "success" | "failure" | "skipped">>;
}

export class Checkout {
  private running: ChildProcess | undefined;

  /** @param project whose folder, state and environment the pipelines get */
  constructor(readonly project: Project) {
    this.copy("nightly", "nightly");
    this.copy("pre-upgrade", "deploy");
    this.script("deploy/smoke-test.sh", '[ "$SMOKE_TEST" != fails ]');
    this.script("bin/npm", '[ "$1" = ci ]');
    this.script("bin/npx", `[ "$1" = pulumi-snapshots ] && shift && exec node ${join(root, "dist/cli/main.js")} "$@"`);
    this.script("bin/date", 'echo "$TODAY"');
    const { environment } = project;
    environment["PATH"] = [join(project.directory, "bin"), environment["PATH"]].join(delimiter);
  }

  /** An example as plain JavaScript: compiling it at each command would take most of the time. */
  private copy(example: string, folder: string): void {
    const read = (file: string): string => readFileSync(join(root, "examples", example, file), "utf8");
    const options = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 };
    mkdirSync(join(this.project.directory, folder));
    const plain = "runtime: { name: nodejs, options: { typescript: false } }";
    this.write(`${folder}/Pulumi.yaml`, read("Pulumi.yaml").replace("runtime: nodejs", plain));
    this.write(`${folder}/package.json`, JSON.stringify({ private: true, main: "index.js" }));
    this.write(`${folder}/index.js`, ts.transpileModule(read("index.ts"), { compilerOptions: options }).outputText);
  }

  write(file: string, text: string): void {
    writeFileSync(join(this.project.directory, file), text);
  }

  private script(file: string, text: string): void {
    const path = join(this.project.directory, file);
    mkdirSync(join(path, ".."), { recursive: true });
    writeFileSync(path, `#!/bin/sh\n${text}\n`);
    chmodSync(path, 0o755);
  }

  /** Runs the steps of a job one after the other, as the runner does. */
  async job(steps: readonly Step[], environment: Readonly<Record<string, string>> = {}): Promise<JobRun> {
    const outcomes: Record<string, "success" | "failure" | "skipped"> = {};
    let output = "";
    let failed = false;
    for (const step of steps) {
      const isRun = runs(step.condition, failed, outcomes);
      const result = isRun ? await this.shell(step, environment) : undefined;
      output += result?.output ?? "";
      if (step.id !== undefined) outcomes[step.id] = !isRun ? "skipped" : result?.code === 0 ? "success" : "failure";
      failed ||= isRun && result?.code !== 0;
    }
    return { code: failed ? 1 : 0, output, outcomes };
  }

  private async shell(
    { script, folder, environment: own }: Step,
    environment: Readonly<Record<string, string>>,
  ): Promise<Run> {
    const child = spawn("bash", ["-eo", "pipefail", "-c", script], {
      cwd: join(this.project.directory, folder),
      env: { ...this.project.environment, NODE_OPTIONS: leanOptions, ...own, ...environment },
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    this.running = child;
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (part: Buffer) => (output += part.toString()));
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once("error", reject);
      child.once("exit", resolve);
    });
    return { code, output };
  }

  /** What ends a runner's job for good: SIGKILL for the shell and what it has started. */
  kill(): void {
    const pid = this.running?.pid;
    if (pid === undefined) throw new Error("no job runs");
    process.kill(-pid, "SIGKILL");
  }
}
