const secrets = new Set<string>();
const pieces = new Set<string>();

/** Consecutive characters of a token that never leave the process. */
const pieceLength = 8;

/**
 * How many of the 32 digits of a whole id, one after the other, show that it was made from a token. A few of them are
 * alike by chance now and then, and an error with a torn id names nothing.
 */
const idPieceLength = 16;

/**
 * A password that is an ordinary word, or hardly longer than one, would tear texts apart wherever that word is meant:
 * it is taken out only where a text has a password, see `structuredSecrets`.
 */
const isOrdinary = (value: string): boolean => value.length < 6 || /^(?:[A-Za-z]{0,12}|[0-9]{0,9})$/.test(value);

/** Remembers a credential, so that `redact` takes it out of every text that leaves the process. */
export function registerSecret(value: string | undefined): void {
  if (value === undefined || isOrdinary(value)) return;
  for (const form of formsOf(value)) if (!isOrdinary(form)) secrets.add(form);
}

/**
 * Remembers what a machine has made up: a session, a token, a digest. Whoever cuts a text on its way to us leaves only a
 * part of it, so that each part is taken out too; of a password, a part may be a word.
 */
export function registerToken(value: string): void {
  registerSecret(value);
  // Its pieces find the whole one, too, in one look at a text for all tokens.
  if (value.length >= idPieceLength) secrets.delete(value);
  for (let at = 0; at + pieceLength <= value.length; at += 1) pieces.add(value.slice(at, at + pieceLength));
}

