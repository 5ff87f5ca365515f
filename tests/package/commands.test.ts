import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { sources } from "../unit/architecture/sources";
import { type CommandLine, commandLines } from "./commands";
import { root } from "./packedProject";

/** What a shell has, package managers, and clients of platforms. */
const plain = new Set([
  "cd",
  "cp",
  "curl",
  "env",
  "kubectl",
  "mkdir",
  "openstack",
  "printf",
  "pnpm",
  "source",
  "tar",
  "yarn",
]);

const npmCommands = new Set(["audit", "ci", "init", "install", "pack", "pkg", "run", "test"]);

const manifest: { scripts: Record<string, string> } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

const helps = new Map<string, string>();

/** What a command says of its options; fails if there is no such command. */
function help(program: string, args: readonly string[]): string {
  const key = [program, ...args].join(" ");
  const known = helps.get(key);
  if (known !== undefined) return known;
  const { status, stdout, stderr } = spawnSync(program, [...args, "--help"], { encoding: "utf8" });
  assert.equal(status, 0, `${key} --help: ${stderr}`);
  helps.set(key, stdout);
  return stdout;
}

const options = (words: readonly string[]): string[] =>
  words.filter((word) => /^--?[a-z]/.test(word)).map((word) => word.split("=")[0] ?? "");

const subcommands = (words: readonly string[]): string[] => {
  const end = words.findIndex((word) => !/^[a-z][a-z-]*$/.test(word));
  return words.slice(0, end === -1 ? words.length : end);
};

/** `pulumi config set zstack:host …`: words in front of the first that is no command's name. */
function pulumiTrouble(words: readonly string[]): string[] {
  const pulumi = process.env["PULUMI_SNAPSHOTS_TEST_PULUMI"] ?? "pulumi";
  const depth = ["config", "plugin", "stack", "state"].includes(words[0] ?? "") ? 2 : 1;
  const text = help(pulumi, subcommands(words).slice(0, depth));
  return options(words).filter((option) => !new RegExp(`(?:^|[\\s,])${option}(?:[\\s,=]|$)`, "m").test(text));
}

function packageTrouble(words: readonly string[]): string[] {
  const [command = "", ...rest] = words;
  if (command.startsWith("-")) return ["--help", "--version"].includes(command) ? [] : [command];
  const text = help(process.execPath, [join(root, "dist/cli/main.js"), command]);
  return options(rest).filter((option) => !text.includes(option));
}

/** What is wrong with a command, as far as its own parser can say without a cloud. */
function trouble({ words }: CommandLine): string[] {
  const [program = "", ...rest] = words;
  if (program === "" || plain.has(program)) return [];
  if (program === "pulumi") return pulumiTrouble(rest);
  if (program === "npx" && rest[0] === "pulumi-snapshots") return packageTrouble(rest.slice(1));
  if (program === "pulumi-snapshots") return packageTrouble(rest);
  if (program === "npx" && rest[0] === "mocha") return existsSync(join(root, rest[1] ?? "")) ? [] : [rest[1] ?? ""];
  if (program === "npm") {
    const [command = "", script = ""] = rest;
    if (!npmCommands.has(command)) return [command];
    return command === "run" && manifest.scripts[script] === undefined ? [script] : [];
  }
  return [program];
}

describe("commands in the documentation", function () {
  this.timeout(120_000);
  const lines = commandLines();

  it("have options that their programs know", () => {
    assert.ok(lines.length > 60, `${lines.length} commands`);
    const wrong = lines.flatMap((line) => trouble(line).map((what) => `${line.page}: ${what} in: ${line.line}`));
    assert.deepEqual(wrong, []);
  });

  it("set variables that are read", () => {
    const product = sources("provider", "cli", "scripts")
      .map(({ text }) => text)
      .join("\n");
    const ours = /^(?:ZSTACK|OS|PULUMI_SNAPSHOTS)_/;
    const unread = lines.flatMap(({ page, variables }) =>
      variables.filter((name) => ours.test(name) && !product.includes(name)).map((name) => `${page}: ${name}`),
    );
    assert.deepEqual(unread, []);
  });

  it("would be found out", () => {
    const line = (...words: string[]): CommandLine => ({ page: "x.md", line: "x", variables: [], words });
    assert.deepEqual(trouble(line("pulumi", "up", "--yes", "--no-such-option")), ["--no-such-option"]);
    assert.deepEqual(trouble(line("npx", "pulumi-snapshots", "orphans", "--no-such-option")), ["--no-such-option"]);
    assert.deepEqual(trouble(line("npm", "run", "no-such-script")), ["no-such-script"]);
    assert.deepEqual(trouble(line("somebody's-program")), ["somebody's-program"]);
  });
});
