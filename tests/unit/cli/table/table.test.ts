import assert from "node:assert/strict";
import { stripVTControlCharacters } from "node:util";
import * as fc from "fast-check";
import { type Column, tableOf } from "../../../../cli/table/table";
import { loadMeasure, type Measure } from "../../../../cli/table/width";
import { platformText } from "../../../../provider/http/printable";

interface Row {
  readonly name: string;
  readonly size: string;
  readonly id: string;
}

const columns: readonly Column<Row>[] = [
  { title: "NAME", cell: ({ name }) => name, least: 6, style: () => "red" },
  { title: "SIZE", cell: ({ size }) => size, align: "right", droppable: 1 },
  { title: "ID", cell: ({ id }) => id, droppable: 2 },
];

/** Texts that move the cursor, end lines, turn the direction of writing, or take two cells or none. */
const hostile = fc.oneof(
  fc.string({ unit: "binary" }),
  fc
    .array(
      fc.constantFrom(
        "\u001b[31m",
        "\u001b[2J",
        "\n",
        "\r",
        "\t",
        "\u202e",
        "日本",
        "e\u0301",
        "👨‍👩‍👧",
        "🫠",
        "\u0000",
        "a",
        "::error::",
      ),
    )
    .map((parts) => parts.join("")),
);

/** Whatever a terminal acts on instead of showing it. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const control = /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

describe("a table", () => {
  let measure: Measure;

  before(async () => {
    measure = await loadMeasure();
  });

  const print = (rows: readonly Row[], width?: number) => tableOf(rows, columns, { measure, width, colors: false });

  it("has its columns below each other, by the width of their text", () => {
    const { lines } = print([
      { name: "日本語", size: "1", id: "x" },
      { name: "abc", size: "100", id: "y" },
    ]);
    assert.deepEqual(lines, ["NAME    SIZE  ID", "日本語     1  x", "abc      100  y"]);
  });

  it("leaves out columns, then cuts, where the terminal is narrow, and columns without anything everywhere", () => {
    const rows = [{ name: "a-very-long-name", size: "1 GiB", id: "0123456789" }];
    assert.deepEqual(print(rows, 30).lines, ["NAME          SIZE  ID", "a-very-lon…  1 GiB  0123456789"]);
    assert.deepEqual(print(rows, 15), { lines: ["NAME       SIZE", "a-very-…  1 GiB"], dropped: ["ID"] });
    assert.deepEqual(print(rows, 8), { lines: ["NAME", "a-very-…"], dropped: ["ID", "SIZE"] });
    assert.deepEqual(print([{ name: "a", size: "", id: "i" }]).lines, ["NAME  ID", "a     i"]);
  });

  it("is coloured only where the screen has colours, and as wide as without", () => {
    const rows = [{ name: "a", size: "1", id: "i" }];
    const colored = tableOf(rows, columns, { measure, width: undefined, colors: true }).lines;
    assert.notDeepEqual(colored, print(rows).lines);
    assert.deepEqual(colored.map(stripVTControlCharacters), print(rows).lines);
  });

  it("is never broken by a name", () => {
    fc.assert(
      fc.property(
        fc.array(hostile, { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 6, max: 60 }),
        (names, width) => {
          const rows = names.map((name) => ({ name: platformText(name, 200), size: "1", id: "0123" }));
          for (const screen of [undefined, width]) {
            const { lines } = print(rows, screen);
            assert.equal(lines.length, rows.length + 1);
            for (const line of lines) {
              assert.doesNotMatch(line, control);
              if (screen !== undefined) assert.ok(measure.width(line) <= screen, `${measure.width(line)} > ${screen}`);
            }
            if (screen !== undefined) continue;
            const ends = lines.slice(1).map((line) => measure.width(line));
            assert.ok(
              ends.every((end) => end === ends[0]),
              "the last column begins at the same cell in each line",
            );
          }
        },
      ),
    );
  });

  it("makes a name printable that was not made so before", () => {
    const { lines } = print([{ name: "a\u001b[31m\nb", size: "1", id: "i" }]);
    assert.equal(lines.length, 2);
    assert.match(lines[1] ?? "", /^a\\u\{1b\}\[31m b /);
  });
});
