import assert from "node:assert/strict";
import fc from "fast-check";
import {
  adoptionTag,
  cascadeTag,
  deferredTag,
  nameIn,
  type Owner,
  ownerLabel,
  ownerTag,
  ownPrefixes,
  readOwnershipTags,
  retainedTag,
  sameStack,
  stackLabel,
} from "../../../../provider/core/identity/identity";

const owner: Owner = {
  namespace: "",
  organization: "acme",
  project: "shop",
  stack: "dev",
  token: "zstack.VolumeSnapshot",
  name: "web-1",
};
const part = fc.string({ unit: fc.constantFrom("a", "b", "/", ":", "::", "%", "2F", ".", "-", "_", "ü", "😀", " ") });
const someOwner = fc.record({
  namespace: part,
  organization: part,
  project: part,
  stack: part,
  token: fc.constant("zstack.VolumeSnapshot"),
  name: part,
});

describe("owner labels", () => {
  it("read as organization, project, stack, kind and name", () => {
    assert.equal(ownerLabel(owner), "acme/shop/dev::zstack.VolumeSnapshot::web-1");
  });

  it("have the namespace in front where there is one", () => {
    assert.equal(ownerLabel({ ...owner, namespace: "blue" }), "blue/acme/shop/dev::zstack.VolumeSnapshot::web-1");
  });

  it("encode everything but letters, digits, dot, underscore and hyphen", () => {
    assert.equal(
      ownerLabel({ ...owner, project: "a/b", stack: "x::y", name: "Größe 1_0.%😀~" }),
      "acme/a%2Fb/x%3A%3Ay::zstack.VolumeSnapshot::Gr%C3%B6%C3%9Fe%201_0.%25%F0%9F%98%80%7E",
    );
  });

  it("have one reading: three or four parts, a kind and a name", () => {
    fc.assert(
      fc.property(someOwner, (someone) => {
        const fields = ownerLabel(someone).split("::");
        assert.equal(fields.length, 3);
        const parts = (fields[0] ?? "").split("/").map(decodeURIComponent);
        const { namespace, organization, project, stack } = someone;
        assert.deepEqual(parts, [...(namespace === "" ? [] : [namespace]), organization, project, stack]);
        assert.equal(decodeURIComponent(fields[2] ?? ""), someone.name);
      }),
    );
  });

  it("keep a name of 200 characters", () => {
    assert.ok(ownerLabel({ ...owner, name: "n".repeat(200) }).endsWith(`::${"n".repeat(200)}`));
  });

  it("cut a longer one to 200 and tell names with the same beginning apart", () => {
    const labels = ["", "a", "b"].map((end) => ownerLabel({ ...owner, name: `${"n".repeat(201)}${end}` }));
    for (const label of labels) {
      const name = label.split("::")[2] ?? "";
      assert.equal(name.length, 200);
      assert.match(name, /^n{183}-[0-9a-f]{16}$/);
    }
    assert.equal(new Set(labels).size, 3);
  });

  it("are short enough for a tag, whatever the name, and never cut through a character", () => {
    // The first unit of a name shifts where a cut falls among the bytes of the rest.
    const unit = fc.constantFrom("n", "ü", "备", "😀", " ");
    const long = fc.tuple(fc.string({ unit, maxLength: 12 }), unit, fc.integer({ min: 1, max: 300 }));
    fc.assert(
      fc.property(long, ([front, one, times]) => {
        const name = front + one.repeat(times);
        const written = ownerLabel({ ...owner, name }).split("::")[2] ?? "";
        assert.ok(written.length <= 200, written);
        const read = decodeURIComponent(written);
        assert.ok(read === name || name.startsWith(read.replace(/-[0-9a-f]{16}$/, "")), written);
        assert.equal(nameIn(`acme/shop/dev::kind::${written}`), read);
      }),
    );
  });

  it("give a name back whatever was written into them", () => {
    for (const [written, read] of [
      ["%E5%A4", "%E5%A4"],
      ["a%E5%A4%87%E5%A4-0011", "a备%E5%A4-0011"],
      ["100%", "100%"],
      ["%zz%20x", "%zz x"],
      // Shaped like letters, and none: a longer form of one, and half of a pair.
      ["%E0%80%80%20x", "%E0%80%80 x"],
      ["%ED%A0%80%20x", "%ED%A0%80 x"],
    ] as const)
      assert.equal(nameIn(`acme/shop/dev::kind::${written}`), read);
    assert.equal(nameIn("something else"), undefined);
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom("%", "E", "5", "A", "4", "::", "x") }), (text) => {
        nameIn(text);
      }),
    );
  });
});

