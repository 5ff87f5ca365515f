import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import * as ts from "typescript";
import { nodes, type Source, sources } from "./sources";

const root = resolve(__dirname, "../../..");

/** Words for which the glossary in docs/architecture.md has another one, as parts of names that files export. */
const names =
  /surrounding|sighting|settle|handedout|\bbrake|glance|remembered|unsettled|leftbeside|sweep|takenalong|affected|forest|making|^claim|claimed|farewell|spoken|growingpauses|oneatatime|reallymissing|sameplatform|soundness|unrelaxed|^told$|^steps$|^places?$|stray|bringtext|bringcopies|unmarked|^marks|^seen$|young|hiddenrow|objectkind/i;

/** Words that only this project would use, in what a user reads. */
const jargon =
  /\b(put off|for ever|brake|sweeps?|swept|unsettled|sightings?|glances?|sought|goes along|go along|a person|somebody|surroundings|handed out|left beside|asks? to be left alone)\b/i;

function exported(source: Source): string[] {
  return nodes(source).flatMap((node) => {
    const isDeclared =
      ts.isFunctionDeclaration(node) ||
      ts.isClassDeclaration(node) ||
      ts.isInterfaceDeclaration(node) ||
      ts.isTypeAliasDeclaration(node) ||
      (ts.isVariableDeclaration(node) && ts.isSourceFile(node.parent.parent.parent));
    if (!isDeclared || node.name === undefined || !ts.isIdentifier(node.name)) return [];
    const holder = ts.isVariableDeclaration(node) ? node.parent.parent : node;
    const isExported =
      ts.canHaveModifiers(holder) &&
      (ts.getModifiers(holder) ?? []).some((modifier) => modifier.kind === ts.SyntaxKind.ExportKeyword);
    return isExported ? [node.name.text] : [];
  });
}

/** Texts that may be shown: every string and template, whole words of them. */
function texts(source: Source): string[] {
  return nodes(source).flatMap((node) =>
    ts.isStringLiteral(node) ||
    ts.isNoSubstitutionTemplateLiteral(node) ||
    ts.isTemplateHead(node) ||
    ts.isTemplateMiddle(node) ||
    ts.isTemplateTail(node)
      ? [node.text]
      : [],
  );
}

/** More words for which a page has a plainer one. */
const pageJargon = /\b(goes on|go on|stands|told by|ways on|the way back)\b/i;

/** What a user reads besides messages: pages, whole examples, the changelog. Words in code are names. */
function pages(): Source[] {
  const folders = ["docs", "examples"].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((file) => /\.(?:md|ts|yaml)$/.test(file) && !file.includes("node_modules"))
      .map((file) => join(folder, file)),
  );
  return [...folders, "README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md"].map((path) => ({
    path,
    text: readFileSync(join(root, path), "utf8").replace(/`[^`\n]+`/g, "``"),
  }));
}

describe("words of the glossary", () => {
  it("are what exported names are made of", () => {
    const found = sources("provider", "sdk", "cli").flatMap((source) =>
      exported(source)
        .filter((name) => names.test(name))
        .map((name) => `${source.path}: ${name}`),
    );
    assert.deepEqual(found, []);
  });

  it("are what messages are made of", () => {
    const found = sources("provider", "sdk", "cli").flatMap((source) =>
      texts(source)
        .filter((text) => jargon.test(text))
        .map((text) => `${source.path}: ${text.slice(0, 120)}`),
    );
    assert.deepEqual(found, []);
  });

  it("are what pages are made of", () => {
    const found = pages().flatMap(({ path, text }) =>
      text.split("\n").flatMap((line, at) => {
        const word = jargon.exec(line) ?? pageJargon.exec(line);
        return word === null ? [] : [`${path}:${at + 1}: ${word[0]}`];
      }),
    );
    assert.deepEqual(found, []);
  });

  it("would be missed", () => {
    const source = (text: string): Source => ({ path: "x.ts", text });
    assert.deepEqual(exported(source("export const sightingOf = 1; const kept = 2; export class Kept {}")), [
      "sightingOf",
      "Kept",
    ]);
    assert.ok(names.test("sightingOf") && names.test("sweepSnapshot") && !names.test("Kept"));
    assert.deepEqual(
      texts(source('say("it is put off until then")')).filter((text) => jargon.test(text)),
      ["it is put off until then"],
    );
  });
});
