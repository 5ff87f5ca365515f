import assert from "node:assert/strict";
import fc from "fast-check";
import { formatSeed, ownerOf, parseSeed } from "../../../../provider/core/identity/identity";

const type = "pulumi-nodejs:dynamic/zstack:VolumeSnapshot";
const urn = (stack: string, project: string, name: string, parents = ""): string =>
  `urn:pulumi:${stack}::${project}::${parents}${type}::${name}`;

// What a logical name may be: anything, with the signs that seeds are made of more often than by chance.
const anyText = fc.string({ unit: fc.oneof(fc.constantFrom(":", "::", "/", "%", "$", "\n", "ü", "😀"), fc.string()) });
// Names of projects and stacks, and what an organization or a namespace may contain at most.
const plainName = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,20}$/);
const wellFormed = anyText.map((text) => Buffer.from(text).toString());

describe("the seed", () => {
  it("says again everything that was put in, whatever the names are", () => {
    fc.assert(
      fc.property(
        wellFormed,
        wellFormed,
        plainName,
        plainName,
        anyText,
        (namespace, organization, stack, project, name) => {
          const text = formatSeed(namespace, organization, urn(stack, project, name));
          const type = "pulumi-nodejs:dynamic/zstack:VolumeSnapshot";
          assert.deepEqual(parseSeed(text), { text, namespace, organization, project, stack, type, name });
        },
      ),
    );
  });

  it("finds the type and the name behind the types of parents", () => {
    const text = formatSeed("", "acme", urn("dev", "shop", "a::b/c", "my:module:Site$my:module:Db$"));
    const { type, name } = parseSeed(text);
    assert.deepEqual([type, name], ["pulumi-nodejs:dynamic/zstack:VolumeSnapshot", "a::b/c"]);
  });

  it("is constant: resources of earlier versions depend on it", () => {
    assert.equal(
      formatSeed("a/b", "acme & co", urn("dev", "shop", "web")),
      "a%2Fb/acme%20%26%20co/urn:pulumi:dev::shop::pulumi-nodejs:dynamic/zstack:VolumeSnapshot::web",
    );
  });

  for (const damaged of [
    undefined,
    null,
    "",
    42,
    {},
    "acme/urn:pulumi:dev::shop::t::n",
    "/acme/urn:pulumi:dev::shop",
    "more/ns/acme/urn:pulumi:dev::shop::t::n",
    "%E5/acme/urn:pulumi:dev::shop::t::n",
    ["/acme/urn:pulumi:dev::shop::t::n"],
    "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  ]) {
    it(`refuses ${JSON.stringify(damaged)} and says what to do`, () => {
      assert.throws(() => parseSeed(damaged), /__seed is missing or damaged: create the resource with the classes of/);
    });
  }

  it("gives the owner its kind", () => {
    const seed = parseSeed(formatSeed("ns", "acme", urn("dev", "shop", "web")));
    assert.deepEqual(ownerOf(seed, "zstack.VolumeSnapshot"), {
      namespace: "ns",
      organization: "acme",
      project: "shop",
      stack: "dev",
      token: "zstack.VolumeSnapshot",
      name: "web",
    });
  });
});
