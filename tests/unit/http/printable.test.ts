import assert from "node:assert/strict";
import fc from "fast-check";
import { issuesText, outgoing, platformText, printable, saying } from "../../../provider/http/printable";

/** What a terminal or the runner of a pipeline would act on. */
const acts = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]|^\s*::|##\w*\[/u;

describe("a text of others in a line", () => {
  for (const [text, seen] of [
    ["disk of web-1", "disk of web-1"],
    ["Wörter, 卷快照, 👩‍💻", "Wörter, 卷快照, 👩‍💻"],
    ["\u001b[2Jgone", "\\u{1b}[2Jgone"],
    ["two\r\nlines\tand\u2028more", "two  lines and more"],
    ["\u202egnp.exe", "\\u{202e}gnp.exe"],
    ["half \ud83d of one", "half \\u{d83d} of one"],
    ["::error::failed", ": :error::failed"],
    ["\n::set-output name=a::b", " : :set-output name=a::b"],
    ["pulumi::org/a/b::c::d", "pulumi::org/a/b::c::d"],
    ["x ##[error]y ##vso[task.complete]", "x # #[error]y # #vso[task.complete]"],
    ["###[x", "## #[x"],
    ["# ## heading [link]", "# ## heading [link]"],
  ] as const) {
    it(`is shown as ${JSON.stringify(seen)}`, () => {
      assert.equal(printable(text), seen);
      assert.equal(printable(seen), seen, "and stays so");
    });
  }

  it("does nothing but being read, whatever it is", () => {
    const unit = fc.oneof(
      fc.string({ unit: "binary", minLength: 1, maxLength: 1 }),
      fc.constantFrom(":", "::", "#", "##[", "\u001b", "\n", " ", "[", "##vso", "\u202e", "\ud800"),
    );
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 60 }), (text) => {
        for (const shown of [printable(text), platformText(text), outgoing(text), platformText(text, 5)]) {
          assert.ok(!acts.test(shown), JSON.stringify(shown));
        }
      }),
      { numRuns: 2000 },
    );
  });

  it("is cut between characters, and a message in its middle, as its end says what to do", () => {
    assert.equal(platformText("💾💾💾", 3), "💾…");
    const long = outgoing(`begin ${"💾".repeat(9000)} run it again`);
    assert.ok(long.length <= 8003 && long.startsWith("begin ") && long.endsWith("run it again"));
    assert.doesNotMatch(long, /[\ud800-\udfff]/u);
  });

  it("comes once where it is a warning, and as often as it is said where it is none", () => {
    const lines: string[] = [];
    const say = saying((line) => lines.push(line));
    for (const line of ["x: warning: full", "x: waiting", "x: warning: full", "y: warning: full", "x: waiting"])
      say(line);
    say("x: warning: full");
    assert.deepEqual(lines, ["x: warning: full", "x: waiting", "y: warning: full", "x: waiting"]);
  });

  it("names what an answer lacks, not each row that lacks it", () => {
    const issue = (row: number) => ({ path: ["inventories", row, "uuid"], message: "Invalid input" });
    assert.equal(issuesText([issue(0)]), "inventories.0.uuid: Invalid input");
    const all = issuesText(Array.from({ length: 1000 }, (_, row) => issue(row)));
    assert.match(all, /inventories\.2\.uuid: Invalid input; and 997 more$/);
  });
});
