import assert from "node:assert/strict";
import { staleFiles } from "../../../scripts/generate/files";

describe("what is generated", () => {
  it("is what the definitions say: run `npm run generate`", function () {
    this.timeout(60_000);
    assert.deepEqual([...staleFiles().keys()], []);
  });
});
