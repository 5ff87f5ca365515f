import assert from "node:assert/strict";
import * as fc from "fast-check";
import { identityPrefix } from "../../provider/core/identity";
import { lineAfter, pointIdentity, seriesFace, seriesId } from "../../provider/core/seriesKind";
import { digestOf, isBehind, seriesOutputs, stateOf } from "../../provider/core/seriesState";
import { vmBackupSeries, volumeSnapshotSeries } from "../../provider/zstack/series";

const owner = { namespace: "", organization: "o", project: "p", stack: "s", kind: "k", name: "n" };
const line = fc.string({ minLength: 64, maxLength: 64, unit: fc.constantFrom(..."0123456789abcdef") });

describe("the identity of a point", () => {
  it("is of its own, and found with all others of its line", () => {
    const number = fc.integer({ min: 1, max: 1000 });
    fc.assert(
      fc.property(line, fc.string(), fc.string(), number, number, (one, a, b, m, n) => {
        const [first, second] = [pointIdentity(one, a, m), pointIdentity(one, b, n)];
        assert.match(first, /^[0-9a-f]{64}$/);
        assert.equal(identityPrefix(owner, first), identityPrefix(owner, second));
        assert.equal(first === second, a === b && m === n);
      }),
    );
  });

  it("is another one in every line", () => {
    const lines = [
      lineAfter("series-a", "1"),
      lineAfter("series-a", "2"),
      lineAfter("series-b", "1"),
      lineAfter("series-a", undefined),
    ];
    assert.equal(new Set(lines.map((one) => identityPrefix(owner, pointIdentity(one, "t", 2)))).size, 4);
  });

  it("of the whole series is no uuid", () => {
    assert.match(seriesId("0123456789abcdef".repeat(4)), /^series-[0-9a-f]{24}$/);
  });
});

describe("inputs of a series", () => {
  for (const [what, kind, point, own] of [
    ["snapshots", seriesFace(volumeSnapshotSeries), volumeSnapshotSeries.point, []],
    ["VM backups", seriesFace(vmBackupSeries), vmBackupSeries.point, ["fullEvery"]],
  ] as const) {
    it(`of ${what} are those of a point but what names a single one, and nothing replaces that triggers would`, () => {
      const names = new Set([...Object.keys(point.fields), "keepLast", "keepFor", ...own]);
      for (const gone of ["adopt", "resourceUuid"]) names.delete(gone);
      assert.deepEqual(new Set(Object.keys(kind.fields)), names);
      for (const [name, field] of Object.entries(kind.fields)) {
        const replacing = name !== "triggers" && point.fields[name]?.change === "replace";
        assert.equal(field.change === "replace", replacing, name);
        assert.equal(field.warns, undefined, name);
      }
    });
  }
});

describe("the state of a series", () => {
  const point = (number: number, triggers: unknown) => ({
    uuid: `u${number}`,
    name: `n-${number}`,
    triggerDigest: digestOf(triggers),
  });
  const state = {
    ...{ history: [point(2, "b"), point(1, "a")], current: "u2", count: 2, first: "u1", zones: ["UTC"] },
    undated: ["u1"],
  };

  it("is read as it was written", () => {
    const outputs = seriesOutputs({ name: "n", triggers: "b" }, state, "h:1/a");
    assert.deepEqual(stateOf(outputs), { ...state, pending: undefined, former: undefined, formerStacks: undefined });
    assert.deepEqual(outputs["current"], state.history[0]);
    const after = seriesOutputs({}, { ...state, history: [point(2, "b")] }, "");
    assert.equal(stateOf(after).undated, undefined, "what has left history is forgotten");
    const pending = { uuid: "u3", job: "j", name: "n-3", triggerDigest: "d" };
    assert.deepEqual(stateOf(seriesOutputs({}, { ...state, pending }, "")).pending, pending);
    assert.deepEqual(stateOf(seriesOutputs({}, { ...state, former: ["o/p/s::k::n"] }, "")).former, ["o/p/s::k::n"]);
    assert.deepEqual(stateOf(seriesOutputs({}, { ...state, formerStacks: ["o/p/s"] }, "")).formerStacks, ["o/p/s"]);
  });

  it("is behind while a point is to be made or finished", () => {
    const outputs = (more: object, triggers: unknown = "b") => seriesOutputs({ triggers }, { ...state, ...more }, "");
    assert.equal(isBehind(outputs({})), false);
    assert.equal(isBehind(outputs({}, "c")), true);
    assert.equal(isBehind(outputs({ current: undefined })), true);
    assert.equal(isBehind(outputs({ history: [] })), true);
    assert.equal(isBehind(outputs({ pending: { uuid: "u3", job: "j", name: "n-3", triggerDigest: "d" } })), true);
    assert.equal(isBehind({}), true);
  });

  it("knows triggers by their value", () => {
    assert.equal(digestOf({ a: 1, b: [2] }), digestOf({ b: [2], a: 1 }));
    assert.equal(digestOf(undefined), digestOf(null));
    assert.notEqual(digestOf("1"), digestOf(1));
    assert.notEqual(digestOf(["a", "b"]), digestOf(["b", "a"]));
  });
});
