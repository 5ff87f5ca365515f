import assert from "node:assert/strict";
import fc from "fast-check";
import { canonical, jsonClean, same } from "../../../provider/core/json";

const isObject = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === "object" && !Array.isArray(value);

/** The same value with all keys in the opposite order and absent members between them. */
function shuffled(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shuffled);
  if (!isObject(value)) return value;
  const members = Object.entries(value).map(([key, member]) => [key, shuffled(member)] as const);
  return Object.fromEntries([...members.reverse(), ["\u0000absent", undefined], ["\u0000null", null]]);
}

/** JSON without null members, which are the one thing that `canonical` does not tell from absent ones. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isObject(value)) return Object.is(value, -0) ? 0 : value;
  const members = Object.entries(value).filter(([key, member]) => member !== null && key !== "__proto__");
  return Object.fromEntries(members.map(([key, member]) => [key, withoutNulls(member)]));
}

describe("canonical", () => {
  it("is JSON of the same value", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        assert.deepEqual(JSON.parse(canonical(withoutNulls(value))), withoutNulls(value));
      }),
    );
  });

  it("does not depend on the order of keys, nor on absent and null members", () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => assert.equal(canonical(shuffled(value)), canonical(value))));
  });

  it("depends on the order of a list", () => {
    assert.notEqual(canonical([1, 2]), canonical([2, 1]));
  });

  it("tells different values apart", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        const equal = JSON.stringify(sorted(withoutNulls(a))) === JSON.stringify(sorted(withoutNulls(b)));
        assert.equal(canonical(a) === canonical(b), equal);
      }),
    );
    assert.notEqual(canonical("1"), canonical(1));
    assert.notEqual(canonical([null]), canonical([]));
    assert.notEqual(canonical({}), canonical([]));
  });
});

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [`_${key}`, sorted(value[key])]),
  );
}

describe("same", () => {
  it("takes absent and null for one", () => {
    assert.equal(same(undefined, null), true);
    assert.equal(same({ a: null }, {}), true);
    assert.equal(same({ a: undefined }, { a: null }), true);
  });

  it("does not take an empty value for an absent one", () => {
    for (const empty of ["", 0, false, [], {}]) assert.equal(same(undefined, empty), false, JSON.stringify(empty));
  });
});

describe("jsonClean", () => {
  it("leaves JSON as it is", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const text = JSON.stringify(value);
        assert.equal(JSON.stringify(jsonClean(value)), text);
      }),
    );
  });

  it("drops what the engine cannot store", () => {
    const cleaned = jsonClean({
      absent: undefined,
      date: new Date(0),
      nan: Number.NaN,
      infinite: Number.POSITIVE_INFINITY,
      deep: [{ absent: undefined, kept: 1 }],
      method: () => 1,
    });
    assert.deepEqual(cleaned, { date: "1970-01-01T00:00:00.000Z", nan: null, infinite: null, deep: [{ kept: 1 }] });
    assert.deepEqual(Object.keys(cleaned), ["date", "nan", "infinite", "deep"]);
  });

  it("gives a value of its own", () => {
    const inner = { list: [1] };
    const cleaned = jsonClean({ inner });
    inner.list.push(2);
    assert.deepEqual(cleaned, { inner: { list: [1] } });
  });
});
