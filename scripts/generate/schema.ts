// schema.json: the package as Pulumi's code generators for all languages read it.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { exampleIn, languages } from "./examples";
import type { PlatformModel, ResourceModel } from "./model";
import { objectOf, propertyOf } from "./schemaTypes";
import { providerSchema } from "./settings";
import type { NamedType } from "./types";

const packageName = "snapshots";

interface PackageJson {
  readonly description: string;
  readonly homepage: string;
  readonly license: string;
  readonly keywords: readonly string[];
}

type Json = Readonly<Record<string, unknown>>;

/** @param functions entries of the functions, and the types of their results */
export function schemaFile(
  models: readonly PlatformModel[],
  functions: { readonly functions: Json; readonly types: Json },
): Map<string, string> {
  const { description, homepage, license, keywords } = JSON.parse(
    readFileSync(join(__dirname, "../../package.json"), "utf8"),
  ) as PackageJson;
  const resources = models.flatMap((model) => model.resources);
  const { config, provider, types } = providerSchema(packageName);
  const schema = {
    name: packageName,
    displayName: "Snapshots",
    description,
    keywords: ["category/infrastructure", ...keywords],
    homepage,
    repository: homepage.replace(/#.*$/, ""),
    license,
    publisher: "pulumi-snapshots",
    meta: { moduleFormat: "(.*)" },
    config,
    provider,
    types: sorted({ ...typesOf(models), ...types, ...functions.types }),
    resources: sorted(Object.fromEntries(resources.map((one) => [tokenOf(one), resourceOf(one)]))),
    functions: sorted(functions.functions),
    language: {
      nodejs: { packageName: "pulumi-snapshots-native", respectSchemaVersion: true },
      python: { packageName: "pulumi_snapshots", pyproject: { enabled: true }, respectSchemaVersion: true },
      go: {
        importBasePath: "github.com/pulumi-snapshots/pulumi-snapshots/sdk/go/snapshots",
        generateResourceContainerTypes: true,
        respectSchemaVersion: true,
      },
      csharp: { rootNamespace: "PulumiSnapshots", respectSchemaVersion: true },
      java: { basePackage: "io.github.pulumisnapshots" },
    },
  };
  return new Map([["schema.json", `${JSON.stringify(schema, undefined, 2)}\n`]]);
}

const sorted = (entries: Json): Json =>
  Object.fromEntries(Object.entries(entries).sort(([a], [b]) => (a < b ? -1 : 1)));

const moduleOf = (platform: string): string => `${packageName}:${platform}`;

const tokenOf = ({ platform, name }: Pick<ResourceModel, "platform" | "name">): string =>
  `${moduleOf(platform)}:${name}`;

function typesOf(models: readonly PlatformModel[]): Json {
  const entries = models.flatMap(({ platform, types }) =>
    [...types.named.values()].map((type) => [tokenOf({ platform, name: type.name }), typeOf(type, platform)] as const),
  );
  return Object.fromEntries(entries);
}

function typeOf(type: NamedType, platform: string): Json {
  if ("values" in type)
    return { description: type.description, type: "string", enum: type.values.map((value) => ({ value })) };
  return { description: type.description, ...objectOf(type.properties, moduleOf(platform)) };
}

function resourceOf(resource: ResourceModel): Json {
  const { platform, name, inputs, outputs, description } = resource;
  const required = inputs.filter((one) => one.required).map((one) => one.name);
  const module = moduleOf(platform);
  return {
    description: `${description}\n\n${examplesOf(resource)}`,
    properties: Object.fromEntries(outputs.map((one) => [one.name, propertyOf(one, module)])),
    required: outputs.filter((one) => one.required).map((one) => one.name),
    inputProperties: Object.fromEntries(
      inputs.map((one) => [
        one.name,
        { ...propertyOf(one, module), ...(one.replaces ? { willReplaceOnChanges: true } : {}) },
      ]),
    ),
    ...(required.length === 0 ? {} : { requiredInputs: required }),
    // A stack can change doors without touching an object.
    aliases: [{ type: `pulumi-nodejs:dynamic/${platform}:${name}` }],
  };
}

/** Examples in the form that Pulumi's registry takes apart by language. */
function examplesOf(resource: ResourceModel): string {
  const programs = languages.map((language) => `\`\`\`${language}\n${exampleIn(language, resource)}\n\`\`\``);
  return `{{% examples %}}\n## Example Usage\n{{% example %}}\n\n${programs.join("\n")}\n{{% /example %}}\n{{% /examples %}}\n`;
}
