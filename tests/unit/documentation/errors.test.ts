// Keeps the table in docs/reference/errors.md in step with provider/http/errorCodes.ts:
// UPDATE_DOCS=1 npx mocha tests/unit/documentation/errors.test.ts writes it anew.
import { errorCodes } from "../../../provider/http/errorCodes";
import { assertTable } from "./table";

describe("docs/reference/errors.md", () => {
  it("has every code with its meaning and its remedy", () => {
    const rows = Object.entries(errorCodes).map(([code, { meaning, remedy }]) => [`\`${code}\``, meaning, remedy]);
    assertTable("docs/reference/errors.md", "error codes", ["code", "the error says that", "what to do"], rows);
  });
});
