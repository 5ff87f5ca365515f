import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { parse, stringify } from "yaml";
import { tokenOfType } from "../../provider/core/contract/resourceType";
import { vaultEnvironment, vaultKey } from "../support/vault";
import { withInlineProgram } from "./inlineProgram";

export const root = dirname(dirname(__dirname));

/** Programs and providers of these tests start in half the processor time. */
const leanStart = require.resolve("../support/lean.cjs");

/** Options of Node.js for them, besides those of the test runner. */
export const leanOptions = `${process.env["NODE_OPTIONS"] ?? ""} --require ${leanStart}`;

export interface Run {
  readonly code: number | null;
  /** Standard output and error as they came. */
  readonly output: string;
}

export interface StateResource {
  readonly urn: string;
  readonly type: string;
  readonly id: string;
  readonly inputs: Record<string, unknown>;
  readonly outputs: Record<string, unknown>;
  readonly initErrors?: string[];
}

interface Deployment {
  readonly resources?: StateResource[];
  readonly pending_operations?: { type: string; resource: StateResource }[];
}

/** A stack in a file backend. */
interface Checkpoint {
  readonly checkpoint: { readonly latest?: Deployment };
}

/** A new stack as the CLI has written it. */
interface EmptyStack {
  readonly project: string;
  readonly files: Readonly<Record<string, string>>;
}

/** By the name of the stack. */
const emptyStacks = new Map<string, EmptyStack>();

/** Programs read what to declare from this file, so that a test changes data and not code. */
const declaringProgram = `
const { zstack } = require("pulumi-snapshots");
const declared = require("./declared.json");
for (const [name, { args, options }] of Object.entries(declared)) {
  exports[name] = new zstack.VolumeSnapshot(name, args, options).uuid;
}
`;

export interface Declared {
  readonly args: Record<string, unknown>;
  readonly options?: Record<string, unknown>;
}

export interface ProgramOptions {
  readonly typescript?: boolean;
  readonly main?: string;
  /** It runs as in a project of a user, with a language host and a process of its own. */
  readonly ownProcess?: boolean;
}

/** Commands of the CLI that run a program, or ask what it needs. */
const operations: ReadonlySet<string> = new Set(["up", "preview", "refresh", "destroy"]);

const checkpointIn = (file: string): Checkpoint => JSON.parse(readFileSync(file, "utf8")) as Checkpoint;

/** A Pulumi project in a folder of its own, on a file backend, run by the real CLI. */
export class Project {
  readonly directory: string;
  /** What the CLI is run with. */
  readonly environment: NodeJS.ProcessEnv;
  /** A program in TypeScript needs the packages that the others do without. */
  private lean = true;
  /** Where the program is, if it runs in the process of the test. */
  private inline: string | undefined;

  /** @param settings environment that names the platform, e.g. ZSTACK_HOST */
  constructor(
    settings: Record<string, string>,
    readonly stack = "dev",
  ) {
    const pulumi = process.env["PULUMI_SNAPSHOTS_TEST_PULUMI"];
    if (pulumi === undefined)
      throw new Error("run the engine tests with `npm run test:engine`: it finds the Pulumi CLI");
    this.directory = realpathSync(mkdtempSync(join(tmpdir(), "pulumi-snapshots-engine-")));
    const home = join(this.directory, ".home");
    mkdirSync(join(this.directory, ".state"), { recursive: true });
    mkdirSync(join(this.directory, "node_modules", "@pulumi"), { recursive: true });
    symlinkSync(root, join(this.directory, "node_modules", "pulumi-snapshots"));
    for (const name of ["@pulumi/pulumi", "typescript", "ts-node", "@types"]) {
      symlinkSync(join(root, "node_modules", name), join(this.directory, "node_modules", name));
    }
    this.environment = {
      ...process.env,
      PATH: [dirname(pulumi), process.env["PATH"]].join(delimiter),
      PULUMI_HOME: home,
      PULUMI_BACKEND_URL: `file://${join(this.directory, ".state")}`,
      PULUMI_CONFIG_PASSPHRASE: "passphrase",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      ...settings,
    };
    this.program({ "index.js": declaringProgram }, { typescript: false });
    this.declare({});
  }

