import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { createServer, type Server as NetServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Readable } from "node:stream";
import { type Loopback, listening } from "../../support/loopback";
import type { JsonObject } from "../../support/providerProcess";
import { EngineClient } from "./grpc";
import { closeWriting, openPipe } from "./pipe";

const root = dirname(dirname(dirname(__dirname)));
const launcher = require.resolve("@pulumi/pulumi/cmd/dynamic-provider");
const lean = require.resolve("../../support/lean.cjs");

/** A project folder from which provider processes find the compiled package, as they do under the engine. */
export class ProjectFolder {
  readonly path = realpathSync(mkdtempSync(join(tmpdir(), "pulumi-snapshots-crash-")));

  constructor() {
    mkdirSync(join(this.path, "node_modules", "@pulumi"), { recursive: true });
    symlinkSync(root, join(this.path, "node_modules", "pulumi-snapshots"));
    symlinkSync(join(root, "node_modules", "@pulumi", "pulumi"), join(this.path, "node_modules", "@pulumi", "pulumi"));
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

/** The engine's dynamic-provider process, and what stands for the engine that started it. */
export class RealProcess {
  /** All that it printed, its port excepted. */
  output = "";
  readonly exited: Promise<void>;
  private ended = false;
  private client: EngineClient | undefined;

  private constructor(
    private readonly child: ChildProcess,
    private readonly outputs: readonly Readable[],
    private readonly engine: Loopback<NetServer>,
    private readonly port: Promise<number>,
  ) {
    this.exited = new Promise((resolve) =>
      child.once("exit", () => {
        this.ended = true;
        resolve();
      }),
    );
  }

  /** @param preload modules that change the process for a test */
  static async start(folder: ProjectFolder, preload: readonly string[] = []): Promise<RealProcess> {
    const engine = await listening<NetServer>(createServer());
    const env = { ...process.env, PULUMI_NODEJS_PROJECT: "project", PULUMI_NODEJS_STACK: "dev" };
    const required = [lean, ...preload].flatMap((module) => ["--require", module]);
    const pipes = [openPipe(), openPipe()];
    const child = spawn(process.execPath, [...required, launcher, engine.address], {
      cwd: folder.path,
      env,
      stdio: ["ignore", ...pipes.map((pipe) => pipe.writing)],
    });
    closeWriting(pipes);
    const [stdout, stderr] = pipes.map((pipe) => pipe.reading);
    let announce = (_port: number): void => undefined;
    let fail = (_error: Error): void => undefined;
    const port = new Promise<number>((resolve, reject) => {
      announce = resolve;
      fail = reject;
    });
    port.catch(() => undefined);
    const started = new RealProcess(
      child,
      pipes.map((pipe) => pipe.reading),
      engine,
      port,
    );
    let head = "";
    stdout?.on("data", (part: Buffer) => {
      if (head.includes("\n")) {
        started.output += part.toString();
        return;
      }
      head += part.toString();
      const line = head.indexOf("\n");
      if (line < 0) return;
      started.output += head.slice(line + 1);
      announce(Number(head.slice(0, line)));
    });
    stderr?.on("data", (part: Buffer) => (started.output += part.toString()));
    void started.exited.then(() => fail(new Error(`the provider process ended: ${started.output}`)));
    return started;
  }

  /** What the engine asks of the process; configures it first. */
  async calls(configuration: JsonObject): Promise<EngineClient> {
    this.client ??= new EngineClient(await this.port);
    await this.client.configure(configuration);
    return this.client;
  }

  /** `kill -9` of the provider. */
  kill(): void {
    this.child.kill("SIGKILL");
  }

  /** `kill -9` of the CLI: nobody listens at the engine's address, takes an answer, or reads what is printed. */
  async loseEngine(): Promise<void> {
    this.loseReaders();
    await this.engine.close();
    this.client?.close();
  }

  /** Nobody reads what is printed. */
  loseReaders(): void {
    for (const output of this.outputs) output.destroy();
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** The run is over: the engine ends its provider. */
  async end(): Promise<void> {
    this.client?.close();
    if (!this.ended) this.child.kill("SIGKILL");
    await this.exited;
    this.loseReaders();
    await this.engine.close();
  }
}

/** Processes started ahead of time: a start takes longer than most cases. */
export class ProcessPool {
  private readonly waiting: Promise<RealProcess>[] = [];
  private readonly all: Promise<RealProcess>[] = [];

  constructor(
    private readonly folder: ProjectFolder,
    private readonly size: number,
    private readonly preload: readonly string[] = [],
  ) {
    this.fill();
  }

  take(): Promise<RealProcess> {
    const next = this.waiting.shift() ?? this.start();
    this.fill();
    return next;
  }

  async close(): Promise<void> {
    await Promise.all(this.all.map(async (one) => (await one).end()));
  }

  private fill(): void {
    while (this.waiting.length < this.size) this.waiting.push(this.start());
  }

  private start(): Promise<RealProcess> {
    const started = RealProcess.start(this.folder, this.preload);
    this.all.push(started);
    return started;
  }
}
