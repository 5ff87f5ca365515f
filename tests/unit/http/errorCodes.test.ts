import assert from "node:assert/strict";
import { codeOf, errorCodes } from "../../../provider/http/errorCodes";
import { RefusedError } from "../../../provider/http/errors";
import { sources } from "../architecture/sources";

describe("error codes", () => {
  it("are kebab-case and sorted", () => {
    const codes = Object.keys(errorCodes);
    assert.deepEqual(codes, codes.toSorted());
    for (const code of codes) assert.match(code, /^[a-z]+(?:-[a-z]+)*$/);
  });

  it("have a meaning and a remedy that fit into a table", () => {
    for (const [code, { meaning, remedy }] of Object.entries(errorCodes)) {
      assert.match(meaning, /^[^|\n]*[^|\n.]$/, code);
      assert.match(remedy, /^[A-Z][^|\n]*\.$/, code);
    }
  });

  it("are all used", () => {
    const text = sources("provider", "cli", "sdk")
      .map(({ path, text: whole }) => (path === "provider/http/errorCodes.ts" ? whole.split("as const;")[1] : whole))
      .join("\n");
    const unused = Object.keys(errorCodes).filter((code) => !text.includes(`"${code}"`));
    assert.deepEqual(unused, [], "nothing throws these codes: remove them from provider/http/errorCodes.ts");
  });

  for (const [name, error, code] of [
    ["one of ours", new RefusedError("invalid-input", "no"), "invalid-input"],
    ["one of Node", Object.assign(new Error("no"), { code: "ENOENT" }), "internal-error"],
    ["one that is inherited", Object.assign(new Error("no"), { code: "toString" }), "internal-error"],
    ["none", new Error("no"), "internal-error"],
    ["no error at all", undefined, "internal-error"],
  ] as const) {
    it(`of ${name}: ${code}`, () => assert.equal(codeOf(error), code));
  }
});