  /** Files of the program, and how Pulumi runs it: without `typescript` in the process of the test. */
  program(files: Readonly<Record<string, string>>, options: ProgramOptions = {}): void {
    const runtime = { name: "nodejs", options: { typescript: options.typescript ?? false } };
    this.lean = runtime.options.typescript === false;
    this.inline = this.lean && options.ownProcess !== true ? this.directory : undefined;
    const main = options.main === undefined ? {} : { main: options.main };
    this.write("Pulumi.yaml", JSON.stringify({ name: "project", runtime, ...main }));
    if (!("package.json" in files)) this.write("package.json", JSON.stringify({ name: "program", private: true }));
    // Node would prefer it to another entry of the same name.
    rmSync(join(this.directory, "index.js"), { force: true });
    for (const [name, text] of Object.entries(files)) this.write(name, text);
  }

  /** Takes the plugin of this package, as a project does that has it in node_modules. */
  withPlugin(): void {
    const file = join(this.directory, "Pulumi.yaml");
    const providers = [{ name: "snapshots", path: "node_modules/pulumi-snapshots/dist/plugin" }];
    const project = JSON.parse(readFileSync(file, "utf8")) as object;
    this.write("Pulumi.yaml", JSON.stringify({ ...project, plugins: { providers } }));
  }

  /** What the default program declares, by logical name. */
  declare(resources: Readonly<Record<string, Declared>>): void {
    this.write("declared.json", JSON.stringify(resources));
  }

  /** Makes the stack; the CLI does that once in a process for all projects, whose empty stacks differ in names alone. */
  async start(): Promise<this> {
    const { stack } = this;
    const { name } = this.settingsOfProject();
    const isPlain = !existsSync(this.pathOf(`Pulumi.${stack}.yaml`));
    const empty = isPlain ? emptyStacks.get(stack) : undefined;
    if (empty === undefined) {
      await this.initStack(stack);
      if (isPlain) emptyStacks.set(stack, { project: name, files: this.filesOfStack() });
      return this;
    }
    Object.assign(this.environment, await vaultEnvironment());
    for (const [file, text] of Object.entries(empty.files))
      this.write(file.replace(`/${empty.project}/`, `/${name}/`), text.replaceAll(`/${empty.project}/`, `/${name}/`));
    this.select(stack);
    return this;
  }

  /** Makes a stack whose secrets are kept by a key, and not by the passphrase. */
  async initStack(stack: string, ...more: string[]): Promise<void> {
    Object.assign(this.environment, await vaultEnvironment());
    await this.succeed("stack", "init", stack, `--secrets-provider=${vaultKey}`, ...more);
  }

  /** What `pulumi stack select` writes. */
  private select(stack: string): void {
    const { name } = this.settingsOfProject();
    const hash = createHash("sha1").update(this.pathOf("Pulumi.yaml")).digest("hex");
    const stacks = { [String(this.environment["PULUMI_BACKEND_URL"])]: `organization/${name}/${stack}` };
    this.write(`.home/workspaces/${name}-${hash}-workspace.json`, JSON.stringify({ stacks }));
  }

  /** What `pulumi config set` writes for settings that are no secrets, without a command for each. */
  configure(settings: Readonly<Record<string, string>>, stack = this.stack): void {
    const name = `Pulumi.${stack}.yaml`;
    const file = parse(readFileSync(this.pathOf(name), "utf8")) as { readonly config?: Record<string, unknown> };
    const own = (key: string): string => (key.includes(":") ? key : `${this.settingsOfProject().name}:${key}`);
    const added = Object.entries(settings).map(([key, value]) => [own(key), value]);
    this.write(name, stringify({ ...file, config: { ...file.config, ...Object.fromEntries(added) } }));
  }

  private filesOfStack(): Readonly<Record<string, string>> {
    const backend = readdirSync(this.pathOf(".state"), { recursive: true, encoding: "utf8" });
    const names = [`Pulumi.${this.stack}.yaml`, ...backend.map((name) => join(".state", name))];
    const files = names.filter((name) => statSync(this.pathOf(name)).isFile());
    return Object.fromEntries(files.map((name) => [name, readFileSync(this.pathOf(name), "utf8")]));
  }

  /** A copy of an example, as somebody would start with it; one in TypeScript runs in the process of the test. */
  async example(name: string): Promise<this> {
    const folder = join(root, "examples", name);
    rmSync(join(this.directory, "index.js"));
    cpSync(folder, this.directory, { recursive: true, filter: (file) => !file.includes("node_modules") });
    // Its types are checked by tests/package, which also runs one as Pulumi does.
    const isTypeScript = existsSync(join(folder, "index.ts"));
    this.inline = isTypeScript ? folder : undefined;
    this.lean = isTypeScript;
    return this.start();
  }

