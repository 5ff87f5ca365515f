import assert from "node:assert/strict";
import { runtime } from "@pulumi/pulumi";
import fc from "fast-check";
import { isUnknown } from "../../../provider/core/unknown";

// Written out here once more: the engine will never change them, and neither may we.
const sentinels = [
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
];

/** Any JSON value with `inside` somewhere in it. */
const around = (inside: unknown) =>
  fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 5 },
      fc.constant(inside),
      fc
        .tuple(fc.array(fc.jsonValue()), tie("value"), fc.array(fc.jsonValue()))
        .map(([before, value, after]) => [...before, value, ...after]),
      fc
        .tuple(fc.dictionary(fc.string(), fc.jsonValue()), fc.string(), tie("value"))
        .map(([others, key, value]) => ({ ...others, [`_${key}`]: value })),
    ),
  })).value;

describe("isUnknown", () => {
  for (const sentinel of sentinels) {
    it(`knows ${sentinel}`, () => {
      assert.equal(isUnknown(sentinel), true);
      assert.equal(isUnknown({ a: [{ b: sentinel }] }), true);
    });
  }

  it("knows what this version of Pulumi writes", () => {
    assert.equal(isUnknown(runtime.unknownValue), true);
  });

  it("finds one however deep it is", () => {
    fc.assert(fc.property(around(sentinels[2]), (value) => assert.equal(isUnknown(value), true)));
  });

  it("takes every ordinary JSON value as known", () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => assert.equal(isUnknown(value), false)));
  });

  it("is not misled by a text that only contains one, or by a key", () => {
    const [sentinel = ""] = sentinels;
    assert.equal(isUnknown(` ${sentinel}`), false);
    assert.equal(isUnknown({ [sentinel]: "value" }), false);
    assert.equal(isUnknown(undefined), false);
    assert.equal(isUnknown(null), false);
  });
});
