import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { onlyOn } from "../../../cli/restore/onlyOn";
import { inCommandWords } from "../../../cli/restore/words";

const provider = join(__dirname, "../../../provider");
const folders = ["core/reverts", "cinder/reverts", "cinder/resource", "zstack/reverts", "zstack/backup"];

/** The texts in the code of restores: what stands in quotes, joined where a text goes on in the next line. */
function texts(): string[] {
  return folders.flatMap((folder) =>
    readdirSync(join(provider, folder))
      .filter((name) => name.endsWith(".ts") && name !== "inputs.ts")
      .flatMap((name) => {
        const code = readFileSync(join(provider, folder, name), "utf8").replace(/\/\*\*[\s\S]*?\*\/|\/\/.*/g, "");
        return code.replace(/["'`] \+\s+["'`]/g, "").split("\n");
      }),
  );
}

describe("what the restore command says", () => {
  const inputs = /set (?:onUnknown|whenRunning|safety\w+):|next \\?`pulumi up|Run "pulumi up" again|customTimeouts/;

  it("names its options where the resources name inputs and pulumi up", () => {
    const theirs = texts().filter((line) => inputs.test(line));
    assert.ok(theirs.length >= 8, String(theirs.length));
    for (const line of theirs) assert.doesNotMatch(inCommandWords(line.replaceAll("\\`", "`")), inputs);
  });

  it("is else what the resources say", () => {
    assert.equal(inCommandWords("volumeId: volume 1 is attached"), "volumeId: volume 1 is attached");
  });

  it("refuses options of another platform by their name", () => {
    onlyOn("ZStack", [
      ["--cpu", undefined],
      ["--start", false],
    ]);
    const given = [
      ["--cpu", undefined],
      ["--memory", 4],
    ] as const;
    assert.throws(() => onlyOn("ZStack", given), { code: "usage-error", message: /^--memory is for ZStack/ });
  });
});
