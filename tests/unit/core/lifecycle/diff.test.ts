import assert from "node:assert/strict";
import fc from "fast-check";
import type { Difference } from "../../../../provider/core/contract/resourceProvider";
import { Settings } from "../../../../provider/core/contract/settings";
import { failedJob } from "../../../../provider/core/contract/stateKeys";
import type { JsonObject } from "../../../../provider/core/json";
import { endpointOf, sameOrigin } from "../../../../provider/core/lifecycle/diff";
import { Lifecycle } from "../../../../provider/core/lifecycle/lifecycle";
import { processRuntime } from "../../../../provider/core/runtime/runtime";
import { volumeSnapshot } from "../../../../provider/zstack/volumeSnapshot/resource";
import { declared, resourceUuid, seed, unknown } from "./declared";

const nothing = new Settings(() => undefined, {});
const recorded = (more: JsonObject = {}): Record<string, unknown> => ({
  ...declared(),
  uuid: "a".repeat(32),
  volumeType: "Root",
  primaryStorageUuid: "b".repeat(32),
  format: "qcow2",
  size: 1024,
  createDate: "Nov 21, 2026 9:15:53 AM",
  __origin: "cloud:8080/account",
  ...more,
});

function diff(olds: JsonObject, news: JsonObject, settings = nothing): Difference {
  const lifecycle = new Lifecycle(volumeSnapshot, { ...processRuntime, say: () => undefined });
  lifecycle.configure(settings);
  return lifecycle.diff("d2d9089fce6f4bfd9ae00acc7fe7bb37", recorded(olds), declared(news));
}

const unchanged: Difference = { changes: false, replaces: [], deleteBeforeReplace: false };
const inPlace: Difference = { changes: true, replaces: [], deleteBeforeReplace: false };
const replaced = (...replaces: string[]): Difference => ({ changes: true, replaces, deleteBeforeReplace: false });

