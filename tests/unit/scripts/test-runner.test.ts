import assert from "node:assert/strict";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { FakeMachine } from "./fakes";

const load = () => import("../../../scripts/testing/mocha.mjs");

describe("the test runner", () => {
  let machine: FakeMachine;

  beforeEach(() => {
    machine = new FakeMachine();
  });
  afterEach(() => machine.remove());

  function testFile(name: string, body: string): string {
    const file = machine.file(`${name}.test.js`);
    writeFileSync(file, `const assert = require("node:assert");\n${body}\n`);
    return file;
  }

  const mixed = `
    it("passes", () => {});
    it("fails", () => assert.fail());
    it.skip("is skipped", () => {});
    describe("without its preparation", () => {
      before(() => { throw new Error("no"); });
      it("cannot run", () => {});
      it("cannot run either", () => {});
    });`;

  /** mocha's own report goes to our output: these tests look at the counts only. */
  async function quietly<Result>(work: () => Promise<Result>): Promise<Result> {
    const { log } = console;
    console.log = () => {};
    try {
      return await work();
    } finally {
      console.log = log;
    }
  }

  async function run(files: string[], strict: boolean) {
    const { runTests } = await load();
    const env = { ...process.env };
    return quietly(() => runTests(files, { env, timeoutMs: 60_000, strict, quiet: true }));
  }

  async function counts(files: string[], strict: boolean) {
    const { cpuSeconds: _cpuSeconds, failures: _failures, ...others } = await run(files, strict);
    return others;
  }

  it("counts what passed, failed, was skipped or could not run", async () => {
    assert.deepEqual(await counts([testFile("mixed", mixed)], false), { passed: 1, failed: 2, skipped: 3 });
  });

  it("counts a skipped test as a failure when nothing may be skipped", async () => {
    const file = testFile("skipping", 'it("passes", () => {}); it.skip("is skipped", () => {});');
    assert.deepEqual(await counts([file], true), { passed: 1, failed: 1, skipped: 0 });
  });

  it("counts a file that cannot be loaded as a failure", async () => {
    const file = testFile("broken", 'throw new Error("does not load");');
    assert.deepEqual(await counts([file], false), { passed: 0, failed: 1, skipped: 0 });
  });

  it("names what failed, and why, for the end of a log", async () => {
    const file = testFile(
      "failing",
      `describe("a thing", () => { it("works", () => { throw new Error("no:\\nbecause"); }); it("passes", () => {}); });`,
    );
    const broken = testFile("broken", 'throw new Error("does not load");');
    assert.deepEqual((await run([file], false)).failures, ["a thing works: no:\nbecause"]);
    assert.deepEqual((await run([broken], false)).failures.length, 1);
    assert.deepEqual((await run([testFile("mixed", mixed)], false)).failures, [
      "fails: Failed",
      'without its preparation "before all" hook for "cannot run": no',
    ]);
  });

  it("counts the processor time of a run and of what it starts", async () => {
    const busy = "while (process.cpuUsage().user < 100_000) ;";
    const start = `require("child_process").execFileSync(process.execPath, ["-e", ${JSON.stringify(busy)}]);`;
    const idle = await run([testFile("idle", 'it("waits", () => {});')], false);
    const { passed, cpuSeconds } = await run([testFile("busy", `it("works", () => { ${busy} ${start} });`)], false);
    assert.equal(passed, 1);
    assert.ok(idle.cpuSeconds > 0);
    // Elsewhere only its own is known.
    assert.ok(cpuSeconds >= (existsSync("/proc/self/stat") ? 0.2 : 0.1), String(cpuSeconds));
  });

  it("counts tests without running them", async () => {
    const { countTests } = await load();
    const ran = machine.file("ran");
    const file = testFile("two", `it("a", () => require("fs").writeFileSync("${ran}", "")); it("b", () => {});`);
    assert.equal(await countTests([file], process.env), 2);
    assert.equal(machine.read("ran"), "");
    assert.ok(!readdirSync(machine.root).includes("ran"));
  });

  it("gives every test file to one layer, and some to the plugin's again", async () => {
    const { layers, testFiles } = await import("../../../scripts/testing/layers.mjs");
    const tests = join(__dirname, "../..");
    const all = readdirSync(tests, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".test.ts"));
    const given = layers.filter(({ door }) => door === undefined).flatMap((layer) => testFiles(layer));
    const again = layers.filter(({ door }) => door !== undefined);
    const files = again.flatMap((layer) => testFiles(layer));
    const own = files.filter((file) => !given.includes(file));
    assert.deepEqual([...given, ...own].sort(), all.map((file) => join("tests", file)).sort());
    assert.ok(
      own.every((file) => file.startsWith("tests/integration/doors/")),
      own.join(),
    );
    for (const layer of again) {
      const usual = testFiles(layer, false);
      assert.deepEqual(usual, [...(layer.usual ?? [])].map((file) => join("tests", file)).sort());
      assert.ok(own.every((file) => usual.includes(file)));
    }
  });

  it("gives each file of a layer to one process", async () => {
    const { layers, processesOf } = await import("../../../scripts/testing/layers.mjs");
    const files = Array.from({ length: 13 }, (_, index) => `file${index}`);
    for (const layer of layers) {
      const pieces = processesOf(layer, files);
      assert.deepEqual(pieces.flat().sort(), [...files].sort());
      assert.equal(
        pieces.length,
        { "each file": 13, "some files": 3, "all files": 1 }[layer.sideBySide ?? "all files"],
      );
    }
  });

  it("runs two at a time of all that runs beside others, and sums up", async () => {
    const { runSideBySide, Slots } = await import("../../../scripts/testing/sideBySide.mjs");
    const slots = new Slots(2);
    let running = 0;
    let most = 0;
    const piece = async (passed: number) => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      return { passed, failed: 1, skipped: 0, cpuSeconds: 2, failures: [`piece ${passed}`] };
    };
    const one = runSideBySide([1, 2, 3], slots, piece);
    const other = runSideBySide([10, 20], slots, piece);
    assert.deepEqual(await one, {
      ...{ passed: 6, failed: 3, skipped: 0, cpuSeconds: 6 },
      failures: ["piece 1", "piece 2", "piece 3"],
    });
    assert.deepEqual(await other, {
      ...{ passed: 30, failed: 2, skipped: 0, cpuSeconds: 4 },
      failures: ["piece 10", "piece 20"],
    });
    assert.equal(most, 2);
  });

  it("goes on where one of them ends badly", async () => {
    const { Slots } = await import("../../../scripts/testing/sideBySide.mjs");
    const slots = new Slots(1);
    const bad = slots.run(() => Promise.reject(new Error("no")));
    const good = slots.run(async () => "done");
    await assert.rejects(bad, { message: "no" });
    assert.equal(await good, "done");
  });
});
