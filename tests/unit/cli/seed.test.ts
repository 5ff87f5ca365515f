import assert from "node:assert/strict";
import { seedOf } from "../../../cli/state/seed";
import { Settings } from "../../../provider/core/contract/settings";

const type = "snapshots:zstack:VolumeSnapshot";
const urn = `urn:pulumi:dev::project::my:index:Site$${type}::snap`;
const configuration: Record<string, string> = { "snapshots:namespace": "n", "snapshots:organization": "acme" };
const settings = () => new Settings((key) => configuration[key], {});

describe("who declares a resource of the state", () => {
  it("is what was recorded", () => {
    assert.equal(seedOf({ urn, type, outputs: { __seed: "recorded" } }, settings), "recorded");
    assert.equal(seedOf({ urn, type: "pulumi-nodejs:dynamic/zstack:VolumeSnapshot" }, settings), undefined);
  });

  it("is, of one of the plugin that is not made yet, the seed that the dynamic provider would have", () => {
    const seed = "n/acme/urn:pulumi:dev::project::my:index:Site$pulumi-nodejs:dynamic/zstack:VolumeSnapshot::snap";
    assert.equal(seedOf({ urn, type, inputs: { name: "snap" } }, settings), seed);
  });
});
