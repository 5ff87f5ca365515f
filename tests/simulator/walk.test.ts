// Walks the rows of the reference and keeps the table in docs/simulator.md in step with what is walked:
// UPDATE_DOCS=1 npx mocha tests/simulator/walk.test.ts writes it anew.

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Client, client, stopAll } from "./support";
import { errorRows } from "./walk/errorRows";
import { Bench, type Row } from "./walk/row";
import { snapshotRows } from "./walk/snapshotRows";
import { tagRows } from "./walk/tagRows";
import { vmBackupRows } from "./walk/vmBackupRows";
import { volumeBackupRows } from "./walk/volumeBackupRows";

const rows: Row[] = [...snapshotRows, ...volumeBackupRows, ...vmBackupRows, ...tagRows, ...errorRows];
const document = join(__dirname, "../../docs/simulator.md");
const begin = "<!-- generated: rows of the reference -->";
const end = "<!-- end of generated -->";

describe("rows of the reference", () => {
  let api: Client;
  let session = "";
  before(async () => {
    api = await (await client()).login();
    session = api.session;
  });
  beforeEach(async () => {
    api.session = session;
    await api.control("POST", "/reset");
  });
  after(stopAll);

  for (const { section, row, check } of rows) {
    if (check === undefined) continue;
    it(`§${section} ${row}`, async () => {
      await check(new Bench(api));
    });
  }

  it("the table in docs/simulator.md says what is walked", () => {
    const text = readFileSync(document, "utf8");
    const from = text.indexOf(begin) + begin.length;
    const to = text.indexOf(end);
    assert.ok(from >= begin.length && to > from, "docs/simulator.md has no place for the table");
    const wanted = `${text.slice(0, from)}\n${table()}\n${text.slice(to)}`;
    if (process.env["UPDATE_DOCS"] === "1") writeFileSync(document, wanted);
    else assert.equal(text, wanted, "run UPDATE_DOCS=1 npx mocha tests/simulator/walk.test.ts");
  });
});

function table(): string {
  const cell = (text: string) => text.replaceAll("|", "\\|");
  const lines = rows.map(
    ({ section, row, why }) => `| ${section} | ${cell(row)} | ${why === undefined ? "yes" : cell(why)} |`,
  );
  return ["| § | row | walked |", "|---|---|---|", ...lines].join("\n");
}
