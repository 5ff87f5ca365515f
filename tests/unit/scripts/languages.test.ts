import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { FakeMachine, writeCli } from "./fakes";

describe("programs of other languages", () => {
  let machine: FakeMachine;
  let bin: string;

  beforeEach(() => {
    machine = new FakeMachine();
    bin = machine.cached("3.259.0");
  });
  afterEach(() => machine.remove());

  async function resolve(): Promise<string> {
    const { resolveProgram } = await import("../../../scripts/offline-pulumi/languages.mjs");
    const { yamlHost } = await import("../../../scripts/offline-pulumi/programs.mjs");
    return resolveProgram(yamlHost, { bin, log: machine.log, env: machine.env, pollMs: 10 });
  }

  it("are taken from beside the CLI before all", async () => {
    machine.onPath("pulumi-language-yaml", "exit 0");
    const beside = machine.script(join(dirname(bin), "pulumi-language-yaml"), "exit 0");
    assert.equal(await resolve(), beside);
  });

  it("are taken from PATH, and nothing is built", async () => {
    machine.go("1.26.0", "exit 1");
    const present = machine.onPath("pulumi-language-yaml", "exit 0");
    assert.equal(await resolve(), present);
  });

  it("are built once, by whoever comes first, in a folder that is named after the modules", async () => {
    machine.go("1.26.0", `echo build >> ${machine.file("builds")}; /bin/sleep 0.1; ${writeCli("1")}`);
    const found = await Promise.all([resolve(), resolve()]);
    assert.equal(new Set(found).size, 1);
    assert.match(String(found[0]), /\/home\/pulumi-snapshots\/[0-9a-f]{12}\/pulumi-language-yaml$/);
    assert.equal(await resolve(), found[0]);
    assert.equal(machine.read("builds"), "build\n");
  });

  it("cannot be had without Go, and the error says what is needed", async () => {
    await assert.rejects(resolve(), /No pulumi-language-yaml.*no `go` on PATH.*Go 1\.25\.11 or newer/);
  });

  it("leave nothing behind where the build fails", async () => {
    machine.go("1.26.0", 'printf half > "$target"; echo "# example.com/two: no space left" >&2; exit 1');
    await assert.rejects(resolve(), /no space left/);
    machine.go();
    await resolve();
  });
});