describe("diff of a volume snapshot", () => {
  it("sees no change where nothing changed, whatever the platform has added", () => {
    assert.deepEqual(diff({}, {}), unchanged);
  });

  it("sees none in the order of keys, nor between absent and null", () => {
    const olds = { triggers: { a: 1, b: { c: [1, null] } }, description: null };
    assert.deepEqual(diff(olds, { triggers: { b: { c: [1, null], d: null }, a: 1 } }), unchanged);
  });

  it("sees none for any triggers that stay the same", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (triggers) => {
        assert.deepEqual(diff({ triggers: JSON.parse(JSON.stringify(triggers)) }, { triggers }), unchanged);
      }),
    );
  });

  it("refuses the old values of another type, which an alias has named", () => {
    const series = seed().replace("VolumeSnapshot", "VolumeSnapshotSeries");
    assert.throws(() => diff({ __seed: series }, {}), { code: "invalid-input" });
  });

  it("sees none in another parent, which is no part of the owner", () => {
    const moved = seed().replace("pulumi-nodejs:", "my:module:Site$pulumi-nodejs:");
    assert.deepEqual(diff({}, { __seed: moved }), unchanged);
  });

  for (const [what, olds, news] of [
    ["another name", {}, { name: "other" }],
    ["a new description", {}, { description: "new" }],
    ["an emptied description", { description: "old" }, { description: "" }],
    ["a removed description", { description: "old" }, {}],
    ["another tag", { userTags: ["a"] }, { userTags: ["b"] }],
    ["tags taken away", { userTags: ["a"] }, {}],
    ["another policy", { deletionPolicy: "delete" }, { deletionPolicy: "retain" }],
    ["a new policy", {}, { deletionPolicy: "cascade" }],
    ["adopt", {}, { adopt: true }],
    ["a name that is not known yet", {}, { name: unknown }],
    ["tags that are not known yet", { userTags: ["a"] }, { userTags: ["a", unknown] }],
    ["another time limit", { __timeouts: { create: 60 } }, { __timeouts: { create: 90 } }],
    ["a new time limit", {}, { __timeouts: { create: 90 } }],
    ["a removed time limit", { __timeouts: { create: 60 } }, {}],
    ["triggers that are a secret by now", {}, { __secretTriggers: true }],
    ["triggers that are no secret any more", { __secretTriggers: true }, {}],
    ["a state that the plugin has written", { __provider: undefined }, {}],
    ["another stack", {}, { __seed: seed("web", "prod") }],
    ["another logical name", {}, { __seed: seed("www") }],
    ["another namespace", {}, { __seed: seed("web", "dev", "blue") }],
    ["a creation that is not finished", { __job: "c".repeat(32) }, {}],
    ["a mark that is missing", { __job: "settle" }, {}],
    ["a problem that was recorded", { problems: { size: "is 0 bytes" } }, {}],
  ] as const) {
    it(`updates in place for ${what}`, () => assert.deepEqual(diff(olds, news), inPlace));
  }

  for (const [what, olds, news, ...fields] of [
    ["another volume", {}, { volumeUuid: "d".repeat(32) }, "volumeUuid"],
    ["a volume that is not known yet", {}, { volumeUuid: unknown }, "volumeUuid"],
    ["other triggers", { triggers: [1] }, { triggers: [2] }, "triggers"],
    ["triggers in another order", { triggers: [1, 2] }, { triggers: [2, 1] }, "triggers"],
    ["first triggers", {}, { triggers: 1 }, "triggers"],
    ["removed triggers", { triggers: 1 }, {}, "triggers"],
    ["something unknown deep inside triggers", { triggers: { a: [1] } }, { triggers: { a: [unknown] } }, "triggers"],
    ["another uuid", { resourceUuid }, { resourceUuid: `${resourceUuid.slice(0, 31)}c` }, "resourceUuid"],
    ["several of them", { triggers: 1 }, { triggers: 2, volumeUuid: "d".repeat(32) }, "volumeUuid", "triggers"],
    ["one of them beside a change in place", { triggers: 1 }, { triggers: 2, name: "other" }, "triggers"],
    ["a creation that failed", { __job: failedJob }, {}, "__job"],
  ] as const) {
    it(`replaces for ${what}`, () => assert.deepEqual(diff(olds, news), replaced(...fields)));
  }

  it("never deletes first", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), fc.constantFrom(undefined, failedJob, "c"), (a, b, job) => {
        assert.equal(diff({ triggers: a, __job: job }, { triggers: b }).deleteBeforeReplace, false);
      }),
    );
  });

  it("writes failed creations as they stand in state", () => assert.equal(failedJob, "failed"));

  describe("with settings", () => {
    const configured = (configuration: Readonly<Record<string, string>>, environment = {}) =>
      new Settings((key) => configuration[key], environment);

    it("sees nothing where they lead to the recorded address", () => {
      assert.deepEqual(diff({}, {}, configured({ "zstack:host": "cloud" })), unchanged);
    });
    it("sees nothing where no address was recorded", () => {
      assert.deepEqual(diff({ __origin: undefined }, {}, configured({ "zstack:host": "cloud" })), unchanged);
    });
    it("sees another host", () => {
      assert.deepEqual(diff({}, {}, configured({ "zstack:host": "other" })), inPlace);
    });
    it("sees another port", () => {
      assert.deepEqual(diff({}, {}, configured({ "zstack:host": "cloud", "zstack:port": "9090" })), inPlace);
    });
    it("sees another host in the environment", () => {
      assert.deepEqual(diff({}, {}, configured({ "zstack:host": "cloud" }, { ZSTACK_HOST: "other" })), inPlace);
    });
    it("does not need credentials, nor take a host that is not known yet for another one", () => {
      assert.deepEqual(diff({}, {}, configured({ "zstack:host": unknown })), unchanged);
      assert.deepEqual(diff({}, {}, configured({ "zstack:host": "cloud", "zstack:port": unknown })), unchanged);
    });
  });
});

describe("origins", () => {
  it("begin with the endpoint", () => {
    assert.equal(endpointOf("cloud:8080/account"), "cloud:8080");
    assert.equal(endpointOf("[::1]:8080/"), "[::1]:8080");
    assert.equal(endpointOf("cloud:8080"), "cloud:8080");
  });

  for (const [a, b, same] of [
    ["cloud:8080/a", "cloud:8080/a", true],
    ["cloud:8080/a", "cloud:8080/b", false],
    ["cloud:8080/a", "other:8080/a", false],
    ["cloud:8080/a", "cloud:9090/a", false],
    ["cloud:8080/", "cloud:8080/b", true],
    ["cloud:8080/a", "cloud:8080", true],
    ["cloud:8080/", "other:8080/", false],
  ] as const) {
    it(`${a} and ${b} are ${same ? "" : "not "}the same platform and account`, () => {
      assert.equal(sameOrigin(a, b), same);
      assert.equal(sameOrigin(b, a), same);
    });
  }
});
