import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(__dirname, "../../..");

function command(...args: string[]) {
  const loader = ["-r", "ts-node/register/transpile-only"];
  const { status, stdout, stderr } = spawnSync(process.execPath, [...loader, join(root, "cli/main.ts"), ...args], {
    cwd: root,
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}

describe("pulumi-snapshots", () => {
  it("prints its version", () => {
    const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    assert.deepEqual(command("--version"), { status: 0, stdout: `${version}\n`, stderr: "" });
  });

  it("prints its commands", () => {
    const { status, stdout } = command("--help");
    assert.equal(status, 0);
    assert.match(stdout, /^ {2}simulator {2}\w/m);
  });

  for (const [args, message] of [
    [["teleport"], /unknown command "teleport"; available: simulator/],
    [["toString"], /unknown command "toString"/],
    [["--fast"], /unknown option "--fast"/],
    [[], /Usage: pulumi-snapshots/],
  ] as const) {
    it(`refuses ${JSON.stringify(args)} with exit code 1`, () => {
      const { status, stdout, stderr } = command(...args);
      assert.equal(status, 1);
      assert.equal(stdout, "");
      assert.match(stderr, message);
      assert.doesNotMatch(stderr, /^\s+at /m);
    });
  }
});
