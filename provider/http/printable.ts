import { redact } from "./redact";

// Texts of platforms, gateways and users, before they are shown in a terminal or in the log of a pipeline.

/** Characters of a platform's text within a message. */
const longestText = 1000;

/** Characters of a whole message, of which the end has what to do. */
const longestMessage = 8000;
const lastPart = 2000;

/** Joiners of emoji and of scripts that need them are harmless. */
const invisible = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
const blank = /[\t\n\v\f\r\u0085\u2028\u2029]/;
const joiner = /[\u200c\u200d]/;

/**
 * `text` as one line that does nothing but being read: control characters and those that turn the direction of writing
 * become visible, and no pipeline takes it for one of its commands (`::error::`, `##[error]`, `##vso[…]`).
 */
export function printable(text: string): string {
  return text
    .replace(invisible, (character) => {
      if (joiner.test(character)) return character;
      return blank.test(character) ? " " : `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
    })
    .replace(/##(?=\w{0,32}\[)/g, "# #")
    .replace(/^( *):(?=:)/, "$1: ");
}

/**
 * What others have written, as a part of a message: without credentials, on one line, and at most `most` characters. A
 * text must come here whole: what is cut or changed before is not known for a credential any more.
 */
export function platformText(text: string, most = longestText): string {
  const line = printable(redact(text).replace(/\s+/g, " ").trim());
  return line.length > most ? `${wholeCharacters(line.slice(0, most))}…` : line;
}

/** What is wrong with a response that does not fit its schema; every row of a list may lack the same. */
export function issuesText(
  issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[],
): string {
  const shown = issues.slice(0, 3).map(({ path, message }) => platformText(`${path.join(".")}: ${message}`, 200));
  return [...shown, ...(issues.length > 3 ? [`and ${issues.length - 3} more`] : [])].join("; ");
}

/** A message as it leaves the process. */
export function outgoing(message: string): string {
  const line = printable(redact(message));
  if (line.length <= longestMessage) return line;
  const first = wholeCharacters(line.slice(0, longestMessage - lastPart));
  return `${first} … ${wholeCharacters(line.slice(-lastPart))}`;
}

/** The same for what has lines of its own, such as a table; texts of others in it come by `platformText`. */
export function outgoingLines(text: string): string {
  return redact(text).split("\n").map(printable).join("\n");
}

/** Lines as `write` shows them; a warning comes once, however many operations of a run meet its cause. */
export function saying(write: (line: string) => void): (line: string) => void {
  const warnings = new Set<string>();
  return (line) => {
    const text = outgoing(line);
    if (text.includes("warning: ")) {
      if (warnings.has(text)) return;
      warnings.add(text);
    }
    write(text);
  };
}

/** Without halves of characters at its ends. */
const wholeCharacters = (text: string): string => text.replace(/^[\udc00-\udfff]|[\ud800-\udbff]$/g, "");
