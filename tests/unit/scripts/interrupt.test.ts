import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { join } from "node:path";
import { FakeMachine, isRunning, until } from "./fakes";

const pulumiTool = join(__dirname, "../../../scripts/pulumi.mjs");

describe("npm run pulumi", () => {
  let machine: FakeMachine;

  beforeEach(() => {
    machine = new FakeMachine();
  });
  afterEach(() => machine.remove());

  function startTool(args: string[]) {
    return startProgram(process.execPath, [pulumiTool, ...args], machine.env);
  }

  function startProgram(program: string, args: string[], env: NodeJS.ProcessEnv) {
    const child = spawn(program, args, {
      env,
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    let output = "";
    child.stdout.on("data", (data) => {
      output += data;
    });
    child.stderr.on("data", (data) => {
      output += data;
    });
    const ended = new Promise<{ code: number | null; output: string }>((resolve) =>
      child.once("close", (code) => resolve({ code, output })),
    );
    return { child, ended };
  }

  /** A CLI that runs until it is told to end, and says so. */
  function putLongRunningCli(): void {
    machine.onPath(
      "pulumi",
      `[ "$1" = version ] && { echo v3.259.0; exit; }
trap 'echo stopped; exit 7' TERM
echo ready > ${machine.file("ready")}
while :; do /bin/sleep 0.05; done`,
    );
  }

  it("passes arguments, output and exit code through", async () => {
    machine.onPath("pulumi", '[ "$1" = version ] && { echo v3.259.0; exit; }; echo "ran $@"; exit 42');
    assert.deepEqual(await startTool(["up", "--yes"]).ended, { code: 42, output: "ran up --yes\n" });
  });

  it("passes SIGTERM on and waits for the CLI", async () => {
    putLongRunningCli();
    const { child, ended } = startTool(["up"]);
    await until(() => machine.read("ready") !== "");
    child.kill("SIGTERM");
    assert.deepEqual(await ended, { code: 7, output: "stopped\n" });
  });

  it("stops the CLI when only the shell of npm is told to end", async () => {
    putLongRunningCli();
    const line = `"${process.execPath}" "${pulumiTool}" up; true`;
    const { child, ended } = startProgram("/bin/sh", ["-c", line], { ...machine.env, npm_lifecycle_event: "pulumi" });
    await until(() => machine.read("ready") !== "");
    child.kill("SIGTERM");
    assert.equal((await ended).output, "stopped\n");
  });

  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    it(`leaves no half binary, no lock and no process when a build gets ${signal}`, async () => {
      machine.go("1.26.0", `printf half > "$target"; /bin/sleep 60 & echo $! > ${machine.file("compiler")}; wait`);
      const { child, ended } = startTool(["version"]);
      await until(() => machine.read("compiler").endsWith("\n"));
      child.kill(signal);
      assert.equal((await ended).code, signal === "SIGINT" ? 130 : 143);
      assert.deepEqual(machine.leftovers(), ["3.259.0", "3.259.0/bin"]);
      assert.equal(isRunning(Number(machine.read("compiler"))), false);
    });
  }

  it("removes what a killed build has left behind", async () => {
    machine.go("1.26.0", `printf half > "$target"; echo > ${machine.file("compiling")}; /bin/sleep 60`);
    const { child, ended } = startTool(["version"]);
    await until(() => machine.read("compiling") !== "");
    child.kill("SIGKILL");
    await ended;
    assert.ok(machine.leftovers().some((name) => /build-\w+\/pulumi$/.test(name)));
    machine.go();
    assert.equal((await startTool(["version"]).ended).code, 0);
    assert.deepEqual(
      machine.leftovers().filter((name) => !/^3\.259\.0(\/bin(\/pulumi[\w-]*)?)?$/.test(name)),
      [],
    );
  });
});
