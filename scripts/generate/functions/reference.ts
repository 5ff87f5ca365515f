// Functions in the docs: filters, results, errors and an example of each.

import { type FunctionModel, type FunctionProperty, nestedTypes, propertiesOf, type Schema } from "./model";

const platforms = [
  { platform: "zstack", title: "ZStack" },
  { platform: "cinder", title: "OpenStack Cinder" },
];

const introduction = `<!-- Made by \`npm run generate\` from the definitions in provider/*/functions. Do not edit. -->

# Functions

Each function exists in four forms: \`getX\` returns one object, \`getXs\` all that match, and each has a form that ends in
\`Output\` and takes outputs of resources. All given filters have to match. [Functions that find what exists](../lookups.md)
explains when to use which.

## Errors

Every error has a \`code\`. The message begins with the function, and names the filters and the connection.

| code | meaning |
|---|---|
| \`invalid-input\` | a filter is unknown or its value is invalid; an argument of the plain form is an output |
| \`invalid-config\` | a setting of the connection is missing or wrong |
| \`no-match\` | \`getX\`: no object matches |
| \`several-matches\` | \`getX\`: several objects match, and \`mostRecent\` is not set, or the date of one cannot be read |
| \`unexpected-response\` | the platform responded with something that cannot be read, or with a date that cannot be compared |

Requests fail with the codes of the connection, as those of resources do: [errors](errors.md).
`;

function typeText(schema: Schema): string {
  if (schema.enum !== undefined) return schema.enum.map((value) => `\`${value}\``).join(", ");
  if (schema.type === "array") return schema.items?.title === undefined ? "list of strings" : "list of objects";
  if (schema.type === "integer") return "number";
  return typeof schema.additionalProperties === "object" ? "mapping of strings" : String(schema.type);
}

function table(heading: string, properties: readonly FunctionProperty[]): string {
  const isResult = heading !== "filter";
  const rows = properties.map(
    ({ name, description, required, schema }) =>
      `| \`${name}\` | ${typeText(schema)}${isResult && !required ? ", optional" : ""} | ${description} |\n`,
  );
  return `| ${heading} | type | |\n|---|---|---|\n${rows.join("")}`;
}

function section({
  platform,
  found,
  many,
  description,
  api,
  examples,
  filters,
  mostRecent,
  result,
}: FunctionModel): string {
  const nested = nestedTypes(result).map((type) => {
    const owner = result.find(({ schema }) => schema.items?.title === type.title)?.name;
    return `\n${table(`each of \`${owner}\``, propertiesOf(type))}`;
  });
  return `
### ${platform}.get${found}

Finds ${many}${description === "" ? "" : `. ${description}`.replace(/\.$/, "")}. All: \`get${found}s\`.

\`\`\`ts
${examples.one}
\`\`\`

${table("filter", [...filters, { ...mostRecent, description: `Only \`get${found}\`. ${mostRecent.description}` }])}
${table("result", result)}${nested.join("")}
Errors: \`no-match\` and \`several-matches\` of \`get${found}\`; [those of all functions](#errors). Requests: ${api
    .map((request) => `\`${request}\``)
    .join(", ")}.
`;
}

export function functionReference(all: readonly FunctionModel[]): string {
  const sections = platforms.map(
    ({ platform, title }) =>
      `\n## ${title}\n${all
        .filter((one) => one.platform === platform)
        .map(section)
        .join("")}`,
  );
  return introduction + sections.join("");
}
