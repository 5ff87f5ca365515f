import assert from "node:assert/strict";
import { z } from "zod";
import { defineFunction } from "../../../../provider/core/functions/definition";
import { anyText, type FilterSet, filter, oneOf, type Summary } from "../../../../provider/core/functions/filter";

interface Row {
  readonly name: string;
  readonly size: number;
  readonly note: string | null;
  readonly parts: readonly { readonly id: string; readonly hidden: string; readonly place?: string | null }[];
}

interface Api {
  readonly host: string;
}
const api: Api = { host: "cloud" };

const row: Row = {
  name: "a",
  size: 2 ** 60,
  note: null,
  parts: [{ id: "1", hidden: "x", place: null }],
};

const summary = ({ name }: Row): Summary => ({ id: name, name, state: "Odd", date: undefined, created: undefined });

const base = {
  token: "test:getThing" as const,
  noun: "thing",
  description: "",
  api: [],
  summary,
  examples: { one: "", oneOutput: "", all: "", allOutput: "" },
};

describe("a function", () => {
  it("returns what its result names, without what is absent, and beyond what the schema says", async () => {
    const thing = defineFunction({
      ...base,
      filters: {},
      rows: async () => [row],
      result: z.object({
        size: z.int(),
        note: z.string().optional(),
        parts: z.array(z.object({ id: z.string(), place: z.string().optional() })),
      }),
      toResult: (one: Row) => one,
    });
    const [match] = await thing.search({}).run(api);
    assert.deepEqual(match?.result, { size: 2 ** 60, parts: [{ id: "1" }] });
    assert.equal(match?.label, '"a" (a, Odd, no date)');
  });

  it("asks the platform for the parts of all filters, and matches what it is given exactly", async () => {
    const asked: string[] = [];
    async function rows(_api: Api, filters: FilterSet<Row, string, Api>): Promise<Row[]> {
      asked.push(...filters.queries);
      return [row, { ...row, name: "A" }, { ...row, parts: [] }];
    }
    const thing = defineFunction({
      ...base,
      filters: {
        name: filter<Row, string, Api, string>({
          description: "",
          schema: anyText,
          query: (value) => [`name=${value}`],
          matches: (value, one) => one.name === value,
        }),
        word: filter<Row, string, Api, "x" | "y">({ description: "", schema: oneOf(["x", "y"]) }),
        tag: filter<Row, string, Api, string>({
          description: "",
          schema: anyText,
          query: (value) => [`tag=${value}`],
          select: async (value, rows) => rows.filter((one) => one.parts.some(({ id }) => id === value)),
        }),
      },
      rows,
      result: z.object({ name: z.string() }),
      toResult: (one: Row) => one,
    });
    const found = await thing.search({ name: "a", word: "x", tag: "1" }).run(api);
    assert.deepEqual(
      found.map(({ result }) => result),
      [{ name: "a" }],
    );
    assert.deepEqual(asked, ["name=a", "tag=1"]);
    assert.equal(thing.search({ name: "a", word: undefined }).wanted, 'name "a"');
    for (const given of [{ word: "z" }, { name: 1 }, { nam: "a" }, { toString: "a" }]) {
      assert.throws(() => thing.search(given), { code: "invalid-input" });
    }
  });
});
