// Functions in the docs: filters, results, errors and an example of each.

import type { Property, Type } from "../types";
import type { FunctionModel } from "./model";

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

function typeText(type: Type): string {
  switch (type.kind) {
    case "choice":
      return type.values.map((value) => `\`${value}\``).join(", ");
    case "list":
      return type.of.kind === "named" ? "list of objects" : "list of strings";
    case "map":
      return "mapping of strings";
    default:
      return type.kind;
  }
}

function table(heading: string, properties: readonly Property[]): string {
  const isResult = heading !== "filter";
  const rows = properties.map(
    ({ name, description, required, type }) =>
      `| \`${name}\` | ${typeText(type)}${isResult && !required ? ", optional" : ""} | ${description} |\n`,
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
  nested,
}: FunctionModel): string {
  const tables = nested.map(({ name, properties }) => {
    const owner = result.find(
      ({ type }) => type.kind === "list" && type.of.kind === "named" && type.of.name === name,
    )?.name;
    return `\n${table(`each of \`${owner}\``, properties)}`;
  });
  return `
### ${platform}.get${found}

Finds ${many}${description === "" ? "" : `. ${description}`.replace(/\.$/, "")}. All: \`get${found}s\`.

\`\`\`ts
${examples.one}
\`\`\`

${table("filter", [...filters, { ...mostRecent, description: `Only \`get${found}\`. ${mostRecent.description}` }])}
${table("result", result)}${tables.join("")}
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
