import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type Change,
  identityKey,
  identityMetadata,
  identityValue,
  ownedBy,
  ownedByNobody,
  ownershipOf,
  retainedBy,
  stackKey,
} from "../../../../provider/cinder/models/metadata";
import { volumeRow } from "../../../../provider/cinder/models/rows";
import { creationName, isUnfinished, volumeKey, volumeTags } from "../../../../provider/cinder/models/volumeTags";
import { type Owner, ownerLabel, stackPrefix } from "../../../../provider/core/identity/identity";

const ownerCalled = (name: string): Owner => ({
  ...{ namespace: "", organization: "org", project: "project", stack: "dev" },
  ...{ token: "cinder.RestoredVolume", name },
});
const owner = ownerCalled("copy");
const another = ownerCalled("theirs");
const identity = "ab".repeat(32);
const id = "5aa119a8-d25b-45a7-8d1b-88e127885635";
const otherId = "ffa9bc5e-1172-4021-acaf-cdcd78a9584d";

const row = (metadata: Record<string, string>, name = "copy", of = id) =>
  volumeRow.parse({ id: of, name, status: "available", metadata });
const tagged = (one: ReturnType<typeof row>) => ({ metadata: one.metadata, ...volumeTags(one) });
const ownership = (one: ReturnType<typeof row>) => ownershipOf(volumeTags(one).own);

function applied(metadata: Record<string, string>, { set, drop }: Change): Record<string, string> {
  return Object.fromEntries(Object.entries({ ...metadata, ...set }).filter(([key]) => !drop.includes(key)));
}

/** Metadata of a volume that this owner holds. */
const held = (by: Owner, of: string): Record<string, string> =>
  applied({}, ownedBy(tagged(row({}, "copy", of)), by, "cd".repeat(32), "0123456789abcdef"));

/** What a restore may leave in the metadata of a volume: nothing of ours, or the tags of another volume. */
const leftByRestore: Readonly<Record<string, Record<string, string>>> = {
  nothing: {},
  "keys of the user": { app: "shop", src_backup_id: otherId },
  "tags of another volume that is owned": held(another, otherId),
  "tags of another volume of the same declaration": held(owner, otherId),
  "tags of another volume that is retained": applied(
    {},
    retainedBy(tagged(row(held(another, otherId), "x", otherId)), another),
  ),
  "tags of another volume that is being made": { ...identityMetadata(another, "ef".repeat(32)) },
};

describe("tags of a volume", () => {
  for (const [what, metadata] of Object.entries(leftByRestore)) {
    it(`are those of its name while it is being made, with ${what}`, () => {
      const unfinished = row(metadata, creationName(owner, identity));
      assert.equal(isUnfinished(unfinished), true);
      assert.deepEqual(volumeTags(unfinished).own, {
        [identityKey]: identityValue(owner, identity),
        [stackKey]: stackPrefix(owner),
      });
      assert.deepEqual(ownership(unfinished), {});
    });

    it(`are its own alone once they are written over ${what}`, () => {
      const unfinished = row(metadata, creationName(owner, identity));
      const retagged = applied(metadata, ownedByNobody(tagged(unfinished)));
      const renamed = row(retagged);
      assert.equal(volumeTags(renamed).own[identityKey], identityValue(owner, identity));
      assert.deepEqual(ownership(renamed), {});
      for (const before of [unfinished, renamed]) {
        const owned = row(applied({ ...before.metadata }, ownedBy(tagged(before), owner, identity, undefined)));
        assert.deepEqual(ownership(owned), { owner: ownerLabel(owner) });
        assert.equal(owned.metadata[volumeKey], id);
        assert.deepEqual(ownedBy(tagged(owned), owner, identity, undefined), { set: {}, drop: [] });
        const retained = row(applied({ ...owned.metadata }, retainedBy(tagged(owned), owner)));
        assert.deepEqual(ownership(retained), { retained: ownerLabel(owner) });
        const released = row(applied({ ...owned.metadata }, ownedByNobody(tagged(owned))));
        assert.deepEqual(ownership(released), {});
        assert.equal(volumeTags(released).own[identityKey], identityValue(owner, identity));
      }
    });
  }

  it("do not count on another volume, whatever its name is", () => {
    const metadata = held(owner, otherId);
    fc.assert(
      fc.property(fc.string(), (name) => {
        assert.deepEqual(volumeTags(row(metadata, name)).own, {});
      }),
    );
    assert.deepEqual(ownership(row(metadata, "copy", otherId)), {
      owner: ownerLabel(owner),
      adoptionId: "0123456789abcdef",
    });
  });

  it("name no owner where nothing proves that they are its own", () => {
    const { [volumeKey]: _, ...metadata } = held(owner, id);
    assert.deepEqual(Object.keys(volumeTags(row(metadata)).own).sort(), [identityKey, stackKey].sort());
  });

  it("stay its own where a finished volume has the name of a creation", () => {
    const finished = row(held(another, id), creationName(owner, identity));
    assert.equal(isUnfinished(finished), false);
    assert.equal(ownership(finished).owner, ownerLabel(another));
  });
});
