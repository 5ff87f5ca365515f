import assert from "node:assert/strict";
import type { Observed, RequestContext } from "../../../../provider/core/contract/resourceDefinition";
import {
  adoptionTag,
  deferredTag,
  formatSeed,
  type Owner,
  ownerTag,
  parseSeed,
  readOwnershipTags,
} from "../../../../provider/core/identity/identity";
import type { JsonObject } from "../../../../provider/core/json";
import { difference } from "../../../../provider/core/lifecycle/diff";
import { otherHolder } from "../../../../provider/core/lifecycle/holder";
import type { ProviderRuntime } from "../../../../provider/core/runtime/runtime";
import { providerOf } from "../../../../provider/doors/dynamic/dynamicProvider";
import { resources } from "../../../../provider/doors/resources";
import { volumeSnapshot } from "../../../../provider/zstack/volumeSnapshot/resource";
import { FakeClock } from "../../../support/clock";
import { settingsOf } from "../../zstack/configured";
import { declared, failures, resourceUuid, seed } from "./declared";

const type = "pulumi-nodejs:dynamic/zstack:VolumeSnapshot";
const damaged = /__seed is missing or damaged: create the resource with the classes of pulumi-snapshots/;

describe("inputs that are named like members of every object", () => {
  for (const name of ["constructor", "toString", "hasOwnProperty", "valueOf"]) {
    it(`are unknown like any other: ${name}`, () => {
      const found = failures({ [name]: "x" });
      assert.deepEqual(
        found.map((one) => one.property),
        [name],
      );
      assert.match(found[0]?.reason ?? "", new RegExp(`^${name} is not an input; `));
    });
  }

  it("are unknown where they come out of JSON: __proto__", () => {
    const found = failures(JSON.parse('{"__proto__": "x"}') as JsonObject);
    assert.deepEqual(
      found.map((one) => one.property),
      ["__proto__"],
    );
  });
});

describe("a damaged seed", () => {
  for (const [what, text] of [
    ["an organization that is no percent-encoding", `/acme%/urn:pulumi:dev::shop::${type}::web`],
    ["a namespace that is no percent-encoding", `%E0%A4%A/acme/urn:pulumi:dev::shop::${type}::web`],
    ["bytes that are no UTF-8", `%FF/acme/urn:pulumi:dev::shop::${type}::web`],
  ] as const) {
    it(`is refused like any other where it has ${what}`, () => {
      assert.throws(
        () => parseSeed(text),
        (error: unknown) => {
          assert.ok(error instanceof Error && !(error instanceof URIError));
          assert.match(error.message, damaged);
          return true;
        },
      );
    });
  }

  it("is refused in the words of a person by every call", async () => {
    const runtime = surroundings();
    const provider = providerOf(resources.zstackVolumeSnapshot.provider(runtime), runtime);
    const olds = { ...declared(), uuid: resourceUuid, __origin: "cloud:8080/" };
    const broken = { ...olds, __seed: `%/acme/urn:pulumi:dev::shop::${type}::web` };
    await assert.rejects(provider.create(declared({ __seed: broken.__seed })), {
      code: "invalid-input",
      message: /__seed/,
    });
    await assert.rejects(provider.read(resourceUuid, broken), { code: "invalid-input", message: /__seed/ });
    await assert.rejects(provider.update(resourceUuid, olds, broken), { code: "invalid-input", message: /__seed/ });
    await assert.rejects(provider.delete(resourceUuid, broken), { code: "invalid-input", message: /__seed/ });
    await assert.rejects(provider.diff(resourceUuid, olds, broken), { code: "invalid-input", message: /__seed/ });
  });
});

describe("logical names with colons", () => {
  for (const name of ["a:b", "a::b", "::", ":", "a:", "urn:pulumi:x::y::z::n"]) {
    it(`stay whole in seed and mark: ${name}`, () => {
      const parsed = parseSeed(formatSeed("", "acme", `urn:pulumi:dev::shop::${type}::${name}`));
      assert.equal(parsed.name, name);
      const mark = ownerTag({ ...owner, name: parsed.name });
      assert.equal(decodeURIComponent(mark.split("::")[3] ?? ""), name);
      assert.equal(mark.split("::").length, 4, mark);
    });
  }

  it("stay whole in lines about a resource", async () => {
    const runtime = surroundings();
    runtime.createdInThisProcess.add(resourceUuid);
    const provider = providerOf(resources.zstackVolumeSnapshot.provider(runtime), runtime);
    await provider.delete(resourceUuid, declared({ __seed: seed("a::b:c"), uuid: resourceUuid }));
    assert.deepEqual(runtime.lines, [
      `zstack.VolumeSnapshot "a::b:c": volume snapshot ${resourceUuid} is kept: it was created in this run`,
    ]);
  });
});

