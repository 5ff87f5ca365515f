import assert from "node:assert/strict";
import fc from "fast-check";
import { fits, patternParts } from "../../../../provider/core/functions/pattern";

/** The same by trying every way in which a text can be divided. */
function tried(text: readonly string[], parts: ReturnType<typeof patternParts>): boolean {
  const [first, ...rest] = parts;
  if (first === undefined) return text.length === 0;
  if ("literal" in first) return text[0] === first.literal && tried(text.slice(1), rest);
  if (first.wildcard === "_") return text.length > 0 && tried(text.slice(1), rest);
  return tried(text, rest) || (text.length > 0 && tried(text.slice(1), parts));
}

describe("a pattern of names", () => {
  const some = fc.string({ unit: fc.constantFrom("a", "b", "💾"), maxLength: 9 });
  const pattern = fc.string({ unit: fc.constantFrom("a", "b", "💾", "%", "_", "\\", "."), maxLength: 7 });

  it("fits what it fits in any way of dividing the text", () => {
    fc.assert(
      fc.property(some, pattern, (text, wild) => assert.equal(fits(text, wild), tried([...text], patternParts(wild)))),
      { numRuns: 3000 },
    );
  });

  // Of a pattern that is tried in all ways, each of these would take longer than anybody waits.
  for (const [what, wild, text] of [
    ["many wildcards", `${"%a".repeat(60)}%b`, "a".repeat(1_000_000)],
    ["a long part that nearly fits everywhere", `%${"a".repeat(200)}b%`, "a".repeat(200_000)],
    ["single wildcards", `%${"_%".repeat(100)}b`, "a".repeat(1_000_000)],
  ] as const) {
    it(`ends soon with ${what}`, () => {
      assert.equal(fits(text, wild), false);
      assert.equal(fits(`${text}b`, wild), true);
    });
  }
});
