// The classes of sdk/ and the types of their inputs and outputs.

import { exampleIn } from "./examples";
import type { PlatformModel, ResourceModel } from "./model";
import { providerFile } from "./settings";
import { comment, uncapitalized } from "./text";
import { type NamedType, namesIn } from "./types";
import { generated, plain, written } from "./typescriptTypes";

/** Paths and contents of the files of one platform. */
export function typescriptFiles(model: PlatformModel): Map<string, string> {
  const folder = `sdk/${model.platform}`;
  const files = new Map(
    model.resources.map((one) => [`${folder}/${uncapitalized(one.name)}.ts`, classFile(one, model.types.named)]),
  );
  files.set(`${folder}/types.ts`, typesFile(model));
  files.set(`${folder}/resources.ts`, indexFile(model));
  files.set(...providerFile(model.platform));
  return files;
}

/** Named types that programs write; each of their properties may be an output. */
function writtenNames({ resources, types }: PlatformModel): Set<string> {
  const inputs = resources.flatMap((one) => one.inputs.map(({ type }) => type));
  return new Set(inputs.flatMap((type) => namesIn(type, types.named)).filter((name) => isObject(types.named, name)));
}

const isObject = (named: ReadonlyMap<string, NamedType>, name: string): boolean =>
  "properties" in (named.get(name) ?? {});

function typesFile(model: PlatformModel): string {
  const inputs = writtenNames(model);
  const texts = [...model.types.named.values()]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((type) => {
      if (!("properties" in type))
        return `${comment(type.description)}\nexport type ${type.name} = ${type.values.map((value) => `"${value}"`).join(" | ")};`;
      const properties = type.properties.map(
        (one) =>
          `${comment(one.description, "  ")}\n  readonly ${one.name}${one.required ? "" : "?"}: ` +
          `${inputs.has(type.name) ? written(one.type) : plain(one.type)};`,
      );
      return `${comment(type.description)}\nexport interface ${type.name} {\n${properties.join("\n")}\n}`;
    });
  const pulumi = inputs.size > 0 ? `import type * as pulumi from "@pulumi/pulumi";\n\n` : "";
  return `${generated}\n\n${pulumi}${texts.join("\n\n")}\n`;
}

function indexFile({ resources, types }: PlatformModel): string {
  const classes = resources.map(({ name }) => `export { ${name}, type ${name}Args } from "./${uncapitalized(name)}";`);
  const names = [...types.named.keys()].sort();
  return `${generated}\n\n${classes.join("\n")}\nexport type { ${names.join(", ")} } from "./types";\n`;
}

function classFile(resource: ResourceModel, named: ReadonlyMap<string, NamedType>): string {
  const { name, platform, handler, definition, inputs, outputs } = resource;
  const series = definition.type === "series";
  const base = series ? "Series" : "RestorePoint";
  const isWritten = new Set(inputs.flatMap(({ type }) => namesIn(type, named)).filter((one) => isObject(named, one)));
  const used = [...inputs, ...outputs].flatMap(({ type }) => namesIn(type, named).slice(0, 1));
  const types = [...new Set(used)].sort();
  const args = inputs.map(
    (one) =>
      `${comment(one.description, "  ")}\n  readonly ${one.name}${one.required ? "" : "?"}: ${written(one.type)};`,
  );
  const properties = outputs.map((one) => {
    const type = plain(one.type);
    const shown = one.type.kind === "named" && isWritten.has(one.type.name) ? `pulumi.Unwrap<${type}>` : type;
    const whole = one.required || one.type.kind === "any" ? shown : `${shown} | undefined`;
    return `${comment(one.description, "  ")}\n  declare readonly ${one.name}: pulumi.Output<${whole}>;`;
  });
  const declaration = [
    `type: "${platform}:${name}"`,
    `handler: "${handler}"`,
    ...(definition.importInput === undefined || series ? [] : [`importInput: "${definition.importInput}"`]),
    `properties: [${outputs.map((one) => `"${one.name}"`).join(", ")}]`,
    ...(definition.plan === undefined ? [] : ["overwrites: true"]),
  ];
  const hasName = inputs.some((one) => one.defaultsToName);
  const imports = [
    `import type * as pulumi from "@pulumi/pulumi";`,
    `import { ${hasName ? "named, " : ""}${series ? "" : base} } from "../resource";`.replace(", }", " }"),
    ...(series ? [`import { Series } from "../series";`] : []),
    ...(types.length === 0 ? [] : [`import type { ${types.join(", ")} } from "./types";`]),
  ];
  const documentation = `${resource.description}\n\nAPI: ${definition.api}.\n\n@example\n\`\`\`ts\n${exampleIn("typescript", resource)}\n\`\`\``;
  return `${generated}

${imports.join("\n")}

${comment(`Inputs of {@link ${name}}.`)}
export interface ${name}Args {
${args.join("\n")}
}

${comment(documentation)}
export class ${name} extends ${base} {
${properties.join("\n")}

  constructor(name: string, args: ${name}Args, options?: pulumi.CustomResourceOptions) {
    super({ ${declaration.join(", ")} }, name, ${hasName ? "named(name, args)" : "{ ...args }"}, options);
  }
}
`;
}
