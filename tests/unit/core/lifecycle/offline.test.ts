import assert from "node:assert/strict";
import { Socket } from "node:net";
import { digestOf } from "../../../../provider/core/lifecycle/triggers";
import type { ProviderRuntime } from "../../../../provider/core/runtime/runtime";
import { Series } from "../../../../provider/core/series/provider";
import { seriesOutputs } from "../../../../provider/core/series/state";
import { providerOf } from "../../../../provider/doors/dynamic/dynamicProvider";
import { resources } from "../../../../provider/doors/resources";
import { volumeSnapshotSeries } from "../../../../provider/zstack/series";
import { declared } from "./declared";

function forbidden(what: string): never {
  throw new Error(`${what} is not for check and diff`);
}

const runtime: ProviderRuntime = {
  clock: { now: () => 0, sleep: () => forbidden("waiting") },
  environment: {},
  random: () => forbidden("randomness"),
  say: () => forbidden("a line"),
  createdInThisProcess: new Set(),
  keptByProgram: new Set<string>(),
  engineAlive: () => forbidden("the engine"),
};

describe("check and diff", () => {
  const connect = Socket.prototype.connect;
  beforeEach(() => {
    Socket.prototype.connect = () => forbidden("the network");
  });
  afterEach(() => {
    Socket.prototype.connect = connect;
  });

  const configuration: Readonly<Record<string, string>> = {
    "zstack:host": "127.0.0.1",
    "zstack:accountName": "admin",
    "zstack:accountPassword": "password-of-the-offline-test",
  };
  const provider = providerOf(resources.zstackVolumeSnapshot.provider(runtime), runtime);
  before(() => provider.configure({ config: { get: (key) => configuration[key] } }));
  const state = { ...declared(), __origin: "127.0.0.1:8080/account" };

  it("would notice a connection", async () => {
    await assert.rejects(provider.read("a".repeat(32), state), { message: /not for check and diff/ });
  });

  it("ask nobody, wait for nothing and leave nothing to chance", async () => {
    assert.deepEqual((await provider.check({}, declared())).failures, []);
    assert.equal((await provider.check(declared(), declared({ name: "" }))).failures.length, 1);
    assert.equal((await provider.diff("a".repeat(32), state, declared())).changes, false);
    const other = declared({ triggers: 1 });
    assert.deepEqual((await provider.diff("a".repeat(32), state, other)).replaces, ["triggers"]);
  });

  it("give the same answer every time", async () => {
    const news = declared({ name: " x", userTags: ["a", "A"], triggers: 1 });
    const once = await Promise.all([provider.check({}, news), provider.diff("a", state, news)]);
    assert.deepEqual(await Promise.all([provider.check({}, news), provider.diff("a", state, news)]), once);
  });

  it("of bad inputs is what create says, before it sends anything", async () => {
    await assert.rejects(provider.create(declared({ name: "", volumeUuid: "x" })), {
      message: /^zstack\.VolumeSnapshot "web": create failed: volumeUuid: is not a ZStack uuid.*; name: is empty/,
    });
  });

  it("of a series with a restore drill neither drill nor make a point when drill changes", async () => {
    const lines: string[] = [];
    const saying: ProviderRuntime = { ...runtime, say: (line) => lines.push(line) };
    const series = providerOf(new Series(volumeSnapshotSeries, saying), saying);
    series.configure({ config: { get: (key) => configuration[key] } });
    const news = (drill?: boolean) => declared({ triggers: 1, ...(drill === undefined ? {} : { drill }) });
    const point = { uuid: "p", name: "web-1", triggerDigest: digestOf(1) };
    const at = { origin: "127.0.0.1:8080/account" };
    const olds = (drill: boolean | undefined, drills: readonly string[] = []) =>
      seriesOutputs(news(drill), { history: [point], current: "p", count: 1, first: "p", drills }, at);
    assert.deepEqual((await series.check({}, news(true))).failures, []);
    assert.equal((await series.check({}, { ...news(), drill: "yes" })).failures.length, 1);
    for (const [before, after, owed, changes] of [
      [undefined, true, [], true],
      [true, false, [], true],
      [true, true, [], false],
      [true, true, ["p"], true],
      [true, true, ["other"], false],
      [true, false, ["p"], true],
    ] as const) {
      const found = await series.diff("series-1", olds(before, owed), news(after));
      assert.deepEqual([found.changes, found.replaces], [changes, []], `${before} ${after} ${owed.join()}`);
    }
    assert.equal(lines.length, 1, "only a drill that is repeated is announced");
  });
});
