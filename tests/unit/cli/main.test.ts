import assert from "node:assert/strict";
import { type SpawnOptions, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { stripVTControlCharacters as plain } from "node:util";
import { createProgram, run } from "../../../cli/program";

const root = join(__dirname, "../../..");
const loader = ["-r", join(root, "scripts/testing/register.cjs")];

/** The command in a process of its own. */
function start(args: readonly string[], options: SpawnOptions = {}) {
  const child = spawn(process.execPath, [...loader, join(root, "cli/main.ts"), ...args], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
    // No CLI is found, so that nothing but the command itself runs.
    env: { ...process.env, PATH: "/nowhere", NO_COLOR: "1" },
    ...options,
  });
  const result = { status: null as number | null, stdout: "", stderr: "" };
  child.stdout?.setEncoding("utf8").on("data", (text) => {
    result.stdout += text;
  });
  child.stderr?.setEncoding("utf8").on("data", (text) => {
    result.stderr += text;
  });
  const ended = once(child, "close").then(([status]) => ({ ...result, status: status as number | null }));
  return { child, ended };
}

const command = (...args: string[]) => start(args).ended;

describe("pulumi-snapshots", function () {
  this.timeout(30_000);

  it("prints its version", async () => {
    const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    for (const option of ["--version", "-v"])
      assert.deepEqual(await command(option), { status: 0, stdout: `${version}\n`, stderr: "" });
  });

  it("prints the help of the program and of each command, by option and by command", async () => {
    const [program, byCommand] = await Promise.all([command("--help"), command("help")]);
    assert.deepEqual(program, byCommand);
    assert.equal(program.status, 0);
    const { commands } = createProgram();
    const [byOption, help] = await Promise.all([command("orphans", "-h"), command("help", "orphans")]);
    assert.deepEqual(byOption, help);
    assert.deepEqual(help, { status: 0, stdout: plain(commands[0]?.helpInformation() ?? ""), stderr: "" });
    for (const one of commands) {
      assert.match(program.stdout, new RegExp(`^ {2}${one.name()} .*\\w`, "m"));
      const text = plain(one.helpInformation());
      assert.match(text, new RegExp(`^Usage: pulumi-snapshots ${one.name()} `));
      assert.match(text, /^Exit codes:\n {2}0 {2}\w/m);
      assert.match(text, /^Examples:\n {2}# .*\n {2}.*pulumi-snapshots /m);
    }
  });

  it("prints its help as an error without a command", async () => {
    const { status, stdout, stderr } = await command();
    assert.deepEqual([status, stdout], [1, ""]);
    assert.match(stderr, /^Usage: pulumi-snapshots /);
  });

  it("prints an error as one line on stderr", async () => {
    const { status, stdout, stderr } = await command("orphans", "--fast");
    assert.deepEqual([status, stdout], [1, ""]);
    assert.match(stderr, /^error: .*--fast.* See "pulumi-snapshots orphans --help"\.\n$/);
  });

  it("prints an error as one JSON object on stdout for programs", async () => {
    for (const [args, code] of [
      [["orphans", "--fast", "--json"], "usage-error"],
      [["recover", "--json"], "pulumi-cli-failed"],
    ] as const) {
      const { status, stdout, stderr } = await command(...args);
      assert.deepEqual([status, stderr], [1, ""]);
      const { error, ...rest } = JSON.parse(stdout) as { error: { code: string; message: string } };
      assert.deepEqual([error.code, rest], [code, {}]);
      assert.equal(typeof error.message, "string");
    }
  });

  it("is silent when its reader has enough", async () => {
    const { child, ended } = start(["--help"]);
    child.stdout?.destroy();
    const { status, stderr } = await ended;
    assert.deepEqual([status, stderr], [0, ""]);
  });

  it("fails if its result cannot be written", async () => {
    const full = openSync("/dev/full", "w");
    try {
      const { status, stderr } = await start(["--help"], { stdio: ["ignore", full, "pipe"] }).ended;
      assert.equal(status, 1);
      assert.match(stderr, /^error: cannot write the result: .*ENOSPC/);
    } finally {
      closeSync(full);
    }
  });

  for (const [argv, named] of [
    [["xylophone"], "Commands: orphans, list, status, report, recover, "],
    [["xylophone", "--help"], "xylophone"],
    [["help", "xylophone"], "xylophone"],
    [["toString"], "toString"],
    [["orphan"], "Did you mean orphans?"],
    [["orphans", "--delte"], "Did you mean --delete?"],
    [["--fast"], "--fast"],
    [["--json"], "--json"],
    [["completion"], "shell"],
    [["completion", "tcsh"], "bash, zsh, fish"],
  ] as const) {
    it(`refuses ${argv.join(" ")} and names the help`, async () => {
      await assert.rejects(run(argv), (error: Error & { code?: string }) => {
        return error.code === "usage-error" && error.message.includes(named) && /See ".*--help"\.$/.test(error.message);
      });
    });
  }

  it("loads for its help no package but the parser", async () => {
    const heavy = /node_modules[\\/](zod|undici|yaml|@pulumi)[\\/]/;
    const loaded = async (module: string): Promise<string[]> => {
      const script = `
        process.argv = [process.execPath, "pulumi-snapshots", "--help"];
        process.on("exit", () => console.error(JSON.stringify(Object.keys(require.cache))));
        require(${JSON.stringify(join(root, module))});
      `;
      const child = spawn(process.execPath, [...loader, "-e", script], {
        cwd: root,
        stdio: ["ignore", "ignore", "pipe"],
      });
      let text = "";
      child.stderr.setEncoding("utf8").on("data", (part) => {
        text += part;
      });
      await once(child, "close");
      return JSON.parse(text) as string[];
    };
    const [help, orphans] = await Promise.all([loaded("cli/main.ts"), loaded("cli/orphans/run.ts")]);
    assert.ok(help.some((file) => file.endsWith("cli/commands/orphans.ts")));
    assert.deepEqual(
      help.filter((file) => heavy.test(file)),
      [],
    );
    assert.ok(
      orphans.some((file) => heavy.test(file)),
      "the look would find them",
    );
  });
});
