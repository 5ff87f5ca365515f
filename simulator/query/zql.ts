// ZQL as far as one `query` sentence goes: fields, conditions joined by `and`, order, limit, offset.

import { internal } from "../core/errors";
import type { Inventory } from "../core/inventories";
import type { Account } from "../rest/api";
import type { World } from "../world";
import type { Condition, Operator, Query } from "./conditions";
import { registry } from "./registry";
import { runQuery } from "./run";

type Token = { text: string; quoted: boolean };

const pattern = /'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|(!=|>=|<=|[=<>(),])|([^\s'"=!<>(),]+)/gy;

function tokens(text: string): Token[] {
  const found: Token[] = [];
  pattern.lastIndex = 0;
  let end = 0;
  while (end < text.length) {
    const blank = /\s+/y;
    blank.lastIndex = end;
    end += blank.exec(text)?.[0].length ?? 0;
    if (end === text.length) break;
    pattern.lastIndex = end;
    const match = pattern.exec(text);
    if (match === null) throw wrong(text, end);
    const quoted = match[1] ?? match[2];
    found.push(quoted === undefined ? { text: match[0], quoted: false } : { text: unquote(quoted), quoted: true });
    end = pattern.lastIndex;
  }
  return found;
}

function unquote(text: string): string {
  return text.replace(/\\(.)/g, "$1");
}

function wrong(text: string, at: number): Error {
  const near = text.slice(Math.max(0, at - 10), at + 10);
  return internal(
    `org.antlr.v4.runtime.misc.ParseCancellationException: error no viable alternative at line 1:${at}, ${near}`,
  );
}

/** Reads the sentence word by word. */
class Sentence {
  private at = 0;

  constructor(
    private readonly text: string,
    private readonly words: Token[] = tokens(text),
  ) {}

  get ended(): boolean {
    return this.at >= this.words.length;
  }

  /** Steps over the keyword if it is next. */
  skip(...keywords: string[]): boolean {
    const here = this.words.slice(this.at, this.at + keywords.length);
    const same = here.length === keywords.length && here.every((word, index) => is(word, keywords[index] ?? ""));
    if (same) this.at += keywords.length;
    return same;
  }

  next(): string {
    const word = this.words[this.at++];
    if (word === undefined) throw wrong(this.text, this.text.length);
    return word.text;
  }

  fail(): Error {
    return wrong(this.text, this.text.indexOf(this.words[this.at]?.text ?? ""));
  }
}

function is(word: Token, keyword: string): boolean {
  return !word.quoted && word.text.toLowerCase() === keyword;
}

function condition(sentence: Sentence): Condition {
  const name = sentence.next();
  const make = (operator: Operator, value: string): Condition => ({ name, operator, value });
  if (sentence.skip("is", "null")) return make("is null", "");
  if (sentence.skip("is", "not", "null") || sentence.skip("not", "null")) return make("not null", "");
  if (sentence.skip("not", "like")) return make("!~=", sentence.next());
  if (sentence.skip("like")) return make("~=", sentence.next());
  if (sentence.skip("not", "in")) return make("!?=", list(sentence));
  if (sentence.skip("in")) return make("?=", list(sentence));
  for (const operator of ["=", "!=", ">=", "<=", ">", "<"] as const) {
    if (sentence.skip(operator)) return make(operator, sentence.next());
  }
  throw sentence.fail();
}

function list(sentence: Sentence): string {
  if (!sentence.skip("(")) throw sentence.fail();
  const values: string[] = [];
  while (!sentence.skip(")")) {
    values.push(sentence.next());
    sentence.skip(",");
  }
  return values.join(",");
}

export function runZql(text: string, account: Account, world: World): Inventory {
  const sentence = new Sentence(text);
  if (!sentence.skip("query")) throw sentence.fail();
  const [target = "", ...first] = sentence.next().split(".");
  const resource = Object.values(registry).find((one) => one.zql === target.toLowerCase());
  if (resource === undefined) {
    throw internal(`org.zstack.header.exception.CloudRuntimeException: cannot find inventory with name[${target}]`);
  }
  const query: Query = { conditions: [], limit: 1000, start: 0, count: false, replyWithCount: false };
  const fields = [...first];
  while (sentence.skip(",")) fields.push(sentence.next());
  if (fields.length > 0) query.fields = fields;
  if (sentence.skip("where")) {
    do query.conditions.push(condition(sentence));
    while (sentence.skip("and"));
  }
  if (sentence.skip("return", "with", "(", "total", ")")) query.replyWithCount = true;
  if (sentence.skip("order", "by")) {
    const field = sentence.next();
    query.sort = { field, descending: sentence.skip("desc") };
    sentence.skip("asc");
  }
  if (sentence.skip("limit")) query.limit = Number(sentence.next());
  if (sentence.skip("offset")) query.start = Number(sentence.next());
  if (!sentence.ended) throw sentence.fail();
  const { schema: _schema, ...result } = runQuery(resource, registry, query, account, world);
  return { results: [result] };
}
