import assert from "node:assert/strict";
import fc from "fast-check";
import { same } from "../../../../provider/core/json";
import { unknownValue } from "../../../../provider/core/unknown";
import { differingPaths } from "../../../../provider/doors/plugin/paths";

describe("the paths at which two values differ", () => {
  it("are those of the engine's notation", () => {
    const before = { tags: ["a", "b"], triggers: { version: 1, "a-b": true }, gone: 1 };
    const after = { tags: ["a", "c", "d"], triggers: { version: 2, "a-b": false }, fresh: 1 };
    assert.deepEqual(Object.fromEntries(differingPaths(before, after)), {
      "tags[1]": "update",
      "tags[2]": "add",
      "triggers.version": "update",
      'triggers["a-b"]': "update",
      gone: "delete",
      fresh: "add",
    });
  });

  it("are none where the values are the same, and some where they differ", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.dictionary(fc.string(), fc.jsonValue()), (a, b) => {
        assert.equal(differingPaths(a, a).size, 0);
        assert.equal(differingPaths(a, b).size === 0, same(a, b));
      }),
    );
  });

  it("hold what is not known yet", () => {
    assert.deepEqual([...differingPaths({ a: unknownValue }, { a: unknownValue })], [["a", "update"]]);
  });
});
