// Turns URL variables, query string and JSON body into the parameters of an API, with the server's own complaints.

import { TextError } from "../core/errors";
import { type ParamSpec, Params, type ParamValue } from "./api";

type JsonObject = Record<string, unknown>;

/** `undefined` for an empty body and for a list, which the server treats alike. */
export function parseBody(text: string): JsonObject | undefined {
  const trimmed = text.trim();
  if (trimmed === "") return undefined;
  if (isDeep(trimmed)) throw new TextError(500, "java.lang.StackOverflowError");
  let value: unknown;
  try {
    value = JSON.parse(trimmed);
  } catch {
    if (/^[[{]/.test(trimmed)) {
      throw new TextError(500, `java.io.EOFException: End of input at line 1 column ${text.length + 1} path $.`);
    }
    throw notAnObject("STRING");
  }
  if (Array.isArray(value) || value === null) return undefined;
  if (typeof value === "object") return value as JsonObject;
  throw notAnObject(typeof value === "string" ? "STRING" : typeof value === "number" ? "NUMBER" : "BOOLEAN");
}

const deepest = 1000;

/** The server reads JSON by recursion. Brackets in strings are counted too: no text has so many. */
function isDeep(text: string): boolean {
  let depth = 0;
  for (const character of text.matchAll(/[[\]{}]/g)) {
    depth += character[0] === "[" || character[0] === "{" ? 1 : -1;
    if (depth > deepest) return true;
  }
  return false;
}

function notAnObject(found: string): TextError {
  const text = `Expected BEGIN_OBJECT but was ${found} at line 1 column 1 path $`;
  return new TextError(500, `java.lang.IllegalStateException: ${text}`);
}

/** The object below the wrapper key; nothing there means no parameters. */
export function unwrap(body: JsonObject | undefined, wrapper: string | undefined): JsonObject {
  if (body === undefined || wrapper === undefined) return {};
  const inner = body[wrapper];
  if (inner === undefined || inner === null) return {};
  if (typeof inner === "object" && !Array.isArray(inner)) return inner as JsonObject;
  const java = Array.isArray(inner)
    ? "java.util.ArrayList"
    : typeof inner === "string"
      ? "java.lang.String"
      : typeof inner === "boolean"
        ? "java.lang.Boolean"
        : "java.lang.Double";
  throw new TextError(
    500,
    `class ${java} cannot be cast to class java.util.Map (${java} and java.util.Map are in module java.base of loader 'bootstrap')`,
  );
}

/** Tags may stand beside the wrapper or inside it; beside wins. */
export function tagsOf(body: JsonObject | undefined, inner: JsonObject, key: "userTags" | "systemTags"): string[] {
  const value = body?.[key] ?? inner[key];
  return Array.isArray(value) ? value.map((tag) => String(tag).trim()) : [];
}

export function readParams(
  specs: Record<string, ParamSpec>,
  inner: JsonObject,
  query: URLSearchParams,
  variables: Record<string, string>,
): Params {
  const values = new Map<string, ParamValue>();
  const serialized = JSON.stringify(inner);
  for (const [name, spec] of Object.entries(specs)) {
    const fromUrl = variables[name];
    if (fromUrl !== undefined) {
      values.set(name, fromUrl.trim());
      continue;
    }
    const given = Object.hasOwn(inner, name) ? inner[name] : fromQuery(spec, name, query);
    if (given === undefined || given === null) continue;
    const value = convert(name, spec, given, serialized);
    if (value !== undefined) values.set(name, value);
  }
  return new Params(values);
}

function fromQuery(spec: ParamSpec, name: string, query: URLSearchParams): unknown {
  const given = query.getAll(name);
  if (spec.kind === "list") {
    const numbered = [...query.keys()].filter((key) => new RegExp(`^${name}\\.\\d+$`).test(key));
    const all = [...given, ...numbered.map((key) => query.get(key) ?? "")];
    return all.length === 0 ? undefined : all;
  }
  if (given.length > 1) {
    const text = "only one value is allowed for the parameter but multiple values found";
    throw new TextError(400, `Invalid query parameter[${name}], ${text}`);
  }
  return given[0];
}

function convert(name: string, spec: ParamSpec, given: unknown, serialized: string): ParamValue | undefined {
  const text = typeof given === "object" ? undefined : String(given);
  switch (spec.kind) {
    case "list":
      if (Array.isArray(given)) return given.map((entry) => String(entry).trim());
      throw expected("BEGIN_ARRAY", given, name, serialized);
    case "boolean":
      if (text === "true" || text === "false") return text === "true";
      throw new TextError(
        400,
        `Invalid value for boolean field [${name}], [${text ?? JSON.stringify(given)}] is not a valid boolean string[true, false].`,
      );
    case "long": {
      const number = text === undefined || text.trim() === "" ? Number.NaN : Number(text);
      if (Number.isFinite(number)) return Math.trunc(number);
      const shown = text ?? JSON.stringify(given);
      throw new TextError(400, `[${name}] field is excepted an int or long, but was [${shown}].`);
    }
    case "string":
      if (text === undefined) throw expected("a string", given, name, serialized);
      return spec.verbatim === true ? text : text.trim();
  }
}

/** The JSON library counts the columns of the wrapper's content, written out again. */
function expected(what: string, given: unknown, name: string, serialized: string): TextError {
  const found = Array.isArray(given) ? "BEGIN_ARRAY" : typeof given === "object" ? "BEGIN_OBJECT" : "STRING";
  const start = serialized.indexOf(`${JSON.stringify(name)}:`) + JSON.stringify(name).length + 1;
  const place = `line 1 column ${start + 2} path $.${name}`;
  return new TextError(500, `java.lang.IllegalStateException: Expected ${what} but was ${found} at ${place}`);
}
