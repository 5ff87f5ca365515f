import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(__dirname, "../../..");

function bench(...args: string[]) {
  return spawnSync(process.execPath, [join(root, "scripts/bench.mjs"), ...args], { cwd: root, encoding: "utf8" });
}

describe("npm run bench", () => {
  it("prints requests for each resource, and a ratio of times", function () {
    this.timeout(120_000);
    const { status, stdout, stderr } = bench("requests", "--count", "2", "--rounds", "1");
    assert.equal(status, 0, stderr);
    assert.match(stdout, /^2 snapshots of 6 volumes, all at once; requests for each, polls aside:$/m);
    // Login and logout are shared by the two; so is what is looked up before creations.
    // Their questions for tags go together if they come at the same time.
    assert.match(stdout, /^ {2}provider (5\.50|6\.00)$/m);
    assert.match(stdout, /^ {2}submit and poll alone 2\.00$/m);
    assert.match(stdout, /^ {6}1\.00 {2}POST \/v1\/volumes\/\{volumeUuid\}\/volume-snapshots$/m);
    assert.match(stdout, /^time of the provider \/ time of submit and poll alone: \d+\.\d\d \(median of 1, /m);
  });

  it("prints how long creations take, so many at a time", function () {
    this.timeout(120_000);
    const { status, stdout, stderr } = bench("parallel", "--count", "3", "--values", "3");
    assert.equal(status, 0, stderr);
    assert.match(stdout, /^3 snapshots of as many volumes/m);
    assert.match(stdout, /^\| 3 \| \d+\.\d \| \d+ \|$/m);
  });

  it("writes what it has measured into its place on the page, and nowhere else", async () => {
    const { withMeasured } = await import("../../../scripts/bench/page.mjs");
    const page = readFileSync(join(root, "docs/performance.md"), "utf8");
    const written = withMeasured(page, "doors", "| figures |\n");
    assert.match(written, /<!-- measured: doors -->\n\n\| figures \|\n\n<!-- end -->/);
    const outside = (text: string) => text.replace(/<!-- measured: doors -->.*?<!-- end -->/s, "");
    assert.equal(outside(written), outside(page));
    assert.equal(withMeasured(written, "doors", "| figures |"), written);
    assert.throws(() => withMeasured(page, "tides", ""), /"tides"/);
  });

  it("refuses numbers that are none", () => {
    for (const [args, option] of [
      [["requests", "--count", "many"], "count"],
      [["--counts", "1,many"], "counts"],
    ] as const) {
      const { status, stderr } = bench(...args);
      assert.equal(status, 1);
      assert.match(stderr, new RegExp(`--${option} must be a whole number from 1 on, not "many"`));
    }
  });
});
