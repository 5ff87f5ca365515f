import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import type { Door } from "../../support/doors";
import type { EngineCalls, RemoteCalls } from "../../support/protocol/calls";
import type { ListeningEngine } from "../../support/protocol/engineLog";
import type { JsonObject } from "../../support/providerProcess";
import { doorProcesses } from "./door";
import { closeWriting, openPipe } from "./pipe";

const root = dirname(dirname(dirname(__dirname)));
/** Milliseconds after which an engine kills a plugin that was asked to end. */
const endsAfterMs = 5000;

export interface StartOptions {
  /** Default: the dynamic provider. */
  readonly door?: Door;
  /** Modules that change the process for a test. */
  readonly preload?: readonly string[];
}

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

/** A provider process, and what stands for the engine that started it. */
export class RealProcess {
  /** All that it printed, its port excepted. */
  output = "";
  readonly exited: Promise<void>;
  private ended = false;
  private isLost = false;
  private client: RemoteCalls | undefined;

  private constructor(
    private readonly door: Door,
    private readonly child: ChildProcess,
    private readonly outputs: readonly Readable[],
    private readonly engine: ListeningEngine,
    private readonly port: Promise<number>,
  ) {
    this.exited = new Promise((resolve) =>
      child.once("exit", () => {
        this.ended = true;
        resolve();
      }),
    );
  }

  static async start(
    folder: ProjectFolder,
    { door = "dynamic", preload = [] }: StartOptions = {},
  ): Promise<RealProcess> {
    const { program, preload: ofDoor, engine: engineOf } = doorProcesses[door];
    let started: RealProcess | undefined;
    const engine = await engineOf((line) => {
      if (started !== undefined) started.output += `${line}\n`;
    });
    const env = { ...process.env, PULUMI_NODEJS_PROJECT: "project", PULUMI_NODEJS_STACK: "dev" };
    const required = [...ofDoor, ...preload].flatMap((module) => ["--require", module]);
    const pipes = [openPipe(), openPipe()];
    const child = spawn(process.execPath, [...required, program, engine.address], {
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
    const one = new RealProcess(
      door,
      child,
      pipes.map((pipe) => pipe.reading),
      engine,
      port,
    );
    started = one;
    let head = "";
    stdout?.on("data", (part: Buffer) => {
      if (head.includes("\n")) {
        one.output += part.toString();
        return;
      }
      head += part.toString();
      const line = head.indexOf("\n");
      if (line < 0) return;
      one.output += head.slice(line + 1);
      announce(Number(head.slice(0, line)));
    });
    stderr?.on("data", (part: Buffer) => (one.output += part.toString()));
    void one.exited.then(() => fail(new Error(`the provider process ended: ${one.output}`)));
    return one;
  }

  /** What the engine asks of the process; configures it first. */
  async calls(configuration: JsonObject): Promise<EngineCalls> {
    this.client ??= doorProcesses[this.door].client(await this.port);
    await this.client.configure(configuration);
    return this.client;
  }

  /** `kill -9` of the provider. */
  kill(): void {
    this.child.kill("SIGKILL");
  }

  /** `kill -9` of the CLI: nobody listens at the engine's address, takes an answer, or reads what is printed. */
  async loseEngine(): Promise<void> {
    this.isLost = true;
    this.loseReaders();
    await this.engine.close();
    this.client?.close();
  }

  /** Nobody reads what is printed. */
  loseReaders(): void {
    for (const output of this.outputs) output.destroy();
  }

  /** As an engine that lives ends a plugin. A dynamic provider is killed: its engine did not get that far. */
  private async askToEnd(): Promise<void> {
    const { client } = this;
    if (this.ended || this.isLost || client?.cancel === undefined) return;
    // One that was killed answers nothing.
    await Promise.race([client.cancel().catch(() => undefined), this.exited]);
    this.child.kill("SIGINT");
    const late = new AbortController();
    const patience = sleep(endsAfterMs, undefined, { signal: late.signal }).catch(() => undefined);
    await Promise.race([this.exited, patience]);
    late.abort();
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** The run is over: the engine ends its provider. */
  async end(): Promise<void> {
    await this.askToEnd();
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
    private readonly options: StartOptions = {},
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
    const started = RealProcess.start(this.folder, this.options);
    this.all.push(started);
    return started;
  }
}