describe("marks", () => {
  const label = ownerLabel(owner);

  it("are constant: the platform's objects carry them", () => {
    assert.equal(ownerTag(owner), "pulumi::acme/shop/dev::zstack.VolumeSnapshot::web-1");
    assert.equal(deferredTag(owner), "pulumi::deferred-delete::acme/shop/dev::zstack.VolumeSnapshot::web-1");
    assert.equal(retainedTag(owner), "pulumi-retained::acme/shop/dev::zstack.VolumeSnapshot::web-1");
    assert.equal(cascadeTag(owner), "pulumi-cascade::acme/shop/dev::zstack.VolumeSnapshot::web-1");
    assert.equal(adoptionTag("0001"), "pulumi::claim::0001");
  });

  it("all begin with a prefix that no user's tag may have", () => {
    for (const mark of [ownerTag(owner), deferredTag(owner), retainedTag(owner), cascadeTag(owner), adoptionTag("1")]) {
      assert.ok(ownPrefixes.some((prefix) => mark.startsWith(prefix)));
    }
  });

  for (const [what, tags, ownership] of [
    ["nothing", [], {}],
    ["a user's tags alone", ["env::prod", "pulumi", "Pulumi::x", "x pulumi::y"], {}],
    ["an owner", ["a", ownerTag(owner)], { owner: label }],
    ["a deferred one without an owner", [deferredTag(owner)], { deferred: label }],
    ["an owner that defers", [deferredTag(owner), ownerTag(owner)], { owner: label, deferred: label }],
    [
      "one that another resource adopts",
      [ownerTag(owner), "pulumi::heir", deferredTag(owner)],
      { owner: "heir", deferred: label },
    ],
    [
      "the same, in another order",
      ["pulumi::heir", ownerTag(owner), deferredTag(owner)],
      { owner: "heir", deferred: label },
    ],
    ["a deferred one that cascades", [cascadeTag(owner), deferredTag(owner)], { cascade: label, deferred: label }],
    ["an adopted one", [adoptionTag("0001"), ownerTag(owner)], { adoptionId: "0001", owner: label }],
    ["a user's tag that ends like a mark", ["x pulumi-cascade::", "x pulumi-retained::"], {}],
    ["a retained one", [retainedTag(owner)], { retained: label }],
    ["a retained and deferred one", [retainedTag(owner), deferredTag(owner)], { retained: label, deferred: label }],
    [
      "all of them, in any order",
      [retainedTag(owner), deferredTag(owner), "z", ownerTag(owner)],
      { retained: label, deferred: label, owner: label },
    ],
  ] as const) {
    it(`are read from ${what}`, () => assert.deepEqual(readOwnershipTags(tags), ownership));
  }
});

describe("sameStack", () => {
  it("knows every label of its own stack", () => {
    fc.assert(
      fc.property(someOwner, part, (someone, name) => {
        assert.equal(sameStack(ownerLabel({ ...someone, name, token: "zstack.VmBackup" }), someone), true);
      }),
    );
  });

  it("knows no label of another one", () => {
    fc.assert(
      fc.property(someOwner, someOwner, (a, b) => {
        const equal = (["namespace", "organization", "project", "stack"] as const).every((name) => a[name] === b[name]);
        assert.equal(sameStack(ownerLabel(a), b), equal);
      }),
    );
  });

  for (const [what, change] of [
    ["a stack whose name begins like ours", { stack: "devel" }],
    ["a stack whose name is the beginning of ours", { stack: "de" }],
    ["a stack whose name goes on like a label", { stack: "dev::zstack.VolumeSnapshot" }],
    ["a project with our stack's name in it", { project: "shop/dev", stack: "x" }],
    ["a namespace", { namespace: "blue" }],
    ["a namespace that moves everything along", { namespace: "acme", organization: "shop", project: "dev", stack: "" }],
    ["an organization that ends in ours", { organization: "x/acme" }],
  ] as const) {
    it(`is not taken in by ${what}`, () => {
      const other = { ...owner, ...change };
      assert.equal(sameStack(ownerLabel(other), owner), false);
      assert.equal(sameStack(ownerLabel(owner), other), false);
    });
  }

  it("needs the whole label of a stack", () => {
    assert.equal(sameStack(stackLabel(owner), owner), false);
    assert.equal(sameStack("", owner), false);
  });
});
