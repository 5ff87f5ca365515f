import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash, randomUUID } from "node:crypto";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const preload = require.resolve("../../../scripts/testing/codeCache.cjs");
const folder = join(__dirname, "../../../.test/code-cache");
const keptAt = (text: string): string => join(folder, createHash("sha1").update(text).digest("hex"));

describe("what Node.js has compiled for a test", () => {
  let directory: string;
  const written = new Set<string>();

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "pulumi-snapshots-code-cache-"));
  });
  afterEach(() => {
    for (const text of written) rmSync(keptAt(text), { force: true });
    written.clear();
    rmSync(directory, { recursive: true });
  });

  function write(name: string, code: string): string {
    // Another run has not compiled it.
    const text = `${code} // ${randomUUID().repeat(40)}`;
    writeFileSync(join(directory, name), text);
    written.add(text);
    return text;
  }

  function run(name: string, ...options: string[]): string {
    const { stdout, stderr } = spawnSync(process.execPath, [...options, join(directory, name)], { encoding: "utf8" });
    assert.equal(stderr, "");
    return stdout;
  }

  it("is kept, and is not that of a text of the same length", () => {
    const before = write("main.js", "console.log('one');");
    assert.equal(existsSync(keptAt(before)), false);
    for (const _ of [1, 2]) {
      assert.equal(run("main.js", "--require", preload), "one\n");
      assert.equal(existsSync(keptAt(before)), true);
    }
    const text = before.replace("one", "two");
    written.add(text);
    writeFileSync(join(directory, "main.js"), text);
    assert.equal(run("main.js", "--require", preload), "two\n");
  });

  it("sees its surroundings as it does without", () => {
    write("other.js", "exports.name = module.id; exports.isMain = require.main === module;");
    write("importing.js", 'exports.other = () => import("./other.js");');
    const main = write(
      "main.js",
      `#!/usr/bin/env node
      const other = require("./other");
      const { resolve, cache, extensions } = require;
      require("./importing").other().then((imported) => console.log(JSON.stringify([
        __filename, __dirname, this === exports, require.main === module, other, imported.default === other,
        resolve("./other"), resolve("fs"), resolve("./other", { paths: [__dirname] }), resolve.paths("x"), resolve.paths("./x"),
        Object.keys(cache), Object.keys(extensions),
      ])));`,
    );
    const plain = run("main.js");
    assert.match(plain, /other\.js/);
    for (const _ of [1, 2]) assert.equal(run("main.js", "--require", preload).replace(`"${preload}",`, ""), plain);
    assert.equal(existsSync(keptAt(main)), true);
  });
});
