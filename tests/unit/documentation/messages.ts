// Compares lines that pages quote with the texts of which the product's messages are made.
import * as ts from "typescript";
import { nodes, type Source } from "../architecture/sources";

/** Stands for what a message inserts; no page contains it. */
const inserted = "\u0000";

/** The texts of an expression of strings and templates; everything else in it is `inserted`. */
function textOf(node: ts.Expression): string {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return node.text;
  if (ts.isParenthesizedExpression(node)) return textOf(node.expression);
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) {
    return textOf(node.left) + textOf(node.right);
  }
  if (ts.isTemplateExpression(node)) {
    return node.head.text + node.templateSpans.map(({ literal }) => inserted + literal.text).join("");
  }
  return inserted;
}

/** Every text of the files that may be part of a message, as what finds it in a line. */
export function messages(files: readonly Source[]): RegExp[] {
  const texts = files
    .flatMap((file) => nodes(file))
    .flatMap((node) =>
      ts.isStringLiteral(node) ||
      ts.isNoSubstitutionTemplateLiteral(node) ||
      ts.isTemplateExpression(node) ||
      (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken)
        ? [textOf(node)]
        : [],
    );
  return [...new Set(texts)].filter(isProse).map((text) => new RegExp(pattern(text), "dg"));
}

/** A single word could be anywhere. */
const isProse = (text: string): boolean => /[a-z]{2,}[^a-z]* [a-z]{2,}/i.test(text);

const pattern = (text: string): string =>
  text
    .trim()
    .split(inserted)
    .map((fixed) => `(${fixed.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")})`)
    .join(".*?");

/** What is left of a line without the fixed texts of all messages that are in it as a whole. */
export function withoutMessages(line: string, known: readonly RegExp[]): string {
  const letters = [...line];
  for (const message of known) {
    for (const match of line.matchAll(message)) {
      for (const place of match.indices?.slice(1) ?? []) if (place !== undefined) letters.fill("|", ...place);
    }
  }
  return letters.join("");
}

/** The longest row of words without a value or a message in between. */
export function strangeWords(line: string, known: readonly RegExp[]): string {
  const rows = withoutMessages(line, known)
    .split(/[|…]+|"[^"]*"|`[^`]*`|\S*[\d:/._]\S*/)
    .map((row) => row.replace(/[^a-z' ]/gi, " ").trim());
  return rows.reduce((longest, row) => (row.split(/ +/).length > longest.split(/ +/).length ? row : longest), "");
}
