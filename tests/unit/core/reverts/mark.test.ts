import assert from "node:assert/strict";
import * as fc from "fast-check";
import { readOwnershipTags } from "../../../../provider/core/identity/identity";
import { eventOf, formatMark, type Mark, parseMark } from "../../../../provider/core/reverts/mark";

const anyMark: fc.Arbitrary<Mark> = fc.record({
  event: fc.stringMatching(/^[0-9a-f]{16}$/),
  phase: fc.constantFrom("started", "partly", "done"),
  attempt: fc.integer({ min: 1, max: 999_999 }),
  at: fc.date({ noInvalidDate: true, min: new Date(0), max: new Date("2100-01-01") }).map((date) => date.toISOString()),
  by: fc.string(),
  facts: fc.dictionary(
    fc.stringMatching(/^[a-z]{1,8}$/).filter((key) => key !== "at" && key !== "by"),
    fc.string(),
  ),
});

describe("a mark of a restore in place", () => {
  it("is read as it was written, whatever names and reasons are in it", () => {
    fc.assert(
      fc.property(anyMark, (mark) => {
        const read = parseMark(formatMark(mark));
        assert.deepEqual(JSON.parse(JSON.stringify(read)), JSON.parse(JSON.stringify(mark)));
      }),
    );
  });

  it("is no other line, and says nothing of an owner", () => {
    fc.assert(fc.property(fc.string(), (line) => assert.equal(parseMark(line), undefined)));
    fc.assert(fc.property(anyMark, (mark) => assert.deepEqual(readOwnershipTags([formatMark(mark)]), {})));
    for (const line of [
      "pulumi-restored::",
      "pulumi-restored::0123456789abcdef::begun::1::at=x",
      "pulumi::a/b/c::d::e",
    ])
      assert.equal(parseMark(line), undefined, line);
  });

  it("is of the restore point and the triggers, and of nothing else", () => {
    const source = { volumeSnapshotUuid: "a" };
    const event = eventOf(source, { triggers: { a: 1, b: [2] }, whenRunning: "stop" });
    assert.equal(eventOf({ ...source, volumeBackupUuid: undefined }, { triggers: { b: [2], a: 1 } }), event);
    assert.notEqual(eventOf(source, { triggers: { a: 1, b: [3] } }), event);
    assert.notEqual(eventOf({ volumeSnapshotUuid: "b" }, { triggers: { a: 1, b: [2] } }), event);
    assert.notEqual(eventOf(source, { triggers: { a: 1, b: [2] }, __secretTriggers: true }), event);
  });
});
