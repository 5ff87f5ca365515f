import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { codeBlocks, pages } from "../../package/documentation";
import { root } from "../../package/packedProject";
import { sources } from "../architecture/sources";
import { messages, strangeWords } from "./messages";

/** Lines of Pulumi that pages quote among ours. */
const ofOthers = /^error: the stack is currently locked/;

/** What messages quote of Node.js. */
const ofNode = /unable to verify the first certificate/;

/** What the engine is told in front of every message: operation and duration. */
const operation = /\b(?:create|read|update|delete) failed(?: after [^:]+)?: /;

/** Pages with drawings, and with requests and answers of the simulator. */
const diagrams = ["docs/architecture.md", "docs/deletion.md", "docs/simulator.md"];

/** Words in a row that a message may insert: names, nouns, settings. */
const insertedWords = 2;

const isStrange = (words: string): boolean => words.split(/ +/).length > insertedWords;

describe("lines of output that pages quote", () => {
  const known = messages(sources("provider", "cli", "sdk", "simulator"));
  const quoted = pages().flatMap((page) =>
    codeBlocks(page, "text")
      .flatMap((block) => block.split("\n"))
      .filter((line) => line.trim() !== "" && !ofOthers.test(line))
      .map((line) => ({ page, line })),
  );

  it("are made of the product's messages", () => {
    assert.ok(quoted.length > 30, `${quoted.length} lines`);
    const strange = quoted.flatMap(({ page, line }) => {
      const words = strangeWords(line.replace(operation, "…").replace(ofNode, "…"), known);
      return isStrange(words) ? [`${page}: "${words}" in: ${line}`] : [];
    });
    assert.deepEqual(strange, []);
  });

  it("are in blocks that say so: no other block is without a language", () => {
    const bare = pages().flatMap((page) => {
      const fences = readFileSync(join(root, page), "utf8").match(/^ *```.*$/gm) ?? [];
      return fences.filter((fence, at) => at % 2 === 0 && fence.trim() === "```").map(() => page);
    });
    assert.deepEqual([...new Set(bare)].sort(), diagrams);
  });

  it("would be found out if the message had other words", () => {
    const line = (end: string): string => `zstack.VolumeSnapshot "web": volume snapshot 9ccb: ${end} after 12 s`;
    assert.ok(!isStrange(strangeWords(line("still waiting"), known)));
    assert.ok(isStrange(strangeWords(line("goes on waiting"), known)));
  });
});
