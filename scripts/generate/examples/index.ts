// One program in every language out of the example of a definition.

import type { ResourceModel } from "../model";
import { capitalized, uncapitalized } from "../text";
import type { Type } from "../types";
import { goValue, pythonValue, type Scope, snake } from "./values";

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

/** Inputs of the example, as a language writes each. */
function writtenInputs(
  { platform, types, inputs, definition }: ResourceModel,
  write: (value: unknown, type: Type, scope: Scope) => string,
): [name: string, written: string][] {
  return Object.entries(definition.example.inputs).map(([key, value]) => {
    const input = inputs.find((one) => one.name === key);
    if (input === undefined)
      throw new Error(`the example of ${platform}.${definition.token} gives ${key}, which is no input`);
    return [key, write(value, input.type, { platform, named: types.named })];
  });
}

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

function python(resource: ResourceModel): string {
  const { platform, name, definition } = resource;
  const { example } = definition;
  const inputs = writtenInputs(resource, pythonValue).map(([key, written]) => `    ${snake(key)}=${written},`);
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

function go(resource: ResourceModel): string {
  const { platform, name, definition } = resource;
  const { example } = definition;
  const variable = uncapitalized(name);
  const written = writtenInputs(resource, goValue);
  // As gofmt aligns them.
  const widest = Math.max(...written.map(([key]) => key.length));
  const inputs = written.map(([key, value]) => `\t\t\t${`${capitalized(key)}:`.padEnd(widest + 1)} ${value},`);
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
