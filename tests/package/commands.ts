// Command lines of the README, of the pages in docs/ and of the texts beside them.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { codeBlocks, pages } from "./documentation";
import { root } from "./packedProject";

export interface CommandLine {
  readonly page: string;
  readonly line: string;
  /** Set for this command alone, or exported: `ZSTACK_HOST`. */
  readonly variables: readonly string[];
  /** The program and its arguments, without quotes; empty for assignments alone. */
  readonly words: readonly string[];
}

const programs = /^(?:\$ )?(?:[A-Z_]+=\S* )*(?:pulumi|npx|npm|pnpm|yarn|export|cd|cp|curl|printf|env|tar) /;

/** Blocks that are indented by four blanks hold commands and output: only lines that begin with a program count. */
function indentedCommands(markdown: string): string[] {
  const outside = markdown.replace(/^```.*?^```/gms, "");
  return [...outside.matchAll(/^ {4}(\S.*)$/gm)].map(([, line = ""]) => line).filter((line) => programs.test(line));
}

/** Words as a shell splits them, quotes removed; nothing is expanded. */
function split(text: string): string[] {
  return [...text.matchAll(/(?:"(?:[^"\\]|\\.)*"|'[^']*'|[^\s"'])+/g)].map(([word]) => word.replaceAll(/["']/g, ""));
}

function parsed(page: string, line: string): CommandLine[] {
  const text = line.replace(/^\$ /, "").replace(/(?:^| +)# .*$/, "");
  // A pipe of plain programs behind an assignment.
  if (/^[A-Z]+=\$\(/.test(text)) return [];
  return text
    .split(/ && |; |;$|\|\| /)
    .map((part) => split(part))
    .filter((words) => words.length > 0)
    .map((words) => {
      const isExport = words[0] === "export";
      const rest = isExport ? words.slice(1) : words;
      const end = rest.findIndex((word) => !/^[A-Z_]+=/.test(word));
      const count = end === -1 ? rest.length : end;
      const variables = rest.slice(0, count).map((word) => word.split("=")[0] ?? "");
      return { page, line, variables, words: rest.slice(count) };
    });
}

export function commandLines(): CommandLine[] {
  return [...pages(), "CONTRIBUTING.md", "SECURITY.md", "examples/README.md"].flatMap((page) => {
    const fenced = ["sh", "bash"]
      .flatMap((language) => codeBlocks(page, language))
      .flatMap((block) => block.split("\n"));
    const indented = indentedCommands(readFileSync(join(root, page), "utf8"));
    return [...fenced, ...indented].flatMap((line) => parsed(page, line.trim()));
  });
}
