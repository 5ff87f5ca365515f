// One program in every language out of the example of a definition.

import type { ResourceModel } from "./model";
import { capitalized, uncapitalized } from "./text";

export const languages = ["typescript", "python", "go", "yaml"] as const;

export type Language = (typeof languages)[number];

/** The source of a whole program. */
export function exampleIn(language: Language, resource: ResourceModel): string {
  switch (language) {
    case "typescript":
      return typescript(resource);
    case "python":
      return python(resource);
    case "go":
      return go(resource);
    case "yaml":
      return yaml(resource);
  }
}

const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

function typescript({ platform, name, definition }: ResourceModel): string {
  const { example } = definition;
  const inputs = Object.entries(example.inputs).map(([key, value]) => `  ${key}: ${JSON.stringify(value)},`);
  return [
    `import { ${platform} } from "pulumi-snapshots";`,
    "",
    `const ${uncapitalized(name)} = new ${platform}.${name}("${example.name}", {`,
    ...inputs,
    "});",
    "",
    `export const ${example.output} = ${uncapitalized(name)}.${example.output};`,
  ].join("\n");
}

function pythonValue(value: unknown): string {
  if (typeof value === "boolean") return value ? "True" : "False";
  if (Array.isArray(value)) return `[${value.map(pythonValue).join(", ")}]`;
  return JSON.stringify(value);
}

/** The enumeration to which a value of the example belongs, by its name. */
function enumerationOf({ inputs }: ResourceModel, key: string, value: unknown): string | undefined {
  const type = inputs.find((one) => one.name === key)?.type;
  return type?.kind === "named" && typeof value === "string" ? type.name : undefined;
}

function python(resource: ResourceModel): string {
  const { platform, name, definition } = resource;
  const { example } = definition;
  const inputs = Object.entries(example.inputs).map(([key, value]) => {
    const type = enumerationOf(resource, key, value);
    const member = `${platform}.${type}.${String(value).toUpperCase()}`;
    return `    ${snake(key)}=${type === undefined ? pythonValue(value) : member},`;
  });
  return [
    "import pulumi",
    `from pulumi_snapshots import ${platform}`,
    "",
    `${snake(uncapitalized(name))} = ${platform}.${name}(`,
    `    "${example.name}",`,
    ...inputs,
    ")",
    "",
    `pulumi.export("${example.output}", ${snake(uncapitalized(name))}.${snake(example.output)})`,
  ].join("\n");
}

function goValue(value: unknown, any: boolean): string {
  if (Array.isArray(value)) {
    const items = value.map((one) => goValue(one, any)).join(", ");
    return any
      ? `pulumi.Any([]any{${value.map((one) => JSON.stringify(one)).join(", ")}})`
      : `pulumi.StringArray{${items}}`;
  }
  if (typeof value === "boolean") return `pulumi.Bool(${value})`;
  if (typeof value === "number") return `pulumi.Int(${value})`;
  return `pulumi.String(${JSON.stringify(value)})`;
}

function go(resource: ResourceModel): string {
  const { platform, name, definition, inputs: declared } = resource;
  const { example } = definition;
  const variable = uncapitalized(name);
  const entries = Object.entries(example.inputs);
  // As gofmt aligns them.
  const widest = Math.max(...entries.map(([key]) => key.length));
  const inputs = entries.map(([key, value]) => {
    const any = declared.find((one) => one.name === key)?.type.kind === "any";
    const type = enumerationOf(resource, key, value);
    const written = type === undefined ? goValue(value, any) : `${platform}.${type}${capitalized(String(value))}`;
    return `\t\t\t${`${capitalized(key)}:`.padEnd(widest + 1)} ${written},`;
  });
  return [
    "package main",
    "",
    "import (",
    `\t"github.com/pulumi-snapshots/pulumi-snapshots/sdk/go/snapshots/${platform}"`,
    `\t"github.com/pulumi/pulumi/sdk/v3/go/pulumi"`,
    ")",
    "",
    "func main() {",
    "\tpulumi.Run(func(ctx *pulumi.Context) error {",
    `\t\t${variable}, err := ${platform}.New${name}(ctx, "${example.name}", &${platform}.${name}Args{`,
    ...inputs,
    "\t\t})",
    "\t\tif err != nil {",
    "\t\t\treturn err",
    "\t\t}",
    `\t\tctx.Export("${example.output}", ${variable}.${capitalized(example.output)})`,
    "\t\treturn nil",
    "\t})",
    "}",
  ].join("\n");
}

function yaml({ platform, name, definition }: ResourceModel): string {
  const { example } = definition;
  const inputs = Object.entries(example.inputs).map(([key, value]) => `      ${key}: ${JSON.stringify(value)}`);
  return [
    "resources:",
    `  ${example.name}:`,
    `    type: snapshots:${platform}:${name}`,
    "    properties:",
    ...inputs,
    "outputs:",
    `  ${example.output}: \${${example.name}.${example.output}}`,
  ].join("\n");
}
