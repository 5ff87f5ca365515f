import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { credentials } from "@grpc/grpc-js";
import { LanguageRuntimeClient } from "@pulumi/pulumi/proto/language_grpc_pb";
import {
  AboutRequest,
  type AboutResponse,
  InstallDependenciesRequest,
  ProgramInfo,
  RunPluginRequest,
  RunRequest,
  type RunResponse,
} from "@pulumi/pulumi/proto/language_pb";
import { type Loopback, listening } from "../../support/loopback";
import { isRunning, until } from "./fakes";

const root = join(__dirname, "../../..");
const hostFile = join(root, "scripts/offline-pulumi/language-host.cjs");

describe("the language host", () => {
  let engine: Loopback<Server>;
  let host: ChildProcess;
  let client: LanguageRuntimeClient;
  let directory: string;

  beforeEach(async () => {
    directory = realpathSync(mkdtempSync(join(tmpdir(), "pulumi-snapshots-host-")));
    engine = await listening<Server>(createServer());
    host = spawn(process.execPath, [hostFile, engine.address], {
      cwd: root,
      env: { ...process.env, PATH: [directory, process.env["PATH"]].join(delimiter) },
      stdio: ["ignore", "pipe", "ignore"],
    });
    const [port] = await once(host.stdout as NonNullable<typeof host.stdout>, "data");
    client = new LanguageRuntimeClient(`127.0.0.1:${String(port).trim()}`, credentials.createInsecure());
  });
  afterEach(async () => {
    client.close();
    host.kill("SIGKILL");
    await engine.close();
    rmSync(directory, { recursive: true });
  });

  /** A plugin that does not end by itself; returns its process id. */
  async function runningPlugin(): Promise<number> {
    let printed = "";
    writeFileSync(join(directory, "index.js"), "console.log(process.pid); setInterval(() => {}, 1000);");
    const info = new ProgramInfo().setProgramDirectory(directory).setRootDirectory(directory).setEntryPoint(".");
    const stream = client.runPlugin(new RunPluginRequest().setInfo(info).setPwd(directory));
    stream.on("error", () => undefined);
    stream.on("data", (part: { getStdout_asU8(): Uint8Array }) => {
      printed += Buffer.from(part.getStdout_asU8()).toString();
    });
    await until(() => printed.endsWith("\n"));
    return Number(printed);
  }

  /** The host finds this one before the real one. */
  function npm(script: string): void {
    writeFileSync(join(directory, "npm"), `#!/bin/sh\n${script}\n`);
    chmodSync(join(directory, "npm"), 0o755);
  }

  /** Ends as the stream does: with what was printed, or with its error. */
  function install(manifest?: object): Promise<string> {
    if (manifest !== undefined) writeFileSync(join(directory, "package.json"), JSON.stringify(manifest));
    const stream = client.installDependencies(new InstallDependenciesRequest().setDirectory(directory));
    let printed = "";
    stream.on("data", (part: { getStdout_asU8(): Uint8Array }) => {
      printed += Buffer.from(part.getStdout_asU8()).toString();
    });
    return new Promise((resolve, reject) => stream.once("end", () => resolve(printed)).once("error", reject));
  }

  it("runs npm where package.json names packages, shows what it prints, and nowhere else", async () => {
    npm("echo in $PWD: $*");
    assert.equal(await install(), "");
    assert.equal(await install({ name: "plugin" }), "");
    assert.match(await install({ dependencies: { one: "1" } }), new RegExp(`^in ${directory}: install `));
  });

  it("says so if the installation fails", async () => {
    npm("exit 7");
    await assert.rejects(install({ dependencies: { one: "1" } }), /exit code 7/);
  });

  it("says which Node.js it uses", async () => {
    const about = promisify((request: AboutRequest, done: (error: Error | null, answer?: AboutResponse) => void) =>
      client.about(request, done),
    );
    const answer = await about(new AboutRequest());
    assert.equal(answer?.getExecutable(), process.execPath);
    assert.equal(answer?.getVersion(), process.version);
  });

  it("reports a program that cannot be run", async () => {
    const run = promisify((request: RunRequest, done: (error: Error | null, answer?: RunResponse) => void) =>
      client.run(request, done),
    );
    const info = new ProgramInfo().setProgramDirectory(directory).setRootDirectory(directory).setEntryPoint(".");
    await assert.rejects(run(new RunRequest().setInfo(info).setPwd(directory)), /@pulumi\/pulumi/);
  });

  it("ends with its engine, and so does what it runs", async function () {
    this.timeout(30_000);
    const plugin = await runningPlugin();
    // What a killed engine leaves: nobody reads what is printed, and nobody listens at its address.
    host.stdout?.destroy();
    await engine.close();
    await until(() => host.exitCode !== null || host.signalCode !== null, 10_000);
    await until(() => !isRunning(plugin), 2000);
  });
});
