import assert from "node:assert/strict";
import * as fc from "fast-check";
import { jsonText } from "../../../cli/output";
import { outgoingLines } from "../../../provider/http/printable";

describe("JSON that a command prints", () => {
  it("says the same after everything invisible was made visible", () => {
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom("a\u202eb", "\u200b", "\u001b[2J", "\u{e0041}"),
    );
    fc.assert(
      fc.property(
        // Commands of pipelines are defused, and credentials taken out: neither is meant here.
        text.filter((one) => !one.includes("##")),
        (name) => assert.deepEqual(JSON.parse(outgoingLines(jsonText({ name }))), { name }),
      ),
    );
  });
});
