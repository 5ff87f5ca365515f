// The code blocks of the README and of the pages in docs/.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./packedProject";

/** The code blocks of one language, in the order of the page. */
export function codeBlocks(page: string, language: string): string[] {
  const markdown = readFileSync(join(root, page), "utf8");
  const blocks = markdown.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, "gms"));
  return [...blocks].map(([, text = ""]) => text);
}

/** README and docs, relative to the checkout. */
export function pages(): string[] {
  const docs = readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" });
  return ["README.md", ...docs.filter((file) => file.endsWith(".md")).map((file) => `docs/${file}`)];
}
