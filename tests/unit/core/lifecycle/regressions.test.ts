import assert from "node:assert/strict";
import type { Call, Sighting } from "../../../../provider/core/contract/resourceDefinition";
import {
  claimMark,
  deferredMark,
  formatSeed,
  type Owner,
  ownerMark,
  parseSeed,
  readMarks,
} from "../../../../provider/core/identity/identity";
import type { Values } from "../../../../provider/core/json";
import { difference } from "../../../../provider/core/lifecycle/diff";
import { otherHolder } from "../../../../provider/core/lifecycle/holder";
import type { Surroundings } from "../../../../provider/core/runtime/runtime";
import { dynamicProvider } from "../../../../provider/doors/dynamic/dynamicProvider";
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
    const found = failures(JSON.parse('{"__proto__": "x"}') as Values);
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
    const provider = dynamicProvider(volumeSnapshot, surroundings());
    const olds = { ...declared(), uuid: resourceUuid, __origin: "cloud:8080/" };
    const broken = { ...olds, __seed: `%/acme/urn:pulumi:dev::shop::${type}::web` };
    await assert.rejects(provider.create(declared({ __seed: broken.__seed })), { message: damaged });
    await assert.rejects(provider.read(resourceUuid, broken), { message: damaged });
    await assert.rejects(provider.update(resourceUuid, olds, broken), { message: damaged });
    await assert.rejects(provider.delete(resourceUuid, broken), { message: damaged });
    await assert.rejects(provider.diff(resourceUuid, olds, broken), { message: damaged });
  });
});

describe("logical names with colons", () => {
  for (const name of ["a:b", "a::b", "::", ":", "a:", "urn:pulumi:x::y::z::n"]) {
    it(`stay whole in seed and mark: ${name}`, () => {
      const parsed = parseSeed(formatSeed("", "acme", `urn:pulumi:dev::shop::${type}::${name}`));
      assert.equal(parsed.name, name);
      const mark = ownerMark({ ...owner, name: parsed.name });
      assert.equal(decodeURIComponent(mark.split("::")[3] ?? ""), name);
      assert.equal(mark.split("::").length, 4, mark);
    });
  }

  it("stay whole in lines about a resource", async () => {
    const around = surroundings();
    around.handedOut.add(resourceUuid);
    const provider = dynamicProvider(volumeSnapshot, around);
    await provider.delete(resourceUuid, declared({ __seed: seed("a::b:c"), uuid: resourceUuid }));
    assert.deepEqual(around.lines, [
      `zstack.VolumeSnapshot "a::b:c": volume snapshot ${resourceUuid} was made in this run and stays`,
    ]);
  });
});

describe("what a program compares", () => {
  it("is wanted from then on, unless it is to be replaced", async () => {
    const around = surroundings();
    const provider = dynamicProvider(volumeSnapshot, around);
    const olds = { ...declared(), uuid: resourceUuid };
    await provider.diff("kept", olds, declared());
    await provider.diff("changed", olds, declared({ name: "other" }));
    await provider.diff("replaced", olds, declared({ triggers: [2] }));
    assert.deepEqual([...around.wanted].sort(), ["changed", "kept"]);
  });

  it("is not replaced by its own uuid, nor by losing it; by another's it is", () => {
    const other = `${resourceUuid.slice(0, 31)}c`;
    const replaced = (olds: Values, news: Values): string[] =>
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
  const sighting = (...tags: string[]): Sighting<never> =>
    ({ id: resourceUuid, ready: true, marks: readMarks(tags), tags: [] }) as unknown as Sighting<never>;
  const holder = (outputs: Values, ...tags: string[]): string | undefined =>
    otherHolder({ owner, outputs } as unknown as Call, sighting(...tags));

  it("is neither an owner nor a wish to be deleted", () => {
    assert.deepEqual(readMarks([claimMark("0123"), deferredMark(owner)]), {
      claim: "0123",
      deferred: "acme/shop/dev::zstack.VolumeSnapshot::web",
    });
    assert.deepEqual(readMarks([claimMark("0123"), ownerMark(owner)]), {
      claim: "0123",
      owner: "acme/shop/dev::zstack.VolumeSnapshot::web",
    });
  });

  it("tells an adoption from the one before, and from the creation", () => {
    assert.equal(holder({}, ownerMark(owner)), undefined);
    assert.equal(holder({ __claim: "new" }, ownerMark(owner), claimMark("new")), undefined);
    assert.match(holder({ __claim: "old" }, ownerMark(owner), claimMark("new")) ?? "", /has adopted it anew$/);
    assert.match(holder({}, ownerMark(owner), claimMark("new")) ?? "", /has adopted it anew$/);
  });

  it("counts for nothing beside another owner", () => {
    const other = ownerMark({ ...owner, name: "other" });
    assert.match(holder({ __claim: "c" }, other, claimMark("c")) ?? "", /^it belongs to .*::other$/);
    assert.equal(holder({}, claimMark("c")), undefined, "nobody was handed it");
  });
});

const owner: Owner = {
  namespace: "",
  organization: "acme",
  project: "shop",
  stack: "dev",
  kind: "zstack.VolumeSnapshot",
  name: "web",
};

/** Surroundings in which nothing can be asked for: there is no host. */
function surroundings(): Surroundings & { readonly lines: string[] } {
  const lines: string[] = [];
  return {
    lines,
    clock: new FakeClock(),
    environment: {},
    random: (bytes) => Buffer.alloc(bytes),
    say: (line) => lines.push(line),
    handedOut: new Set(),
    wanted: new Set(),
    engineAlive: async () => true,
  };
}