describe("what a program compares", () => {
  it("is wanted from then on, unless it is to be replaced", async () => {
    const runtime = surroundings();
    const provider = providerOf(resources.zstackVolumeSnapshot.provider(runtime), runtime);
    const olds = { ...declared(), uuid: resourceUuid };
    await provider.diff("kept", olds, declared());
    await provider.diff("changed", olds, declared({ name: "other" }));
    await provider.diff("replaced", olds, declared({ triggers: [2] }));
    assert.deepEqual([...runtime.keptByProgram].sort(), ["changed", "kept"]);
  });

  it("is not replaced by its own uuid, nor by losing it; by another's it is", () => {
    const other = `${resourceUuid.slice(0, 31)}c`;
    const replaced = (olds: JsonObject, news: JsonObject): string[] =>
      difference(
        volumeSnapshot,
        settingsOf({}),
        resourceUuid,
        { ...declared(olds), uuid: resourceUuid },
        declared(news),
      ).replaces;
    assert.deepEqual(replaced({}, { resourceUuid }), []);
    assert.deepEqual(replaced({ resourceUuid }, {}), []);
    assert.deepEqual(replaced({ resourceUuid: other }, { resourceUuid }), []);
    assert.deepEqual(replaced({}, { resourceUuid: other }), ["resourceUuid"]);
    assert.deepEqual(replaced({ resourceUuid }, { resourceUuid: other }), ["resourceUuid"]);
    assert.deepEqual(replaced({ resourceUuid }, { triggers: [2] }), ["triggers"]);
    assert.deepEqual(replaced({}, { resourceUuid: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" }), ["resourceUuid"]);
  });
});

describe("the claim on an object", () => {
  const observed = (...tags: string[]): Observed<never> =>
    ({ id: resourceUuid, ready: true, ownership: readOwnershipTags(tags), tags: [] }) as unknown as Observed<never>;
  const holder = (outputs: JsonObject, ...tags: string[]): string | undefined =>
    otherHolder({ owner, outputs } as unknown as RequestContext, observed(...tags));

  it("is neither an owner nor a wish to be deleted", () => {
    assert.deepEqual(readOwnershipTags([adoptionTag("0123"), deferredTag(owner)]), {
      adoptionId: "0123",
      deferred: "acme/shop/dev::zstack.VolumeSnapshot::web",
    });
    assert.deepEqual(readOwnershipTags([adoptionTag("0123"), ownerTag(owner)]), {
      adoptionId: "0123",
      owner: "acme/shop/dev::zstack.VolumeSnapshot::web",
    });
  });

  it("tells an adoption from the one before, and from the creation", () => {
    assert.equal(holder({}, ownerTag(owner)), undefined);
    assert.equal(holder({ __claim: "new" }, ownerTag(owner), adoptionTag("new")), undefined);
    assert.match(holder({ __claim: "old" }, ownerTag(owner), adoptionTag("new")) ?? "", /adopted it again$/);
    assert.match(holder({}, ownerTag(owner), adoptionTag("new")) ?? "", /adopted it again$/);
  });

  it("counts for nothing beside another owner", () => {
    const other = ownerTag({ ...owner, name: "other" });
    assert.match(holder({ __claim: "c" }, other, adoptionTag("c")) ?? "", /^it belongs to .*::other$/);
    assert.equal(holder({}, adoptionTag("c")), undefined, "nobody was handed it");
  });
});

const owner: Owner = {
  namespace: "",
  organization: "acme",
  project: "shop",
  stack: "dev",
  token: "zstack.VolumeSnapshot",
  name: "web",
};

/** Surroundings in which nothing can be asked for: there is no host. */
function surroundings(): ProviderRuntime & { readonly lines: string[] } {
  const lines: string[] = [];
  return {
    lines,
    clock: new FakeClock(),
    environment: {},
    random: (bytes) => Buffer.alloc(bytes),
    say: (line) => lines.push(line),
    createdInThisProcess: new Set(),
    keptByProgram: new Set(),
    engineAlive: async () => true,
  };
}
