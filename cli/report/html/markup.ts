// HTML whose texts cannot become markup: whatever is put into a template is escaped, unless it is markup itself.

import { printable } from "../../../provider/http/printable";
import { redact } from "../../../provider/http/redact";

/** HTML that this program wrote. */
export class Markup {
  constructor(readonly text: string) {}
}

type Value = string | number | undefined | Markup | readonly Markup[];

const entities: Readonly<Record<string, string>> = { "&": "amp", "<": "lt", ">": "gt", '"': "quot", "'": "#39" };

/** A text of others, for an element or a quoted attribute: without secrets, on one line. */
export function escaped(text: string): string {
  return printable(redact(text)).replace(/[&<>"']/g, (character) => `&${entities[character]};`);
}

function textOf(value: Value): string {
  if (value === undefined) return "";
  if (value instanceof Markup) return value.text;
  if (typeof value === "string") return escaped(value);
  return typeof value === "number" ? String(value) : value.map(({ text }) => text).join("");
}

/** A template; attributes in it have to be quoted. */
export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Markup {
  return new Markup(parts.map((part, at) => part + textOf(values[at])).join(""));
}

export const nothing = new Markup("");
