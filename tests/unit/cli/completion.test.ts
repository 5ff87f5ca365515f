import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Command } from "commander";
import { completionScript } from "../../../cli/completion/script";
import { createProgram } from "../../../cli/program";

describe("completion", () => {
  let folder = "";
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "pulumi-snapshots-completion-"));
    mkdirSync(join(folder, "my project"));
    writeFileSync(join(folder, "my data.json"), "");
    writeFileSync(join(folder, "script"), completionScript("bash", createProgram()));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  /** What bash offers for the last of these words; it has read the script and found the function by the command. */
  function completed(...words: string[]): string[] {
    const ask = `
      source ./script
      COMP_WORDS=("$@")
      COMP_CWORD=$(($# - 1))
      $(complete -p pulumi-snapshots | sed 's/.*-F \\([^ ]*\\) .*/\\1/')
      printf '%s\\n' "\${COMPREPLY[@]}"
    `;
    const { status, stdout, stderr } = spawnSync("bash", ["-c", ask, "bash", "pulumi-snapshots", ...words], {
      cwd: folder,
      encoding: "utf8",
    });
    assert.deepEqual([status, stderr], [0, ""]);
    return stdout.split("\n").filter((line) => line !== "");
  }

  for (const [words, offered] of [
    [["or"], ["orphans"]],
    [["--v"], ["--version"]],
    [
      ["orphans", "--rel"],
      ["--release", "--release-retained"],
    ],
    [["orphans", "--fail-on", "in"], ["interrupted"]],
    [["orphans", "--fail-on", "interrupted,de"], ["interrupted,deferred"]],
    [["orphans", "--fail-on", "=", "re"], ["retained"]],
    [
      ["simulator", "--storage", ""],
      ["chain", "individual"],
    ],
    [
      ["simulator", "--storage", "="],
      ["chain", "individual"],
    ],
    [["simulator", "--edition", "o"], ["open-source"]],
    [["simulator", "--port", ""], []],
    [["simulator", "--data", "my d"], ["my data.json"]],
    [["recover", "-C", "my"], ["my project"]],
    [["recover", "--stack", "-"], []],
    [["completion", "z"], ["zsh"]],
    [["help", "rec"], ["recover"]],
    [["teleport", "-"], []],
  ] as const) {
    it(`of ${words.join(" ")} in bash`, () => assert.deepEqual(completed(...words), offered));
  }

  it("offers all commands and options of the program, and no others", () => {
    const program = createProgram();
    const help = program.createHelp();
    const names = help.visibleCommands(program).map((one) => one.name());
    const flags = (command: Command): string[] =>
      help.visibleOptions(command).flatMap(({ short = [], long = [] }) => [short, long].flat());
    assert.deepEqual(completed("").toSorted(), [...names, ...flags(program)].toSorted());
    for (const command of program.commands) {
      assert.deepEqual(completed(command.name(), "-").toSorted(), flags(command).toSorted());
      for (const shell of ["zsh", "fish"] as const) {
        const script = completionScript(shell, program);
        for (const { long = "" } of help.visibleOptions(command)) {
          assert.ok(script.includes(shell === "zsh" ? long : `-l ${long.slice(2)} `), `${shell}: ${long}`);
        }
      }
    }
  });
});
