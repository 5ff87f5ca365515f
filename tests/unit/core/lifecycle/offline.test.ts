import assert from "node:assert/strict";
import { Socket } from "node:net";
import type { ProviderRuntime } from "../../../../provider/core/runtime/runtime";
import { dynamicProvider } from "../../../../provider/doors/dynamic/dynamicProvider";
import { volumeSnapshot } from "../../../../provider/zstack/volumeSnapshot/resource";
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
  const provider = dynamicProvider(volumeSnapshot, runtime);
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
});
