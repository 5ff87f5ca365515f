import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { dirname } from "node:path";
import { FakeMachine, isRunning, writeCli } from "./fakes";

const load = () => import("../../../scripts/offline-pulumi/resolve.mjs");

describe("the Pulumi CLI resolver", () => {
  let machine: FakeMachine;

  beforeEach(() => {
    machine = new FakeMachine();
  });
  afterEach(() => machine.remove());

  async function resolve(options: { downloadMs?: number } = {}): Promise<string> {
    const { resolvePulumi } = await load();
    return resolvePulumi({ log: machine.log, env: machine.env, downloadMs: 5000, pollMs: 10, ...options });
  }

  /** An npx that works as Pulumi's package does: it fills the cache of the PULUMI_HOME it is given. */
  function workingNpx(version = "3.259.0"): void {
    machine.onPath(
      "npx",
      `echo "$@" >> ${machine.file("npx-calls")}
bin=$PULUMI_HOME/versions/3.259.0/bin; /bin/mkdir -p $bin
target=$bin/pulumi; ${writeCli(version)}
target=$bin/pulumi-language-nodejs; ${writeCli("real host")}`,
    );
  }

  it("takes the CLI on PATH when it is new enough", async () => {
    const bin = machine.onPath("pulumi", "echo v3.182.0");
    machine.cached("3.259.0");
    assert.equal(await resolve(), bin);
    assert.deepEqual(machine.lines, []);
  });

  it("passes over a CLI on PATH that is too old, and says so", async () => {
    const old = machine.onPath("pulumi", "echo v3.181.9");
    const bin = machine.cached("3.259.0");
    assert.equal(await resolve(), bin);
    assert.match(machine.lines[0] ?? "", new RegExp(`Passing over ${old}: .*3\\.181\\.9.*3\\.182\\.0`));
  });

  it("prefers the pinned version in the cache, then the newest that will do", async () => {
    machine.cached("3.300.0");
    machine.cached("3.181.0");
    const newer = machine.cached("3.301.0");
    assert.equal(await resolve(), newer);
    const pinned = machine.cached("3.259.0");
    assert.equal(await resolve(), pinned);
  });

  it("passes over a cached file that does not run", async () => {
    machine.cached("3.259.0", "exit 1");
    const other = machine.cached("3.200.0");
    assert.equal(await resolve(), other);
    assert.match(machine.lines[0] ?? "", /Passing over .*3\.259\.0.*failed/);
  });

  it("takes the program of the usual home for another one, in which there is none", async () => {
    const usual = machine.script(machine.file(".pulumi/versions/3.259.0/bin/pulumi"), "echo v3.259.0");
    assert.equal(await resolve(), usual);
    const own = machine.cached("3.259.0");
    assert.equal(await resolve(), own);
  });

  it("puts a language host beside a cached CLI", async () => {
    const bin = machine.cached("3.259.0");
    await resolve();
    assert.ok(readdirSync(dirname(bin)).includes("pulumi-language-nodejs"));
  });

  it("downloads with npx, the pinned version, and keeps the helpers that come with it", async () => {
    workingNpx();
    machine.go("1.26.0", "echo called >&2; exit 1");
    const bin = await resolve();
    assert.equal(bin, machine.cachedBin("3.259.0"));
    assert.match(machine.read("npx-calls"), /pulumi@3\.259\.0/);
    const files = machine.leftovers().filter((name) => !name.endsWith("pulumi-resource-pulumi-nodejs"));
    assert.deepEqual(files, ["3.259.0", "3.259.0/bin", "3.259.0/bin/pulumi", "3.259.0/bin/pulumi-language-nodejs"]);
  });

  it("builds at once when the download fails", async () => {
    machine.onPath("npx", "echo 'pulumi: fetch failed' >&2; exit 1");
    machine.go();
    assert.equal(await resolve({ downloadMs: 60_000 }), machine.cachedBin("3.259.0"));
    assert.ok(machine.lines.some((line) => line.includes("The download failed: pulumi: fetch failed.")));
  });

  it("gives up a download that stalls, ends its processes, and builds", async () => {
    machine.onPath(
      "npx",
      `bin=$PULUMI_HOME/versions/3.259.0/bin; /bin/mkdir -p $bin
printf half > $bin/pulumi; /bin/chmod 755 $bin/pulumi
/bin/sleep 60 & echo $! > ${machine.file("sleeper")}; wait`,
    );
    machine.go();
    const started = Date.now();
    assert.equal(await resolve({ downloadMs: 300 }), machine.cachedBin("3.259.0"));
    assert.ok(Date.now() - started < 50_000);
    assert.ok(machine.lines.includes("The download failed: it took longer than 0.3 s."));
    assert.equal(isRunning(Number(machine.read("sleeper"))), false);
    assert.deepEqual(
      machine.leftovers().filter((name) => name.startsWith("download-")),
      [],
    );
  });

  it("downloads nothing where there is no npx", async () => {
    machine.go();
    assert.equal(await resolve(), machine.cachedBin("3.259.0"));
  });

  it("names all four ways when there is no Go", async () => {
    await assert.rejects(resolve(), (error: Error) => {
      assert.match(error.message, /no `go` on PATH/);
      for (const way of [/1\. .*PATH/, /2\. .*3\.259\.0\/bin/, /3\. .*npx pulumi@3\.259\.0/, /4\. Go 1\.25\.11/]) {
        assert.match(error.message, way);
      }
      return true;
    });
  });

  it("names the version of a Go that is too old", async () => {
    machine.go("1.25.10");
    await assert.rejects(resolve(), /the `go` on PATH is 1\.25\.10[\s\S]*Go 1\.25\.11 or newer/);
  });

  it("shows what Go said when the build fails, and leaves nothing behind", async () => {
    machine.go("1.26.0", 'printf half > "$target"; echo "# example.com/two: no space left" >&2; exit 1');
    await assert.rejects(resolve(), /no space left/);
    assert.deepEqual(machine.leftovers(), ["3.259.0", "3.259.0/bin"]);
  });

  it("reports the progress of a build", async () => {
    const { buildWithGo } = await import("../../../scripts/offline-pulumi/go-build.mjs");
    machine.go("1.26.0", `/bin/sleep 0.3; ${writeCli("3.259.0")}`);
    await buildWithGo({ log: machine.log, env: machine.env, goVersion: "1.26.0", reportMs: 100 });
    assert.match(machine.lines.join("\n"), /1 of up to 2 packages compiled, \d+ s/);
    assert.ok(existsSync(machine.cachedBin("3.259.0")));
  });

  it("lets concurrent callers wait for one build", async () => {
    machine.go("1.26.0", `echo build >> ${machine.file("builds")}; /bin/sleep 0.3; ${writeCli("3.259.0")}`);
    const bins = await Promise.all([resolve(), resolve(), resolve()]);
    assert.deepEqual(new Set(bins), new Set([machine.cachedBin("3.259.0")]));
    assert.equal(machine.read("builds"), "build\n");
    assert.equal(machine.lines.filter((line) => line.includes("waiting for it")).length, 2);
  });
});
