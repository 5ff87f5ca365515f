import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { credentials } from "@grpc/grpc-js";
import { LanguageRuntimeClient } from "@pulumi/pulumi/proto/language_grpc_pb";
import {
  AboutRequest,
  type AboutResponse,
  ProgramInfo,
  RunRequest,
  type RunResponse,
} from "@pulumi/pulumi/proto/language_pb";

const root = join(__dirname, "../..");
const hostFile = join(root, "tools/pulumi-cli/language-host.cjs");

describe("the language host", () => {
  let host: ChildProcess;
  let client: LanguageRuntimeClient;

  before(async () => {
    host = spawn(process.execPath, [hostFile, "127.0.0.1:1"], { cwd: root, stdio: ["ignore", "pipe", "ignore"] });
    const [port] = await once(host.stdout as NonNullable<typeof host.stdout>, "data");
    client = new LanguageRuntimeClient(`127.0.0.1:${String(port).trim()}`, credentials.createInsecure());
  });
  after(() => {
    client.close();
    host.kill();
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
    const directory = mkdtempSync(join(tmpdir(), "pulumi-snapshots-host-"));
    const run = promisify((request: RunRequest, done: (error: Error | null, answer?: RunResponse) => void) =>
      client.run(request, done),
    );
    const info = new ProgramInfo().setProgramDirectory(directory).setRootDirectory(directory).setEntryPoint(".");
    await assert.rejects(run(new RunRequest().setInfo(info).setPwd(directory)), /@pulumi\/pulumi/);
    rmSync(directory, { recursive: true });
  });
});
