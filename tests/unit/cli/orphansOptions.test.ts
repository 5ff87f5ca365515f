import assert from "node:assert/strict";
import { parseOptions } from "../../../cli/command";
import { orphans } from "../../../cli/commands/orphans";
import { UsageError } from "../../../cli/errors";

const [first, second] = ["a".repeat(32), "0b7f3a52-6a0f-4d5c-9c2e-1f0d6c7a9b11"] as const;
const parse = (...argv: string[]) => parseOptions(orphans, argv);

describe("options of orphans", () => {
  it("list by default, and change nothing", () => {
    assert.deepEqual(parse(), {
      changes: [],
      allowUnmarked: false,
      failOn: ["interrupted", "unmanaged"],
      stack: undefined,
      cwd: undefined,
      yes: false,
      json: false,
    });
  });

  it("take each object once, however often it is given", () => {
    const { changes, ...rest } = parse(
      "--delete",
      first,
      second,
      "--yes",
      `--delete=${first}`,
      "--release",
      "b".repeat(32),
    );
    assert.deepEqual(changes, [
      { uuid: "b".repeat(32), action: "release" },
      { uuid: first, action: "delete" },
      { uuid: second, action: "delete" },
    ]);
    assert.equal(rest.yes, true);
  });

  it("name the statuses for which to fail", () => {
    assert.deepEqual(parse("--fail-on", "deferred, retained").failOn, ["deferred", "retained"]);
    assert.deepEqual(parse("--fail-on=none").failOn, []);
  });

  it("name the stack and the folder of the project", () => {
    const { stack, cwd, yes } = parse("-s", "acme/prod", "-yC", "/project");
    assert.deepEqual({ stack, cwd, yes }, { stack: "acme/prod", cwd: "/project", yes: true });
  });

  for (const [args, named] of [
    [["--delete"], "--delete"],
    [["--delete", "--yes"], "--delete"],
    [["--delete", ""], "--delete"],
    [["--release", "abc"], "--release"],
    [["--release", first.toUpperCase()], "--release"],
    [["--release-retained"], "--release-retained"],
    [["--fail-on", "settled"], "--fail-on"],
    [["--fail-on", ""], "--fail-on"],
    [["--fail-on", "none,deferred"], "--fail-on"],
    // An empty variable of a script must not choose another stack, or no confirmation.
    [["--stack", ""], "--stack"],
    [["--stack", "--yes"], "--stack"],
    [["--cwd="], "--cwd"],
    [["--delete", first, "--release", first], "--release and --delete"],
    [["--force"], "--force"],
    [["--del", first], "--del"],
    [["--yes=no"], "--yes takes no value"],
    [[first], "too many arguments"],
  ] as const) {
    it(`refuse ${args.join(" ")}`, () => {
      assert.throws(
        () => parse(...args),
        (error) => error instanceof UsageError && error.code === "usage-error" && error.message.includes(named),
      );
    });
  }
});
