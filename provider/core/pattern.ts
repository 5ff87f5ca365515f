// Patterns of texts as SQL has them: `%` is any text, `_` any one character, and a backslash takes these literally.

export type PatternPart = { readonly literal: string } | { readonly wildcard: "%" | "_" };

/** A pattern in its parts. */
export function patternParts(pattern: string): PatternPart[] {
  const characters = [...pattern];
  const result: PatternPart[] = [];
  for (let at = 0; at < characters.length; at += 1) {
    const character = characters[at] ?? "";
    const next = characters[at + 1];
    if (character === "\\" && next !== undefined && ["%", "_", "\\"].includes(next)) {
      result.push({ literal: next });
      at += 1;
    } else if (character === "%" || character === "_") result.push({ wildcard: character });
    else result.push({ literal: character });
  }
  return result;
}

/** Whether the whole text fits the pattern, case included. */
export function fits(text: string, pattern: string): boolean {
  const source = patternParts(pattern).map((part) =>
    "literal" in part ? part.literal.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&") : part.wildcard === "%" ? "[^]*" : "[^]",
  );
  return new RegExp(`^${source.join("")}$`, "u").test(text);
}
