import assert from "node:assert/strict";
import type { Failure } from "../../../../provider/core/contract/resourceDefinition";
import { formatSeed } from "../../../../provider/core/identity/identity";
import type { JsonObject } from "../../../../provider/core/json";
import { checkInputs } from "../../../../provider/core/lifecycle/check";
import { systemTagsOf } from "../../../../provider/zstack/backup/inputs";
import { vmBackup } from "../../../../provider/zstack/vmBackup/resource";
import { volumeBackup } from "../../../../provider/zstack/volumeBackup/resource";

const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const a = "a".repeat(32);
const b = "b".repeat(32);
const c = "c".repeat(32);
const fsInfo = { type: "nfs", url: "host:/path", options: "ro" };

for (const kind of [volumeBackup, vmBackup]) {
  const subject = kind.token === "zstack.VmBackup" ? { vmInstanceUuid: a } : { volumeUuid: a };
  const seed = formatSeed("", "acme", `urn:pulumi:dev::shop::pulumi-nodejs:dynamic/${kind.token}::web`);

  function failures(more: JsonObject, olds: JsonObject = {}): Failure[] {
    const inputs = { __provider: "p", __seed: seed, ...subject, backupStorageUuid: b, name: "n", ...more };
    const given = Object.fromEntries(Object.entries(inputs).filter(([, value]) => value !== undefined));
    // Both kinds have the same inputs here; only the type of their objects differs.
    return kind.token === "zstack.VmBackup"
      ? checkInputs(vmBackup, olds, given).failures
      : checkInputs(volumeBackup, olds, given).failures;
  }

  function refused(more: JsonObject, property: string, reason: RegExp): void {
    const found = failures(more);
    assert.deepEqual(
      found.map((one) => one.property),
      [property],
      JSON.stringify(found),
    );
    assert.match(found[0]?.reason ?? "", reason);
    assert.ok(found[0]?.reason.startsWith(property), found[0]?.reason);
  }

  describe(`check of a ${kind.noun}`, () => {
    it("takes what is right, with everything given", () => {
      const everything = {
        description: "d",
        mode: "full",
        volumeReadBandwidth: 1024,
        volumeWriteBandwidth: 1024,
        networkReadBandwidth: 1024,
        networkWriteBandwidth: 2 ** 40,
        backupNetworkCidr: "fd00::/8",
        fsInfo,
        parallelismDegree: 1,
        systemTags: ["ephemeral::x"],
        userTags: ["t"],
        replicas: [c],
        deletionPolicy: "retain",
        handleDependency: true,
        adopt: false,
        triggers: [{ a: null }],
        resourceUuid: "5d1e6a7b8c9d4e0f8a1b2c3d4e5f6a7b",
        __timeouts: { create: 1 },
      };
      assert.deepEqual(failures({}), []);
      assert.deepEqual(failures(everything), []);
      for (const name of Object.keys(everything)) assert.deepEqual(failures({ [name]: unknown }), [], name);
    });

    for (const name of [
      "volumeReadBandwidth",
      "volumeWriteBandwidth",
      "networkReadBandwidth",
      "networkWriteBandwidth",
    ] as const) {
      it(`refuses a ${name} below 1024, in parts or as text`, () => {
        refused({ [name]: 1023 }, name, /below the minimum of 1024/);
        refused({ [name]: -1 }, name, /below the minimum of 1024/);
        refused({ [name]: 2048.5 }, name, /give whole bytes per second/);
        refused({ [name]: "4096" }, name, /give whole bytes per second/);
      });
    }

    it("refuses a malformed network", () => {
      refused({ backupNetworkCidr: "10.0.0.0" }, "backupNetworkCidr", /is not a network; give one in CIDR form/);
      refused({ backupNetworkCidr: 10 }, "backupNetworkCidr", /give a network in CIDR form/);
    });

    it("refuses a malformed file system", () => {
      refused({ fsInfo: { ...fsInfo, url: "a::b" } }, "fsInfo.url", /contains "::".*remove it/);
      refused({ fsInfo: { ...fsInfo, type: "nfs:" } }, "fsInfo.type", /begins or ends with a colon/);
      refused({ fsInfo: { ...fsInfo, options: "" } }, "fsInfo.options", /is empty/);
      refused({ fsInfo: { type: "nfs", url: "x" } }, "fsInfo.options", /give a text/);
      refused({ fsInfo: "nfs" }, "fsInfo", /give type, url and options/);
      refused({ fsInfo: { ...fsInfo, size: 1 } }, "fsInfo", /give type, url and options/);
    });

    it("refuses what is no degree, mode or policy", () => {
      refused({ parallelismDegree: 0 }, "parallelismDegree", /give at least 1/);
      refused({ parallelismDegree: 1.5 }, "parallelismDegree", /give a whole number/);
      refused({ mode: "incremental" }, "mode", /give "full", or leave it out/);
      refused({ deletionPolicy: "cascade" }, "deletionPolicy", /give one of "delete", "retain"/);
      refused({ handleDependency: "yes" }, "handleDependency", /give true or false/);
    });

    it("refuses replicas that are none", () => {
      refused({ replicas: [c, c] }, "replicas.1", /given twice; remove one/);
      refused({ replicas: [c, b] }, "replicas.1", /same as backupStorageUuid.*remove it/);
      refused({ replicas: c }, "replicas", /give a list of uuids/);
      refused({ replicas: ["x"] }, "replicas.0", /is not a ZStack uuid/);
      assert.deepEqual(failures({ replicas: [unknown], backupStorageUuid: unknown }), []);
    });

    it("refuses system tags that say the same as an input", () => {
      refused({ systemTags: ["x", "x"] }, "systemTags.1", /given twice/);
      const tag = "volumeLiveBackup::parallelismDegree::3";
      refused({ systemTags: ["x", tag], parallelismDegree: 2 }, "systemTags.1", /duplicates parallelismDegree/);
      assert.deepEqual(failures({ systemTags: [tag] }), []);
    });

    it("keeps what describes the backup for the next one, and replaces for nothing else", () => {
      const changes = Object.entries(kind.inputs).map(([name, field]) => [name, field.onChange] as const);
      const named = (change: string) => changes.filter((one) => one[1] === change).map(([name]) => name);
      assert.deepEqual(
        named("replace").sort(),
        ["backupStorageUuid", "resourceUuid", "triggers", ...targetsOf(kind.token)].sort(),
      );
      assert.deepEqual(named("update").sort(), ["replicas", "userTags"]);
      const warned = changes.filter(([name]) => kind.inputs[name]?.warns === true).map(([name]) => name);
      assert.deepEqual(
        named("record")
          .filter((name) => !warned.includes(name))
          .sort(),
        ["adopt", "deletionPolicy", "handleDependency", "verify"],
      );
    });
  });
}

function targetsOf(token: string): string[] {
  return token === "zstack.VmBackup" ? ["vmInstanceUuid", "rootVolumeUuid"] : ["volumeUuid"];
}

describe("system tags of a creation", () => {
  it("are none where nothing needs them", () => assert.deepEqual(systemTagsOf({}), []));

  it("have IPv6 networks in full: the server divides tags at two colons", () => {
    assert.deepEqual(systemTagsOf({ backupNetworkCidr: "fd00:10::/64" }), [
      "backup::network::cidr::fd00:10:0:0:0:0:0:0/64",
    ]);
  });

  it("have the given ones last", () => {
    assert.deepEqual(systemTagsOf({ systemTags: ["z"], parallelismDegree: 2 }), [
      "volumeLiveBackup::parallelismDegree::2",
      "z",
    ]);
  });
});
