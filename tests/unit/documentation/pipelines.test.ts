// Shows in docs/pipelines.md what the files in examples/pipelines say, from their first step that is our own:
// UPDATE_DOCS=1 npx mocha tests/unit/documentation/pipelines.test.ts writes it anew.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { assertGenerated } from "./table";

const folder = "examples/pipelines/github";
const root = join(__dirname, "../../..");
const setUp = "      - run: npm ci\n";

describe("docs/pipelines.md", () => {
  for (const file of readdirSync(join(root, folder))) {
    it(`shows the steps of ${file}`, () => {
      const [, ours, ...more] = readFileSync(join(root, folder, file), "utf8").split(setUp);
      assert.ok(ours !== undefined && more.length === 0, `${file} installs packages once, and then does its work`);
      const lines = ours.trimEnd().replaceAll(/^ {6}/gm, "");
      assertGenerated("docs/pipelines.md", `${folder}/${file}`, `\`\`\`yaml\n${lines}\n\`\`\``);
    });
  }
});
