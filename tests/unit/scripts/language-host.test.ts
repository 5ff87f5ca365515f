import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { credentials } from "@grpc/grpc-js";
import { LanguageRuntimeClient } from "@pulumi/pulumi/proto/language_grpc_pb";
import {
  AboutRequest,
  type AboutResponse,
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
    host = spawn(process.execPath, [hostFile, engine.address], { cwd: root, stdio: ["ignore", "pipe", "ignore"] });
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
