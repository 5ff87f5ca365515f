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

/**
 * Whether the whole text fits the pattern, case included. Each part between two `%` is looked for once, where the one
 * before it ends: the time does not grow with the ways in which a text could be divided.
 */
export function fits(text: string, pattern: string): boolean {
  const characters = [...text];
  const [first = [], ...rest] = parts(pattern);
  if (!standsAt(characters, first, 0)) return false;
  const last = rest.pop();
  if (last === undefined) return characters.length === first.length;
  let from = first.length;
  for (const part of rest) {
    const found = indexOf(characters, part, from);
    if (found === undefined) return false;
    from = found + part.length;
  }
  const end = characters.length - last.length;
  return end >= from && standsAt(characters, last, end);
}

/** Literal characters, or undefined for any one. */
type Part = readonly (string | undefined)[];

/** What stands between the `%` of a pattern. */
function parts(pattern: string): Part[] {
  const result: (string | undefined)[][] = [[]];
  for (const part of patternParts(pattern)) {
    if ("literal" in part) result.at(-1)?.push(part.literal);
    else if (part.wildcard === "_") result.at(-1)?.push(undefined);
    else result.push([]);
  }
  return result;
}

function standsAt(text: readonly string[], part: Part, at: number): boolean {
  if (at + part.length > text.length) return false;
  for (let index = 0; index < part.length; index += 1) {
    if (part[index] !== undefined && part[index] !== text[at + index]) return false;
  }
  return true;
}

function indexOf(text: readonly string[], part: Part, from: number): number | undefined {
  for (let at = from; at + part.length <= text.length; at += 1) if (standsAt(text, part, at)) return at;
  return undefined;
}