/** The ways in which servers and gateways write a value into their answers. */
function formsOf(value: string): string[] {
  const json = inJson(value);
  const uri = encodeURIComponent(value.replace(/[\ud800-\udfff]/gu, "\ufffd"));
  return [
    value,
    json,
    inAscii(json),
    inJson(json),
    inJson(inAscii(json)),
    uri,
    uri.replaceAll("%20", "+"),
    value.replace(/[&<>"']/g, (character) => `&${entities[character]};`),
    value.replace(/[&<>"']/g, (character) => `&#${character === "'" ? "x27" : character.charCodeAt(0)};`),
    value.replace(/\s+/g, " ").trim(),
  ];
}

const inJson = (value: string): string => JSON.stringify(value).slice(1, -1);

const inAscii = (json: string): string =>
  json.replace(/[^ -~]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);

const entities: Readonly<Record<string, string>> = { "&": "amp", "<": "lt", ">": "gt", '"': "quot", "'": "#39" };

interface Span {
  readonly from: number;
  readonly to: number;
}

/** `text` without any credential that was given to `registerSecret`, and without anything in a place where secrets are. */
export function redact(text: string): string {
  const found = [...knownSecrets(text), ...structuredSecrets(text)].filter(({ from, to }) => from < to);
  if (found.length === 0) return text;
  found.sort((a, b) => a.from - b.from);
  const clean: string[] = [];
  let done = 0;
  for (const { from, to } of found) {
    // One that overlaps with the last, or follows it, leaves nothing of itself behind.
    if (from > done || clean.length === 0) clean.push(text.slice(done, from), "[secret]");
    done = Math.max(done, to);
  }
  return clean.join("") + text.slice(done);
}

function* knownSecrets(text: string): Generator<Span> {
  for (const secret of secrets) {
    for (let at = text.indexOf(secret); at >= 0; at = text.indexOf(secret, at + 1)) {
      yield { from: at, to: at + secret.length };
    }
  }
  if (pieces.size === 0) return;
  const ids = text.matchAll(wholeId);
  let id = ids.next().value;
  for (const { from, to } of knownPieces(text)) {
    while (id !== undefined && id.index + id[0].length < to) id = ids.next().value;
    if (to - from >= idPieceLength || id === undefined || from < id.index) yield { from, to };
  }
}

/** Where a text has consecutive characters of a token, as many as there are. */
function* knownPieces(text: string): Generator<Span> {
  let from = 0;
  let to = 0;
  for (let at = 0; at + pieceLength <= text.length; at += 1) {
    if (!pieces.has(text.slice(at, at + pieceLength))) continue;
    if (at >= to) {
      if (to > from) yield { from, to };
      from = at;
    }
    to = at + pieceLength;
  }
  if (to > from) yield { from, to };
}

/** Characters after a key in which its value has to end. */
const longestValue = 4096;

const secretKey = /(?:password|passwd|secret|token)[\w-]{0,16}/gi;
const quote = /(?:\\{0,8}["']|&quot;|&#34;)?/y;
const assignment = /\s{0,8}[:=]\s{0,8}/y;
const bareValue = /[^\s,;&"'<>()[\]{}]{1,4096}/y;

const header =
  /(?:(?:x-auth-token|x-subject-token)\s{0,8}:\s{0,8}|\b(?:oauth|bearer)\s{1,8}(?=[\w.~+/=-]{0,64}\d))([\w.~+/=-]{8,4096})/gi;

const sessionWord = /session/gi;
const sessionId = /(?:[^0-9a-z]|s|uuid|id|key|token|is){0,24}?([0-9a-f]{32})(?![0-9a-f])/iy;
const sessionObject = /(?:\\{0,8}["']|&quot;|&#34;)?\s{0,8}[:=]?\s{0,8}[{[(]/y;
const hexId = /[0-9a-f]{32}/gi;
const wholeId = /(?<![0-9a-z])[0-9a-f]{32}(?![0-9a-z])/gi;

/** What no text should hold, whoever it belongs to: servers put live sessions of their callers into errors. */
function* structuredSecrets(text: string): Generator<Span> {
  yield* assignedSecrets(text);
  for (const match of text.matchAll(header)) {
    const to = match.index + match[0].length;
    yield { from: to - (match[1] ?? "").length, to };
  }
  yield* sessions(text);
}

function* sessions(text: string): Generator<Span> {
  for (let next = 0; ; ) {
    const end = endOfMatch(sessionWord, text, next);
    if (end === undefined) return;
    next = end;
    const id = at(sessionId, text, end);
    if (id !== undefined) yield { from: end + id[0].length - 32, to: end + id[0].length };
    const opening = at(sessionObject, text, end);
    if (opening === undefined) continue;
    const from = end + opening[0].length;
    next = closing(text, from);
    for (const inner of text.slice(from, next).matchAll(hexId)) {
      yield { from: from + inner.index, to: from + inner.index + 32 };
    }
  }
}

/** `"password": "…"`, `password=…` and the like, as JSON, JSON within JSON, HTML, or the text of a form. */
function* assignedSecrets(text: string): Generator<Span> {
  for (let next = 0; ; ) {
    const key = endOfMatch(secretKey, text, next);
    if (key === undefined) return;
    next = key;
    let from = key + (at(quote, text, key)?.[0].length ?? 0);
    const sign = at(assignment, text, from)?.[0];
    if (sign === undefined) continue;
    from += sign.length;
    const opening = at(quote, text, from)?.[0] ?? "";
    from += opening.length;
    // Prose goes on after a colon; forms and URLs have neither colons nor blanks.
    if (opening !== "") next = endOf(text, from, opening);
    else if (sign === "=") next = from + (at(bareValue, text, from)?.[0].length ?? 0);
    if (next > from) yield { from, to: next };
  }
}

/** Where the next match of a global pattern ends. */
function endOfMatch(pattern: RegExp, text: string, from: number): number | undefined {
  pattern.lastIndex = from;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}

function at(pattern: RegExp, text: string, index: number): RegExpExecArray | undefined {
  pattern.lastIndex = index;
  return pattern.exec(text) ?? undefined;
}

/** Where the value that begins at `from` ends: at its quote, which within JSON in a text comes with backslashes. */
function endOf(text: string, from: number, quotation: string): number {
  const limit = Math.min(text.length, from + longestValue);
  const within = text.slice(from, limit);
  const escapes = quotation.lastIndexOf("\\") + 1;
  const mark = quotation.slice(escapes);
  for (let end = within.indexOf(mark); end >= 0; end = within.indexOf(mark, end + 1)) {
    let before = 0;
    while (within[end - 1 - before] === "\\") before += 1;
    // A quote that belongs to the value has one more backslash, and one more for each that it has itself.
    if (before % (2 * (escapes + 1)) === escapes) return from + end - escapes;
  }
  return limit;
}

/** Where the bracket that was opened before `from` is closed. */
function closing(text: string, from: number): number {
  const limit = Math.min(text.length, from + longestValue);
  let depth = 1;
  for (let end = from; end < limit; end += 1) {
    const character = text[end] ?? "";
    if ("{[(".includes(character)) depth += 1;
    if ("}])".includes(character)) depth -= 1;
    if (depth === 0) return end;
  }
  return limit;
}
