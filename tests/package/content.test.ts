import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type PackedFile, pack, root } from "./packedProject";

/** What has to be in the package: each source as code and as types, the command, and the texts about it. */
function expectedFiles(): string[] {
  const sources = ["sdk", "provider", "simulator", "cli"].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts"))
      .map((file) => `${folder}/${file.slice(0, -3)}`),
  );
  const compiled = sources.flatMap((source) => [`dist/${source}.js`, `dist/${source}.d.ts`]);
  return [...compiled, "README.md", "CHANGELOG.md", "LICENSE", "package.json"].sort();
}

describe("the packed package", () => {
  let directory: string;
  let files: PackedFile[];

  before(() => {
    directory = mkdtempSync(join(tmpdir(), "pulumi-snapshots-pack-"));
    files = pack(directory).files;
  });
  after(() => rmSync(directory, { recursive: true, force: true }));

  it("holds what a user needs and nothing else", () => {
    assert.deepEqual(files.map((file) => file.path).sort(), expectedFiles());
  });

  it("has a command that can be executed", () => {
    const main = files.find((file) => file.path === "dist/cli/main.js");
    assert.equal((main?.mode ?? 0) & 0o111, 0o111);
  });
});
