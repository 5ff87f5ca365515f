import assert from "node:assert/strict";
import { readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { FakeMachine } from "./fakes";

const load = () => import("../../../scripts/offline-pulumi/helpers.mjs");

describe("the engine's helper programs", () => {
  let machine: FakeMachine;
  let host: string;

  beforeEach(() => {
    machine = new FakeMachine();
    host = join(dirname(machine.cachedBin("3.259.0")), "pulumi-language-nodejs");
  });
  afterEach(() => machine.remove());

  it("are put beside the CLI", async () => {
    const { installHelpers } = await load();
    installHelpers(dirname(host));
    assert.match(readFileSync(host, "utf8"), /^#!\/usr\/bin\/env node\n/);
    assert.match(readFileSync(join(dirname(host), "pulumi-resource-pulumi-nodejs"), "utf8"), /dynamic-provider/);
  });

  it("never take the place of a language host that came with the CLI", async () => {
    const { installHelpers } = await load();
    machine.script(host, "echo the real one");
    installHelpers(dirname(host));
    assert.match(readFileSync(host, "utf8"), /the real one/);
  });

  it("take the place of an older one of ours", async () => {
    const { installHelpers } = await load();
    installHelpers(dirname(host));
    const current = readFileSync(host, "utf8");
    writeFileSync(host, `${current}// older\n`);
    installHelpers(dirname(host));
    assert.equal(readFileSync(host, "utf8"), current);
  });

  it("need nothing on PATH when they are beside the CLI, also one reached through a link", async () => {
    const { installHelpers, pulumiEnvironment } = await load();
    const bin = machine.cached("3.259.0");
    installHelpers(dirname(bin));
    const link = machine.file("path/pulumi");
    symlinkSync(bin, link);
    assert.equal(pulumiEnvironment(link, machine.env)["PATH"], [dirname(link), machine.env["PATH"]].join(delimiter));
  });

  it("come from folders on PATH when the CLI is not ours", async () => {
    const { pulumiEnvironment } = await load();
    const bin = machine.onPath("pulumi", "echo v3.259.0");
    const environment = pulumiEnvironment(bin, machine.env);
    const path = environment["PATH"]?.split(delimiter) ?? [];
    assert.equal(path[0], dirname(bin));
    assert.ok(path.some((directory) => directory.endsWith("node_modules/@pulumi/pulumi")));
    assert.match(readFileSync(join(path[1] ?? "", "pulumi-language-nodejs"), "utf8"), /LanguageRuntime/);
    assert.equal(environment["PULUMI_SKIP_UPDATE_CHECK"], "true");
    assert.equal(environment["PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION"], "true");
  });
});
