import assert from "node:assert/strict";
import * as fc from "fast-check";
import { csvLines } from "../../../../cli/list/csv";
import { aRow } from "./row";

/** The fields of one line of RFC 4180. */
const fields = (line: string): string[] =>
  [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,"]*))/g)].map(([, quoted, bare = ""]) =>
    quoted === undefined ? bare : quoted.replace(/""/g, '"'),
  );

describe("comma-separated values", () => {
  it("have one line for each row, with the same fields, whatever names contain", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (name) => {
        const [head = "", line = "", ...others] = csvLines([aRow({ name })]);
        assert.deepEqual(others, []);
        assert.doesNotMatch(line, /[\r\n]/);
        assert.equal(fields(line).length, fields(head).length);
      }),
    );
  });

  it("hold nothing that a spreadsheet calculates", () => {
    for (const name of ["=1+1", "+1", "-1", "@a", '=HYPERLINK("x")']) {
      const [, line = ""] = csvLines([aRow({ name })]);
      assert.equal(fields(line)[1], `'${name}`);
    }
    assert.equal(fields(csvLines([aRow({ name: "a" })])[1] ?? "")[1], "a");
  });
});
