import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  symlinkSync,
  utimesSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root, typesCheckedElsewhere } from "./packedProject";

const copied = ["Pulumi.yaml", "package.json", "schema.json", "tsconfig.json", "tsconfig.build.json"];
const folders = ["dist", "examples", "provider", "sdk", "simulator", "cli", "scripts"];

/** Processes that still work somewhere in the folder, where the system lets us see that. */
function processesIn(directory: string): string[] {
  if (!existsSync("/proc/self/cwd")) return [];
  return readdirSync("/proc").filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readlinkSync(`/proc/${pid}/cwd`).startsWith(directory);
    } catch {
      return false;
    }
  });
}

describe("the quickstart", function () {
  this.timeout(180_000);
  let directory: string;

  // A checkout of its own, installed and compiled like this one: the state of a quickstart in this one stays untouched.
  before(() => {
    directory = realpathSync(mkdtempSync(join(tmpdir(), "pulumi-snapshots-quickstart-")));
    for (const name of [...copied, ...folders]) {
      cpSync(join(root, name), join(directory, name), {
        recursive: true,
        preserveTimestamps: true,
        filter: (source) => !source.includes("node_modules"),
      });
    }
    symlinkSync(join(root, "node_modules"), join(directory, "node_modules"));
    // Copied folders are as new as their last file: what was compiled from the same sources would look stale.
    const now = new Date();
    utimesSync(join(directory, "dist/cli/main.js"), now, now);
  });
  after(() => rmSync(directory, { recursive: true, force: true }));

  function start(args: string[]) {
    const child = spawn(process.execPath, ["scripts/quickstart.mjs", ...args], {
      cwd: directory,
      env: { ...process.env, ...typesCheckedElsewhere },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const result = { output: "" };
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (data) => {
        result.output += data;
      });
    }
    const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
    return { child, result, ended };
  }

  async function quickstart(...args: string[]): Promise<string> {
    const { result, ended } = start(args);
    assert.equal(await ended, 0, result.output);
    assert.deepEqual(processesIn(directory), []);
    return result.output;
  }

  /** Lines of a run that the README's picture does not have in these words. */
  async function missingInPicture(output: string): Promise<string[]> {
    const { comparable, shownLines } = await import("../../scripts/picture/lines.mjs");
    const { linesOf } = await import("../../scripts/picture/svg.mjs");
    const picture = linesOf(readFileSync(join(root, "docs/images/quickstart.svg"), "utf8")).map(comparable);
    return shownLines(output)
      .map(comparable)
      .filter((line) => !picture.includes(line));
  }

  const stale = "the picture in the README is stale: npm run picture";

  it("takes snapshots", async () => {
    const output = await quickstart();
    assert.doesNotMatch(output, /Compiling/);
    assert.deepEqual(await missingInPicture(output), [], stale);
    assert.deepEqual(await missingInPicture(`${output}\nsomething new`), ["something new"]);
    assert.match(output, /\+ 4 created/);
    assert.match(output, /installedVersion +1\n/);
    assert.match(output, /restorePointOfRoot +[0-9a-f]{32}\n/);
  });

  it("replaces them for a new version, and stays with it", async () => {
    const output = await quickstart("--app-version", "2");
    assert.deepEqual(await missingInPicture(output), [], stale);
    assert.match(output, /\+-2 replaced\n/);
    assert.match(output, /installedVersion +2\n/);
    assert.match(await quickstart(), /Resources:\n +4 unchanged\n/);
  });

  it("leaves no process behind when it is interrupted, and can go on", async () => {
    const { child, result, ended } = start(["--app-version", "3"]);
    while (!result.output.includes("Updating")) await new Promise((resolve) => setTimeout(resolve, 20));
    child.kill("SIGINT");
    assert.equal(await ended, 130);
    assert.deepEqual(processesIn(directory), []);
    assert.match(await quickstart(), /installedVersion +3\n/);
  });

  it("cleans up", async () => {
    assert.match(await quickstart("--destroy"), /- 4 deleted/);
    assert.equal(existsSync(join(directory, ".quickstart")), false);
    assert.match(await quickstart("--destroy"), /nothing to destroy/);
  });
});
