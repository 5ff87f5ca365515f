// Functions in the TypeScript SDK: a file for each, with its types and its four forms.

import { comment, uncapitalized } from "../text";
import type { Property, Type } from "../types";
import { generated, plain } from "../typescriptTypes";
import type { FunctionModel } from "./model";

/** @param found everything that the functions of the module find */
function typeText(type: Type, found: ReadonlySet<string>): string {
  switch (type.kind) {
    case "named":
      return typeName(type.name, found);
    case "list":
      return `readonly ${typeText(type.of, found)}[]`;
    case "map":
      return `Readonly<Record<string, ${typeText(type.of, found)}>>`;
    default:
      return plain(type);
  }
}

/** Results have other names here than in languages that call the function by the name of its result. */
function typeName(title: string, found: ReadonlySet<string>): string {
  const name = title.replace(/^Found/, "");
  return found.has(name) ? `Get${name}Result` : `${name}Result`;
}

const members = (properties: readonly Property[], found: ReadonlySet<string>): string =>
  properties
    .map(
      ({ name, description, required, type }) =>
        `${comment(description, "  ")}\n  readonly ${name}${required ? "" : "?"}: ${typeText(type, found)};\n`,
    )
    .join("");

const example = (code: string): string => `@example\n\`\`\`ts\n${code}\n\`\`\``;

const documentation = (...paragraphs: string[]): string => comment(paragraphs.filter((one) => one !== "").join("\n\n"));

function functionFile(definition: FunctionModel, found: ReadonlySet<string>): string {
  const { found: name, noun, many, description, api, examples, everything } = definition;
  const [one, all] = [`get${name}`, `get${name}s`];
  const [oneType, allType] = [`G${one.slice(1)}`, `G${all.slice(1)}`];
  const requests = api.map((request) => `\`${request}\``).join(", ");
  const nested = definition.nested.map((type) => ({ type, typeName: typeName(type.name, found) }));
  const imported = nested.filter(({ typeName }) => typeName.startsWith("Get"));
  const unknown =
    "for arguments that may be outputs: the result is unknown while one of them, or a setting of the provider, is";

  return `${generated}

import type * as pulumi from "@pulumi/pulumi";
import { type FunctionInputs, type FunctionOptions, functions } from "../functionModule";
${imported.map(({ typeName }) => `import type { ${typeName} } from "./${uncapitalized(typeName.replace(/Result$/, ""))}";\n`).join("")}
/** Filters of \`${all}\`. */
export interface ${allType}Args {
${members(definition.filters, found)}}

/** Filters of \`${one}\`. */
export interface ${oneType}Args extends ${allType}Args {
${members([definition.mostRecent], found)}}
${nested
  .filter((one) => !imported.includes(one))
  .map(
    ({ type, typeName }) => `
${comment(type.description)}
export interface ${typeName} {
${members(type.properties, found)}}
`,
  )
  .join("")}
/** A ${noun}. */
export interface ${oneType}Result {
${members(definition.result, found)}}

${documentation(
  `Gets one ${definition.one}. Runs at once, in previews too.`,
  description,
  "An object must match all filters. It is an error if none matches (code `no-match`), or if several match without " +
    "`mostRecent: true` (`several-matches`); the message lists them. An error also names settings that are missing or not " +
    "known yet.",
  `API: ${requests}.`,
  example(examples.one),
)}
export function ${one}(args: ${oneType}Args, options?: FunctionOptions): Promise<${oneType}Result> {
  return functions.findOne("${name}", args, options);
}

${documentation(
  `\`${one}\` ${unknown}; otherwise the function runs in previews too. Same errors and API.`,
  example(examples.oneOutput),
)}
export function ${one}Output(
  args: FunctionInputs<${oneType}Args>,
  options?: FunctionOptions,
): pulumi.Output<${oneType}Result> {
  return functions.findOneOutput("${name}", args, options);
}

${documentation(
  `Gets all ${many} that match, oldest first; the list may be empty. Without filters: ${everything}.`,
  description,
  "Throws for invalid filters and settings, and if the connection fails.",
  `API: ${requests}, page by page.`,
  example(examples.all),
)}
export function ${all}(args: ${allType}Args = {}, options?: FunctionOptions): Promise<${oneType}Result[]> {
  return functions.findAll("${name}", args, options);
}

${documentation(`\`${all}\` ${unknown}. Same errors and API.`, example(examples.allOutput))}
export function ${all}Output(
  args: FunctionInputs<${allType}Args> = {},
  options?: FunctionOptions,
): pulumi.Output<${oneType}Result[]> {
  return functions.findAllOutput("${name}", args, options);
}
`;
}

/** The files of all functions by their paths, not formatted yet. */
export function functionTypescript(all: readonly FunctionModel[]): Map<string, string> {
  const files = new Map<string, string>();
  for (const platform of new Set(all.map((one) => one.platform))) {
    const some = all.filter((one) => one.platform === platform);
    const found = new Set(some.map((one) => one.found));
    for (const one of some) files.set(`sdk/${platform}/functions/get${one.found}.ts`, functionFile(one, found));
    const names = [...found].sort().map((name) => `export * from "./get${name}";\n`);
    files.set(`sdk/${platform}/functions/index.ts`, `${generated}\n\n${names.join("")}`);
  }
  return files;
}