  async up(...more: string[]): Promise<string> {
    return this.succeed("up", "--yes", "--skip-preview", "--non-interactive", ...more);
  }

  async refresh(...more: string[]): Promise<string> {
    return this.succeed("refresh", "--yes", "--skip-preview", "--non-interactive", ...more);
  }

  async destroy(...more: string[]): Promise<string> {
    return this.succeed("destroy", "--yes", "--skip-preview", "--non-interactive", ...more);
  }

  async succeed(...args: string[]): Promise<string> {
    const { code, output } = await this.run(args);
    if (code !== 0) throw new Error(`pulumi ${args.join(" ")} ended with ${code}:\n${output}`);
    return output;
  }

  /** Runs the command and expects it to fail; returns what it printed. */
  async fail(...args: string[]): Promise<string> {
    const { code, output } = await this.run(args);
    if (code === 0) throw new Error(`pulumi ${args.join(" ")} did not fail:\n${output}`);
    return output;
  }

  private settingsOfProject(): { readonly name: string; readonly runtime: unknown } {
    return parse(readFileSync(this.pathOf("Pulumi.yaml"), "utf8"));
  }

  /** A test may have written a project in another language over the first one. */
  private isForNode(): boolean {
    const { runtime } = this.settingsOfProject();
    const name = typeof runtime === "object" && runtime !== null ? Reflect.get(runtime, "name") : runtime;
    return name === "nodejs";
  }

  async run(args: readonly string[], environment: Record<string, string> = {}): Promise<Run> {
    const { inline } = this;
    if (inline === undefined || !operations.has(args[0] ?? "") || !this.isForNode())
      return this.command("pulumi", args, environment);
    return withInlineProgram(inline, { ...this.environment, ...environment }, (option) =>
      this.command("pulumi", [...args, option], environment),
    );
  }

  /** Runs any program in the folder and the environment of the project. */
  async command(program: string, args: readonly string[], environment: Record<string, string> = {}): Promise<Run> {
    const child = spawn(program, [...args], {
      cwd: this.directory,
      env: { ...this.environment, ...(this.lean ? { NODE_OPTIONS: leanOptions } : {}), ...environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (part: Buffer) => (output += part.toString()));
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", resolve);
    });
    return { code, output };
  }

  /** What `pulumi stack export` prints, without a command where there is one stack. */
  async state(): Promise<Deployment> {
    const [file, ...others] = this.stateFiles();
    if (file !== undefined && others.length === 0) return checkpointIn(file).checkpoint.latest ?? {};
    return (JSON.parse(await this.succeed("stack", "export")) as { readonly deployment: Deployment }).deployment;
  }

  private stateFiles(): string[] {
    const folder = this.pathOf(".state/.pulumi/stacks");
    const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
    return names.filter((name) => name.endsWith(".json")).map((name) => join(folder, name));
  }

  /** What `pulumi stack output --json` prints, without a command. */
  async outputs(): Promise<Record<string, unknown>> {
    const { resources = [] } = await this.state();
    return resources.find((one) => one.type === "pulumi:pulumi:Stack")?.outputs ?? {};
  }

  /** Writes other pending operations into the file of the state: no command of the CLI does. */
  async editState(change: (pending: readonly object[]) => readonly object[]): Promise<void> {
    const [file = ""] = this.stateFiles();
    const { checkpoint, ...others } = checkpointIn(file);
    const pending_operations = change(checkpoint.latest?.pending_operations ?? []);
    const latest = { ...checkpoint.latest, pending_operations };
    writeFileSync(file, JSON.stringify({ ...others, checkpoint: { ...checkpoint, latest } }));
  }

  /** As an update on another machine does, until `pulumi cancel`. */
  lock(): void {
    const folder = join(this.directory, ".state/.pulumi/locks/organization/project", this.stack);
    mkdirSync(folder, { recursive: true });
    const held = { pid: 1, username: "someone", hostname: "elsewhere", timestamp: new Date(0).toISOString() };
    writeFileSync(join(folder, "11111111-1111-4111-8111-111111111111.json"), JSON.stringify(held));
  }

  /** Restore points in state, by logical name. */
  async resources(): Promise<Record<string, StateResource>> {
    const { resources = [] } = await this.state();
    return Object.fromEntries(
      resources
        .filter((one) => tokenOfType(one.type) !== undefined)
        .map((one) => [one.urn.split("::").pop() ?? "", one]),
    );
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }

  private pathOf(name: string): string {
    return join(this.directory, name);
  }

  write(name: string, text: string): void {
    const file = this.pathOf(name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}
