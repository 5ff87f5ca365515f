import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { FakeMachine, isRunning, until } from "./fakes";

const processes = pathToFileURL(join(__dirname, "../../../scripts/processes.mjs")).href;

describe("a tool that is interrupted", () => {
  let machine: FakeMachine;

  before(function () {
    if (process.platform !== "linux") this.skip();
  });
  beforeEach(() => {
    machine = new FakeMachine();
  });
  afterEach(() => machine.remove());

  function program(name: string, text: string): string {
    const file = machine.file(name);
    writeFileSync(file, `${text}\nsetInterval(() => {}, 1000);\n`);
    return file;
  }

  for (const [how, atSignal] of [
    ["ends at once", "process.exit(7)"],
    ["does not end by itself", "undefined"],
  ] as const) {
    it(`ends what a child that ${how} has started in other process groups`, async () => {
      const plugin = program(
        "plugin.cjs",
        `require("fs").writeFileSync("${machine.file("plugin")}", process.pid + ";");`,
      );
      const child = program(
        "child.cjs",
        `process.on("SIGINT", () => ${atSignal});
require("child_process").spawn(process.execPath, ["${plugin}"], { detached: true, stdio: "ignore" });`,
      );
      const tool = program(
        "tool.mjs",
        `import { run } from "${processes}";
void run(process.execPath, ["${child}"], { farewell: [{ signal: "SIGINT", graceMs: 200 }] });`,
      );
      const running = spawn(process.execPath, [tool], { stdio: "ignore" });
      await until(() => machine.read("plugin").endsWith(";"));
      const pid = Number.parseInt(machine.read("plugin"), 10);
      try {
        running.kill("SIGINT");
        await once(running, "exit");
        assert.equal(isRunning(pid), false);
      } finally {
        if (isRunning(pid)) process.kill(pid, "SIGKILL");
      }
    });
  }
});
