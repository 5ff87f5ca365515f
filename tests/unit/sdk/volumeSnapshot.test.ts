import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { parseSeed } from "../../../provider/core/identity/identity";
import { zstack } from "../../../sdk";
import { providerStrings } from "../doors/dynamic/providerStrings";
import { configure, mockedEngine, registration } from "./mocked";

const volumeUuid = "0f3ab1c5d2e84f6a9b7c8d9e0f1a2b3c";
const type = "pulumi-nodejs:dynamic/zstack:VolumeSnapshot";

describe("zstack.VolumeSnapshot", () => {
  mockedEngine();

  it("is registered with the least there can be, and nothing else", async () => {
    const { type: token, name, inputs } = await registration(new zstack.VolumeSnapshot("web", { volumeUuid }));
    assert.equal(token, type);
    assert.equal(name, "web");
    assert.deepEqual(inputs, {
      __provider: providerStrings["zstackVolumeSnapshot"],
      __seed: `/acme/urn:pulumi:dev::shop::${type}::web`,
      volumeUuid,
      name: "web",
    });
  });

  it("hands on everything that is given", async () => {
    const args: zstack.VolumeSnapshotArgs = {
      volumeUuid,
      name: "before 2.0",
      description: "d",
      userTags: ["b", pulumi.output("a")],
      triggers: { version: 2, parts: [true, pulumi.output("x")] },
      deletionPolicy: "retain",
      verify: { size: false },
      adopt: true,
      resourceUuid: "5d1e6a7b8c9d4e0f8a1b2c3d4e5f6a7b",
    };
    const { inputs } = await registration(new zstack.VolumeSnapshot("web", args));
    const { __provider, __seed, ...rest } = inputs;
    assert.deepEqual(rest, { ...args, userTags: ["b", "a"], triggers: { version: 2, parts: [true, "x"] } });
  });

  it("waits for a name that is an output", async () => {
    const { inputs } = await registration(
      new zstack.VolumeSnapshot("web", { volumeUuid, name: pulumi.output("later") }),
    );
    assert.equal(inputs["name"], "later");
  });

  it("has outputs for all that a program can read", async () => {
    const snapshot = new zstack.VolumeSnapshot("web", { volumeUuid });
    const { id, uuid, name, volumeType, primaryStorageUuid, format, size, createDate, verifiedAt, problems } = snapshot;
    const made = [volumeType, primaryStorageUuid, format, size, createDate, verifiedAt, problems];
    for (const output of [id, uuid, name, ...made]) {
      assert.ok(pulumi.Output.isInstance(output));
    }
    await registration(snapshot);
  });

  describe("and its seed", () => {
    const seedOf = async (resource: pulumi.Resource) => parseSeed((await registration(resource)).inputs["__seed"]);

    it("has the namespace of the configuration", async () => {
      configure({ "snapshots:namespace": "blue/green" });
      const seed = await seedOf(new zstack.VolumeSnapshot("spaced", { volumeUuid }));
      assert.equal(seed.namespace, "blue/green");
      assert.deepEqual([seed.organization, seed.project, seed.stack, seed.name], ["acme", "shop", "dev", "spaced"]);
    });

    it("has the types of parents", async () => {
      const site = new pulumi.ComponentResource("my:module:Site", "site");
      const seed = await seedOf(new zstack.VolumeSnapshot("child", { volumeUuid }, { parent: site }));
      assert.equal(seed.text, `/acme/urn:pulumi:dev::shop::my:module:Site$${type}::child`);
    });

    it("has the types of all parents and the whole name", async () => {
      const site = new pulumi.ComponentResource("my:module:Site", "outer");
      const parent = new pulumi.ComponentResource("my:module:Inner", "inner", {}, { parent: site });
      const { inputs } = await registration(new zstack.VolumeSnapshot("a/b ü", { volumeUuid }, { parent }));
      const types = `my:module:Site$my:module:Inner$${type}`;
      assert.equal(inputs["__seed"], `/acme/urn:pulumi:dev::shop::${types}::a/b ü`);
    });

    it("differs for two resources, and is the same for the same one again", async () => {
      const one = await seedOf(new zstack.VolumeSnapshot("one", { volumeUuid }));
      const two = await seedOf(new zstack.VolumeSnapshot("two", { volumeUuid, triggers: 1 }));
      const again = await seedOf(new zstack.VolumeSnapshot("one", { volumeUuid, description: "x" }));
      assert.notEqual(one.text, two.text);
      assert.equal(one.text, again.text);
    });
  });

  describe("and its time limits", () => {
    it("are copied in seconds, only those that are given", async () => {
      const customTimeouts = { create: "1h30m", delete: "90s" };
      const { inputs } = await registration(new zstack.VolumeSnapshot("timed", { volumeUuid }, { customTimeouts }));
      assert.deepEqual(inputs["__timeouts"], { create: 5400, delete: 90 });
    });

    it("are no input without any", async () => {
      for (const [index, customTimeouts] of [{}, undefined].entries()) {
        const options = customTimeouts === undefined ? {} : { customTimeouts };
        const { inputs } = await registration(new zstack.VolumeSnapshot(`untimed-${index}`, { volumeUuid }, options));
        assert.equal("__timeouts" in inputs, false);
      }
    });

    it("are refused in the program where they are no duration", () => {
      assert.throws(() => new zstack.VolumeSnapshot("bad", { volumeUuid }, { customTimeouts: { update: "soon" } }), {
        message: 'customTimeouts.update of "bad" is "soon"; use a duration such as "90s", "30m" or "1h30m"',
      });
    });
  });
});
