import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type Condition,
  chunks,
  conditionText,
  divide,
  type Operator,
  queryString,
  UnqueryableError,
} from "../../../../provider/zstack/client/query";

const operators: readonly Operator[] = ["=", "!=", ">", ">=", "<", "<=", "~=", "!~=", "?=", "!?="];
const condition: fc.Arbitrary<Condition> = fc.record(
  {
    field: fc.oneof(
      fc.constantFrom("uuid", "resourceUuid", "name", "__userTag__", "volume.uuid"),
      fc.string({ unit: fc.constantFrom("a", "!", "~", "?", "=", " ", "is null"), minLength: 1, maxLength: 4 }),
    ),
    operator: fc.constantFrom(...operators),
    value: fc.string({
      unit: fc.oneof(
        fc.constantFrom("=", "!", ">", "<", "~", "?", "'", "%", ",", " ", "is null", "not null"),
        fc.string(),
      ),
      maxLength: 8,
    }),
  },
  { noNullPrototype: true },
);

/** What the server is documented to do with a condition, told independently of the code. */
function serverReads(text: string): { field: string; operator: string; value: string } | undefined {
  for (const operator of ["!=", ">=", "<=", "!?=", "!~=", "~=", "?=", "=", ">", "<", "is null", "not null"]) {
    const [left, ...right] = text.split(operator);
    if (right.length > 0) return { field: (left ?? "").trim(), operator, value: right.join(operator) };
  }
  return undefined;
}

describe("conditions of queries", () => {
  it("are either refused or read by the server exactly as they are meant", () => {
    fc.assert(
      fc.property(condition, (one) => {
        let text: string;
        try {
          text = conditionText(one);
        } catch (error) {
          assert.ok(error instanceof UnqueryableError);
          return;
        }
        assert.deepEqual(serverReads(text), one);
        assert.deepEqual(divide(text), one);
        assert.ok(!text.includes("'"));
      }),
      { numRuns: 2000 },
    );
  });

  it("are refused only where the server would misread them", () => {
    fc.assert(
      fc.property(condition, (one) => {
        const read = serverReads(`${one.field}${one.operator}${one.value}`);
        const clear =
          !one.value.includes("'") &&
          !one.field.includes("'") &&
          JSON.stringify([read?.field, read?.operator, read?.value]) ===
            JSON.stringify([one.field, one.operator, one.value]);
        if (clear) assert.equal(conditionText(one), `${one.field}${one.operator}${one.value}`);
        else assert.throws(() => conditionText(one), UnqueryableError);
      }),
      { numRuns: 2000 },
    );
  });

  for (const operator of operators) {
    it(`are possible with ${operator}`, () => {
      assert.equal(conditionText({ field: "uuid", operator, value: "abc" }), `uuid${operator}abc`);
    });
  }

  it("hold uuids, prefixes and lists of uuids", () => {
    assert.equal(conditionText({ field: "uuid", operator: "~=", value: "0f3ab1%" }), "uuid~=0f3ab1%");
    assert.equal(conditionText({ field: "uuid", operator: "?=", value: "a,b,c" }), "uuid?=a,b,c");
    assert.equal(conditionText({ field: "name", operator: "=", value: "a=b" }), "name=a=b");
  });

  for (const [value, why] of [
    ["it's", /apostrophes/],
    ["a>=b", /read it as name=a >= b/],
    ["a!=b", /read it as name=a != b/],
  ] as const) {
    it(`cannot hold ${value}, and the error says why`, () => {
      assert.throws(() => conditionText({ field: "name", operator: "=", value }), {
        name: "UnqueryableError",
        message: why,
      });
    });
  }

  it("are nothing without an operator", () => assert.equal(divide("uuid"), undefined));
});

describe("query strings", () => {
  it("are empty without anything to ask", () => assert.equal(queryString([]), ""));

  it("encode each condition once, so that nothing can add another one", () => {
    const text = queryString(
      [
        { field: "name", operator: "=", value: "a&q=uuid=x#+ %ü" },
        { field: "uuid", operator: "?=", value: "a,b" },
      ],
      { limit: 1000, start: 0, sort: "+uuid" },
    );
    assert.equal(
      text,
      "?q=name%3Da%26q%3Duuid%3Dx%23%2B%20%25%C3%BC&q=uuid%3F%3Da%2Cb&limit=1000&start=0&sort=%2Buuid",
    );
    const read = new URLSearchParams(text);
    assert.deepEqual(read.getAll("q"), ["name=a&q=uuid=x#+ %ü", "uuid?=a,b"]);
    assert.equal(read.get("sort"), "+uuid");
  });

  it("can be read back whatever the values", () => {
    const plain = fc.record({ field: fc.constant("name"), operator: fc.constant("=" as const), value: fc.string() });
    fc.assert(
      fc.property(fc.array(plain), (list) => {
        const askable = list.filter((one) => !/['<>!~?]/.test(one.value));
        const read = new URLSearchParams(queryString(askable));
        assert.deepEqual(
          read.getAll("q"),
          askable.map((one) => `name=${one.value}`),
        );
      }),
    );
  });

  it("leave out what is not given", () => {
    assert.equal(queryString([], { limit: 5 }), "?limit=5");
  });

  it("refuse what a condition refuses", () => {
    assert.throws(() => queryString([{ field: "name", operator: "=", value: "'" }]), UnqueryableError);
  });
});

describe("chunks", () => {
  it("keep everything in order, none larger than asked for and only the last one smaller", () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), fc.integer({ min: 1, max: 10 }), (items, size) => {
        const parts = chunks(items, size);
        assert.deepEqual(parts.flat(), items);
        assert.ok(parts.every((part, index) => (index < parts.length - 1 ? part.length === size : part.length > 0)));
      }),
    );
  });
});
