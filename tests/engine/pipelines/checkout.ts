// What a runner has when a pipeline begins: the two projects that the pipelines expect, packages installed, programs on PATH.
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import * as ts from "typescript";
import { withInlineProgram } from "../inlineProgram";
import { leanOptions, type Project, type Run, root } from "../project";
import { type Outcome, runs } from "./github";
import type { Job, Step } from "./job";

/** The option with which the CLI takes a program that is in the process of the test, if there is one. */
const programOption = "PULUMI_SNAPSHOTS_TEST_PROGRAM_OPTION";

export interface JobOptions {
  readonly environment?: Readonly<Record<string, string>>;
  /** The folder whose program the test's own process runs; without it the CLI starts a language host. */
  readonly inline?: string | undefined;
}

export class Checkout {
  private running: ChildProcess | undefined;

  /** @param project whose folder, state and environment the pipelines get */
  constructor(readonly project: Project) {
    this.copy("nightly", "nightly");
    this.copy("pre-upgrade", "deploy");
    this.script("deploy/smoke-test.sh", '[ "$SMOKE_TEST" != fails ]');
    const pulumi = process.env["PULUMI_SNAPSHOTS_TEST_PULUMI"] ?? assert.fail("run `npm test engine`");
    this.script("bin/pulumi", `[ "$1" = up ] && set -- "$@" $${programOption}\nexec ${pulumi} "$@"`);
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
    mkdirSync(this.pathOf(folder));
    const plain = "runtime: { name: nodejs, options: { typescript: false } }";
    this.write(`${folder}/Pulumi.yaml`, read("Pulumi.yaml").replace("runtime: nodejs", plain));
    this.write(`${folder}/package.json`, JSON.stringify({ private: true, main: "index.js" }));
    this.write(`${folder}/index.js`, ts.transpileModule(read("index.ts"), { compilerOptions: options }).outputText);
  }

  private pathOf(file: string): string {
    return join(this.project.directory, file);
  }

  private write(file: string, text: string): void {
    writeFileSync(this.pathOf(file), text);
  }

  private script(file: string, text: string): void {
    const path = this.pathOf(file);
    mkdirSync(join(path, ".."), { recursive: true });
    writeFileSync(path, `#!/bin/sh\n${text}\n`);
    chmodSync(path, 0o755);
  }

  /** Runs a job in a fresh checkout, as the runner does. */
  async job(job: Job, { environment = {}, inline }: JobOptions = {}): Promise<Run> {
    for (const file of job.artifacts) rmSync(this.pathOf(file), { recursive: true, force: true });
    if (inline === undefined) return this.steps(job, environment);
    return withInlineProgram(this.pathOf(inline), this.project.environment, (option) =>
      this.steps(job, { ...environment, [programOption]: option }),
    );
  }

  /** One after the other. */
  private async steps({ steps }: Job, environment: Readonly<Record<string, string>>): Promise<Run> {
    const outcomes: Record<string, Outcome> = {};
    let output = "";
    let failed = false;
    for (const step of steps) {
      const isRun = runs(step.condition, failed, outcomes);
      const result = isRun ? await this.shell(step, environment) : undefined;
      output += result?.output ?? "";
      if (step.id !== undefined) outcomes[step.id] = !isRun ? "skipped" : result?.code === 0 ? "success" : "failure";
      failed ||= isRun && result?.code !== 0;
    }
    return { code: failed ? 1 : 0, output };
  }

  private async shell(
    { bash, folder, environment: own }: Step,
    environment: Readonly<Record<string, string>>,
  ): Promise<Run> {
    const child = spawn("bash", ["--noprofile", "--norc", ...bash.args], {
      cwd: this.pathOf(folder),
      env: { ...this.project.environment, NODE_OPTIONS: leanOptions, ...own, ...environment },
      stdio: ["pipe", "pipe", "pipe"],
      detached: true,
    });
    // A shell that reads nothing may have ended by now.
    if (bash.input === undefined) child.stdin.destroy();
    else child.stdin.end(bash.input);
    this.running = child;
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (part: Buffer) => (output += part.toString()));
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", resolve);
      // What a killed job has started may outlive it.
      child.once("exit", (exitCode, signal) => signal !== null && resolve(exitCode));
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
