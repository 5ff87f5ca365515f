import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type Change,
  deferredBy,
  identityMetadata,
  isOurs,
  letGo,
  ownedBy,
  ownershipOf,
  retainedBy,
  usersMetadata,
} from "../../../../provider/cinder/models/metadata";
import { type Owner, ownerLabel } from "../../../../provider/core/identity/identity";

const part = fc.string({ minLength: 1, maxLength: 120, unit: "grapheme" });
const owners: fc.Arbitrary<Owner> = fc.record({
  namespace: fc.option(part, { nil: "" }),
  organization: part,
  project: part,
  stack: part,
  token: fc.constant("cinder.VolumeSnapshot"),
  name: fc.string({ minLength: 1, maxLength: 400 }),
});
const users = fc.dictionary(fc.string({ minLength: 1, maxLength: 20 }), fc.string({ maxLength: 20 }));
const identity = "ab".repeat(32);

/** Metadata all of which belongs to the object. */
const tagged = (metadata: Record<string, string>) => ({ metadata, own: metadata, proof: {} });

function applied(metadata: Record<string, string>, { set, drop }: Change): Record<string, string> {
  for (const value of Object.values(set)) assert.ok(value.length <= 255, `${value.length} characters`);
  return Object.fromEntries(Object.entries({ ...metadata, ...set }).filter(([key]) => !drop.includes(key)));
}

describe("marks in metadata", () => {
  it("are read as they were written, however long the owner's label is", () => {
    fc.assert(
      fc.property(owners, users, (owner, metadata) => {
        const made = { ...metadata, ...identityMetadata(owner, identity) };
        const owned = applied(made, ownedBy(tagged(made), owner, identity, undefined));
        assert.deepEqual(ownershipOf(owned), { owner: ownerLabel(owner) });
        assert.deepEqual(usersMetadata(owned), usersMetadata(metadata));
      }),
    );
  });

  it("need no change once they are written", () => {
    fc.assert(
      fc.property(owners, fc.option(fc.constant("0123456789abcdef"), { nil: undefined }), (owner, adoptionId) => {
        const owned = applied({}, ownedBy(tagged({}), owner, identity, adoptionId));
        assert.deepEqual(ownedBy(tagged(owned), owner, identity, adoptionId), { set: {}, drop: [] });
        assert.equal(ownershipOf(owned).adoptionId, adoptionId);
      }),
    );
  });

  it("are the next owner's alone, whoever had the object before", () => {
    fc.assert(
      fc.property(owners, owners, users, (before, after, metadata) => {
        const owned = applied(metadata, ownedBy(tagged(metadata), before, identity, undefined));
        const deferred = applied(owned, deferredBy(owned, before));
        assert.deepEqual(ownershipOf(deferred), { owner: ownerLabel(before), deferred: ownerLabel(before) });
        assert.deepEqual(ownershipOf(applied(deferred, letGo(deferred))), { deferred: ownerLabel(before) });
        assert.deepEqual(letGo(owned), { set: {}, drop: [] });
        const retained = applied(deferred, retainedBy(tagged(deferred), before));
        assert.deepEqual(ownershipOf(retained), { retained: ownerLabel(before) });
        const again = applied(retained, ownedBy(tagged(retained), after, identity, "claim"));
        assert.deepEqual(ownershipOf(again), { owner: ownerLabel(after), adoptionId: "claim" });
        assert.deepEqual(usersMetadata(again), usersMetadata(metadata));
      }),
    );
  });

  it("keep a claim that is there", () => {
    const [owner] = fc.sample(owners, 1);
    assert.ok(owner);
    const claimed = applied({}, ownedBy(tagged({}), owner, identity, "first"));
    assert.equal(
      ownershipOf(applied(claimed, ownedBy(tagged(claimed), owner, identity, undefined))).adoptionId,
      "first",
    );
    assert.equal(
      ownershipOf(applied(claimed, ownedBy(tagged(claimed), owner, identity, "second"))).adoptionId,
      "second",
    );
  });

  it("are told from what a user wrote", () => {
    assert.equal(isOurs("pulumi_snapshots_owner_2"), true);
    assert.equal(isOurs("pulumi"), false);
  });
});
