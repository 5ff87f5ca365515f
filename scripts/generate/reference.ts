// The pages of docs/reference/ about resources.

import { exampleIn, languages } from "./examples";
import type { InputProperty, PlatformModel, ResourceModel } from "./model";
import type { NamedType, ObjectType, Property, Type } from "./types";
import { namesIn } from "./types";

const generated = "<!-- Made by `npm run generate` from the definitions in provider/. Do not edit. -->";

export function referencePages(models: readonly PlatformModel[]): Map<string, string> {
  const all = models.flatMap(({ resources, types }) => resources.map((one) => [one, types.named] as const));
  const pages = all.map(([one, named]): [string, string] => [
    `docs/reference/${one.platform}-${one.name}.md`,
    page(one, named),
  ]);
  return new Map([...pages, ["docs/reference/README.md", index(all.map(([one]) => one))]]);
}

function index(resources: readonly ResourceModel[]): string {
  const rows = resources.map((one) => {
    const [summary = ""] = one.description.split("\n\n");
    return `| [\`${one.platform}.${one.name}\`](${one.platform}-${one.name}.md) | ${cell(summary)} |`;
  });
  const functions = "[Functions](functions.md) find what exists.";
  return [generated, "# Reference", "", "| resource | what it is |", "|---|---|", ...rows, "", functions, ""].join(
    "\n",
  );
}

const titles: Readonly<Record<string, string>> = { typescript: "TypeScript", python: "Python", go: "Go", yaml: "YAML" };

function page(resource: ResourceModel, named: ReadonlyMap<string, NamedType>): string {
  const { platform, name, description, definition, inputs, outputs } = resource;
  const types = [...new Set([...inputs, ...outputs].flatMap(({ type }) => namesIn(type, named)))].sort();
  const examples = languages.map((language) => {
    const fence = language === "typescript" ? "ts" : language;
    return `### ${titles[language]}\n\n\`\`\`${fence}\n${exampleIn(language, resource)}\n\`\`\``;
  });
  const made = outputs.filter((one) => !one.declared);
  const parts = [
    generated,
    `# ${platform}.${name}`,
    description
      .split("\n\n")
      .map((one) => one.replace(/\n/g, " "))
      .join("\n\n"),
    `API: ${definition.api}.`,
    "## Example",
    ...examples,
    "## Inputs",
    inputTable(inputs),
    "Every input is an output as well, as it was declared, unless the table of outputs has it with another meaning.",
    "## Outputs",
    propertyTable(made),
    ...(types.length === 0 ? [] : ["## Types"]),
    ...types.map((type) => typeSection(named.get(type))),
  ];
  return `${parts.join("\n\n")}\n`;
}

function typeSection(type: NamedType | undefined): string {
  if (type === undefined) return "";
  if ("values" in type)
    return `### ${type.name}\n\n${type.description} One of ${type.values.map((value) => `\`"${value}"\``).join(", ")}.`;
  return `### ${type.name}\n\n${type.description}\n\n${propertyTable((type as ObjectType).properties)}`;
}

function inputTable(inputs: readonly InputProperty[]): string {
  const rows = inputs.map(
    (one) => `| \`${one.name}\` | ${shown(one.type)} | ${one.required ? "yes" : "no"} | ${cell(one.description)} |`,
  );
  return ["| name | type | required | meaning |", "|---|---|---|---|", ...rows].join("\n");
}

function propertyTable(properties: readonly Property[]): string {
  const rows = properties.map(
    (one) => `| \`${one.name}\` | ${shown(one.type)}${one.required ? "" : ", optional"} | ${cell(one.description)} |`,
  );
  return ["| name | type | meaning |", "|---|---|---|", ...rows].join("\n");
}

const cell = (text: string): string => text.replace(/\s+/g, " ").replace(/\|/g, "\\|").trim();

function shown(type: Type): string {
  switch (type.kind) {
    case "any":
      return "any JSON value";
    case "choice":
      return type.values.map((value) => `\`"${value}"\``).join(" or ");
    case "list":
      return `list of ${shown(type.of)}`;
    case "map":
      return `map of ${shown(type.of)}`;
    case "either":
      return type.of.map(shown).join(" or ");
    case "named":
      return `[${type.name}](#${type.name.toLowerCase()})`;
    default:
      return type.kind;
  }
}
