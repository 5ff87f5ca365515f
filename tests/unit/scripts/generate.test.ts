import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { staleFiles } from "../../../scripts/generate/files";

/** Paths of properties that count bytes in 32 bits, which is what an integer is in C# and Java. */
function narrowBytes(part: unknown, path: string): string[] {
  if (typeof part !== "object" || part === null) return [];
  const { type, description } = part as { readonly type?: unknown; readonly description?: unknown };
  const isNarrow = type === "integer" && typeof description === "string" && /\bbytes\b/i.test(description);
  const below = Object.entries(part).flatMap(([name, one]) => narrowBytes(one, `${path}/${name}`));
  return isNarrow ? [path, ...below] : below;
}

describe("what is generated", () => {
  it("is what the definitions say: run `npm run generate`", function () {
    this.timeout(60_000);
    assert.deepEqual([...staleFiles().keys()], []);
  });

  it("counts bytes in numbers that have room for them in every language", () => {
    const schema: unknown = JSON.parse(readFileSync(join(__dirname, "../../../schema.json"), "utf8"));
    assert.deepEqual(narrowBytes(schema, ""), []);
    assert.deepEqual(narrowBytes({ size: { type: "integer", description: "Memory in bytes" } }, ""), ["/size"]);
  });
});
