import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import fc from "fast-check";
import {
  freshUuid,
  identityOf,
  identityPrefix,
  type Owner,
  parseSeed,
  stackPrefix,
  stackPrefixIn,
} from "../../../../provider/core/identity/identity";

const seedOf = (more: { namespace?: string; organization?: string; stack?: string; name?: string } = {}) =>
  parseSeed(
    `${more.namespace ?? ""}/${more.organization ?? "acme"}/urn:pulumi:${more.stack ?? "dev"}::shop::t::${more.name ?? "web"}`,
  );

const owner: Owner = {
  namespace: "",
  organization: "acme",
  project: "shop",
  stack: "dev",
  token: "zstack.VolumeSnapshot",
  name: "web",
};

const hex = (digits: number) => fc.stringMatching(new RegExp(`^[0-9a-f]{${digits}}$`));
const anyOwner = fc.record({
  namespace: fc.string(),
  organization: fc.string(),
  project: fc.string(),
  stack: fc.string(),
  token: fc.constant("zstack.VolumeSnapshot"),
  name: fc.string(),
});
// The server's own check of resourceUuid.
const accepted = /^[0-9a-f]{8}[0-9a-f]{4}[1-5][0-9a-f]{3}[89ab][0-9a-f]{3}[0-9a-f]{12}$/;

describe("identity", () => {
  const replacing = { volumeUuid: "a".repeat(32), triggers: { version: 1, parts: ["x", { y: null }] } };
  const identity = identityOf(seedOf(), replacing);

  it("is 64 hexadecimal digits, the same every time", () => {
    assert.match(identity, /^[0-9a-f]{64}$/);
    assert.equal(identityOf(seedOf(), replacing), identity);
  });

  it("never changes between versions", () => {
    // A recorded value: another one would make every interrupted creation of an older version unfindable.
    assert.equal(
      identityOf(seedOf(), { volumeUuid: "v", triggers: [1] }),
      "25f575e09258a043f245e27074799f6476a4714e3cf74367ced51bff69516154",
    );
  });

  it("does not depend on the order of keys or on absent members", () => {
    const other = { triggers: { parts: ["x", {}], version: 1, more: undefined }, volumeUuid: "a".repeat(32) };
    assert.equal(identityOf(seedOf(), other), identity);
  });

  for (const [what, seed, inputs] of [
    ["the volume", seedOf(), { ...replacing, volumeUuid: "b".repeat(32) }],
    ["a trigger deep inside", seedOf(), { ...replacing, triggers: { version: 1, parts: ["x", { y: 1 }] } }],
    ["the order of a list", seedOf(), { ...replacing, triggers: { version: 1, parts: [{ y: null }, "x"] } }],
    ["resourceUuid", seedOf(), { ...replacing, resourceUuid: "c".repeat(32) }],
    ["the namespace", seedOf({ namespace: "blue" }), replacing],
    ["the organization", seedOf({ organization: "other" }), replacing],
    ["the stack", seedOf({ stack: "prod" }), replacing],
    ["the name", seedOf({ name: "db" }), replacing],
  ] as const) {
    it(`changes with ${what}`, () => assert.notEqual(identityOf(seed, inputs), identity));
  }
});

describe("prefixes of uuids", () => {
  it("are 6 digits for a stack and 16 for an identity, one in front of the other", () => {
    fc.assert(
      fc.property(anyOwner, hex(64), (someone, identity) => {
        assert.match(stackPrefix(someone), /^[0-9a-f]{6}$/);
        assert.match(identityPrefix(someone, identity), /^[0-9a-f]{12}4[0-9a-f]{3}$/);
        assert.ok(identityPrefix(someone, identity).startsWith(stackPrefix(someone)));
        assert.equal(stackPrefixIn(identityPrefix(someone, identity)), stackPrefix(someone));
      }),
    );
  });

  it("carry 36 bits of the identity", () => {
    const digits = identityPrefix(owner, "0123456789abcdef".repeat(4));
    assert.equal(digits.slice(6), "0123454678");
  });

  it("of a stack do not depend on kind and name", () => {
    assert.equal(stackPrefix({ ...owner, token: "zstack.VmBackup", name: "other" } as Owner), stackPrefix(owner));
  });

  for (const change of [{ namespace: "blue" }, { organization: "x" }, { project: "x" }, { stack: "x" }]) {
    it(`of a stack change with ${Object.keys(change)}`, () => {
      assert.notEqual(stackPrefix({ ...owner, ...change }), stackPrefix(owner));
    });
  }

  it("are not the same where a slash stands at another place", () => {
    const one = stackPrefix({ ...owner, project: "a/b", stack: "c" });
    assert.notEqual(one, stackPrefix({ ...owner, project: "a", stack: "b/c" }));
  });

  it("become a uuid that the server accepts, with what is random behind them", () => {
    const random = fc.uint8Array({ minLength: 8, maxLength: 8 });
    fc.assert(
      fc.property(anyOwner, hex(64), random, (someone, identity, bytes) => {
        const prefix = identityPrefix(someone, identity);
        const uuid = freshUuid(prefix, (count) => Buffer.from(bytes.slice(0, count)));
        assert.match(uuid, accepted);
        assert.ok(uuid.startsWith(prefix));
        assert.equal(uuid.slice(17), Buffer.from(bytes).toString("hex").slice(1));
      }),
    );
  });

  it("become another uuid every time", () => {
    const prefix = identityPrefix(owner, "0".repeat(64));
    assert.equal(new Set(Array.from({ length: 200 }, () => freshUuid(prefix, randomBytes))).size, 200);
  });

  it("have two random bits beside those that say which kind of uuid it is", () => {
    const prefix = identityPrefix(owner, "0".repeat(64));
    const variants = [0x00, 0x10, 0x20, 0x3f].map((first) => freshUuid(prefix, () => Buffer.alloc(8, first))[16]);
    assert.deepEqual(variants, ["8", "9", "a", "b"]);
  });
});
